"""How many Teams Rooms Basic licences a tenant may use."""

import pytest

from checks.model import Status
from tests.checks.builders import Case, judged, licence, licences, subscription, subscriptions

CHECK = "licence.basic_limit"
BASIC, WITHOUT_AUDIO = "6af4b3d6-14bb-4a2a-960c-6c902aad34f3", "50509a35-f0bd-4c5e-89ac-22f0e16a00f8"
NAME = "Microsoft_Teams_Rooms_Basic"
ROOM = licences(licence(BASIC, NAME))
CASES: dict[str, Case] = {
    "a Pro room of a tenant beyond the limit": (
        (licences(licence()), subscriptions(subscription(BASIC, NAME, consumed=30))), Status.PASS, None),
    "25": ((ROOM, subscriptions(subscription(BASIC, NAME, consumed=25))), Status.PASS, None),
    "26": ((ROOM, subscriptions(subscription(BASIC, NAME, consumed=26))), Status.WARN, None),
    "26 of two kinds": ((ROOM, subscriptions(subscription(BASIC, NAME, consumed=20),
                                             subscription(WITHOUT_AUDIO, "", consumed=6))), Status.WARN, None),
    "26 by its name": ((licences(licence("new", NAME + "_Next")),
                        subscriptions(subscription("new", NAME + "_Next", consumed=26))), Status.WARN, None),
    "many of another kind": ((ROOM, subscriptions(subscription(BASIC, NAME, consumed=1), subscription(consumed=900))),
                             Status.PASS, None),
    "not among those read": ((ROOM, subscriptions()), Status.SKIPPED, None),
    "the subscriptions were not read": ((ROOM,), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)
