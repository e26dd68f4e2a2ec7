"""What Teams says of the account."""

import pytest

from checks.model import Cause, Status
from tests.checks.builders import judged, teams

MISSING = Cause.TEAMS_NOT_PROVISIONED
CASES = {
    "set up": (teams(), Status.PASS, None),
    "set up, with calling": (teams(features=("CallingPlan", "Teams")), Status.PASS, None),
    "unknown": (teams(found=False), Status.FAIL, MISSING),
    "ineligible": (teams(kind="ineligibleUser"), Status.FAIL, MISSING),
    "of a type that is not known": (teams(kind="unknownFutureValue"), Status.PASS, None),
    "of a type that is not known, and without features": (teams(kind="unknownFutureValue", features=()), Status.SKIPPED,
                                                          None),
    "nothing is told": (teams(kind="", features=()), Status.SKIPPED, None),
    "without any feature": (teams(features=()), Status.FAIL, MISSING),
    "without Teams": (teams(features=("AudioConferencing",)), Status.FAIL, MISSING),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    fact, status, cause = CASES[name]
    found = judged("teams.provisioned", fact)
    assert (found.status, found.cause) == (status, cause)


def test_without_the_fact_it_cannot_be_judged() -> None:
    assert judged("teams.provisioned").status is Status.SKIPPED
