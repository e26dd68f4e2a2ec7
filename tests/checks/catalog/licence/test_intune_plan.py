"""Intune in the licence, where a compliant device is demanded."""

import pytest

from checks.facts.access_forecast import REPORT_ONLY
from checks.facts.licences import Licence, Licences, ServicePlan
from checks.facts.sign_ins import Origin
from checks.model import Cause, Confidence, Status
from tests.checks.builders import (
    ROOMS_PRO,
    TEAMS1,
    Case,
    ago,
    attempt,
    evaluation,
    forecast,
    forecast_policy,
    heartbeats,
    judged,
    licence,
    licences,
    sign_ins,
    success,
    unwell,
    well,
)

CHECK, CAUSE = "licence.intune_plan", Cause.DEVICE_NOT_COMPLIANT


def with_intune(state: str = "Success", plan: str = "c1ec4a95-1f05-45b3-a911-aa3fa01094f5") -> Licences:
    return licences(Licence(ROOMS_PRO, "", (ServicePlan(TEAMS1, "TEAMS1", "Success"),
                                            ServicePlan(plan, "INTUNE_A", state))))


WITHOUT = licences(licence())
DEMANDED = forecast(evaluation(forecast_policy("compliantDevice", name="Compliant only")))
REFUSED = sign_ins(attempt(53000, 1))
UNSURE = forecast(evaluation(forecast_policy("compliantDevice", applies=False, reasons=("notEnoughInformation",))))
CASES: dict[str, Case] = {
    "there, and demanded": ((with_intune(), DEMANDED), Status.PASS, None),
    "there, nobody knows whether demanded": ((with_intune(),), Status.PASS, None),
    "there, for governments": ((with_intune(plan="d216f254-796f-4dab-bbfa-710686e646b9"), DEMANDED), Status.PASS, None),
    "not there, and demanded": ((WITHOUT, DEMANDED), Status.FAIL, CAUSE),
    "off, and demanded": ((with_intune("Disabled"), DEMANDED), Status.FAIL, CAUSE),
    "not there, demanded with another": (
        (WITHOUT, forecast(evaluation(forecast_policy("compliantDevice", "mfa", operator="AND")))), Status.FAIL, CAUSE),
    "not there, demanded, yet the device gets in": ((WITHOUT, DEMANDED, sign_ins(success(1))), Status.WARN, None),
    "not there, demanded, yet the device is well": ((WITHOUT, DEMANDED, heartbeats(well(1))), Status.WARN, None),
    "not there, and refused": ((WITHOUT, REFUSED), Status.FAIL, CAUSE),
    "not there, and refused as a heartbeat says": ((WITHOUT, heartbeats(unwell(1, 530002))), Status.FAIL, CAUSE),
    "not there, refused though no policy is seen": ((WITHOUT, REFUSED, forecast()), Status.FAIL, CAUSE),
    "not there, refused before, in since": ((WITHOUT, sign_ins(attempt(53000, 2), success(1))), Status.PASS, None),
    "not there, refused long ago": ((WITHOUT, sign_ins(attempt(53000, 24 * 9))), Status.SKIPPED, None),
    "not there, somebody was refused": ((WITHOUT, sign_ins(attempt(53000, 1, Origin.UNKNOWN))), Status.SKIPPED, None),
    "there, and refused": ((with_intune(), REFUSED), Status.PASS, None),
    "not there, not demanded": ((WITHOUT, forecast()), Status.PASS, None),
    "not there, demanded on trial": (
        (WITHOUT, forecast(evaluation(forecast_policy("compliantDevice", state=REPORT_ONLY)))), Status.PASS, None),
    "not there, there is another way in": (
        (WITHOUT, forecast(evaluation(forecast_policy("compliantDevice", "holographicProof", operator="OR")))),
        Status.PASS, None),
    "not there, and the other way in is a person's": (
        (WITHOUT, forecast(evaluation(forecast_policy("compliantDevice", "mfa", operator="OR")))), Status.FAIL, CAUSE),
    "not there, the policy does not apply": (
        (WITHOUT, forecast(evaluation(forecast_policy("compliantDevice", applies=False, reasons=("users",))))),
        Status.PASS, None),
    "not there, What If cannot say": ((WITHOUT, UNSURE), Status.SKIPPED, None),
    "not there, and the device gets in": ((WITHOUT, sign_ins(success(1))), Status.PASS, None),
    "not there, nothing else was read": ((WITHOUT,), Status.SKIPPED, None),
    "the licences were not read": ((DEMANDED,), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_what_was_met_is_likelier_than_what_a_policy_says() -> None:
    met, rule = judged(CHECK, WITHOUT, REFUSED), judged(CHECK, WITHOUT, DEMANDED)
    assert (met.confidence, met.latest) == (Confidence.MEDIUM, ago(1))
    assert (rule.confidence, rule.latest) == (Confidence.LOW, None)


def test_the_policy_is_named_once() -> None:
    policy = forecast_policy("compliantDevice", name="Compliant only")
    found = judged(CHECK, WITHOUT, forecast(evaluation(policy), evaluation(policy, app="Exchange")))
    assert found.summary.count('"Compliant only"') == 1


def test_a_plan_that_is_not_in_force_is_named() -> None:
    assert "INTUNE_A (Disabled)" in judged(CHECK, with_intune("Disabled"), DEMANDED).summary
