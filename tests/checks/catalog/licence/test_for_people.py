"""Licences for people on a room's account."""

import pytest

from checks.model import Status
from tests.checks.builders import SHARED, Case, judged, licence, licences

CHECK = "licence.for_people"
SUITE = licence("u", "SPE_E5")
GOVERNMENT = licence("g", "SPE_E3_USGOV_DOD", plan="fd500458-c24c-478e-856c-a6067a8376cd")
CASES: dict[str, Case] = {
    "a room's": ((licences(licence()),), Status.PASS, None),
    "none": ((licences(),), Status.PASS, None),
    "one for shared devices": ((licences(licence(SHARED, "MCOCAP")),), Status.PASS, None),
    "one without Teams": ((licences(licence("u", "EXCHANGESTANDARD", plan="x")),), Status.PASS, None),
    "in place of the room's": ((licences(SUITE),), Status.WARN, None),
    "beside the room's": ((licences(licence(), SUITE),), Status.WARN, None),
    "a government licence that is not known": ((licences(GOVERNMENT),), Status.SKIPPED, None),
    "that, and one for people": ((licences(GOVERNMENT, SUITE),), Status.WARN, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_it_is_named_and_said_whether_a_room_licence_stands_beside_it() -> None:
    instead, beside = judged(CHECK, licences(SUITE)), judged(CHECK, licences(licence(), SUITE))
    assert instead.summary.endswith("does not permit for rooms: SPE_E5.")
    assert beside.summary.endswith("beside the room's, which it does not need: SPE_E5.")
