"""What Conditional Access would decide about a Windows room."""

from typing import Any

import pytest

from checks.facts.access_forecast import REPORT_ONLY, Evaluation, ForecastPolicy, Platform
from checks.facts.base import Fact
from checks.model import Cause, Confidence, Finding, Status
from tests.checks.builders import (
    Case,
    attempt,
    evaluation,
    forecast,
    forecast_policy,
    heartbeats,
    judged,
    managed_devices,
    risk,
    sign_ins,
    success,
    unwell,
    well,
)

CHECK, BLOCK, MFA = "access.windows", Cause.CONDITIONAL_ACCESS_BLOCK, Cause.MFA_REQUIRED
COMPLIANCE = Cause.DEVICE_NOT_COMPLIANT
EXCHANGE_ONLINE = "Office 365 Exchange Online"
WINDOWS_ROOM = heartbeats(unwell(1))
ANDROID_ROOM = sign_ins(attempt(50126, 1, os="Android 13"))
COMPLIANT_ROOM = sign_ins(attempt(50126, 1, os="Windows 10", compliant=True))


def by(*grants: str, **changes: Any) -> Evaluation:
    return evaluation(forecast_policy(*grants, **changes))


def unsure(*more: str, **changes: Any) -> ForecastPolicy:
    return forecast_policy("block", applies=False, reasons=("notEnoughInformation", *more), **changes)


CASES: dict[str, Case] = {
    "no policy applies": ((forecast(), WINDOWS_ROOM), Status.PASS, None),
    "a block": ((forecast(by("block")), WINDOWS_ROOM), Status.FAIL, BLOCK),
    "a block, yet the device gets in": ((forecast(by("block")), heartbeats(well(1))), Status.WARN, None),
    "multifactor authentication": ((forecast(by("mfa")), WINDOWS_ROOM), Status.FAIL, MFA),
    "an authentication strength": ((forecast(by("authenticationStrength")), WINDOWS_ROOM), Status.FAIL, MFA),
    "an unsupported control": ((forecast(by("approvedApplication")), WINDOWS_ROOM), Status.FAIL, BLOCK),
    "terms of use": ((forecast(by("termsOfUse")), WINDOWS_ROOM), Status.FAIL, BLOCK),
    "one of them is enough, and none can be met": (
        (forecast(by("mfa", "domainJoinedDevice", operator="OR")), WINDOWS_ROOM), Status.FAIL, MFA),
    "one of them is enough, and the room may meet it": (
        (forecast(by("mfa", "compliantDevice", operator="OR")), WINDOWS_ROOM), Status.WARN, None),
    "one of them is enough, and the room meets it": (
        (forecast(by("mfa", "compliantDevice", operator="OR")), COMPLIANT_ROOM), Status.PASS, None),
    "both are demanded": ((forecast(by("mfa", "compliantDevice", operator="AND")), COMPLIANT_ROOM), Status.FAIL, MFA),
    "a compliant device, as the sign-in says": ((forecast(by("compliantDevice")), COMPLIANT_ROOM), Status.PASS, None),
    "a compliant device, as Intune says": (
        (forecast(by("compliantDevice")), WINDOWS_ROOM, managed_devices("compliant")), Status.PASS, None),
    "a compliant device, and nobody knows": ((forecast(by("compliantDevice")), WINDOWS_ROOM), Status.WARN, None),
    "a compliant device, and Intune holds two that differ": (
        (forecast(by("compliantDevice")), WINDOWS_ROOM, managed_devices("compliant", "noncompliant")), Status.WARN,
        None),
    "a compliant device, and it is not": (
        (forecast(by("compliantDevice")), WINDOWS_ROOM, managed_devices("noncompliant")), Status.FAIL, COMPLIANCE),
    "a compliant device, it is not, yet it gets in": (
        (forecast(by("compliantDevice")), heartbeats(well(1)), managed_devices("noncompliant")), Status.WARN, None),
    "one of them is enough, and the room is not compliant": (
        (forecast(by("mfa", "compliantDevice", operator="OR")), WINDOWS_ROOM, managed_devices("noncompliant")),
        Status.FAIL, COMPLIANCE),
    "both are demanded, and the room is not compliant": (
        (forecast(by("mfa", "compliantDevice", operator="AND")), WINDOWS_ROOM, managed_devices("noncompliant")),
        Status.FAIL, MFA),
    "a control that nobody has listed": ((forecast(by("holographicProof")), WINDOWS_ROOM), Status.WARN, None),
    "alternatives of which nobody knows how they combine": (
        (forecast(by("block", "compliantDevice", operator="XOR")), WINDOWS_ROOM), Status.WARN, None),
    "controls of the session alone": ((forecast(by(session_controls=("signInFrequency",))), WINDOWS_ROOM), Status.PASS,
                                      None),
    "on trial": ((forecast(by("block", state=REPORT_ONLY)), WINDOWS_ROOM), Status.WARN, None),
    "on trial, and harmless": ((forecast(by("compliantDevice", state=REPORT_ONLY)), COMPLIANT_ROOM), Status.PASS, None),
    "switched off": ((forecast(by("block", state="disabled")), WINDOWS_ROOM), Status.PASS, None),
    "a state that nobody knows": ((forecast(by("block", state="halfEnabled")), WINDOWS_ROOM), Status.SKIPPED, None),
    "does not apply": ((forecast(by("block", applies=False, reasons=("users",))), WINDOWS_ROOM), Status.PASS, None),
    "not enough information": ((forecast(evaluation(unsure("location"))), WINDOWS_ROOM), Status.SKIPPED, None),
    "not enough information, on trial": ((forecast(evaluation(unsure(state=REPORT_ONLY))), WINDOWS_ROOM), Status.PASS,
                                         None),
    "not enough information beside a block": (
        (forecast(evaluation(unsure(id="p2"), forecast_policy("block"))), WINDOWS_ROOM), Status.FAIL, BLOCK),
    "the room is an Android one": ((forecast(by("block")), ANDROID_ROOM), Status.SKIPPED, None),
    "nobody knows what stands in the room": ((forecast(by("block")),), Status.WARN, BLOCK),
    "only the device code was asked about": ((forecast(evaluation(flow="deviceCodeFlow")), WINDOWS_ROOM),
                                             Status.SKIPPED, None),
    "only Android was asked about": ((forecast(evaluation(platform=Platform.ANDROID)), WINDOWS_ROOM), Status.SKIPPED,
                                     None),
    "the account is at risk": ((forecast(), WINDOWS_ROOM, risk("low", "atRisk")), Status.SKIPPED, None),
    "the account was at risk": ((forecast(), WINDOWS_ROOM, risk("high", "remediated")), Status.PASS, None),
    "the account is at risk, beside a block": ((forecast(by("block")), WINDOWS_ROOM, risk("high", "atRisk")),
                                               Status.FAIL, BLOCK),
    "What If was not asked": ((WINDOWS_ROOM,), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause), found.summary


def told(*items: Evaluation, also: Fact = WINDOWS_ROOM) -> Finding:
    return judged(CHECK, forecast(*items), also)


def test_a_block_is_only_suggested_and_names_the_policy_and_the_apps() -> None:
    found = told(by("block"), evaluation(forecast_policy("block"), app=EXCHANGE_ONLINE))
    assert found.summary == ('Microsoft\'s What If for a Windows room: the policy "Block all" blocks its sign-in to '
                             "Microsoft Teams Services and Office 365 Exchange Online.")
    assert (found.confidence, found.since, found.latest) == (Confidence.LOW, None, None)
    assert (found.citations[0].locator, found.citations[0].quote) == ("identity/conditionalAccess/policies/p1",
                                                                      "Block all")


@pytest.mark.parametrize(("grants", "words"), [
    ("mfa", "demands multifactor authentication for Microsoft Teams Services, which nobody in the room can answer."),
    ("approvedApplication", "Teams Rooms does not support on Windows (Microsoft's support matrix of 16 May 2025)."),
    ("compliantDevice", "Whether the room's device is compliant is not known."),
    ("holographicProof", 'demands the control "holographicProof"'),
])
def test_the_demand_stands_in_words(grants: str, words: str) -> None:
    assert words in told(by(grants)).summary


def test_a_device_that_is_known_not_to_be_compliant_is_said_so() -> None:
    room = sign_ins(attempt(50126, 1, os="Windows 11", compliant=False))
    assert "known not to be compliant" in told(by("compliantDevice"), also=room).summary


def test_a_policy_on_trial_blocks_nobody() -> None:
    found = told(by("block", state=REPORT_ONLY))
    assert found.summary.startswith("Only on trial as yet (report-only), so nothing is blocked: ")
    assert found.citations[0].quote == "Block all"


@pytest.mark.parametrize(("more", "words"), [
    (("location",), "since the location is not known to it"),
    (("location", "signInRisk"), "since the location and the sign-in's risk are not known to it"),
    (("moonPhase",), 'since "moonPhase" is not known to it'),
    ((), "since one of its conditions is not known to it"),
])
def test_the_condition_that_was_unknown_is_named(more: tuple[str, ...], words: str) -> None:
    assert told(evaluation(unsure(*more))).summary == (
        f'Microsoft\'s What If cannot say whether the policy "Block all" applies to Microsoft Teams Services, {words}.')


def test_what_could_not_be_decided_is_told_beside_what_could() -> None:
    summary = told(evaluation(unsure("location", id="p2", name="Perhaps"), forecast_policy("mfa"))).summary
    assert 'the policy "Block all" demands' in summary
    assert 'cannot say whether the policy "Perhaps"' in summary


def test_of_hundreds_of_policies_a_few_are_named_and_cited() -> None:
    many = [forecast_policy("block", id=f"p{number}", name=f"Policy {number}") for number in range(300)]
    found = told(evaluation(*many))
    assert '"Policy 3" and 296 more block its sign-in' in found.summary
    assert len(found.citations) == 5


def test_the_worst_speaks_for_the_cause_and_only_its_policies_are_cited() -> None:
    found = told(evaluation(forecast_policy("mfa", id="p2", name="Ask all"), forecast_policy("block")))
    assert found.cause is BLOCK
    assert "1 more would stop it as well." in found.summary
    assert [each.quote for each in found.citations if each.quote] == ["Block all"]


def test_a_policy_without_a_name_goes_by_its_id() -> None:
    assert told(by("block", name="")).citations[0].quote == "p1"


def test_another_kind_of_device_is_said_so() -> None:
    assert "It does not concern this room: its device runs Android." in told(by("block"), also=ANDROID_ROOM).summary
    unknown = judged(CHECK, forecast(by("block")))
    assert unknown.confidence is Confidence.LOW
    assert "Nothing tells whether the room's device runs Windows." in unknown.summary


def test_what_was_not_asked_can_be_asked() -> None:
    assert "ask for a check of Conditional Access" in told(evaluation(platform=Platform.ANDROID)).summary
    no_windows = judged(CHECK, forecast(evaluation(platform=Platform.ANDROID)), ANDROID_ROOM)
    assert "It does not concern this room" in no_windows.summary


def test_the_sign_in_that_shows_the_room_gets_in_keeps_its_citation() -> None:
    many = [forecast_policy("block", id=f"p{number}") for number in range(9)]
    in_ = sign_ins(success(1, os="Windows 10"))
    found = told(evaluation(*many), also=in_)
    assert found.status is Status.WARN
    assert in_.items[0].cite in found.citations


def test_an_account_at_risk_was_not_what_was_asked_about() -> None:
    found = judged(CHECK, forecast(), WINDOWS_ROOM, risk("high", "confirmedCompromised"))
    assert found.summary.endswith("asked without a risk, and the account is at risk.")
