"""When the password expires, by the account's own setting and the rules of its domain."""

import pytest

from checks.facts.domain import NEVER_EXPIRES
from checks.model import Cause, Confidence, Status
from tests.checks.builders import (
    Case,
    account,
    ago,
    attempt,
    auth_methods,
    domain,
    heartbeats,
    judged,
    no_account,
    sign_ins,
    success,
    well,
)

CHECK, EXPIRED = "account.password_lasts", Cause.PASSWORD_EXPIRED
BY_RULE = account(password_never_expires=False, last_password_change=ago(24 * 40))
HELLO = auth_methods("password", "windowsHelloForBusiness")
KEY = auth_methods("password", "resourceAccountKey")
NO_PASSWORD, BY_PASSWORD = success(1, protocol="oAuth2"), success(1, protocol="ropc")
CASES: dict[str, Case] = {
    "expiry is off": ((account(),), Status.PASS, None),
    "the domain lets it last for ever": ((BY_RULE, domain()), Status.PASS, None),
    "for ever, the own setting was not read": ((account(password_never_expires=None), domain()), Status.PASS, None),
    "long to come": ((BY_RULE, domain(90)), Status.PASS, None),
    "in 15 days": ((BY_RULE, domain(55)), Status.PASS, None),
    "in 14 days": ((BY_RULE, domain(54)), Status.WARN, None),
    "tomorrow": ((BY_RULE, domain(41)), Status.WARN, None),
    "just now": ((BY_RULE, domain(40)), Status.FAIL, EXPIRED),
    "long ago": ((BY_RULE, domain(14)), Status.FAIL, EXPIRED),
    "long ago, yet the device gets in": ((BY_RULE, domain(14), sign_ins(success(1))), Status.WARN, None),
    "long ago, yet the device is well": ((BY_RULE, domain(14), heartbeats(well(1))), Status.WARN, None),
    "long ago, and it got in no more": ((BY_RULE, domain(14), sign_ins(attempt(50055, 1), success(2))), Status.FAIL,
                                        EXPIRED),
    "a number beyond all calendars": ((BY_RULE, domain(NEVER_EXPIRES - 1)), Status.PASS, None),
    "the device signs in without it": ((BY_RULE, domain(14), HELLO, sign_ins(NO_PASSWORD)), Status.PASS, None),
    "the device may sign in without it": ((BY_RULE, domain(14), HELLO), Status.WARN, None),
    "a resource account key": ((BY_RULE, domain(14), KEY), Status.PASS, None),
    "a resource account key, and about to expire": ((BY_RULE, domain(54), KEY, sign_ins(NO_PASSWORD)), Status.PASS,
                                                    None),
    "a resource account key, and yet the password is used": ((BY_RULE, domain(14), KEY, sign_ins(BY_PASSWORD)),
                                                             Status.WARN, None),
    "the log names no protocol": ((BY_RULE, domain(14), HELLO, sign_ins(success(1))), Status.WARN, None),
    "the device was seen to use it": ((BY_RULE, domain(54), HELLO, sign_ins(NO_PASSWORD, BY_PASSWORD)), Status.WARN,
                                      None),
    "a person has another method": ((BY_RULE, domain(14), auth_methods("password", "phone")), Status.FAIL, EXPIRED),
    "synchronised": ((account(password_never_expires=None, synced_from_on_premises=True), domain(14)), Status.SKIPPED,
                     None),
    "federated": ((BY_RULE, domain(14, federated=True)), Status.SKIPPED, None),
    "a guest": ((account(password_never_expires=False, user_type="Guest"), domain(14)), Status.SKIPPED, None),
    "the domain was not read": ((BY_RULE,), Status.SKIPPED, None),
    "the domain does not say": ((BY_RULE, domain(None)), Status.SKIPPED, None),
    "the domain says nonsense": ((BY_RULE, domain(0)), Status.SKIPPED, None),
    "the own setting was not read": ((account(password_never_expires=None), domain(14)), Status.SKIPPED, None),
    "never changed, as far as is known": ((account(password_never_expires=False, last_password_change=None),
                                           domain(14)), Status.SKIPPED, None),
    "no account": ((no_account(), domain(14)), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_the_day_is_told() -> None:
    assert "Tue 25 Nov 2025" in judged(CHECK, BY_RULE, domain(45)).summary
    assert "Sat 25 Oct 2025" in judged(CHECK, BY_RULE, domain(14)).summary


def test_an_expiry_that_nobody_met_is_only_suggested() -> None:
    found = judged(CHECK, BY_RULE, domain(14))
    assert (found.confidence, found.latest) == (Confidence.LOW, None)
    assert len(found.citations) == 2


def test_a_synchronised_account_leaves_no_gap() -> None:
    found = judged(CHECK, account(password_never_expires=None, synced_from_on_premises=True))
    assert found.gaps == ()
    assert "on-premises" in found.summary
