"""The controls that policies demand, against Microsoft's matrix."""

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

CHECK = "access.supported_controls"
WINDOWS, ANDROID = heartbeats(unwell(1)), sign_ins(attempt(50126, 1, os="Android"))


def by(*grants: str, platform: Platform = Platform.WINDOWS, **changes: Any) -> Evaluation:
    return evaluation(forecast_policy(*grants, **changes), platform=platform)


def session(control: str, **changes: Any) -> Evaluation:
    return by(session_controls=(control,), **changes)


UNSURE: dict[str, Any] = {"applies": False, "reasons": ("notEnoughInformation",)}
CASES: dict[str, Case] = {
    "no policy": ((forecast(), WINDOWS), Status.PASS, None),
    "a compliant device": ((forecast(by("compliantDevice")), WINDOWS), Status.PASS, None),
    "an app protection policy": ((forecast(by("compliantApplication")), WINDOWS), Status.WARN, None),
    "multifactor authentication on Windows": ((forecast(by("mfa")), WINDOWS), Status.WARN, None),
    "multifactor authentication on Android": (
        (forecast(by("mfa", platform=Platform.ANDROID)), ANDROID), Status.PASS, None),
    "one of two, and the other is supported": (
        (forecast(by("mfa", "compliantDevice", operator="OR")), WINDOWS), Status.PASS, None),
    "both of two": ((forecast(by("mfa", "compliantDevice", operator="AND")), WINDOWS), Status.WARN, None),
    "a persistent browser": ((forecast(session("persistentBrowser")), WINDOWS), Status.WARN, None),
    "continuous access evaluation customised": (
        (forecast(session("continuousAccessEvaluation:strictEnforcement")), WINDOWS), Status.WARN, None),
    "continuous access evaluation switched off": (
        (forecast(session("continuousAccessEvaluation:disabled")), WINDOWS), Status.PASS, None),
    "a sign-in frequency has a check of its own": ((forecast(session("signInFrequency")), WINDOWS), Status.PASS, None),
    "a control that is not listed": ((forecast(session("holographicProof")), WINDOWS), Status.SKIPPED, None),
    "on trial": ((forecast(by("mfa", state=REPORT_ONLY)), WINDOWS), Status.PASS, None),
    "another kind of device": ((forecast(by("mfa"), by(platform=Platform.ANDROID)), ANDROID), Status.PASS, None),
    "nobody knows the kind": ((forecast(by("mfa")),), Status.WARN, None),
    "not enough information": ((forecast(by("mfa", **UNSURE)), WINDOWS), Status.SKIPPED, None),
    "only another kind was asked about": ((forecast(by("mfa")), ANDROID), Status.SKIPPED, None),
    "What If was not asked": ((WINDOWS,), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause), found.summary


def test_the_sentence_tells_the_platform_the_controls_and_the_matrixs_date() -> None:
    both = (by("mfa", session_controls=("persistentBrowser",)), by("approvedApplication", platform=Platform.ANDROID))
    found = judged(CHECK, forecast(*both))
    assert found.summary == (
        'The policy "Block all" demands what Microsoft\'s support matrix of 16 May 2025 does not support: on Windows '
        "multifactor authentication, a persistent browser session; on Android an approved client app.")
    assert found.citations[0].quote == "Block all"


def test_a_control_that_is_not_listed_goes_by_graphs_own_name() -> None:
    assert 'does not list the control "holographicProof"' in judged(
        CHECK, forecast(session("holographicProof")), WINDOWS).summary
