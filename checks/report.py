"""What a run leaves, as the report that crosses to the bot."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from checks.diagnosis import diagnose
from checks.engine import Outcome
from checks.facts.account import Account
from checks.facts.base import Facts, Records
from checks.facts.device import Device
from checks.facts.timeline import Timeline
from checks.missing import gaps_of
from checks.model import Gap, Report, Room, Window


def make_report(room: Room, outcome: Outcome, judged_at: datetime) -> Report:
    """The report of one room: the diagnosis of its findings, every gap once, and the windows that were looked at.

    A room that was known by its address alone gets the name and the object id that the directory has for it, or else
    the name that its device shows.
    """
    facts = outcome.evidence.facts
    named = _named(room, facts)
    return Report(named, judged_at, diagnose(named, outcome.findings), outcome.findings,
                  gaps=_gaps(outcome), looked_at=_looked_at(facts),
                  timeline=facts[Timeline].history if Timeline in facts else None)


def _gaps(outcome: Outcome) -> tuple[Gap, ...]:
    """What the sources could not give, then what no source was asked for."""
    return tuple(dict.fromkeys((*outcome.evidence.gaps, *gaps_of(outcome.findings))))


def _named(room: Room, facts: Facts) -> Room:
    named = replace(room, display_name=room.display_name or facts[Account].display_name,
                    object_id=room.object_id or facts[Account].object_id) if Account in facts else room
    if named.display_name or Device not in facts:
        return named
    return replace(named, display_name=facts[Device].display_name)


def _looked_at(facts: Facts) -> tuple[Window, ...]:
    """One window per source, as wide as all its facts."""
    seen: dict[str, Window] = {}
    for window in _windows(facts.values()):
        known = seen.get(window.source, window)
        seen[window.source] = Window(min(known.start, window.start), max(known.end, window.end), window.source)
    return tuple(sorted(seen.values(), key=lambda window: window.source))


def _windows(facts: Iterable[object]) -> Iterable[Window]:
    return (window for fact in facts if isinstance(fact, Records) for window in fact.covers)
