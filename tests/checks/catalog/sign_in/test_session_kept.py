"""Sessions that were ended from outside, and by what."""

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, Status
from tests.checks.builders import (
    Case,
    account,
    ago,
    attempt,
    device_log,
    heartbeats,
    judged,
    logged,
    sign_ins,
    success,
    unwell,
)

CHECK, OTHER = "sign_in.session_kept", Cause.SIGN_IN_BLOCKED_OTHER
CASES: dict[str, Case] = {
    **{f"AADSTS{code}": ((sign_ins(attempt(code, 1)),), Status.FAIL, OTHER)
       for code in (700082, 70008, 70043, 70044, 50173, 50132, 50133, 50089)},
    "the device's log": ((device_log(logged(50173, 1)),), Status.FAIL, OTHER),
    "a heartbeat": ((heartbeats(unwell(1, 700082)),), Status.FAIL, OTHER),
    "nobody knows who": ((sign_ins(attempt(50173, 1, Origin.UNKNOWN)),), Status.WARN, OTHER),
    "a person": ((sign_ins(attempt(50173, 1, Origin.PERSON), success(2)),), Status.PASS, None),
    "signed in again since": ((sign_ins(attempt(50173, 2), success(1)),), Status.PASS, None),
    "an expired password is another check's": ((sign_ins(attempt(50055, 1)),), Status.SKIPPED, None),
    "only the account was read": ((account(),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def told(code: int, *, changed: float | None, valid_from: float | None) -> str:
    times = {"last_password_change": changed, "sessions_valid_from": valid_from}
    known = account(**{name: None if hours is None else ago(hours) for name, hours in times.items()})
    return judged(CHECK, sign_ins(attempt(code, 1)), known).summary


def test_which_kind_it_was_stands_beside_the_code() -> None:
    assert "after a time without use" in told(700082, changed=None, valid_from=None)
    assert "sign-in frequency" in told(70043, changed=None, valid_from=None)


def test_a_changed_password_and_a_revocation_are_told_apart() -> None:
    assert "The password was changed on Thu 20 Nov 2025 10:00 UTC" in told(50173, changed=2, valid_from=2.01)
    revoked = told(50173, changed=900, valid_from=2)
    assert "were revoked on Thu 20 Nov 2025 10:00 UTC; the password was not changed then" in revoked


@pytest.mark.parametrize(("code", "changed", "valid_from"), [
    (50173, 2, None), (50173, None, 2), (50173, 900, 0.5), (50173, 1.5, 4), (700082, 900, 2),
], ids=["no time of validity", "no time of a change", "valid only since after the refusal",
        "changed since, without ending sessions", "another kind"])
def test_times_that_do_not_fit_say_nothing(code: int, changed: float | None, valid_from: float | None) -> None:
    summary = told(code, changed=changed, valid_from=valid_from)
    assert "The password was changed" not in summary
    assert "were revoked" not in summary


def test_the_account_is_cited_only_where_it_speaks() -> None:
    fits = account(last_password_change=ago(2), sessions_valid_from=ago(2))
    cited = {each.locator for each in judged(CHECK, sign_ins(attempt(50173, 1)), fits).citations}
    assert "users/room-42/lastPasswordChangeDateTime" in cited
    assert account().cite not in judged(CHECK, sign_ins(attempt(50173, 1)), account()).citations


def ended(*, changed: float | None, never: bool | None, hours: float = 1) -> str:
    known = account(last_password_change=None if changed is None else ago(changed), password_never_expires=never)
    return judged(CHECK, sign_ins(attempt(50133, hours), success(5, app="Another")), known).summary


@pytest.mark.parametrize(("changed", "never", "says"), [
    (3, False, "The password was changed on Thu 20 Nov 2025 09:00 UTC, and that ended the session."),
    (3, True, "The password was changed on"), (900, True, "does not expire"), (0.5, True, "does not expire"),
    (None, True, "does not expire"),
], ids=["changed between", "changed, and never expires", "changed long before", "changed only since", "not known when"])
def test_what_ended_a_session_with_the_password(changed: float | None, never: bool, says: str) -> None:
    assert says in ended(changed=changed, never=never)


@pytest.mark.parametrize(("changed", "never"), [(900, False), (900, None), (0.5, False), (None, None)])
def test_an_expiry_stays_possible_where_nothing_speaks_against_it(changed: float | None, never: bool | None) -> None:
    told = ended(changed=changed, never=never)
    assert told.endswith("does not tell an expired password from one that was changed.")
    assert "The password was changed" not in told
    assert "does not expire" not in told
