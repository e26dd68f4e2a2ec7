"""A diagnostic zip, read: its facts, redacted, and the gaps where it says nothing or is damaged."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from checks.collector import BundleReading, Evidence, UnreadableBundleError
from checks.facts.app_log import AppLog
from checks.facts.base import Fact, Facts, Records
from checks.facts.clock import DeviceClock
from checks.facts.device import Device
from checks.facts.federation_faults import FederationFaults
from checks.facts.hardware import Hardware, Restarts
from checks.facts.heartbeats import Heartbeat, Heartbeats
from checks.facts.network_faults import NetworkFaults
from checks.facts.reading import counted, moment
from checks.facts.sign_ins import SignIns
from checks.facts.versions import Versions
from checks.model import Gap, GapReason
from checks.sources.bundle import remedies
from checks.sources.bundle.app_log import read_app_log
from checks.sources.bundle.archive import opened
from checks.sources.bundle.clock import read_clock
from checks.sources.bundle.contents import read_contents
from checks.sources.bundle.cost import Limits
from checks.sources.bundle.device import names_in, read_device
from checks.sources.bundle.federation_faults import read_federation_faults
from checks.sources.bundle.hardware import read_hardware, read_restarts
from checks.sources.bundle.heartbeats import read_heartbeats
from checks.sources.bundle.inventory import TITLES, Log
from checks.sources.bundle.log_contents import Kind
from checks.sources.bundle.logs import Logs
from checks.sources.bundle.network_faults import read_network_faults
from checks.sources.bundle.newest import MOST_RECORDS
from checks.sources.bundle.origin import Wellness
from checks.sources.bundle.redact import Redactor
from checks.sources.bundle.sign_ins import read_sign_ins
from checks.sources.bundle.timeline import read_timeline
from checks.sources.bundle.versions import read_versions

R = TypeVar("R", bound=Records[Any])

FACTS_OF: dict[Log, tuple[type[Fact], ...]] = {
    Log.AAD: (SignIns, NetworkFaults, FederationFaults, DeviceClock),
    Log.HEARTBEATS: (Heartbeats, Device, Hardware, Restarts, Versions),
    Log.APP: (AppLog,),
}
_LONGEST_DAMAGE = 600
_ROOMS_WINDOWS_USER = "Skype"
_NOT_ALWAYS_WRITTEN = " Not every version of the room's app writes it."


def _present() -> datetime:
    return datetime.now(UTC)


def read(path: Path, limits: Limits = Limits(), *,  # noqa: B008 - frozen
         clock: Callable[[], datetime] = _present) -> BundleReading:
    """What the zip at ``path`` holds; ``clock`` gives the present, in UTC.

    Raises ``UnreadableBundleError`` when nothing of it can be judged.
    """
    logs = Logs(read_at=clock())
    with path.open("rb") as file:
        archive = opened(path, file, limits)
        for stream in archive.files():
            logs.add(stream)
    logs.close(archive.complaints)
    if not any(contents.found or contents.ahead for contents in logs.by_log.values()):
        raise _nothing_known(logs)
    logs.check_one_device()
    return _reading(logs)


def _nothing_known(logs: Logs) -> UnreadableBundleError:
    """The error for a bundle without a single readable record or line of a log that Roomcheck knows."""
    if not logs.entries and not logs.damaged:
        return UnreadableBundleError("The zip is empty.", remedies.SEND_AGAIN)
    if logs.entries and logs.encrypted == logs.entries:
        return UnreadableBundleError("The zip is protected with a password.", remedies.SEND_A_BUNDLE)
    if logs.damaged:
        what = Redactor.sparing().quote(logs.damaged[0])
        return UnreadableBundleError(f"The zip's logs cannot be read ({what}).", remedies.COLLECT_AGAIN)
    if any(contents.empty for contents in logs.by_log.values()):
        return UnreadableBundleError("The zip's logs are there, but they are empty.", remedies.COLLECT_AGAIN)
    return UnreadableBundleError(
        f"The zip holds no log that Roomcheck knows: it holds neither {TITLES[Log.AAD]}, "
        f"nor {TITLES[Log.HEARTBEATS]}, nor {TITLES[Log.APP]}.", remedies.SEND_A_BUNDLE)


def _reading(logs: Logs) -> BundleReading:
    names = names_in([*logs[Log.HEARTBEATS].records, *logs[Log.HEARTBEATS].untimely])
    redactor = Redactor.sparing(names.alias, names.display_name, _ROOMS_WINDOWS_USER)
    placed = () if logs.clock_is_ahead else _facts(logs, redactor)
    facts = Facts([*placed, *_of_the_zip(logs, redactor)])
    timeline = read_timeline(facts)
    evidence = Evidence(facts.adding(timeline) if timeline else facts, tuple(_gaps(logs, redactor)))
    return BundleReading(evidence, names.alias, names.display_name, redactor.quote(_computer(logs)),
                         will_hold=not any(contents.ahead for contents in logs.by_log.values()))


def _of_the_zip(logs: Logs, redactor: Redactor) -> Iterator[Fact]:
    """What holds even where the device's clock places nothing in time."""
    yield read_contents(logs, {log: _lost(logs, log, redactor) for log in Log})
    clock = read_clock(logs, redactor)
    if clock:
        yield clock


def _facts(logs: Logs, redactor: Redactor) -> Iterator[Fact]:
    beats: tuple[Heartbeat, ...] = ()
    if logs[Log.HEARTBEATS].found:
        heartbeats = replace(read_heartbeats(logs[Log.HEARTBEATS].records, redactor,
                                             logs.window(Log.HEARTBEATS, Kind.HEARTBEAT)),
                             cut=logs[Log.HEARTBEATS].cut)
        beats = heartbeats.items
        yield heartbeats
        yield from _beside_the_heartbeats(logs, redactor)
    if logs[Log.APP].found:
        yield read_app_log(logs[Log.APP].lines, redactor, logs.window(Log.APP))
    yield from _attempts(logs, beats, redactor)


def _beside_the_heartbeats(logs: Logs, redactor: Redactor) -> Iterator[Fact]:
    """What else the room's app wrote into its log."""
    records = logs[Log.HEARTBEATS].records
    device = read_device(records, redactor)
    if device:
        yield device
    yield read_hardware(records, redactor, logs.window(Log.HEARTBEATS, Kind.HARDWARE))
    yield read_restarts(records, redactor, logs.window(Log.HEARTBEATS, Kind.RESTART))
    yield read_versions(records, redactor, logs.window(Log.HEARTBEATS))


def _attempts(logs: Logs, beats: tuple[Heartbeat, ...], redactor: Redactor) -> Iterator[Fact]:
    """Sign-ins and network faults. Heartbeats alone give sign-ins only where they name a code: that one of them names
    none does not show that none was refused.
    """
    aad = logs[Log.AAD]
    named = any(beat.codes for beat in beats)
    sources = [(log, kind) for log, kind, counts in (
        (Log.AAD, Kind.REFUSAL, aad.found), (Log.HEARTBEATS, Kind.HEARTBEAT, named)) if counts]
    if sources:
        covers = tuple(logs.window(log, kind) for log, kind in sources)
        yield _newest(read_sign_ins(aad.records, beats, redactor, covers))
    if aad.found:
        window = logs.window(Log.AAD, Kind.FAULT)
        yield _newest(read_network_faults(aad.records, redactor, window))
        yield _newest(read_federation_faults(aad.records, Wellness.of(beats), redactor, window))


def _newest(records: R) -> R:
    """The newest records of a fact of which one record of the log can give several, and what is left of its windows:
    nothing is said of what was left out.
    """
    if len(records.items) <= MOST_RECORDS:
        return records
    kept = records.items[:MOST_RECORDS]
    covers = tuple(replace(window, start=max(window.start, kept[-1].at)) for window in records.covers)
    return replace(records, items=kept, covers=covers)


def _gaps(logs: Logs, redactor: Redactor) -> Iterator[Gap]:
    for log, facts in FACTS_OF.items():
        ahead = _ahead(logs, log)
        for detail, reason in _losses(logs, log, redactor):
            for fact in facts:
                # a clock that is ahead is what this fact is about
                if not (ahead and fact is DeviceClock):
                    yield Gap(fact.title, log.value, reason, detail,
                              remedies.SET_THE_CLOCK if ahead else remedies.COLLECT_AGAIN)


def _ahead(logs: Logs, log: Log) -> str:
    """What a device's clock that is ahead does to this log; empty when it does nothing."""
    contents = logs[log]
    if logs.clock_is_ahead and logs.furthest and (contents.found or contents.ahead):
        return (f"the device's clock is ahead: it had reached {moment(logs.furthest)} when the zip was read on "
                f"{moment(logs.read_at)}, so that nothing in its logs can be placed in time")
    if contents.ahead:
        return f"left out: {counted(contents.ahead, 'record')} stamped later than now. The device's clock was ahead"
    return ""


def _lost(logs: Logs, log: Log, redactor: Redactor) -> str:
    """What of the log cannot be used, as a sentence; empty when all of it can, or nothing of it is there."""
    contents = logs[log]
    ahead, damage = _ahead(logs, log), redactor.quote("; ".join(contents.damage), _LONGEST_DAMAGE)
    if not ahead and not damage and logs.hidden and not (contents.found or contents.empty):
        damage = f"No readable copy of it was found; it may be in what cannot be read: {redactor.quote(logs.hidden[0])}"
    told = "; ".join(filter(None, (f"{ahead[:1].upper()}{ahead[1:]}", damage)))
    return f"{told}." if told else ""


def _losses(logs: Logs, log: Log, redactor: Redactor) -> Iterator[tuple[str, GapReason]]:
    contents, lost = logs[log], _lost(logs, log, redactor)
    if lost:
        yield lost, GapReason.DAMAGED
    elif contents.empty and not contents.found:
        yield f"The zip holds {TITLES[log]}, but it is empty.", GapReason.NOT_IN_BUNDLE
    elif not contents.found:
        unsure = _NOT_ALWAYS_WRITTEN if log is Log.APP else ""
        yield f"The zip does not hold {TITLES[log]}.{unsure}", GapReason.NOT_IN_BUNDLE


def _computer(logs: Logs) -> str:
    """The computer of the bundle's newest kept record."""
    records = [record for log in (Log.HEARTBEATS, Log.AAD) for record in (*logs[log].records, *logs[log].untimely)]
    newest = max(records, key=lambda record: record.at, default=None)
    return newest.computer if newest else ""
