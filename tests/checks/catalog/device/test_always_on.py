"""Silences of the device."""

import pytest

from checks.catalog.device.always_on import HEARTBEAT_LOG
from checks.facts.base import Fact
from checks.facts.heartbeats import Heartbeats
from checks.model import Status
from checks.sources.bundle.inventory import TITLES, Log
from tests.checks.builders import contents, heartbeats, judged, log_seen, sign_ins, success, unwell, well, windows

CHECK = "device.always_on"


def beats(*hours: float, days: float = 7, until: float = 0) -> Heartbeats:
    """Heartbeats, healthy or not, in a log that reaches from so many days ago to so many hours ago."""
    items = heartbeats(*(well(each) if place % 2 else unwell(each) for place, each in enumerate(hours)))
    return Heartbeats(items.items, windows("bundle.heartbeats", days=days, until=until))


EVERY_HALF_HOUR = tuple(each / 2 for each in range(48))
CASES: dict[str, tuple[tuple[Fact, ...], Status]] = {
    "always there": ((beats(*EVERY_HALF_HOUR),), Status.PASS),
    "a nightly restart": ((beats(0, 0.1, 0.55, 0.6),), Status.PASS),
    "silent for 31 minutes": ((beats(0, 0.1, 0.62),), Status.WARN),
    "silent at the end of the log": ((beats(1, 1.1),), Status.WARN),
    "before its log begins nobody could see": ((beats(0.1, days=3),), Status.PASS),
    "silent more than a week ago": ((beats(*(each / 2 for each in range(345)), 200, 220, days=20),), Status.PASS),
    "silent since before the week": ((beats(*EVERY_HALF_HOUR, 200, days=20),), Status.WARN),
    "an old log": ((beats(50, 50.1, until=50), sign_ins(success(1))), Status.SKIPPED),
    "a log that is damaged": ((beats(0, 5), contents(log_seen(damage="9 of 20 records could be read."))),
                              Status.SKIPPED),
    "another log that is": ((beats(0, 5), contents(log_seen("another", damage="x"))), Status.WARN),
    "no heartbeat": ((beats(),), Status.SKIPPED),
    "no zip": ((sign_ins(success(1)),), Status.SKIPPED),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause, found.latest) == (status, None, None)


def test_between_two_zips_nobody_could_see() -> None:
    older, newer = beats(90, 90.2, until=90), beats(0, 0.2, 0.4, days=0.02)
    assert judged(CHECK, older, newer).status is Status.PASS


def test_how_often_and_the_longest_are_told() -> None:
    found = judged(CHECK, beats(0, 1, 1.1, 4.1, 4.2))
    assert found.summary == (
        "The device fell silent for more than 30 minutes 2 times since Thu 13 Nov 2025 12:00 UTC. The longest silence "
        "lasted 3 hours, from Thu 20 Nov 2025 07:54 UTC to Thu 20 Nov 2025 10:54 UTC.")
    assert [each.locator for each in found.citations] == ["beat#4.1", "beat#1"]


def test_the_damaged_log_is_known_by_the_name_that_the_reader_gives_it() -> None:
    assert TITLES[Log.HEARTBEATS] == HEARTBEAT_LOG
