"""Which guide a headline gets, and which suggestion goes before another."""

from dataclasses import replace
from datetime import timedelta

import pytest

from checks.case_guides import NEW_PASSWORD, NO_PASSWORD
from checks.causes import ENDPOINT, GUIDES, HELPDESK, IDENTITY, LICENSING, NETWORK, ON_PREMISES
from checks.diagnosis import diagnose
from checks.facts.codes import CODES, Group
from checks.group_guides import GROUP_GUIDES, READING_GUIDES
from checks.guidance import BY_GROUP, first_step, guide_for
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
    (70043, IDENTITY), (70044, IDENTITY), (700082, HELPDESK), (50173, HELPDESK), (50133, HELPDESK),
    (80001, ON_PREMISES), (50053, IDENTITY), (99999, IDENTITY), (0, IDENTITY),
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
    among_others = replace(old, cause=None)
    assert "modern authentication" in diagnose(ROOM, [blocked, old]).first_step
    assert "policy" in diagnose(ROOM, [blocked, among_others]).first_step


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


def citing(found: Finding, *places: str, code: str = "", quote: str = "") -> Finding:
    return replace(found, citations=(*found.citations, *(Citation("graph.test", each, quote, code=code)
                                                         for each in places)))


def test_secure_connections_that_fail_are_no_closed_addresses() -> None:
    down = finding("network", cause=Cause.NETWORK_UNREACHABLE, hours=1)
    tls = citing(down, "fault#1", "fault#2", code="0xCAA82F8F")
    mixed = citing(tls, "fault#3", code="0xCAA82EE7")
    clock = replace(finding("clock", Status.WARN), id="device.clock")
    refused = replace(clock, cause=Cause.SIGN_IN_BLOCKED_OTHER)
    told = diagnose(ROOM, [tls, clock])
    assert (told.first_step, told.owner) == ("Set the device's clock from a time server.", ENDPOINT)
    for others in ([], [replace(clock, status=Status.PASS)], [refused]):
        told = diagnose(ROOM, [tls, *others])
        assert (told.first_step.startswith("Exempt Microsoft's addresses from the inspection"), told.owner) == (
            True, NETWORK)
    assert diagnose(ROOM, [mixed, clock]).first_step == GUIDES[Cause.NETWORK_UNREACHABLE].first_step


def test_a_blocked_device_code_flow_is_the_policys() -> None:
    blocked = diagnose(ROOM, [finding("sign-in", cause=Cause.CONDITIONAL_ACCESS_BLOCK, code=530033, hours=1)])
    assert (blocked.owner, blocked.first_step) == (IDENTITY, "Exclude the room's account from the policy.")
    assert "type its code" not in blocked.hand_over


def test_a_device_cannot_comply_without_intune() -> None:
    met = finding("sign-in", cause=Cause.DEVICE_NOT_COMPLIANT, code=53000, hours=1)
    plan = replace(met, id="licence.intune_plan", confidence=Confidence.MEDIUM)
    assert diagnose(ROOM, [met]).owner == ENDPOINT
    told = diagnose(ROOM, [met, plan])
    assert (told.first_step.startswith("Assign Teams Rooms Pro and enrol the device"), told.owner) == (True, LICENSING)


def test_an_account_without_a_password_gets_one() -> None:
    none = finding("sign-in", cause=Cause.WRONG_CREDENTIALS, code=50056, hours=1)
    told = diagnose(ROOM, [none])
    assert told.sentence == "The directory holds no password for the account of Room 42."
    assert (told.first_step, told.owner) == (NO_PASSWORD.first_step, IDENTITY)
    typed_too = citing(none, "there", code="AADSTS50126")
    assert diagnose(ROOM, [typed_too]).first_step == GUIDES[Cause.WRONG_CREDENTIALS].first_step


@pytest.mark.parametrize(("check", "summary", "starts"), [
    ("licence.subscription", "It has ended.", "Renew the subscription"),
    ("licence.assignment", "Pro does not reach the account in full: the tenant has too few of them. Buy more.",
     "Free a Teams Rooms licence or buy one more"),
    ("licence.assignment", "Pro does not reach the account in full: anything else.", "Assign Teams Rooms Pro"),
    ("account.usage_location", "It has none.", "Set the usage location of the account, then assign"),
])
def test_what_has_to_come_before_a_licence_comes_first(check: str, summary: str, starts: str) -> None:
    missing = finding("licence", cause=Cause.LICENCE_MISSING)
    told = diagnose(ROOM, [missing, replace(missing, id=check, summary=summary)])
    assert told.first_step.startswith(starts)


@pytest.mark.parametrize(("cause", "code"), [(Cause.MFA_REQUIRED, 53004), (Cause.CONDITIONAL_ACCESS_BLOCK, 53011)])
def test_a_risk_is_looked_at_and_not_passed_by(cause: Cause, code: int) -> None:
    told = diagnose(ROOM, [finding("sign-in", cause=cause, code=code, hours=1)])
    assert told.first_step == CODES[code].fix
    assert "ID Protection" in told.first_step
    assert "ID Protection" in told.hand_over


def test_the_tenants_security_policy_is_no_risk() -> None:
    told = diagnose(ROOM, [finding("sign-in", cause=Cause.CONDITIONAL_ACCESS_BLOCK, code=530032, hours=1)])
    assert "ID Protection" not in told.first_step + told.hand_over


def test_a_session_that_a_new_password_ended_needs_the_new_password() -> None:
    ended = finding("session", cause=Cause.SIGN_IN_BLOCKED_OTHER, code=50133, hours=1)
    assert diagnose(ROOM, [ended]).first_step == CODES[50133].fix
    changed = diagnose(ROOM, [citing(ended, "users/room-42/lastPasswordChangeDateTime")])
    assert (changed.first_step, changed.owner) == (NEW_PASSWORD.first_step, HELPDESK)
    assert "Please type the new password" in changed.hand_over


@pytest.mark.parametrize(("reason", "owner", "asks"), [
    ("The account is locked.", IDENTITY, READING_GUIDES["locked"].request),
    ("A malicious IP address.", NETWORK, READING_GUIDES["malicious"].request),
    ("", IDENTITY, GROUP_GUIDES[Group.LOCKED].request),
])
def test_what_is_asked_for_follows_the_reading(reason: str, owner: str, asks: str) -> None:
    met = replace(finding("sign-in", cause=Cause.SIGN_IN_BLOCKED_OTHER, hours=1), citations=(
        Citation("graph.test", "there", reason, code="AADSTS50053"),))
    told = diagnose(ROOM, [met])
    assert told.owner == owner
    assert asks in told.hand_over


@pytest.mark.parametrize(("cause", "code"), [(Cause.PASSWORD_EXPIRED, 50055), (Cause.ACCOUNT_DISABLED, 50057)])
def test_what_active_directory_rules_is_mended_there(cause: Cause, code: int) -> None:
    cloud = finding("account", cause=cause, code=code, hours=1)
    synced = diagnose(ROOM, [citing(cloud, "users/room-42/onPremisesSyncEnabled")])
    assert synced.owner == ON_PREMISES
    assert "Active Directory" in synced.first_step
    assert not [line for line in synced.commands if line.startswith("Update-MgUser")]
    assert diagnose(ROOM, [cloud]).owner == IDENTITY


def test_an_expiry_on_premises_is_known_by_its_code() -> None:
    assert diagnose(ROOM, [finding("sign-in", cause=Cause.PASSWORD_EXPIRED, code=50144, hours=1)]).owner == ON_PREMISES


def test_of_an_account_that_shows_no_room_no_cause_is_named() -> None:
    missing = finding("licence", cause=Cause.LICENCE_MISSING)
    stranger = replace(finding("room", Status.WARN), id="account.of_a_room", summary="Nothing shows a room.")
    told = diagnose(ROOM, [missing, stranger])
    assert (told.cause, told.confidence, told.why) == (Cause.UNDETERMINED, Confidence.LOW, "Nothing shows a room.")
    assert told.first_step.startswith("Check the address you wrote.")
    disabled = finding("account", cause=Cause.ACCOUNT_DISABLED)
    assert diagnose(ROOM, [disabled, stranger]).cause is Cause.ACCOUNT_DISABLED
    passed = replace(stranger, status=Status.PASS)
    assert diagnose(ROOM, [missing, passed]).cause is Cause.LICENCE_MISSING


def test_logs_that_contradict_each_other_take_away_certainty() -> None:
    refused = finding("password", cause=Cause.WRONG_CREDENTIALS, code=50126, hours=1)
    apart = replace(finding("logs", Status.WARN, hours=2), id="sign_in.logs_agree", summary="They tell of two.")
    assert diagnose(ROOM, [refused]).confidence is Confidence.HIGH
    told = diagnose(ROOM, [refused, apart])
    assert (told.cause, told.confidence) == (Cause.WRONG_CREDENTIALS, Confidence.MEDIUM)
    assert "The logs contradict each other: They tell of two." in told.why


def test_silence_is_looked_at_in_the_room_first() -> None:
    silent = diagnose(ROOM, [finding("attempts", cause=Cause.NETWORK_UNREACHABLE)])
    assert silent.first_step.startswith("See that the console is on and connected")
    stopped = diagnose(ROOM, [finding("attempts", cause=Cause.NETWORK_UNREACHABLE, hours=1)])
    assert stopped.first_step == GUIDES[Cause.NETWORK_UNREACHABLE].first_step


def test_a_licence_that_only_the_device_misses_is_looked_at_first() -> None:
    missing = finding("licence", cause=Cause.LICENCE_MISSING, hours=1)
    by_device = replace(missing, citations=(Citation("bundle.app_log", "line 1"),))
    assert diagnose(ROOM, [by_device]).first_step.startswith("Look at the account's licences")
    both = replace(missing, citations=(*by_device.citations, Citation("graph.licences", "there")))
    assert diagnose(ROOM, [both]).first_step == GUIDES[Cause.LICENCE_MISSING].first_step


def test_a_healthy_room_with_a_warning_says_to_look_at_it() -> None:
    well = finding("sign-in", Status.PASS, Cause.HEALTHY)
    assert diagnose(ROOM, [well]).first_step == "Nothing has to be done."
    assert "look at the warnings" in diagnose(ROOM, [well, finding("setting", Status.WARN)]).first_step


def test_a_silent_federation_service_is_its_own_teams() -> None:
    silent = replace(finding("federation", cause=Cause.SIGN_IN_BLOCKED_OTHER, hours=1), id="sign_in.on_premises")
    told = diagnose(ROOM, [silent])
    assert (told.owner, told.first_step.startswith("Check the federation service")) == (ON_PREMISES, True)
    coded = replace(silent, citations=(Citation("graph.test", "there", code="AADSTS80001"),))
    assert diagnose(ROOM, [coded]).first_step == CODES[80001].fix
