"""Sign-ins refused for an old version of TLS."""

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, Status
from tests.checks.builders import Case, attempt, device_log, heartbeats, judged, logged, sign_ins, success, unwell, well

CHECK, CAUSE = "network.tls_version", Cause.SIGN_IN_BLOCKED_OTHER
CASES: dict[str, Case] = {
    "Entra's log": ((sign_ins(attempt(1002016, 1)),), Status.FAIL, CAUSE),
    "the device's log": ((device_log(logged(1002016, 1)),), Status.FAIL, CAUSE),
    "a heartbeat": ((heartbeats(unwell(1, 1002016)),), Status.FAIL, CAUSE),
    "nobody knows who": ((sign_ins(attempt(1002016, 1, Origin.UNKNOWN)),), Status.WARN, CAUSE),
    "a person": ((sign_ins(attempt(1002016, 1, Origin.PERSON), success(2)),), Status.PASS, None),
    "another program": ((sign_ins(attempt(1002016, 1, Origin.OTHER_PROGRAM), success(2)),), Status.PASS, None),
    "recovered": ((sign_ins(attempt(1002016, 2), success(1)),), Status.PASS, None),
    "recovered by the heartbeat": ((device_log(logged(1002016, 2)), heartbeats(well(1))), Status.PASS, None),
    "another code stops it": ((sign_ins(attempt(53003, 1)),), Status.SKIPPED, None),
    "too old to be more than a hint": ((device_log(logged(1002016, 24 * 9)),), Status.WARN, CAUSE),
    "no attempt at all": ((sign_ins(),), Status.SKIPPED, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_what_is_over_is_told_of_and_nothing_else() -> None:
    assert "That is over" in judged(CHECK, sign_ins(attempt(1002016, 2), success(1))).summary
    assert "That is over" not in judged(CHECK, sign_ins(attempt(50126, 2), success(1))).summary
