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
    "its features cannot be read": (teams(features=None), Status.SKIPPED, None),
    "only a feature that is not known": (teams(features=("unknownFutureValue",)), Status.WARN, None),
    "only a feature that cannot be read": (teams(features=("",)), Status.WARN, None),
    "beside one that is not known, without Teams": (teams(features=("AudioConferencing", "TeamsRooms")), Status.WARN,
                                                    None),
    "beside one that is not known, with Teams": (teams(features=("Teams", "TeamsRooms")), Status.PASS, None),
    "ineligible, and its features cannot be read": (teams(kind="ineligibleUser", features=None), Status.FAIL, MISSING),
    "without Teams": (teams(features=("AudioConferencing",)), Status.FAIL, MISSING),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    fact, status, cause = CASES[name]
    found = judged("teams.provisioned", fact)
    assert (found.status, found.cause) == (status, cause)


def test_features_that_are_not_known_are_named() -> None:
    assert judged("teams.provisioned", teams(features=("TeamsRooms",))).summary.endswith("does not know TeamsRooms.")
    assert "could not be read" in judged("teams.provisioned", teams(features=("",))).summary


def test_without_the_fact_it_cannot_be_judged() -> None:
    assert judged("teams.provisioned").status is Status.SKIPPED
