"""The plan that carries Teams inside the licence."""

import pytest

from checks.facts.licences import Licence, ServicePlan
from checks.model import Cause, Confidence, Status
from tests.checks.builders import ROOMS_PRO, TEAMS1, judged, licence, licences

CHECK, DISABLED = "licence.teams_plan", Cause.LICENCE_PLAN_DISABLED
TEST_PLAN = ServicePlan("ec17f317-f4bc-451e-b2da-0167e5c260f9", "Teams_Room_Pro", "PendingProvisioning")
CASES = {
    "on": (licences(licence()), Status.PASS, None),
    "on, beside a pending test plan": (
        licences(Licence(ROOMS_PRO, "", (ServicePlan(TEAMS1, "TEAMS1", "Success"), TEST_PLAN))), Status.PASS, None),
    "off": (licences(licence(state="Disabled")), Status.FAIL, DISABLED),
    "in error": (licences(licence(state="Error")), Status.FAIL, DISABLED),
    "off in one licence, on in another": (licences(licence(state="Disabled"), licence()), Status.PASS, None),
    "pending": (licences(licence(state="PendingProvisioning")), Status.WARN, None),
    "pending in one licence, off in another": (licences(licence(state="PendingInput"), licence(state="Disabled")),
                                               Status.WARN, None),
    "on, written otherwise": (licences(licence(state="success")), Status.PASS, None),
    "in a state that is not known": (licences(licence(state="Frozen")), Status.WARN, None),
    "in a state that is not known, and off": (licences(licence(state="Frozen"), licence(state="Disabled")), Status.WARN,
                                              None),
    "only a test plan": (licences(Licence(ROOMS_PRO, "", (TEST_PLAN,))), Status.SKIPPED, None),
    "no licence": (licences(), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    fact, status, cause = CASES[name]
    found = judged(CHECK, fact)
    assert (found.status, found.cause) == (status, cause)


def test_an_error_is_less_certain_than_a_plan_that_is_off() -> None:
    assert judged(CHECK, licences(licence(state="Disabled"))).confidence is Confidence.HIGH
    assert judged(CHECK, licences(licence(state="Error"))).confidence is Confidence.MEDIUM


def test_what_is_not_known_is_said() -> None:
    pending, frozen = (judged(CHECK, licences(licence(state=state))) for state in ("PendingInput", "Frozen"))
    assert "Since when, the directory does not say" in pending.summary
    assert "TEAMS1 (Frozen)" in frozen.summary
    assert frozen.next_steps == ()
