"""Microsoft's matrix of controls, row by row."""

import pytest

from checks.facts.access_forecast import Platform
from checks.facts.access_support import AS_OF, Support, in_words, support_of

YES, NO, BREAKS = Support.SUPPORTED, Support.UNSUPPORTED, Support.BREAKS
MATRIX = {
    "block": (YES, YES),
    "mfa": (NO, BREAKS),
    "compliantDevice": (YES, YES),
    "authenticationStrength": (NO, NO),
    "domainJoinedDevice": (NO, NO),
    "approvedApplication": (NO, NO),
    "compliantApplication": (NO, NO),
    "passwordChange": (NO, NO),
    "termsOfUse": (NO, NO),
    "applicationEnforcedRestrictions": (NO, NO),
    "cloudAppSecurity": (NO, NO),
    "persistentBrowser": (NO, NO),
    "disableResilienceDefaults": (NO, NO),
    "secureSignInSession": (NO, NO),
    "continuousAccessEvaluation": (NO, NO),
    "continuousAccessEvaluation:strictEnforcement": (NO, NO),
    "continuousAccessEvaluation:disabled": (YES, YES),
    "signInFrequency": (BREAKS, BREAKS),
    "SignInFrequency ": (BREAKS, BREAKS),
    "unknownFutureValue": (Support.UNKNOWN, Support.UNKNOWN),
    "": (Support.UNKNOWN, Support.UNKNOWN),
}


@pytest.mark.parametrize("control", MATRIX)
def test_a_control_on_each_platform(control: str) -> None:
    assert (support_of(control, Platform.WINDOWS), support_of(control, Platform.ANDROID)) == MATRIX[control]


def test_the_matrix_is_dated() -> None:
    assert f"{AS_OF:%d %B %Y}" == "16 May 2025"


def test_a_control_in_words() -> None:
    assert in_words("approvedApplication") == "an approved client app"
    assert in_words("holographicProof") == 'the control "holographicProof"'
