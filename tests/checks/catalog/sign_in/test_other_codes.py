"""Codes that no other check speaks for."""

import pytest

from checks.facts.codes import CODES
from checks.facts.home import Home
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
GROUPED = [number for number, code in CODES.items() if code.group]
CASES: dict[str, Case] = {
    "Entra's log": ((sign_ins(attempt(99999, 1)),), Status.FAIL, OTHER),
    "the device's log": ((device_log(logged(99999, 1)),), Status.FAIL, OTHER),
    "a heartbeat": ((heartbeats(unwell(1, 99999)),), Status.FAIL, OTHER),
    "nobody knows who": ((sign_ins(attempt(99999, 1, Origin.UNKNOWN)),), Status.WARN, OTHER),
    "steps of an ordinary sign-in": ((sign_ins(*(attempt(code, 1) for code in (50140, 50058, 50097, 16000, 70016))),),
                                     Status.SKIPPED, None),
    "another cause's code": ((sign_ins(attempt(50126, 1)),), Status.SKIPPED, None),
    "over": ((sign_ins(attempt(99999, 2), success(1)),), Status.PASS, None),
    "another program": ((sign_ins(attempt(99999, 1, Origin.OTHER_PROGRAM), success(2)),), Status.PASS, None),
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


@pytest.mark.parametrize("code", GROUPED)
def test_codes_for_which_another_check_speaks_are_left_to_it(code: int) -> None:
    found = judged(CHECK, sign_ins(attempt(code, 1)))
    assert (found.status, found.cause) == (Status.SKIPPED, None)
    over = judged(CHECK, sign_ins(attempt(code, 2), success(1)))
    assert str(code) not in over.summary


def test_an_unknown_code_beside_one_of_another_check_is_told_all_the_same() -> None:
    found = judged(CHECK, sign_ins(attempt(50173, 1), attempt(99999, 2)))
    assert "99999" in found.summary
    assert "50173" not in found.summary


def test_several_unknown_codes_are_counted() -> None:
    many = judged(CHECK, sign_ins(*(attempt(91000 + number, 1 + number / 10) for number in range(30))))
    assert "and 27 more codes" in many.summary
    assert len(many.citations) == 5


@pytest.mark.parametrize(("cloud", "host"), [
    ("global", "login.microsoftonline.com"), ("gcc", "login.microsoftonline.com"),
    ("gcchigh", "login.microsoftonline.us"), ("dod", "login.microsoftonline.us"),
    ("china", "login.partner.microsoftonline.cn"), ("a cloud of tomorrow", "login.microsoftonline.com"),
])
def test_the_code_is_looked_up_in_the_accounts_cloud(cloud: str, host: str) -> None:
    found = judged(CHECK, sign_ins(attempt(99999, 1)), account(cloud=cloud))
    assert OpenLink("Look up AADSTS99999", f"https://{host}/error?code=99999") in found.next_steps
    by_zip = judged(CHECK, device_log(logged(99999, 1)), Home(cloud))
    assert OpenLink("Look up AADSTS99999", f"https://{host}/error?code=99999") in by_zip.next_steps


def test_the_account_alone_says_nothing_of_sign_ins() -> None:
    assert judged(CHECK, account()).status is Status.SKIPPED
