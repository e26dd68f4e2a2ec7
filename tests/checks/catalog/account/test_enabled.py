"""Whether sign-in is enabled for the account."""

import pytest

from checks.model import Cause, RecheckLater, Status
from tests.checks.builders import (
    Case,
    account,
    attempt,
    heartbeats,
    judged,
    no_account,
    sign_ins,
    success,
    unwell,
    well,
)

DISABLED = Cause.ACCOUNT_DISABLED
STOPPED = sign_ins(attempt(50057, 1))
CASES: dict[str, Case] = {
    "enabled": ((account(),), Status.PASS, None),
    "disabled": ((account(enabled=False),), Status.FAIL, DISABLED),
    "disabled, and refused": ((account(enabled=False), STOPPED), Status.FAIL, DISABLED),
    "refused, the directory not asked": ((STOPPED,), Status.FAIL, DISABLED),
    "refused, the directory does not say": ((account(enabled=None), STOPPED), Status.FAIL, DISABLED),
    "a heartbeat says so": ((heartbeats(unwell(1, 50057)),), Status.FAIL, DISABLED),
    "enabled since the refusal": ((account(), STOPPED), Status.WARN, None),
    "refused before, signed in since": ((account(), sign_ins(attempt(50057, 2), success(1))), Status.PASS, None),
    "a heartbeat before, healthy since": ((heartbeats(unwell(2, 50057), well(1)),), Status.SKIPPED, None),
    "no such account": ((no_account(),), Status.SKIPPED, None),
    "the directory does not say": ((account(enabled=None),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged("account.enabled", *facts)
    assert (found.status, found.cause) == (status, cause)


def test_the_directorys_word_and_the_refusals_are_both_cited() -> None:
    found = judged("account.enabled", account(enabled=False), STOPPED)
    assert len(found.citations) == 2
    assert found.latest == STOPPED.items[0].at


def test_an_account_enabled_again_asks_for_patience() -> None:
    found = judged("account.enabled", account(), STOPPED)
    assert any(isinstance(step, RecheckLater) for step in found.next_steps)


@pytest.mark.parametrize(("hours", "persists"), [((0.2, 30), True), ((0.2, 20), False), ((3, 40), False),
                                                 ((0.2,), False)])
def test_refusals_of_days_up_to_now_do_not_end_with_the_directorys_word(hours: tuple[float, ...],
                                                                        persists: bool) -> None:
    found = judged("account.enabled", account(), sign_ins(*(attempt(50057, each) for each in hours)))
    assert (found.status, found.cause) == (Status.WARN, None)
    assert ("on-premises account may be disabled" in found.summary) is persists
    assert ("probably enabled since" in found.summary) is not persists
    assert any(isinstance(step, RecheckLater) for step in found.next_steps) is not persists
