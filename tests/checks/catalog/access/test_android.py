"""What Conditional Access would decide about an Android room."""

import pytest

from checks.facts.access_forecast import Evaluation, Platform
from checks.model import Cause, Status
from tests.checks.builders import (
    Case,
    attempt,
    evaluation,
    forecast,
    forecast_policy,
    heartbeats,
    judged,
    risk,
    sign_ins,
    success,
    unwell,
)

CHECK = "access.android"
ROOM = sign_ins(attempt(50126, 1, os="Android"))
DRS = "Device Registration Service"


def by(*grants: str, app: str = DRS, flow: str = "") -> Evaluation:
    return evaluation(forecast_policy(*grants), platform=Platform.ANDROID, app=app, flow=flow)


CASES: dict[str, Case] = {
    "no policy applies": ((forecast(), ROOM), Status.PASS, None),
    "a block": ((forecast(by("block")), ROOM), Status.FAIL, Cause.CONDITIONAL_ACCESS_BLOCK),
    "multifactor authentication, which nobody answers": (
        (forecast(by("mfa")), ROOM), Status.FAIL, Cause.MFA_REQUIRED),
    "it gets in all the same": (
        (forecast(by("mfa")), sign_ins(success(1, os="Android"))), Status.WARN, None),
    "the room is a Windows one": (
        (forecast(by("block")), heartbeats(unwell(1))), Status.SKIPPED, None),
    "the device code flow is another check's": (
        (forecast(by("block", flow="deviceCodeFlow")), ROOM), Status.SKIPPED, None),
    "only Windows was asked about, of a Windows room": (
        (forecast(evaluation()), heartbeats(unwell(1))), Status.SKIPPED, None),
    "the account is at risk": ((forecast(), ROOM, risk("low", "atRisk")), Status.SKIPPED, None),
    "the account was at risk": ((forecast(), ROOM, risk("high", "remediated")), Status.PASS, None),
    "the account is at risk, beside a block": ((forecast(by("block")), ROOM, risk("high", "atRisk")), Status.FAIL,
                                               Cause.CONDITIONAL_ACCESS_BLOCK),
    "What If was not asked": ((ROOM,), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause), found.summary


def test_an_account_at_risk_was_not_what_was_asked_about() -> None:
    found = judged(CHECK, forecast(), ROOM, risk("high", "confirmedCompromised"))
    assert found.summary.endswith("asked without a risk, and the account is at risk.")
