"""The Teams Rooms licence, from the directory and from the Teams app's log."""

import pytest

from checks.model import Cause, Confidence, Status
from tests.checks.builders import SHARED, Case, ago, app_log, heartbeats, judged, licence, licences, unwell, well

CHECK, MISSING = "licence.room_licence", Cause.LICENCE_MISSING
SUITE = licence("u", "SPE_E5")
GOVERNMENT = licence("u", "SPE_E3_USGOV_DOD", plan="fd500458-c24c-478e-856c-a6067a8376cd")
CASES: dict[str, Case] = {
    "a room's": ((licences(licence()),), Status.PASS, None),
    "none": ((licences(),), Status.FAIL, MISSING),
    "none with Teams": ((licences(licence("u", "EXCHANGESTANDARD", plan="x")),), Status.FAIL, MISSING),
    "for shared devices only": ((licences(licence(SHARED, "MCOCAP")),), Status.FAIL, MISSING),
    "a suite for people": ((licences(SUITE),), Status.WARN, None),
    "a room's and a suite": ((licences(licence(), SUITE),), Status.PASS, None),
    "a room's and one for shared devices": ((licences(licence(SHARED, "MCOCAP"), licence()),), Status.PASS, None),
    "an unknown government licence": ((licences(GOVERNMENT),), Status.WARN, None),
    "the app says so": ((app_log(1),), Status.FAIL, MISSING),
    "the app says something else": ((app_log(1, state="timeout"),), Status.SKIPPED, None),
    "the app said so, and is well since": ((app_log(2), heartbeats(well(1))), Status.SKIPPED, None),
    "the app says so, and is not well": ((app_log(2), heartbeats(unwell(1))), Status.FAIL, MISSING),
    "the app said so long ago": ((app_log(200), heartbeats()), Status.WARN, MISSING),
    "the app and the directory contradict one another": ((app_log(1), licences(licence())), Status.WARN, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_the_directory_is_certain_and_the_app_is_not() -> None:
    assert judged(CHECK, licences(), app_log(1)).confidence is Confidence.HIGH
    assert judged(CHECK, app_log(1)).confidence is Confidence.MEDIUM


def test_since_when_is_told_by_the_app() -> None:
    found = judged(CHECK, licences(), app_log(1, 3))
    assert (found.since, found.latest) == (ago(3), ago(1))
