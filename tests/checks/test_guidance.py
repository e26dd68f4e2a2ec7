"""Which guide a headline gets, and which suggestion goes before another."""

from dataclasses import replace
from datetime import timedelta

import pytest

from checks.causes import GUIDES, HELPDESK, IDENTITY
from checks.diagnosis import diagnose
from checks.facts.codes import CODES, Group
from checks.guidance import BY_GROUP, GROUP_GUIDES, ON_PREMISES, first_step, guide_for
from checks.missing import undetermined
from checks.model import (
    Cause,
    Citation,
    Confidence,
    EvaluateAccess,
    Finding,
    Gap,
    GapReason,
    Room,
    Severity,
    Status,
)
from tests.checks.builders import ago

ROOM = Room("room-42@contoso.com", "Room 42")


def finding(name: str, status: Status = Status.FAIL, cause: Cause | None = None, *, code: int = 0,
            hours: float | None = None, severity: Severity = Severity.HIGH,
            confidence: Confidence = Confidence.HIGH, gaps: tuple[Gap, ...] = ()) -> Finding:
    cites = (Citation("graph.test", "there", code=f"AADSTS{code}"),) if code else ()
    seen = ago(hours) if hours is not None else None
    return Finding(f"test.{name}", f"The {name} is well", severity, status, f"The {name} is not well.", cites, gaps,
                   cause=cause, since=seen, latest=seen, confidence=confidence)


@pytest.mark.parametrize("group", Group)
def test_every_group_has_a_guide_and_codes(group: Group) -> None:
    assert GROUP_GUIDES[group].owner
    assert GROUP_GUIDES[group].request.endswith(".")
    codes = [code for code in CODES.values() if code.group is group]
    assert codes
    assert all(code.cause in BY_GROUP for code in codes)


@pytest.mark.parametrize(("code", "owner"), [
    (70043, HELPDESK), (80001, ON_PREMISES), (50053, IDENTITY), (99999, IDENTITY), (0, IDENTITY),
])
def test_the_group_of_the_code_says_who_mends_it(code: int, owner: str) -> None:
    headline = finding("sign-in", cause=Cause.SIGN_IN_BLOCKED_OTHER, code=code, hours=1)
    assert guide_for(headline, is_open=False).owner == owner


def test_a_group_changes_no_other_causes_guide() -> None:
    disabled = finding("account", cause=Cause.ACCOUNT_DISABLED, code=70043, hours=1)
    assert guide_for(disabled, is_open=False) is GUIDES[Cause.ACCOUNT_DISABLED]


def test_the_first_step_is_the_codes_own_or_else_the_findings() -> None:
    coded = finding("sign-in", cause=Cause.SIGN_IN_BLOCKED_OTHER, code=135011, hours=1)
    uncoded = finding("limit", cause=Cause.SIGN_IN_BLOCKED_OTHER, confidence=Confidence.LOW)
    guide = GUIDES[Cause.SIGN_IN_BLOCKED_OTHER]
    assert first_step(guide, coded, ROOM) == CODES[135011].fix
    assert uncoded.title in first_step(guide, uncoded, ROOM)


@pytest.mark.parametrize("cause", [
    Cause.MFA_REQUIRED, Cause.CONDITIONAL_ACCESS_BLOCK, Cause.PASSWORD_EXPIRED, Cause.DEVICE_NOT_COMPLIANT,
    Cause.SIGN_IN_BLOCKED_OTHER,
])
def test_what_was_never_seen_to_happen_is_not_said_to_happen(cause: Cause) -> None:
    told = diagnose(ROOM, [finding("setting", cause=cause, confidence=Confidence.LOW)])
    assert (told.cause, told.confidence) == (cause, Confidence.LOW)
    assert told.sentence != GUIDES[cause].sentence.format(room="Room 42", detail="")
    assert any(word in told.sentence for word in (" may ", "has to be changed")), told.sentence


def test_of_two_suggestions_the_one_that_was_seen_goes_first_then_the_graver() -> None:
    mild = finding("mild", cause=Cause.MFA_REQUIRED, severity=Severity.LOW, confidence=Confidence.LOW)
    grave = finding("grave", cause=Cause.PASSWORD_EXPIRED, severity=Severity.HIGH, confidence=Confidence.LOW)
    seen = finding("seen", cause=Cause.WRONG_CREDENTIALS, severity=Severity.LOW, confidence=Confidence.LOW, hours=2)
    assert diagnose(ROOM, [mild, grave]).cause is Cause.PASSWORD_EXPIRED
    assert diagnose(ROOM, [mild, grave, seen]).cause is Cause.WRONG_CREDENTIALS


def test_a_setting_never_goes_before_what_a_sign_in_met() -> None:
    setting = finding("setting", cause=Cause.MFA_REQUIRED, severity=Severity.CRITICAL, confidence=Confidence.LOW)
    met = finding("sign-in", cause=Cause.WRONG_CREDENTIALS, code=50126, hours=1, confidence=Confidence.MEDIUM)
    assert diagnose(ROOM, [setting, met]).cause is Cause.WRONG_CREDENTIALS


def test_undetermined_tells_first_what_was_seen_to_fail() -> None:
    settings = [finding(f"setting {number}", Status.WARN) for number in range(4)]
    seen = finding("heartbeat", Status.WARN, hours=30)
    told = undetermined(ROOM, [*settings, seen])
    assert told.why.startswith(seen.summary)
    assert told.latest == ago(30)


def test_undetermined_offers_to_ask_conditional_access_where_nobody_has() -> None:
    gap = Gap("what Conditional Access would decide", "graph.access_forecast", GapReason.NOT_REQUESTED, "Not asked.")
    skipped = finding("forecast", Status.SKIPPED, gaps=(gap,))
    assert EvaluateAccess() in undetermined(ROOM, [skipped]).next_steps
    assert EvaluateAccess() not in undetermined(ROOM, [finding("forecast", Status.SKIPPED)]).next_steps


def test_a_reading_that_the_reason_decides_on_has_a_fix_of_its_own() -> None:
    guide, locked = GUIDES[Cause.SIGN_IN_BLOCKED_OTHER], CODES[50053]
    told = {reason: replace(finding("sign-in", cause=Cause.SIGN_IN_BLOCKED_OTHER, hours=1), citations=(
        Citation("graph.test", "there", reason, code="AADSTS50053"),))
        for reason in ("The account is locked.", "A malicious IP address.", "Anything.")}
    steps = [first_step(guide, each, ROOM) for each in told.values()]
    assert steps == [locked.readings[0].fix, locked.readings[1].fix, locked.fix]


def test_what_demands_mfa_is_what_to_change() -> None:
    met = finding("sign-in", cause=Cause.MFA_REQUIRED, code=50079, hours=1)
    policy = replace(finding("policy", cause=Cause.MFA_REQUIRED), citations=(
        Citation("graph.test", "identity/conditionalAccess/policies/p1", "MFA for all"),))
    own = replace(finding("own", cause=Cause.MFA_REQUIRED, confidence=Confidence.LOW), id="access.per_user_mfa")
    assert diagnose(ROOM, [met]).first_step == GUIDES[Cause.MFA_REQUIRED].first_step
    assert "disabled" in diagnose(ROOM, [met, own]).first_step
    assert '"MFA for all"' in diagnose(ROOM, [met, own, policy]).first_step


def test_a_console_that_asks_the_old_way_is_mended_at_the_console() -> None:
    blocked = finding("sign-in", cause=Cause.CONDITIONAL_ACCESS_BLOCK, code=53003, hours=2)
    old = replace(blocked, id="sign_in.modern_auth")
    newer = replace(blocked, latest=ago(1))
    assert "modern authentication" in diagnose(ROOM, [blocked, old]).first_step
    assert "policy" in diagnose(ROOM, [newer, old]).first_step


def test_nothing_is_told_twice() -> None:
    met = replace(finding("sign-in", cause=Cause.MFA_REQUIRED, code=50079, hours=1),
                  summary='Refused. The policy "MFA for all" demands it.')
    same = replace(finding("policy", cause=Cause.MFA_REQUIRED), summary='The policy "MFA for all" refused it.')
    other = replace(finding("defaults", cause=Cause.MFA_REQUIRED), summary="Security defaults are on.")
    why = diagnose(ROOM, [met, same, other]).why
    assert same.summary not in why
    assert other.summary in why


def test_the_wait_is_that_of_the_guide() -> None:
    risky = finding("risk", cause=Cause.SIGN_IN_BLOCKED_OTHER, code=50135, hours=1)
    assert diagnose(ROOM, [risky]).recheck_after == timedelta(hours=2)
