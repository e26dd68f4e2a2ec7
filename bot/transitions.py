"""What one more report makes of a room in the fleet: its state, its outage, and an alert where that is to be told."""

import hashlib
import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from bot.alerts import Rule, observed, sight_of
from bot.fleet import Alert, Change, Outage, RoomState, Seen, Standing
from checks.facts.base import NEVER
from checks.model import Report

KEEP_FOR = timedelta(days=1)
"""How long a report stands for later ones that say the same."""


def after(before: RoomState, report: Report, sweep_id: str, rule: Rule) -> Seen:
    """The room after the report, with what has to be kept of it together.

    A report that says nothing new is not kept: a fleet that stands still must not fill the database.
    """
    at, address = report.judged_at, report.room.address
    sight = sight_of(report, before.seen)
    state, change = observed(replace(before, room=report.room), sight, at, rule)
    state = _known(before, _dated(before, state, report))
    state, outage = _outage(before, state, sweep_id)
    if change and not state.episode:
        state = replace(state, episode=_id(sweep_id, address, "episode"))
    digest = _digest(report)
    stands = state.kept_at is not None and digest == state.digest and at - state.kept_at < KEEP_FOR
    if stands and not change:
        return Seen(state, outage=outage)
    report_id = _id(address, "well") if sight.standing is Standing.WELL else _id(sweep_id, address, "report")
    state = replace(state, report=report_id, digest=digest, kept_at=at)
    alert = _alert(before, state, change, sweep_id, at) if change else None
    return Seen(replace(state, episode="") if change is Change.RECOVERED else state, report_id, report, outage, alert)


def _dated(before: RoomState, state: RoomState, report: Report) -> RoomState:
    """The state with the time at which a room broke taken from its own records, where they reach back that far."""
    broke = state.seen.standing is Standing.BROKEN and before.seen.standing is not Standing.BROKEN
    seen, known = report.diagnosis.since, before.since
    if not broke or seen is None or state.since is None or seen >= state.since or (known and seen < known):
        return state
    return replace(state, since=seen)


def _known(before: RoomState, state: RoomState) -> RoomState:
    """Nothing counts for or against a room before it was known how it stands."""
    return state if before.since and before.known_since else replace(state, known_since=state.first or state.judged_at)


def _outage(before: RoomState, state: RoomState, sweep_id: str) -> tuple[RoomState, Outage | None]:
    """The outage that was opened, ended, or turned out to be of another cause too; None when nothing of the kind."""
    broken, was_broken = (each.seen.standing is Standing.BROKEN for each in (state, before))
    if broken and not was_broken:
        state = replace(state, outage=_id(sweep_id, state.room.address, "outage"), causes=(state.seen.cause,))
        return state, _open(state)
    if broken and state.seen.cause not in state.causes:
        state = replace(state, causes=(*state.causes, state.seen.cause))
        return state, _open(state)
    if was_broken and not broken:
        ended = replace(_open(replace(state, since=before.since)), ended=state.since)
        return replace(state, outage="", causes=()), ended
    return state, None


def _open(state: RoomState) -> Outage:
    return Outage(state.outage, state.room, state.building, state.causes, state.since or state.judged_at or NEVER)


def _alert(before: RoomState, state: RoomState, change: Change, sweep_id: str, at: datetime) -> Alert:
    broke = (before.since if state.seen.standing is Standing.WELL else state.since) or at
    return Alert(_id(sweep_id, state.room.address, "alert"), sweep_id, state.room, state.building, change, before.told,
                 state.seen, at, broke, state.episode, state.report, at_least=state.began_unseen(broke))


def _digest(report: Report) -> str:
    """Equal for two reports that say the same but for times and counts."""
    said = [report.diagnosis.cause, report.diagnosis.confidence,
            *(f"{finding.id}={finding.status}" for finding in report.findings)]
    return hashlib.sha256("|".join(said).encode()).hexdigest()


def _id(*parts: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, "|".join(parts)).hex
