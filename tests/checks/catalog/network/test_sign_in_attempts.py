"""Silence in the sign-in logs, which only means something when both were read."""

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, Confidence, Status
from tests.checks.builders import (
    INTERACTIVE,
    Case,
    attempt,
    device_log,
    heartbeats,
    judged,
    logged,
    sign_ins,
    success,
    unwell,
    well,
    windows,
)

CHECK, NETWORK = "network.sign_in_attempts", Cause.NETWORK_UNREACHABLE
CASES: dict[str, Case] = {
    "none at all": ((sign_ins(),), Status.FAIL, NETWORK),
    "only a person's": ((sign_ins(success(1, Origin.PERSON)),), Status.FAIL, NETWORK),
    "only another program's": ((sign_ins(success(1, Origin.OTHER_PROGRAM)),), Status.FAIL, NETWORK),
    "none, and an unhealthy heartbeat": ((sign_ins(), heartbeats(unwell(1))), Status.FAIL, NETWORK),
    "some": ((sign_ins(success(1)),), Status.PASS, None),
    "only failures": ((sign_ins(attempt(50126, 1)),), Status.PASS, None),
    "nobody knows whose": ((sign_ins(attempt(50126, 1, Origin.UNKNOWN)),), Status.PASS, None),
    "one log unreadable": ((sign_ins(covers=windows(INTERACTIVE)),), Status.SKIPPED, None),
    "no log readable": ((device_log(),), Status.SKIPPED, None),
    "the device is well": ((sign_ins(), heartbeats(well(1))), Status.WARN, None),
    "the device is answered": ((sign_ins(logged(50126, 1)),), Status.WARN, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_silence_is_likely_and_never_certain() -> None:
    found = judged(CHECK, sign_ins())
    assert (found.confidence, found.latest) == (Confidence.MEDIUM, None)
    assert "within 7 days" in found.summary
