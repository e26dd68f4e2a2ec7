"""The whole fleet: rooms are found, looked at in portions, and what has changed is told."""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.about import about
from bot.alerts import Rule
from bot.examination import EVIDENCE_FOR, MakeReport, given
from bot.fleet import RoomState, Seen, Standing, Sweep, SweepState
from bot.ports import Clock, EvidenceStore, StoreAwayError
from bot.runs import GIVEN_UP_AFTER
from bot.store.rows import storable
from bot.store.sweeps import Listed, SqlSweeps
from bot.sweep_card import SweepCard
from bot.telemetry import count_end, count_report, portion_at_work
from bot.transitions import after
from bot.words import mark
from bot.words.kept import NOT_LISTED, NOT_LOOKED_AT, TOO_LITTLE_SEEN
from checks import engine
from checks.codec import UnknownVersionError, evidence_from, evidence_json
from checks.collector import NOTHING, CannotCollect, Evidence
from checks.engine import Outcome
from checks.facts.base import NEVER, Facts
from checks.facts.sign_ins import SignIns
from checks.fleet import Fleet, FleetRoom, Page
from checks.registry import Catalogue
from checks.telemetry import note

log = logging.getLogger(__name__)

PORTION = 90
"""Rooms in one step of a sweep: a multiple of the rooms that one question about sign-ins may name."""
FORGET_AFTER = timedelta(days=7)
"""For how long a room that is on no list any more is looked at on its own: it may have lost its account."""
_SWEEP, _BUNDLE = "sweep", "bundle"
_JOBS_PER_SWEEP = 3
_LONGEST_NAME = 256
_FAILED_AGAIN = mark("The sweep failed several times; see Roomcheck's log.")


@dataclass(frozen=True, slots=True)
class Judges:
    """Who looks, and who judges what was seen."""

    fleet: Fleet
    catalogue: Catalogue
    make_report: MakeReport
    cloud: str = "global"
    rule: Rule = field(default_factory=Rule)


class SweepService:
    """Begins sweeps, and performs them for the job engine (:class:`bot.fleet.SweepSteps`)."""

    def __init__(self, *, sweeps: SqlSweeps, evidence: EvidenceStore, judges: Judges, card: SweepCard,
                 clock: Clock) -> None:
        self._sweeps, self._evidence, self._judges = sweeps, evidence, judges
        self._card, self._clock = card, clock

    async def start(self, sweep: Sweep) -> Sweep | None:
        """As :class:`bot.commands.services.SweepStarter`."""
        begun = await self._sweeps.begin(sweep)
        if begun and begun.id == sweep.id:
            await self._card.post(begun)
        return begun

    async def discover(self, sweep_id: str) -> int:
        """As the port says."""
        requests, unseen = 0, dict[str, None]()
        try:
            async for page in self._judges.fleet.discover():
                await self._sweeps.list_rooms(sweep_id, await asyncio.to_thread(_listed, page), PORTION)
                requests, unseen = requests + page.requests, unseen | dict.fromkeys(page.unseen)
        except CannotCollect as why:
            unseen[f"{NOT_LISTED} {why.detail} {why.remedy}".strip()] = None
        await self._list_missing(sweep_id)
        requests += await self._judges.fleet.everyone(await self._sweeps.object_ids(sweep_id), await self._news_since())
        portions = await self._sweeps.start_looking(sweep_id, requests, " ".join(unseen))
        await self._card.paint(sweep_id)
        return portions

    async def _list_missing(self, sweep_id: str) -> None:
        gone = await self._sweeps.missing_from(sweep_id, self._clock() - FORGET_AFTER)
        rooms = [Listed(state.room, state.building, "") for state in gone]
        await self._sweeps.list_rooms(sweep_id, rooms, PORTION)

    async def _news_since(self) -> datetime:
        """When the last sweep began; rooms that it did not look at are asked for further back by themselves."""
        last = await self._sweeps.last()
        return last.created_at if last else NEVER

    async def look(self, sweep_id: str, portion: int) -> None:
        """As the port says."""
        rooms = await self._sweeps.portion(sweep_id, portion)
        if not rooms:
            return
        try:
            with portion_at_work(len(rooms)):
                await self._look(sweep_id, rooms)
        except StoreAwayError:
            raise  # the portion is looked at once the database is back
        except Exception:
            log.exception("portion %d of sweep %s failed", portion, sweep_id)
            await self._sweeps.keep(sweep_id, [Seen(_state(room), judged=False) for room in rooms], 0)
        await self._card.paint(sweep_id)

    async def _look(self, sweep_id: str, rooms: Sequence[Listed]) -> None:
        addresses = [room.room.address for room in rooms]
        before = await self._evidence.of_each(addresses, _SWEEP, self._clock())
        looked = await self._judges.fleet.look([_asked(room, before) for room in rooms])
        del before
        # What a device's logs hold may be large, so it is read room by room, and only where there is any.
        told = await self._evidence.known(addresses, _BUNDLE, self._clock())
        seen = []
        for room, evidence in zip(rooms, looked.evidence, strict=True):
            logs = await self._logs(room) if room.room.address.lower() in told else NOTHING
            seen.append(self._seen_at_all(sweep_id, room, evidence, logs))
            await asyncio.sleep(0)  # a turn waits for one room at most
        until = self._clock() + EVIDENCE_FOR
        await self._evidence.keep_each(_SWEEP, dict(_sign_ins(addresses, looked.evidence)), until)
        await self._sweeps.keep(sweep_id, seen, looked.requests)

    async def _logs(self, room: Listed) -> Evidence:
        return await self._evidence.of(room.room.address, _BUNDLE, self._clock()) or NOTHING

    def _seen_at_all(self, sweep_id: str, room: Listed, evidence: Evidence, logs: Evidence) -> Seen:
        """What is seen of a room. One that cannot be judged for a fault of ours costs the others nothing."""
        with about(room=room.room.object_id):
            try:
                return self._seen(sweep_id, room, evidence, logs)
            except Exception:
                log.exception("a room of sweep %s could not be judged", sweep_id)
                return Seen(_state(room), judged=False)

    def _seen(self, sweep_id: str, room: Listed, evidence: Evidence, logs: Evidence) -> Seen:
        now = self._clock()
        case = evidence.joined(logs).joined(given(self._judges.cloud))
        outcome = Outcome(engine.judge(self._judges.catalogue, case, now), evidence, case)
        report = self._judges.make_report(room.room, outcome, now)
        count_report(report)
        before = replace(_state(room), listed_at=now) if room.listed else _state(room)
        return after(before, report, sweep_id, self._judges.rule)

    async def conclude(self, sweep_id: str) -> None:
        """As the port says."""
        sweep = await self._sweeps.get(sweep_id)
        if sweep:
            await self._end(sweep, *_verdict(sweep, await self._sweeps.unjudged(sweep)))

    async def reconcile(self) -> None:
        """Take up sweeps whose job is gone, and show the ends that are not shown. To be called every few seconds."""
        for sweep in await self._sweeps.forgotten():
            if sweep.attempts < _JOBS_PER_SWEEP:
                await self._sweeps.resubmit(sweep)
            else:
                await self._end(sweep, SweepState.FAILED, _FAILED_AGAIN)
        for sweep in await self._sweeps.unanswered(self._clock() - GIVEN_UP_AFTER):
            await self._card.last(sweep)

    async def _end(self, sweep: Sweep, state: SweepState, fault: str) -> None:
        await self._sweeps.finish(sweep.id, state, self._clock(), fault)
        note({"roomcheck.rooms": sweep.rooms})
        count_end("sweep", state.value, sweep.created_at, self._clock())
        ended = await self._sweeps.get(sweep.id)
        if ended and not ended.answered:
            await self._card.last(ended)


def _asked(room: Listed, before: Mapping[str, Evidence]) -> FleetRoom:
    state = _state(room)
    closely = Standing.BROKEN in (state.seen.standing, state.newest.standing)
    kept = before.get(room.room.address, NOTHING)
    return FleetRoom(room.room, room.building, _evidence(room.listed), kept, closely)


def _sign_ins(addresses: Sequence[str], seen: Sequence[Evidence]) -> Iterator[tuple[str, Evidence]]:
    """What the next sweep goes on from."""
    for address, evidence in zip(addresses, seen, strict=True):
        if SignIns in evidence.facts:
            yield address, Evidence(Facts([evidence.facts[SignIns]]))


def _verdict(sweep: Sweep, unjudged: int) -> tuple[SweepState, str]:
    """How the sweep ended, and what it did not see. One that learned nothing of any room has failed."""
    failed, told = sweep.rooms - sweep.looked_at, [sweep.fault]
    if failed:
        told.append(NOT_LOOKED_AT.format(failed=failed, rooms=sweep.rooms))
    if unjudged > failed:
        told.append(TOO_LITTLE_SEEN.format(unjudged=unjudged - failed, rooms=sweep.rooms))
    blind = sweep.rooms and max(failed, unjudged) >= sweep.rooms
    learned_nothing = blind or not (sweep.rooms or not sweep.fault)
    return SweepState.FAILED if learned_nothing else SweepState.DONE, " ".join(filter(None, told))


def _listed(page: Page) -> list[Listed]:
    return [Listed(replace(each.room, display_name=storable(each.room.display_name)[:_LONGEST_NAME]),
                   storable(each.building)[:_LONGEST_NAME], evidence_json(each.listed)) for each in page.rooms]


def _evidence(listed: str) -> Evidence:
    """What the lists said. A version that was replaced during the sweep may have written it otherwise."""
    try:
        return evidence_from(listed) if listed else NOTHING
    except UnknownVersionError:
        return NOTHING


def _state(room: Listed) -> RoomState:
    return replace(room.state, room=room.room, building=room.building) if room.state else RoomState(
        room.room, room.building)
