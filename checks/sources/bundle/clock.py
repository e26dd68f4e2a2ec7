"""How far the device's clock was off: Microsoft Entra puts its own time into each answer, which Windows writes down
under the device's time.

Whoever asked, the answer tells the same clock, so that the answers to other programs count as well.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low

from checks.facts.clock import DeviceClock
from checks.model import Citation
from checks.sources.bundle import codes
from checks.sources.bundle.contents import SOURCE
from checks.sources.bundle.evtx import EventRecord
from checks.sources.bundle.inventory import Log
from checks.sources.bundle.logs import TOLERATED_LEAD, Logs
from checks.sources.bundle.redact import Redactor

MOST_SAMPLES = 50
LATELY = timedelta(days=1)
"""A clock that was set right is not to be judged by what it showed long before its newest answer."""
LONGEST_REPEAT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Sample:
    """One answer: when Microsoft Entra gave it, and the record that the device wrote of it first."""

    given: datetime
    record: EventRecord

    @property
    def drift(self) -> timedelta:
        return self.record.at - self.given


def read_clock(logs: Logs, redactor: Redactor) -> DeviceClock | None:
    """The device's clock as its newest answers show it; None where neither the Entra ID log was found, nor a clock
    that is ahead.
    """
    aad, lead = logs[Log.AAD], _lead(logs)
    if not aad.found and not aad.ahead and not lead:
        return None
    samples = _newest_samples(_answers([*aad.records, *aad.untimely], logs.read_at))
    if not samples:
        place = Citation(SOURCE, "its newest record", at=logs.furthest if lead else logs.present)
        return DeviceClock(logs.present, place, ahead_of_upload=lead)
    newest = samples[0]
    cite = Citation(Log.AAD.value, newest.record.located(redactor.quote), at=newest.record.at)
    # where the device is behind, the answer lies after the case's present, which it must not move
    return DeviceClock(min(newest.given, logs.present), cite, median_low(sample.drift for sample in samples),
                       len(samples), lead)


def _lead(logs: Logs) -> timedelta | None:
    return logs.furthest - logs.read_at if logs.clock_is_ahead and logs.furthest else None


def _answers(records: Iterable[EventRecord], read_at: datetime) -> Iterator[_Sample]:
    """Each answer once. Windows writes one down in several events, and the broker repeats one that it kept: the
    earliest record is the one that was written when the answer came.
    """
    first: dict[tuple[datetime, str], EventRecord] = {}
    for record in records:
        given = codes.answered_at(record.text)
        if given and given <= read_at + TOLERATED_LEAD:
            key = given, codes.trace_id(record.text)
            first[key] = min(first.get(key, record), record, key=lambda found: found.at)
    samples = (_Sample(given, record) for (given, _trace), record in first.items())
    # An answer that was kept for days looks like a clock that is days ahead, while none is written down before it was
    # given: a clock may be behind by any time. One that is days ahead shows against the moment of reading as well.
    return (sample for sample in samples if sample.drift <= LONGEST_REPEAT)


def _newest_samples(samples: Iterable[_Sample]) -> list[_Sample]:
    ordered = sorted(samples, key=lambda sample: sample.given, reverse=True)[:MOST_SAMPLES]
    return [sample for sample in ordered if ordered[0].given - sample.given <= LATELY]
