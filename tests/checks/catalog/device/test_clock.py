"""The device's clock."""

from dataclasses import replace
from datetime import timedelta

import pytest

from checks.facts.clock import DeviceClock
from checks.facts.sign_ins import Origin
from checks.model import Cause, Confidence, Status
from tests.checks.builders import (
    Case,
    ago,
    attempt,
    device_clock,
    device_log,
    heartbeats,
    judged,
    logged,
    sign_ins,
    success,
    unwell,
    well,
)

CHECK, OTHER = "device.clock", Cause.SIGN_IN_BLOCKED_OTHER
AHEAD = timedelta(hours=2)


def compared(minutes: float, hours: float) -> DeviceClock:
    """A clock whose newest answer is so many hours old."""
    return replace(device_clock(minutes), as_of=ago(hours))


CASES: dict[str, Case] = {
    "right": ((device_clock(),), Status.PASS, None),
    "a little off": ((device_clock(-4.9),), Status.PASS, None),
    "ahead": ((device_clock(5.1),), Status.WARN, None),
    "behind": ((device_clock(-90),), Status.WARN, None),
    "ahead of the upload": ((device_clock(None, 0, ahead_of_upload=AHEAD),), Status.WARN, None),
    "ahead, and the room gets in all the same": ((device_clock(90), sign_ins(success(1))), Status.WARN, None),
    "refused for it": ((device_clock(), device_log(logged(500133, 1))), Status.FAIL, OTHER),
    "refused for it, of which only Entra tells": ((sign_ins(attempt(500133, 1)),), Status.FAIL, OTHER),
    "a sign-in that took too long": ((device_clock(), sign_ins(attempt(50089, 1))), Status.PASS, None),
    "refused for it by a heartbeat": ((heartbeats(unwell(1, 500133)),), Status.FAIL, OTHER),
    "nobody knows who was": ((device_clock(), sign_ins(attempt(500133, 1, Origin.UNKNOWN))), Status.WARN, OTHER),
    "a person was": ((device_clock(), sign_ins(attempt(500133, 1, Origin.PERSON))), Status.PASS, None),
    "was refused for it": ((device_clock(), sign_ins(attempt(500133, 2), success(1))), Status.PASS, None),
    "refused for something else": ((device_clock(), device_log(logged(50126, 1))), Status.PASS, None),
    "compared days ago": ((compared(0, 100), sign_ins(success(1))), Status.PASS, None),
    "compared weeks ago": ((compared(0, 400), sign_ins(success(1))), Status.SKIPPED, None),
    "wrong when it was compared": ((compared(30, 100), sign_ins(success(1))), Status.WARN, None),
    "no answer to compare with": ((device_clock(None, 0), heartbeats(well(1))), Status.SKIPPED, None),
    "no zip": ((sign_ins(success(1)),), Status.SKIPPED, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


@pytest.mark.parametrize(("minutes", "told"), [
    (17, "The device's clock was 17 minutes ahead of Microsoft Entra's, by 3 answers up to Thu 20 Nov 2025 12:00 UTC."),
    (-1500, "The device's clock was 1 day 1 hour behind Microsoft Entra's"),
    (1, "The device's clock agrees with Microsoft Entra's, by 3 answers"),
])
def test_how_far_and_which_way_is_said(minutes: float, told: str) -> None:
    assert judged(CHECK, device_clock(minutes)).summary.startswith(told)


def test_a_drift_that_was_measured_long_ago_says_so() -> None:
    assert "The newest is 4 days old." in judged(CHECK, compared(30, 100), sign_ins(success(1))).summary


def test_a_clock_that_is_ahead_of_the_upload_is_told_both_ways() -> None:
    found = judged(CHECK, device_clock(150, ahead_of_upload=AHEAD))
    assert found.summary.startswith("The device's clock is 2 hours ahead, or more")
    assert "2 hours 30 minutes ahead of Microsoft Entra's" in found.summary


def test_a_refusal_is_told_with_what_the_clock_shows() -> None:
    assert "17 minutes ahead of" in judged(CHECK, device_clock(17), device_log(logged(500133, 1))).summary


def test_a_clock_that_agrees_is_not_the_reason() -> None:
    right = judged(CHECK, device_clock(), device_log(logged(500133, 1)))
    assert "So it is not the clock." in right.summary
    assert right.confidence is Confidence.LOW
    wrong = judged(CHECK, device_clock(17), device_log(logged(500133, 1)))
    assert "not the clock" not in wrong.summary
    assert wrong.confidence is Confidence.MEDIUM
    assert judged(CHECK, device_log(logged(500133, 1))).confidence is Confidence.MEDIUM
