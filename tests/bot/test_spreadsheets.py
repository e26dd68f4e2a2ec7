"""Tables for spreadsheets: what anybody can name a room must never become a formula."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fleet import Outage, RoomState, Sight, Standing
from bot.spreadsheets import FLEET, HISTORY, cell, fleet_csv, history_csv, table
from checks.model import Cause, Room, Severity

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
STATE = RoomState(Room("a@contoso.com", "Zürich, Aare"), 'Zurich "HQ"',
                  Sight(Standing.BROKEN, Cause.MFA_REQUIRED, Severity.HIGH), NOW - timedelta(hours=1), judged_at=NOW)


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u200b=1", "\uff1d1",
                                  "|calc", "%x", "\u00a0=1", "\x00=1"])
def test_what_could_be_a_formula_is_shown_as_text(text: str) -> None:
    assert cell(text).startswith("'")


@given(st.text(max_size=40))
def test_no_cell_is_a_formula_and_each_is_read_back_on_its_line(text: str) -> None:
    (head, made) = rows(table(("a", "b"), [(text, "c")]))
    assert (head, made[1], len(made)) == (["a", "b"], "c", 2)
    assert not made[0].lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"))


@pytest.mark.parametrize("text", ["Zürich 1", "room-42@contoso.com", "50% off", "a=b", ""])
def test_an_ordinary_name_stays_as_it_is(text: str) -> None:
    assert cell(text) == text


def test_the_fleet_has_a_byte_order_mark_and_every_column() -> None:
    content = fleet_csv([STATE, replace(STATE, seen=Sight(Standing.UNKNOWN, Cause.UNDETERMINED), since=None)])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 3
    head, broken, unknown = rows(content)
    assert tuple(head) == FLEET
    assert broken == ["Zürich, Aare", "a@contoso.com", 'Zurich "HQ"', "broken", "Multi-factor authentication demanded",
                      "2026-11-22T14:00:00Z", "high", "2026-11-22T15:00:00Z"]
    assert unknown[3:7] == ["unknown", "Cause not found", "", ""]


def test_a_history_says_how_long_an_open_outage_has_lasted() -> None:
    outage = Outage("o", STATE.room, "", (Cause.LICENCE_MISSING, Cause.MFA_REQUIRED), NOW - timedelta(minutes=90))
    head, row = rows(history_csv([outage], NOW))
    assert tuple(head) == HISTORY
    assert row[3:] == ["Licence missing, then Multi-factor authentication demanded", "2026-11-22T13:30:00Z", "", "1.50"]
