"""Codes that no other check speaks for."""

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, Confidence, OpenLink, Status
from tests.checks.builders import (
    Case,
    account,
    attempt,
    device_log,
    heartbeats,
    judged,
    logged,
    sign_ins,
    success,
    unwell,
)

CHECK, OTHER = "sign_in.other_codes", Cause.SIGN_IN_BLOCKED_OTHER
CASES: dict[str, Case] = {
    "Entra's log": ((sign_ins(attempt(50173, 1)),), Status.FAIL, OTHER),
    "the device's log": ((device_log(logged(50053, 1)),), Status.FAIL, OTHER),
    "a heartbeat": ((heartbeats(unwell(1, 135011)),), Status.FAIL, OTHER),
    "an unknown code": ((sign_ins(attempt(99999, 1)),), Status.FAIL, OTHER),
    "nobody knows who": ((sign_ins(attempt(50173, 1, Origin.UNKNOWN)),), Status.WARN, OTHER),
    "steps of an ordinary sign-in": ((sign_ins(*(attempt(code, 1) for code in (50140, 50058, 50097, 16000, 70016))),),
                                     Status.SKIPPED, None),
    "another check's code": ((sign_ins(attempt(50126, 1)),), Status.SKIPPED, None),
    "over": ((sign_ins(attempt(50173, 2), success(1)),), Status.PASS, None),
    "another program": ((sign_ins(attempt(500011, 1, Origin.OTHER_PROGRAM), success(2)),), Status.PASS, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_an_unknown_code_stays_unknown_with_microsofts_words_and_a_link() -> None:
    found = judged(CHECK, sign_ins(attempt(99999, 1, reason="The moon is full.")))
    assert 'unknown code AADSTS99999 ("The moon is full.")' in found.summary
    assert found.confidence is Confidence.LOW
    assert OpenLink("Look up AADSTS99999", "https://login.microsoftonline.com/error?code=99999") in found.next_steps


def test_a_known_code_goes_before_a_newer_unknown_one() -> None:
    found = judged(CHECK, sign_ins(attempt(99999, 1), attempt(50173, 2)))
    assert "AADSTS50173" in found.summary
    assert "99999" not in found.summary
    assert found.confidence is Confidence.HIGH


def test_what_to_do_is_left_to_the_first_step() -> None:
    assert "Enable the device" not in judged(CHECK, sign_ins(attempt(135011, 1))).summary


def test_the_code_is_looked_up_in_the_accounts_cloud() -> None:
    found = judged(CHECK, sign_ins(attempt(50173, 1)), account(cloud="gcchigh"))
    assert OpenLink("Look up AADSTS50173", "https://login.microsoftonline.us/error?code=50173") in found.next_steps


def test_the_account_alone_says_nothing_of_sign_ins() -> None:
    assert judged(CHECK, account()).status is Status.SKIPPED
