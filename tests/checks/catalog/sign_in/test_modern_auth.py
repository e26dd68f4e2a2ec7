"""Old ways of signing in to Exchange."""

from typing import Any

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, Status
from tests.checks.builders import EXCHANGE, Case, attempt, device_log, judged, logged, sign_ins, success

CHECK, BLOCK = "sign_in.modern_auth", Cause.CONDITIONAL_ACCESS_BLOCK
OLD: dict[str, Any] = {"app": EXCHANGE, "client": "AutoDiscover"}
EWS: dict[str, Any] = {"app": EXCHANGE, "client": "Exchange Web Services"}
CASES: dict[str, Case] = {
    "AutoDiscover is blocked": ((sign_ins(attempt(53003, 1, **OLD), success(0.5)),), Status.FAIL, BLOCK),
    "Exchange ActiveSync is blocked": ((sign_ins(attempt(53003, 1, client="Exchange ActiveSync")),), Status.FAIL,
                                       BLOCK),
    "Exchange Web Services are blocked": ((sign_ins(attempt(53003, 1, **EWS)),), Status.FAIL, BLOCK),
    "security defaults refuse it": ((sign_ins(attempt(530035, 1, **OLD)),), Status.FAIL, Cause.SIGN_IN_BLOCKED_OTHER),
    "a modern client is blocked too": (
        (sign_ins(attempt(53003, 1, **OLD), attempt(53003, 1, client="Browser")),), Status.FAIL, None),
    "and so is one by another rule": ((sign_ins(attempt(53003, 1, **OLD), attempt(53009, 5)),), Status.FAIL, None),
    "Exchange Web Services work": ((sign_ins(success(1, **EWS)),), Status.WARN, None),
    "Exchange Web Services fail otherwise": ((sign_ins(attempt(50126, 1, **EWS)),), Status.WARN, None),
    "a modern client is blocked": (
        (sign_ins(attempt(53003, 1, client="Mobile Apps and Desktop clients")),), Status.PASS, None),
    "AutoDiscover fails otherwise": ((sign_ins(attempt(50126, 1, **OLD)),), Status.PASS, None),
    "AutoDiscover was blocked before": ((sign_ins(attempt(53003, 2, **OLD), success(1, app=EXCHANGE)),), Status.PASS,
                                        None),
    "a person's": ((sign_ins(attempt(53003, 1, Origin.PERSON, **OLD), success(2)),), Status.PASS, None),
    "nobody knows whose": ((sign_ins(attempt(53003, 1, Origin.UNKNOWN, **OLD)),), Status.SKIPPED, None),
    "another program's": ((sign_ins(success(1, Origin.OTHER_PROGRAM, **EWS)),), Status.SKIPPED, None),
    "only the device's own log": ((device_log(logged(53003, 1)),), Status.SKIPPED, None),
    "nothing was seen": ((sign_ins(),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause), found.summary


def test_the_devices_switch_is_named() -> None:
    found = judged(CHECK, sign_ins(attempt(53003, 1, **OLD)))
    assert "modern authentication is off on the device" in found.summary


def test_the_end_of_exchange_web_services_is_dated_and_no_failure_of_today() -> None:
    found = judged(CHECK, sign_ins(success(1, **EWS)))
    assert "from 1 October 2026, and finally on 1 April 2027" in found.summary
    assert (found.since, found.latest) == (None, None)


def test_what_is_blocked_beside_it_is_said() -> None:
    both = judged(CHECK, sign_ins(attempt(53003, 1, **OLD), attempt(53003, 1)))
    assert "this alone is not what keeps it out" in both.summary
    assert not both.next_steps
    assert "alone" not in judged(CHECK, sign_ins(attempt(53003, 1, **OLD))).summary


def test_what_was_not_seen_is_said_of_entras_logs_which_alone_name_the_client() -> None:
    assert judged(CHECK, sign_ins()).summary.endswith("was seen in Entra's sign-in logs since Thu 13 Nov 2025.")
    assert "were not read" in judged(CHECK, device_log(logged(53003, 1))).summary
