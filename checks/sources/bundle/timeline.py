"""The timeline of the other facts that a zip gave."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar, cast

from checks.facts.app_log import AppLog
from checks.facts.base import Fact, Facts, Record, Records
from checks.facts.codes import written
from checks.facts.contents import Contents
from checks.facts.federation_faults import FederationFaults
from checks.facts.hardware import Hardware, Restarts
from checks.facts.heartbeats import LONGEST_SILENCE, Heartbeat, Heartbeats
from checks.facts.network_faults import NetworkFaults
from checks.facts.reading import beats_well, windows
from checks.facts.refusals import refusals
from checks.facts.sign_ins import SignIns
from checks.facts.timeline import Timeline, history_of
from checks.history import Condition, Mark, MarkKind, Stretch
from checks.model import Window
from checks.sources.bundle.inventory import TITLES, Log

F = TypeVar("F", bound=Fact)
R = TypeVar("R", bound=Record)

_LOGGED = (Heartbeats, SignIns, NetworkFaults, FederationFaults, Hardware, Restarts, AppLog)


def read_timeline(facts: Facts) -> Timeline | None:
    """What these facts say of when the room was well; None where no log covers any time."""
    covers = tuple(dict.fromkeys(windows(*(fact for fact in facts.values() if isinstance(fact, _LOGGED)))))
    if not covers:
        return None
    heartbeats, contents = _given(facts, Heartbeats), _given(facts, Contents)
    damaged = contents is not None and contents.is_damaged(TITLES[Log.HEARTBEATS])
    restarts = _given(facts, Restarts)
    history = history_of(
        min(window.start for window in covers), max(window.end for window in covers),
        _stretches(heartbeats, damaged=damaged), tuple(_marks(facts)),
        {restart.at for restart in restarts.items} if restarts else (),
        has_heartbeats=heartbeats is not None, is_damaged=damaged)
    return Timeline(covers, history)


def _stretches(heartbeats: Heartbeats | None, *, damaged: bool) -> tuple[Stretch, ...]:
    """How the heartbeats were, the oldest first. Where records are lost, a gap between two shows nothing."""
    if not heartbeats:
        return ()
    found: list[Stretch] = []
    for window in _apart(heartbeats.covers):
        beats = sorted((beat for beat in heartbeats.items if window.start <= beat.at <= window.end),
                       key=lambda beat: beat.at)
        found += _in_window(beats, window)
    return tuple(each for each in found if not (damaged and each.condition is Condition.SILENT))


def _apart(covers: Iterable[Window]) -> tuple[Window, ...]:
    """The windows, those that touch as one, the oldest first."""
    found: list[Window] = []
    for window in sorted(covers, key=lambda each: each.start):
        if found and window.start <= found[-1].end:
            found[-1] = replace(found[-1], end=max(found[-1].end, window.end))
        else:
            found.append(window)
    return tuple(found)


def _in_window(beats: Sequence[Heartbeat], window: Window) -> list[Stretch]:
    found: list[Stretch] = []
    before = window.start
    for beat in beats:
        condition = Condition.WELL if beats_well(beat) else Condition.UNWELL
        found += _silence(before, beat.at)
        if found and found[-1].condition is condition:
            found[-1] = replace(found[-1], end=beat.at, beats=found[-1].beats + 1)
        else:
            found.append(Stretch(condition, beat.at, beat.at, 1))
        before = beat.at
    return [*found, *_silence(before, window.end)]


def _silence(before: datetime, after: datetime) -> list[Stretch]:
    return [Stretch(Condition.SILENT, before, after)] if after - before > LONGEST_SILENCE else []


def _marks(facts: Facts) -> Iterator[Mark]:
    """Everything that went wrong, each record once. Steps of an ordinary sign-in, and other people's, are no marks."""
    for refusal in refusals(_given(facts, SignIns), _given(facts, Heartbeats)):
        yield _mark(MarkKind.SIGN_IN, written(refusal.code), refusal.at)
    for fault in _items(_given(facts, NetworkFaults)):
        yield _mark(MarkKind.NETWORK, fault.hresult, fault.at)
    for broken in _items(_given(facts, FederationFaults)):
        yield _mark(MarkKind.FEDERATION, broken.code, broken.at)
    for report in _items(_given(facts, Hardware)):
        if not report.healthy:
            yield _mark(MarkKind.HARDWARE, "", report.at)
    for error in _items(_given(facts, AppLog)):
        yield _mark(MarkKind.APP, error.state, error.at)


def _mark(kind: MarkKind, code: str, at: datetime) -> Mark:
    return Mark(kind, code, at, at, 1)


def _items(records: Records[R] | None) -> tuple[R, ...]:
    return records.items if records else ()


def _given(facts: Facts, kind: type[F]) -> F | None:
    return cast("F | None", facts.get(kind))
