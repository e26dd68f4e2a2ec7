"""What Intune says of the account's devices."""

import pytest

from checks.facts.access_forecast import REPORT_ONLY
from checks.model import Cause, Confidence, Status
from tests.checks.builders import (
    Case,
    ago,
    attempt,
    evaluation,
    forecast,
    forecast_policy,
    heartbeats,
    judged,
    managed_devices,
    sign_ins,
    success,
    well,
)

CHECK, CAUSE = "device.intune_compliance", Cause.DEVICE_NOT_COMPLIANT
FAILING = managed_devices("noncompliant")
DEMANDED = forecast(evaluation(forecast_policy("compliantDevice")))
OR_MFA, OR_UNLISTED = (forecast(evaluation(forecast_policy("compliantDevice", other, operator="OR")))
                       for other in ("mfa", "holographicProof"))
ON_TRIAL = forecast(evaluation(forecast_policy("compliantDevice", state=REPORT_ONLY)))
REFUSED = sign_ins(attempt(53000, 1))
CASES: dict[str, Case] = {
    "compliant": ((managed_devices("compliant"),), Status.PASS, None),
    "compliant, written otherwise": ((managed_devices("Compliant"),), Status.PASS, None),
    "not compliant, nobody knows whether it matters": ((FAILING,), Status.WARN, None),
    "not compliant, not demanded": ((FAILING, forecast()), Status.WARN, None),
    "not compliant, demanded on trial": ((FAILING, ON_TRIAL), Status.WARN, None),
    "not compliant, and demanded": ((FAILING, DEMANDED), Status.FAIL, CAUSE),
    "not compliant, and only a person could go another way": ((FAILING, OR_MFA), Status.FAIL, CAUSE),
    "not compliant, and another control might do": ((FAILING, OR_UNLISTED), Status.WARN, None),
    "not compliant, demanded, yet the device gets in": ((FAILING, DEMANDED, sign_ins(success(1))), Status.WARN, None),
    "not compliant, demanded, yet the device is well": ((FAILING, DEMANDED, heartbeats(well(1))), Status.WARN, None),
    "not compliant, and refused": ((FAILING, REFUSED), Status.FAIL, CAUSE),
    "not compliant, refused for something else": ((FAILING, sign_ins(attempt(50126, 1))), Status.WARN, None),
    "one of two, and demanded": ((managed_devices("compliant", "noncompliant"), DEMANDED), Status.WARN, None),
    "one of two, and refused": ((managed_devices("compliant", "noncompliant"), REFUSED), Status.FAIL, CAUSE),
    "compliant, and refused": ((managed_devices("compliant"), REFUSED), Status.WARN, None),
    "compliant, and refused before": ((managed_devices("compliant"), sign_ins(attempt(53000, 2), success(1))),
                                      Status.PASS, None),
    "no device, and refused": ((managed_devices(), REFUSED), Status.FAIL, CAUSE),
    "no device, and refused for something else": ((managed_devices(), sign_ins(attempt(50126, 1))), Status.SKIPPED,
                                                  None),
    "for a while yet": ((managed_devices("inGracePeriod"), DEMANDED), Status.WARN, None),
    "in error": ((managed_devices("error"),), Status.WARN, None),
    "not told": ((managed_devices(""),), Status.SKIPPED, None),
    "a word that is not known": ((managed_devices("unknownFutureValue"), DEMANDED), Status.SKIPPED, None),
    "one of two is not told": ((managed_devices("compliant", "unknown"),), Status.SKIPPED, None),
    "no device": ((managed_devices(), DEMANDED), Status.SKIPPED, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_it_is_a_suggestion_unless_it_was_met() -> None:
    met, rule = judged(CHECK, FAILING, REFUSED), judged(CHECK, FAILING, DEMANDED)
    assert (met.confidence, met.latest) == (Confidence.MEDIUM, ago(1))
    assert (rule.confidence, rule.latest) == (Confidence.LOW, None)


def test_a_device_that_intune_does_not_have_is_to_be_enrolled() -> None:
    found = judged(CHECK, managed_devices(), REFUSED)
    assert "enrol the console with the room's account" in found.summary
    assert found.confidence is Confidence.MEDIUM


def test_a_contradiction_is_told() -> None:
    found = judged(CHECK, managed_devices("compliant"), REFUSED)
    assert "the sign-in does not present this device" in found.summary
    assert found.latest == ago(1)
