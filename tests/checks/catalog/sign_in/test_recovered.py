"""Failures that are over, and those that only look so."""

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, Status
from tests.checks.builders import (
    EXCHANGE,
    Case,
    ago,
    app_log,
    attempt,
    faults,
    heartbeats,
    judged,
    logged,
    sign_ins,
    success,
    unwell,
    well,
)

CHECK, RECOVERED = "sign_in.recovered", Cause.RECOVERED
WRONG = attempt(50126, 5)
THREE = (well(0.3), well(0.2), well(0.1))
CASES: dict[str, Case] = {
    "successes for an hour": ((sign_ins(WRONG, success(3), success(2)),), Status.PASS, RECOVERED),
    "one success, an hour ago": ((sign_ins(WRONG, success(1)),), Status.PASS, RECOVERED),
    "three healthy heartbeats": ((heartbeats(unwell(1), *THREE),), Status.PASS, RECOVERED),
    "network errors, then healthy heartbeats": ((faults(1), heartbeats(*THREE)), Status.PASS, RECOVERED),
    "a licence error, then healthy heartbeats": ((app_log(1), heartbeats(*THREE)), Status.PASS, RECOVERED),
    "the device's log, then healthy heartbeats": ((sign_ins(logged(50126, 1)), heartbeats(*THREE)), Status.PASS,
                                                  RECOVERED),
    "a success just now": ((sign_ins(WRONG, success(0.5)),), Status.WARN, None),
    "two healthy heartbeats": ((heartbeats(unwell(1), *THREE[:2]),), Status.WARN, None),
    "a failure between the successes": ((sign_ins(attempt(50126, 0.6), success(3), success(0.5)),), Status.WARN, None),
    "still failing": ((sign_ins(WRONG, success(6)),), Status.SKIPPED, None),
    "another application still fails": ((sign_ins(WRONG, success(3), attempt(50126, 1, app=EXCHANGE)),), Status.SKIPPED,
                                        None),
    "a person's success": ((sign_ins(WRONG, success(2, Origin.PERSON)),), Status.SKIPPED, None),
    "unhealthy again": ((heartbeats(unwell(2), *THREE, unwell(0.05)),), Status.SKIPPED, None),
    "a person's failure": ((sign_ins(attempt(50126, 5, Origin.PERSON), success(2)),), Status.PASS, None),
    "a failure of unknown origin": ((sign_ins(attempt(50126, 5, Origin.UNKNOWN), success(2)),), Status.PASS, None),
    "a step of an ordinary sign-in": ((sign_ins(attempt(50140, 5), success(2)),), Status.PASS, None),
    "never failed": ((sign_ins(success(2)),), Status.PASS, None),
    "nothing of the device": ((sign_ins(),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_it_says_what_it_was_and_since_when_it_is_over() -> None:
    found = judged(CHECK, sign_ins(WRONG, success(3), success(2)))
    assert "AADSTS50126 (wrong user name or password)" in found.summary
    assert (found.since, found.latest) == (ago(3), ago(2))
    assert found.summary.startswith("The device has worked again since Thu 20 Nov 2025 09:00 UTC. Its last failure, on "
                                    "Thu 20 Nov 2025 07:00 UTC, was")


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case[2] is RECOVERED])
def test_since_when_it_works_is_before_its_newest_success(name: str) -> None:
    found = judged(CHECK, *CASES[name][0])
    assert found.since
    assert found.latest
    assert found.since <= found.latest


@pytest.mark.parametrize("name", ["still failing", "unhealthy again"])
def test_a_failure_that_stands_leaves_nothing_to_judge(name: str) -> None:
    assert judged(CHECK, *CASES[name][0]).gaps == ()
