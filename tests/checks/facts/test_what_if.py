"""What each policy of a forecast would do to the room."""

import pytest

from checks.facts.access_forecast import REPORT_ONLY, Platform
from checks.facts.sign_ins import Origin, SignIn
from checks.facts.what_if import Effect, effect_of, expected, is_compliant, unsettled
from checks.model import Cause
from tests.checks.builders import attempt, evaluation, forecast_policy, logged, managed_devices, sign_ins

EFFECTS = {
    "nothing demanded": ((), "", Effect.NONE),
    "one demand": (("mfa",), "OR", Effect.PERSON),
    "the easiest of alternatives": (("mfa", "domainJoinedDevice", "approvedApplication"), "OR", Effect.PERSON),
    "the hardest of demands": (("mfa", "domainJoinedDevice"), "AND", Effect.UNSUPPORTED),
    "alternatives with one that can be met": (("compliantDevice", "mfa"), "or", Effect.COMPLIANCE),
    "demands alike": (("domainJoinedDevice", "approvedApplication"), "", Effect.UNSUPPORTED),
    "demands that differ, combined in an unknown way": (("compliantDevice", "mfa"), "", Effect.UNKNOWN),
    "an unknown alternative": (("mfa", "holographicProof"), "OR", Effect.UNKNOWN),
    "a block": (("BLOCK",), "", Effect.BLOCK),
}


@pytest.mark.parametrize("name", EFFECTS)
def test_effect(name: str) -> None:
    grants, operator, effect = EFFECTS[name]
    policy = forecast_policy(*grants, operator=operator)
    assert effect_of(policy, Platform.WINDOWS, compliant=None) is effect


@pytest.mark.parametrize(("effect", "cause"), [
    (Effect.NONE, None), (Effect.COMPLIANCE, None), (Effect.UNKNOWN, None),
    (Effect.NONCOMPLIANT, Cause.DEVICE_NOT_COMPLIANT), (Effect.PERSON, Cause.MFA_REQUIRED),
    (Effect.UNSUPPORTED, Cause.CONDITIONAL_ACCESS_BLOCK), (Effect.BLOCK, Cause.CONDITIONAL_ACCESS_BLOCK),
])
def test_only_what_keeps_the_room_out_speaks_for_a_cause(effect: Effect, cause: Cause | None) -> None:
    assert effect.cause is cause


def test_a_policy_stands_once_with_all_its_apps_the_worst_first() -> None:
    mfa, block = forecast_policy("mfa", id="p2"), forecast_policy("block")
    found = expected([evaluation(mfa, block), evaluation(mfa, app="Exchange")], Platform.WINDOWS, compliant=None)
    assert [(each.policy.id, each.apps) for each in found] == [
        ("p1", ("Microsoft Teams Services",)), ("p2", ("Microsoft Teams Services", "Exchange"))]


def test_what_is_off_or_on_trial_leaves_nothing_unsettled() -> None:
    lacking = {"applies": False, "reasons": ("NotEnoughInformation",)}
    quiet = [forecast_policy("block", id=state, state=state, **lacking) for state in (REPORT_ONLY, "disabled")]
    assert unsettled([evaluation(*quiet)]) == ()
    assert len(unsettled([evaluation(*quiet, forecast_policy("block", **lacking))])) == 1


def seen(hours: float, compliant: bool | None, system: str = "Windows", origin: Origin = Origin.DEVICE) -> SignIn:
    return attempt(50126, hours, origin, os=system, compliant=compliant)


COMPLIANT: dict[str, tuple[list[SignIn], tuple[str, ...], bool | None]] = {
    "nothing is known": ([], (), None),
    "the newest sign-in goes before an older one": ([seen(1, True), seen(2, False)], (), True),
    "a sign-in goes before Intune": ([seen(1, False)], ("compliant",), False),
    "a sign-in that does not say": ([seen(1, None)], ("compliant",), True),
    "a sign-in of another kind of device": ([seen(1, True, "Android")], (), None),
    "a person's computer": ([seen(1, True, origin=Origin.PERSON)], (), None),
    "the device's own log": ([logged(50126, 1, compliant=True)], (), None),
    "Intune says so of all": ([], ("compliant", "Compliant"), True),
    "Intune says not": ([], ("noncompliant",), False),
    "Intune holds two that differ": ([], ("compliant", "noncompliant"), None),
    "Intune does not know": ([], ("inGracePeriod",), None),
}


@pytest.mark.parametrize("name", COMPLIANT)
def test_whether_the_device_is_compliant(name: str) -> None:
    attempts, states, known = COMPLIANT[name]
    assert is_compliant(Platform.WINDOWS, sign_ins(*attempts), managed_devices(*states)) is known
