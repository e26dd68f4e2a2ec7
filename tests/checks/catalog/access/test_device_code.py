"""The device code flow, with which Android rooms are signed in from afar."""

from typing import Any

import pytest

from checks.facts.access_forecast import REPORT_ONLY, Evaluation, Platform
from checks.model import Status
from tests.checks.builders import (
    Case,
    attempt,
    evaluation,
    forecast,
    forecast_policy,
    heartbeats,
    judged,
    sign_ins,
    unwell,
)

CHECK = "access.device_code"
ANDROID, WINDOWS = sign_ins(attempt(50126, 1, os="Android")), heartbeats(unwell(1))


def by_code(*grants: str, flow: str = "deviceCodeFlow", **changes: Any) -> Evaluation:
    return evaluation(forecast_policy(*grants, **changes), platform=Platform.ANDROID, flow=flow)


UNSURE: dict[str, Any] = {"applies": False, "reasons": ("notEnoughInformation", "location")}
CASES: dict[str, Case] = {
    "nothing blocks it": ((forecast(), ANDROID), Status.PASS, None),
    "nothing blocks it, in a Windows room": ((forecast(), WINDOWS), Status.PASS, None),
    "blocked": ((forecast(by_code("block")), ANDROID), Status.WARN, None),
    "blocked, and nobody knows what stands in the room": ((forecast(by_code("block")),), Status.WARN, None),
    "blocked, in a Windows room": ((forecast(by_code("block")), WINDOWS), Status.SKIPPED, None),
    "blocked only on trial": ((forecast(by_code("block", state=REPORT_ONLY)), ANDROID), Status.PASS, None),
    "multifactor authentication is demanded": ((forecast(by_code("mfa")), ANDROID), Status.WARN, None),
    "multifactor authentication, in a Windows room": ((forecast(by_code("mfa")), WINDOWS), Status.SKIPPED, None),
    "multifactor authentication, only on trial": ((forecast(by_code("mfa", state=REPORT_ONLY)), ANDROID), Status.PASS,
                                                  None),
    "multifactor authentication or a compliant device": (
        (forecast(by_code("mfa", "compliantDevice", operator="OR")), ANDROID), Status.PASS, None),
    "a compliant device": ((forecast(by_code("compliantDevice")), ANDROID), Status.PASS, None),
    "an ordinary sign-in is blocked": ((forecast(by_code("block", flow="")), ANDROID), Status.SKIPPED, None),
    "not enough information": ((forecast(by_code("block", **UNSURE)), ANDROID), Status.SKIPPED, None),
    "not asked": ((ANDROID,), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause), found.summary


def test_the_policy_is_named_and_so_is_microsofts_own() -> None:
    found = judged(CHECK, forecast(by_code("block")), ANDROID)
    assert found.summary.startswith('The policy "Block all" blocks the device code flow')
    assert "Microsoft's own managed policy" in found.summary
    assert found.citations[0].locator == "identity/conditionalAccess/policies/p1"


def test_who_can_answer_multifactor_authentication_is_said() -> None:
    found = judged(CHECK, forecast(by_code("mfa", name="Ask all")), ANDROID)
    assert found.summary.startswith('The policy "Ask all" demands multifactor authentication of the device code flow')
    assert "the person who signs the room in remotely has to." in found.summary


def test_a_block_goes_before_a_demand() -> None:
    both = evaluation(forecast_policy("mfa", id="p2", name="Ask all"), forecast_policy("block"),
                      platform=Platform.ANDROID, flow="deviceCodeFlow")
    assert judged(CHECK, forecast(both), ANDROID).summary.startswith('The policy "Block all" blocks')
