"""Sign-in from afar with a code."""

from typing import Any

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, Status
from tests.checks.builders import Case, attempt, judged, sign_ins, success

CHECK, OTHER, BLOCK = "sign_in.remote_sign_in", Cause.SIGN_IN_BLOCKED_OTHER, Cause.CONDITIONAL_ACCESS_BLOCK
FLOW: dict[str, Any] = {"protocol": "deviceCode"}
CASES: dict[str, Case] = {
    "the code ran out": ((sign_ins(attempt(70019, 1, **FLOW)),), Status.FAIL, OTHER),
    "the code was wrong": ((sign_ins(attempt(70018, 1)),), Status.FAIL, OTHER),
    "a policy on devices": ((sign_ins(attempt(530033, 1)),), Status.FAIL, BLOCK),
    "the flow is blocked": ((sign_ins(attempt(53003, 1, **FLOW)),), Status.FAIL, BLOCK),
    "the flow is blocked for nobody knows whom": ((sign_ins(attempt(53003, 1, Origin.UNKNOWN, **FLOW)),), Status.WARN,
                                                  BLOCK),
    "another way is blocked": ((sign_ins(attempt(53003, 1, protocol="ropc")),), Status.SKIPPED, None),
    "the code waits to be typed": ((sign_ins(attempt(70016, 1, **FLOW), success(2)),), Status.PASS, None),
    "a person's own": ((sign_ins(attempt(53003, 1, Origin.PERSON, **FLOW), success(2)),), Status.PASS, None),
    "a policy on devices, over": ((sign_ins(attempt(530033, 2), success(1)),), Status.PASS, None),
    "over": ((sign_ins(attempt(70019, 2), success(1)),), Status.PASS, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause), found.summary


def test_a_blocked_flow_is_said_to_be_what_microsofts_own_policy_does() -> None:
    assert "managed policy blocks it too" in judged(CHECK, sign_ins(attempt(53003, 1, **FLOW))).summary
    assert "managed policy" not in judged(CHECK, sign_ins(attempt(70019, 1))).summary


def test_the_newest_speaks_and_the_devices_own_before_others() -> None:
    mixed = sign_ins(attempt(70019, 1), attempt(53003, 2, **FLOW))
    assert judged(CHECK, mixed).cause is OTHER
    others = sign_ins(attempt(53003, 1, Origin.UNKNOWN, **FLOW), attempt(70019, 2))
    assert (judged(CHECK, others).status, judged(CHECK, others).cause) == (Status.FAIL, OTHER)
