"""The rules without which a sign-in log gives wrong answers, each on the facts that would mislead."""

from dataclasses import fields, replace
from typing import Any

import pytest

from checks.facts.base import Fact
from checks.facts.codes import CODES, cause_of
from checks.facts.refusals import open_refusals, refusals
from checks.facts.sign_ins import Kind, Origin, SignIn
from checks.model import Cause, Status
from tests.checks.builders import (
    CATALOGUE,
    EXCHANGE,
    account,
    ago,
    applied,
    attempt,
    device_log,
    heartbeats,
    judged,
    licence,
    licences,
    logged,
    mailbox,
    sign_ins,
    success,
    teams,
    unwell,
)

SAME: dict[str, Any] = {"correlation_id": "c1"}


def test_one_attempt_in_both_logs_counts_once_and_is_the_devices() -> None:
    recorded = attempt(50126, 1, Origin.UNKNOWN, **SAME)
    both = sign_ins(recorded).merged(device_log(logged(50126, 1, **SAME)))
    assert [(each.kind, each.origin, each.in_both) for each in both.items] == [
        (Kind.INTERACTIVE, Origin.DEVICE, True)]


def test_a_record_that_was_published_again_counts_once() -> None:
    again = replace(attempt(50126, 1, **SAME), at=ago(1).replace(second=40))
    assert len(sign_ins(attempt(50126, 1, **SAME)).merged(sign_ins(again)).items) == 1


@pytest.mark.parametrize("other", [
    attempt(50126, 1, correlation_id="c2"), attempt(50055, 1, **SAME), attempt(50126, 1.1, **SAME),
], ids=["another correlation", "another code", "another minute"])
def test_what_differs_is_another_attempt(other: object) -> None:
    two = sign_ins(attempt(50126, 1, **SAME)).merged(sign_ins(other))  # type: ignore[arg-type]  # parametrised
    assert len(two.items) == 2


REPORT_ONLY = ("reportOnlyFailure", "reportOnlyInterrupted", "reportOnlySuccess", "reportOnlyNotApplied")


@pytest.mark.parametrize("result", REPORT_ONLY)
@pytest.mark.parametrize("check", [name for name in CATALOGUE if name.startswith(("access.", "sign_in."))])
def test_report_only_never_blocks(check: str, result: str) -> None:
    trial = applied("Only a trial", result)
    let_in = judged(check, sign_ins(success(1, policies=(trial,))))
    assert let_in.status in {Status.PASS, Status.SKIPPED}
    refused = judged(check, sign_ins(attempt(53003, 1, policies=(trial,))))
    assert "Only a trial" not in refused.summary
    assert not any("Only a trial" in cite.quote for cite in refused.citations)


def test_a_later_success_of_the_same_app_supersedes_a_failure() -> None:
    assert open_refusals(sign_ins(attempt(50126, 2), success(1)), None) == ()
    assert open_refusals(sign_ins(attempt(50126, 2), success(1, app=EXCHANGE)), None)
    assert open_refusals(sign_ins(attempt(50126, 1), success(2)), None)
    told = judged("sign_in.credentials", sign_ins(attempt(50126, 2), success(1)))
    assert (told.status, "That is over" in told.summary) == (Status.PASS, True)


def test_a_guid_in_the_place_of_the_user_name_changes_nothing() -> None:
    """Records of some sign-ins name the user by a GUID: the sources ask by object id, and no attempt keeps a name."""
    names = {field.name for field in fields(SignIn)}
    assert not {name for name in names - {"user_agent"} if "user" in name or "principal" in name or "address" in name}
    by_name, by_guid = (judged("sign_in.locked", sign_ins(attempt(50053, 1)), account(address=address))
                        for address in ("room-42@contoso.com", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"))
    assert replace(by_name, took=by_guid.took) == by_guid


@pytest.mark.parametrize("code", sorted(number for number, code in CODES.items() if code.cause is None))
def test_a_step_of_an_ordinary_sign_in_is_no_refusal(code: int) -> None:
    assert cause_of(code) is None
    assert refusals(sign_ins(attempt(code, 1)), heartbeats(unwell(1, code))) == ()


IN = sign_ins(success(0.5))
NO_LICENCE, OFF = licences(), licences(licence(state="Disabled"))
NO_TEAMS, NO_MAILBOX = teams(found=False), mailbox(reachable=False)
FINE = (licences(licence()), teams(), mailbox())
BEHIND: dict[str, tuple[tuple[Fact, ...], Cause | None]] = {
    "licence before all": ((NO_LICENCE, NO_TEAMS, NO_MAILBOX), Cause.LICENCE_MISSING),
    "its plan before Teams and the mailbox": ((OFF, NO_TEAMS, NO_MAILBOX), Cause.LICENCE_PLAN_DISABLED),
    "Teams before the mailbox": ((FINE[0], NO_TEAMS, NO_MAILBOX), Cause.TEAMS_NOT_PROVISIONED),
    "the mailbox before the addresses": ((FINE[0], FINE[1], NO_MAILBOX), Cause.MAILBOX_MISSING),
    "the addresses last, and only suspected": (FINE, None),
}


@pytest.mark.parametrize("name", BEHIND)
def test_what_stands_behind_a_success_is_looked_at_in_order(name: str) -> None:
    facts, cause = BEHIND[name]
    found = judged("sign_in.success_but_broken", IN, account(), heartbeats(unwell(0.45)), *facts)
    assert (found.status, found.cause) == (Status.FAIL if cause else Status.WARN, cause)
    if not cause:
        assert "addresses of Microsoft 365 may be blocked" in found.summary
