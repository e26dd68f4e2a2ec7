"""Sign-ins stopped for multifactor authentication."""

import pytest

from checks.facts.base import Fact
from checks.facts.sign_ins import Origin
from checks.model import Cause, Status
from tests.checks.builders import (
    Case,
    applied,
    attempt,
    device_log,
    heartbeats,
    judged,
    logged,
    per_user_mfa,
    security_defaults,
    sign_ins,
    success,
    unwell,
    well,
)

CHECK, CAUSE = "sign_in.mfa", Cause.MFA_REQUIRED
CASES: dict[str, Case] = {
    "Entra's log": ((sign_ins(attempt(50076, 1)),), Status.FAIL, CAUSE),
    "the device's log": ((device_log(logged(50076, 1)),), Status.FAIL, CAUSE),
    "a heartbeat": ((heartbeats(unwell(1, 50076)),), Status.FAIL, CAUSE),
    "nobody knows who": ((sign_ins(attempt(50076, 1, Origin.UNKNOWN)),), Status.WARN, CAUSE),
    "a person": ((sign_ins(attempt(50076, 1, Origin.PERSON), success(2)),), Status.PASS, None),
    "another program": ((sign_ins(attempt(50076, 1, Origin.OTHER_PROGRAM), success(2)),), Status.PASS, None),
    "recovered": ((sign_ins(attempt(50076, 2), success(1)),), Status.PASS, None),
    "recovered by the heartbeat": ((device_log(logged(50076, 2)), heartbeats(well(1))), Status.PASS, None),
    "another code stops it before": ((sign_ins(attempt(53003, 1)),), Status.SKIPPED, None),
    "a report-only policy": ((sign_ins(success(1, policies=(applied(result="reportOnlyFailure"),))),), Status.PASS,
                             None),
    "too old to be more than a hint": ((device_log(logged(50076, 24 * 9)),), Status.WARN, CAUSE),
    "healthy": ((sign_ins(success(1)),), Status.PASS, None),
    "no attempt at all": ((sign_ins(),), Status.SKIPPED, None),
    "nothing was read": ((), Status.SKIPPED, None),
    "only what demands it was read": (
        (per_user_mfa("enforced"), security_defaults(enabled=True)), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


ASKED = attempt(50076, 1)
SOURCES = {
    "a policy": ((sign_ins(attempt(50076, 1, policies=(applied("Ask all"),))),), 'The policy "Ask all" demands it.'),
    "per-user": ((sign_ins(ASKED), per_user_mfa("enforced")),
                 "Per-user multifactor authentication is enforced for the account."),
    "security defaults": ((sign_ins(ASKED), security_defaults(enabled=True)), "Security defaults are on"),
}


@pytest.mark.parametrize("name", SOURCES)
def test_what_demands_it_is_said_where_it_is_known(name: str) -> None:
    facts, words = SOURCES[name]
    told = judged(CHECK, *facts).summary
    assert words in told
    others = {each for other, (_facts, each) in SOURCES.items() if other != name}
    assert not any(each in told for each in others)


def test_a_setting_that_demands_it_is_cited() -> None:
    demanding = per_user_mfa("enabled")
    assert demanding.cite in judged(CHECK, sign_ins(ASKED), demanding).citations


@pytest.mark.parametrize("facts", [
    (), (per_user_mfa(), security_defaults()), (per_user_mfa("unknownFutureValue"),),
])
def test_nothing_is_guessed_where_it_is_not_known(facts: tuple[Fact, ...]) -> None:
    told = judged(CHECK, sign_ins(attempt(50076, 1, policies=(applied("Trial", "reportOnlyFailure"),))), *facts)
    assert told.summary == ("1 sign-in of the device was refused with AADSTS50076 (multifactor authentication "
                            "demanded).")
