"""The fleet on the command line: what the sweeps have kept, as a card drawn in text, as JSON, or as CSV."""

import asyncio
import json
import sys
from argparse import Namespace
from codecs import BOM_UTF8
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.access_ports import on_command_line
from bot.access_printing import forget_room, print_audit, print_rooms
from bot.arguments import UsageError
from bot.availability import Availability, Share, share_of
from bot.cards.availability import History, availability_card, history_card
from bot.cards.fleet import fleet_card, in_trouble
from bot.cards.times import exact
from bot.commands.fleet import availability_of, history_of
from bot.commands.offer import WINDOW as FILE_WINDOW
from bot.commands.room_search import fitting
from bot.commands.watched_place import building_named
from bot.fleet import FleetCounts, Outage, RoomState, Sweep, SweepState
from bot.jobs.engine import Jobs
from bot.ports import Clock
from bot.printing import FAILED, HEALTHY, UNJUDGED, NotWrittenError, show
from bot.schedule import in_words
from bot.settings import Settings
from bot.spreadsheets import fleet_csv, history_csv
from bot.store.access import SqlAudit
from bot.store.database import address_of, is_there, opened
from bot.store.fleet import SqlFleet
from bot.store.sweeps import SqlSweeps
from bot.upkeep import attend_to
from checks.model import Cause


async def perform_on_database(settings: Settings, options: Namespace, clock: Clock) -> int:
    """Perform a command that needs the database and nothing else; its exit status.

    Raises ``UsageError`` and ``NotWrittenError``, and as :func:`bot.upkeep.attend_to` does.
    """
    match options.command:
        case "audit":
            return await print_audit(settings, options, clock)
        case "forget":
            return await forget_room(settings, options, clock)
        case "which":
            return await print_rooms(settings, options, clock)
        case "fleet" | "history" as command:
            async with _kept(settings, clock) as kept:
                return await (print_fleet(kept, options) if command == "fleet" else print_history(kept, options))
        case _:
            return await attend_to(settings, options, print)


@dataclass(frozen=True, slots=True)
class Kept:
    """The database as a reader sees it, beside a running bot too."""

    rooms: SqlFleet
    sweeps: SqlSweeps
    audit: SqlAudit
    now: datetime
    schedule: str


@asynccontextmanager
async def _kept(settings: Settings, clock: Clock) -> AsyncIterator[Kept]:
    url = address_of(settings)
    if not await asyncio.to_thread(is_there, url):
        raise UsageError(f"There is no database in {settings.home} yet: no sweep has looked at the rooms. "
                         "Run: app.py sweep")
    async with opened(url, migrate=False) as engine:
        yield Kept(SqlFleet(engine), SqlSweeps(engine, Jobs(url, clock)), SqlAudit(engine), clock(),
                   in_words(settings.schedule))


async def print_fleet(kept: Kept, options: Namespace) -> int:
    """The availability of all rooms or of a building's; with ``--csv`` how each of them stands."""
    await kept.audit.keep(on_command_line(kept.now, "ShowFleet"))
    building = await _building(kept, options.building) if options.building else ""
    states = [each for each in await kept.rooms.states() if not building or each.building == building]
    if options.csv is not None:
        return _write(options.csv, fleet_csv(states), len(states))
    found = await availability_of(building, kept.rooms, kept.now)
    if options.json:
        _print_json(_fleet_json(found, states))
    else:
        show(availability_card(found, await kept.rooms.counts(0), building=building, last=await kept.sweeps.last(),
                               schedule=kept.schedule))
    return _status(each.now.cause for each in states) if states else UNJUDGED


async def print_history(kept: Kept, options: Namespace) -> int:
    """When a room was broken; with ``--csv`` over the last year."""
    state = await _room(kept, options.room)
    await kept.audit.keep(on_command_line(kept.now, "ShowHistory", state.room.address))
    if options.csv is not None:
        outages = await kept.rooms.outages(state.room.address, kept.now - FILE_WINDOW)
        return _write(options.csv, history_csv(outages, kept.now), len(outages))
    history = await history_of(state.room, kept.rooms, kept.now)
    if options.json:
        _print_json(_history_json(history))
    else:
        show(history_card(history, watching=True))
    return _status([state.now.cause])


def print_sweep(sweep: Sweep, counts: FleetCounts, *, as_json: bool) -> int:
    """A sweep that has ended, and the fleet after it."""
    if as_json:
        _print_json({"state": sweep.state.value, "rooms": sweep.rooms, "looked_at": sweep.looked_at,
                     "requests": sweep.requests, "fault": sweep.fault, "began": exact(sweep.created_at),
                     "ended": _at(sweep.ended_at),
                     "causes": {cause.value: number for cause, number in counts.by_cause}})
    else:
        show(fleet_card(sweep, counts))
    if sweep.state is not SweepState.DONE:
        return UNJUDGED
    return FAILED if in_trouble(counts) else _status(cause for cause, number in counts.by_cause if number)


async def _building(kept: Kept, name: str) -> str:
    known = await kept.rooms.buildings()
    found = building_named(name, known)
    if len(found) != 1:
        raise UsageError(f"“{name}” is not the name of one building. Known are: "
                         f"{', '.join(found or sorted(known)) or 'none; run: app.py sweep'}.")
    return found[0]


async def _room(kept: Kept, asked: str) -> RoomState:
    """The room of an address, or of a part of a name among the rooms that the sweeps know."""
    state = await kept.rooms.state_of(asked)
    if state:
        return state
    states = {each.room: each for each in await kept.rooms.states()}
    found = fitting(asked, states)
    if len(found) != 1:
        near = f" It fits: {', '.join(room.address for room in found[:5])}." if found else ""
        raise UsageError(f"“{asked}” is not one room that a sweep has seen.{near} Write the whole address, for example "
                         "room-42@contoso.com.")
    return states[found[0]]


def _write(name: str, content: bytes, rows: int) -> int:
    if name == "-":  # for other programs, which take the mark that spreadsheets want for a part of the first name
        sys.stdout.buffer.write(content.removeprefix(BOM_UTF8))
        sys.stdout.flush()
        return HEALTHY
    try:
        Path(name).write_bytes(content)
    except OSError as refused:
        raise NotWrittenError(f"The table cannot be written to {name}: {refused.strerror}. "
                              "Name a file in a folder that is there and that you may write in.") from refused
    print(f"{rows:,} {'row' if rows == 1 else 'rows'} written to {name}.", file=sys.stderr)
    return HEALTHY


def _status(causes: Iterable[Cause]) -> int:
    bad = set(causes) - {Cause.HEALTHY, Cause.RECOVERED}
    return HEALTHY if not bad else UNJUDGED if bad == {Cause.UNDETERMINED} else FAILED


def _print_json(document: Mapping[str, Any]) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False))


def _fleet_json(found: Availability, states: Sequence[RoomState]) -> Mapping[str, Any]:
    shares = {each.room.address: each.share for each in found.rooms}
    recover = found.to_recover.total_seconds() if found.to_recover is not None else None
    return {**_share_json(found.whole), "seconds_to_recover": recover,
            "causes": {cause.value: number for cause, number in found.causes},
            "buildings": {name: _share_json(share) for name, share in found.buildings},
            "rooms": [_state_json(each, shares.get(each.room.address, Share())) for each in states]}


def _state_json(state: RoomState, share: Share) -> Mapping[str, Any]:
    return {"address": state.room.address, "display_name": state.room.display_name, "building": state.building,
            "standing": state.now.standing.value, "cause": state.now.cause.value, "severity": state.now.severity.value,
            "since": _at(state.now_since), "since_at_least": state.at_least, "judged_at": _at(state.judged_at),
            **_share_json(share)}


def _share_json(share: Share) -> Mapping[str, Any]:
    return {"available": share.available, "outages": share.outages}


def _history_json(history: History) -> Mapping[str, Any]:
    share = share_of(history.outages, history.watched or history.end, history.start, history.end)
    return {"address": history.room.address, "display_name": history.room.display_name,
            "known_since": _at(history.watched), **_share_json(share),
            "history": [_outage_json(each, history.watched) for each in history.outages]}


def _outage_json(outage: Outage, watched: datetime | None) -> Mapping[str, Any]:
    return {"causes": [cause.value for cause in outage.causes], "began": exact(outage.began),
            "began_at_least": watched is not None and outage.began <= watched, "ended": _at(outage.ended)}


def _at(moment: datetime | None) -> str | None:
    return exact(moment) if moment else None
