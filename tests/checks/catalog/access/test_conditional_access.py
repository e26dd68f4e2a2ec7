"""Conditional Access, and which policy it was."""

from dataclasses import replace
from typing import Any

import pytest

from checks.facts.access_policies import AccessPolicies
from checks.facts.sign_ins import Origin
from checks.model import Cause, Confidence, RecheckLater, Status
from tests.checks.builders import (
    Case,
    applied,
    attempt,
    device_log,
    heartbeats,
    judged,
    logged,
    policies,
    sign_ins,
    success,
    unwell,
)

CHECK, BLOCK = "access.conditional_access", Cause.CONDITIONAL_ACCESS_BLOCK
BLOCKED = attempt(53003, 1, policies=(applied(), applied("Trial", "reportOnlyFailure", "p2")))
CASES: dict[str, Case] = {
    "Entra's log": ((sign_ins(BLOCKED),), Status.FAIL, BLOCK),
    "the device's log": ((device_log(logged(53003, 1)),), Status.FAIL, BLOCK),
    "a heartbeat": ((heartbeats(unwell(1, 53003)),), Status.FAIL, BLOCK),
    "a control that rooms do not support": ((sign_ins(attempt(53001, 1)),), Status.FAIL, BLOCK),
    "only report-only": ((sign_ins(success(1, policies=(applied(result="reportOnlyFailure"),))),), Status.PASS, None),
    "a person in a browser": ((sign_ins(attempt(53003, 1, Origin.PERSON), success(2)),), Status.PASS, None),
    "let in since": ((sign_ins(attempt(53003, 2), success(1)),), Status.PASS, None),
    "multifactor authentication comes first": ((sign_ins(attempt(50076, 1)),), Status.SKIPPED, None),
    "policies alone": ((policies(p1="Block all"),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_the_blocking_policy_is_named_and_the_trial_is_not() -> None:
    found = judged(CHECK, sign_ins(BLOCKED))
    assert 'The policy "Block all" blocks it.' in found.summary
    assert "Trial" not in found.summary
    first = found.citations[0]
    assert (first.locator, first.quote) == ("identity/conditionalAccess/policies/p1", "Block all")


def test_a_name_that_the_record_hides_is_looked_up() -> None:
    hidden = sign_ins(attempt(53003, 1, policies=(applied(""),)))
    assert 'The policy "Looked up" blocks it.' in judged(CHECK, hidden, policies(p1="Looked up")).summary
    assert "The policy's name is not known" in judged(CHECK, hidden).summary


def test_names_known_and_hidden_are_told_apart() -> None:
    both = sign_ins(attempt(53003, 1, policies=(applied(), applied("", policy="p2"))))
    assert 'The policy "Block all" and 1 more whose name is hidden block it.' in judged(CHECK, both).summary


def test_the_devices_log_never_names_a_policy() -> None:
    assert "does not name the policy" in judged(CHECK, device_log(logged(53003, 1))).summary


@pytest.mark.parametrize(("more", "words"), [
    ({"client": "AutoDiscover"}, "modern authentication is off"), ({"protocol": "deviceCode"}, "device code flow"),
])
def test_the_blocked_client_says_what_else_is_wrong(more: dict[str, Any], words: str) -> None:
    assert words in judged(CHECK, sign_ins(attempt(53003, 1, **more))).summary


@pytest.mark.parametrize(("code", "cause"), [(50076, Cause.MFA_REQUIRED), (53000, Cause.DEVICE_NOT_COMPLIANT)])
def test_the_policy_behind_another_code_is_named_and_leaves_the_headline_to_it(code: int, cause: Cause) -> None:
    by = (applied("Ask all"), applied("Trial", "reportOnlyFailure", "p2"))
    found = judged(CHECK, sign_ins(attempt(code, 1, policies=by)))
    assert (found.status, found.cause, found.since, found.latest) == (Status.FAIL, cause, None, None)
    assert found.summary == f'The policy "Ask all" refused the sign-in with AADSTS{code}.'
    assert found.citations[0].quote == "Ask all"


@pytest.mark.parametrize("by", [(), (applied(result="reportOnlyFailure"),), (applied(result="success"),)])
def test_no_policy_is_behind_a_code_that_none_failed_on(by: tuple[Any, ...]) -> None:
    assert judged(CHECK, sign_ins(attempt(50076, 1, policies=by))).status is Status.SKIPPED


def test_a_record_that_names_only_policies_on_trial_hides_no_name() -> None:
    told = judged(CHECK, sign_ins(attempt(53003, 1, policies=(applied("Trial", "reportOnlyFailure"),)))).summary
    assert "is one that blocks" in told
    assert "Trial" not in told
    assert "not known" not in told
    assert "The policy's name is not known" in judged(CHECK, sign_ins(attempt(53003, 1))).summary


@pytest.mark.parametrize("code", [53001, 53002, 53009, 530021])
def test_a_control_that_no_room_supports_is_said_so(code: int) -> None:
    assert f"Teams Rooms does not support the control behind AADSTS{code}." in judged(
        CHECK, sign_ins(attempt(code, 1))).summary
    assert "does not support" not in judged(CHECK, sign_ins(attempt(53003, 1))).summary


def test_a_managed_device_may_be_a_compliant_one() -> None:
    found = judged(CHECK, sign_ins(attempt(530003, 1)))
    assert "Teams Rooms does not support the control" not in found.summary
    assert "not by a hybrid-joined one" in found.summary
    assert found.confidence is Confidence.MEDIUM


@pytest.mark.parametrize(("more", "words"), [
    ({"client": "AutoDiscover"}, "modern authentication is off"), ({"protocol": "deviceCode"}, "device code flow"),
])
def test_one_of_two_blocked_clients_says_nothing_of_the_other(more: dict[str, Any], words: str) -> None:
    both = sign_ins(attempt(53003, 1, **more), attempt(53003, 2, client="Mobile Apps and Desktop clients"))
    assert words not in judged(CHECK, both).summary


def of_state(**states: str) -> AccessPolicies:
    named = policies(**{each: f"Policy {each}" for each in states})
    return replace(named, items=tuple(replace(each, state=states[each.id]) for each in named.items))


def test_a_policy_that_was_switched_off_since_is_said_so() -> None:
    two = sign_ins(attempt(53003, 1, policies=(applied("Policy p1"), applied("Policy p2", policy="p2"))))
    off = judged(CHECK, two, of_state(p1="disabled", p2="disabled"))
    assert off.summary.endswith('The policies "Policy p1", "Policy p2" are switched off since: check again.')
    assert (off.status, off.confidence) == (Status.FAIL, Confidence.MEDIUM)
    assert any(isinstance(step, RecheckLater) for step in off.next_steps)
    one = judged(CHECK, two, of_state(p1="disabled", p2="enabled"))
    assert 'The policy "Policy p1" is switched off since' in one.summary
    assert one.confidence is Confidence.HIGH
    assert "switched off" not in judged(CHECK, two, of_state(p1="enabled", p3="disabled")).summary
    asked = sign_ins(attempt(50076, 1, policies=(applied("Policy p1"),)))
    assert "switched off since" in judged(CHECK, asked, of_state(p1="disabled")).summary


def test_of_hundreds_of_policies_a_few_are_named_and_the_sign_in_keeps_its_citation() -> None:
    many = tuple(applied(f"Policy {number}", policy=f"p{number}") for number in range(300))
    blocked = attempt(53003, 1, policies=many)
    found = judged(CHECK, sign_ins(blocked))
    assert '"Policy 3" and 296 more block it.' in found.summary
    assert len(found.citations) == 5
    assert blocked.cite in found.citations


def test_a_result_that_nobody_knows_blocks_nothing() -> None:
    told = judged(CHECK, sign_ins(attempt(53003, 1, policies=(applied(result="unknownFutureValue"),)))).summary
    assert "Block all" not in told


def test_a_policy_is_cited_from_the_record_that_names_it() -> None:
    known = sign_ins(attempt(53003, 2, policies=(applied(),)))
    beat = unwell(1, 53003)
    found = judged(CHECK, known, heartbeats(replace(beat, cite=replace(beat.cite, source="bundle.heartbeats"))))
    assert [cite.source for cite in found.citations if cite.quote == "Block all"] == [known.items[0].cite.source]
