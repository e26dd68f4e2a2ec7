"""The mark of an Android room that is signed out."""

from typing import Any

import pytest

from checks.facts.sign_ins import Kind, Origin, SignIn
from checks.model import Cause, Status
from tests.checks.builders import Case, attempt, heartbeats, judged, sign_ins, success, unwell, well

CHECK = "sign_in.android_keeps_sign_in"


def renewal(code: int, hours: float, origin: Origin = Origin.DEVICE, **more: Any) -> SignIn:
    usual = {"app": "Microsoft Authentication Broker", "resource": "Device Registration Service",
             "kind": Kind.NON_INTERACTIVE}
    return attempt(code, hours, origin, **{**usual, **more})


CASES: dict[str, Case] = {
    "blocked": ((sign_ins(renewal(53003, 1, os="Android")),), Status.FAIL, Cause.CONDITIONAL_ACCESS_BLOCK),
    "multifactor authentication": ((sign_ins(renewal(50076, 1)),), Status.FAIL, Cause.MFA_REQUIRED),
    "a session that ended": ((sign_ins(renewal(70043, 1)),), Status.FAIL, Cause.SIGN_IN_BLOCKED_OTHER),
    "an unknown code": ((sign_ins(renewal(99999, 1)),), Status.FAIL, Cause.SIGN_IN_BLOCKED_OTHER),
    "names in other letters": ((sign_ins(renewal(53003, 1, app="MICROSOFT AUTHENTICATION BROKER ")),), Status.FAIL,
                               Cause.CONDITIONAL_ACCESS_BLOCK),
    "other traces of Windows and an Android record": (
        (sign_ins(renewal(53003, 1, os="Android")), heartbeats(unwell(1))), Status.FAIL,
        Cause.CONDITIONAL_ACCESS_BLOCK),
    "a Windows device": ((sign_ins(renewal(53003, 1, os="Windows 10")),), Status.SKIPPED, None),
    "a room that only has Windows": ((sign_ins(renewal(53003, 1)), heartbeats(unwell(1))), Status.SKIPPED, None),
    "an interactive sign-in": ((sign_ins(renewal(53003, 1, kind=Kind.INTERACTIVE)),), Status.SKIPPED, None),
    "another resource": ((sign_ins(renewal(53003, 1, resource="Microsoft Graph")),), Status.SKIPPED, None),
    "renewed since": ((sign_ins(renewal(53003, 2), renewal(0, 1)),), Status.PASS, None),
    "well since": ((sign_ins(renewal(53003, 2)), heartbeats(well(1))), Status.PASS, None),
    "a person": ((sign_ins(renewal(53003, 1, Origin.PERSON), success(2)),), Status.PASS, None),
    "a step of an ordinary sign-in": ((sign_ins(renewal(50097, 1), success(2)),), Status.PASS, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause), found.summary


def test_it_says_what_refuses_and_leaves_the_headline_to_the_codes_own_check() -> None:
    known = sign_ins(renewal(50076, 1))
    mine, theirs = judged(CHECK, known), judged("sign_in.mfa", known)
    assert "1 refused renewal of the Authentication Broker, the newest with AADSTS50076" in mine.summary
    assert "the mark of an Android room that is signed out" in mine.summary
    assert (mine.cause, mine.latest) == (theirs.cause, None)
