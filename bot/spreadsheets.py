"""Tables as CSV, as spreadsheets open them: UTF-8 with a byte order mark, and no cell that could be a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.cards.names import cause_name
from bot.cards.times import exact
from bot.fleet import Outage, RoomState, Standing

FLEET = ("Room", "Address", "Building", "Standing", "Cause", "Since", "Severity", "Judged at")
HISTORY = ("Room", "Address", "Building", "Causes", "Began", "Ended", "Hours")
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "|", "%")
_LONGEST_CELL = 1_000


def fleet_csv(states: Iterable[RoomState]) -> bytes:
    """The rooms as they stand; times in UTC."""
    return table(FLEET, ((state.room.display_name, state.room.address, state.building, state.now.standing.value,
                          cause_name(state.now.cause), _at(state.now_since),
                          state.now.severity.value if state.now.standing is Standing.BROKEN else "",
                          _at(state.judged_at)) for state in states))


def history_csv(outages: Iterable[Outage], now: datetime) -> bytes:
    """Outages, each with its length so far."""
    return table(HISTORY, ((each.room.display_name, each.room.address, each.building,
                            ", then ".join(map(cause_name, each.causes)), _at(each.began),
                            _at(each.ended), f"{((each.ended or now) - each.began).total_seconds() / 3600:.2f}")
                           for each in outages))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file, with the line ends that RFC 4180 asks for."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([cell(each) for each in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before what begins like one."""
    shown = "".join(char for char in text if char.isprintable() or char == " ")[:_LONGEST_CELL]
    return f"'{shown}" if text.startswith(_FORMULAS) or shown.lstrip().startswith(_FORMULAS) else shown


def _at(moment: datetime | None) -> str:
    return exact(moment) if moment else ""
