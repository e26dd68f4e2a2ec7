"""Licences for panels and phones on a room's account."""

import pytest

from checks.model import Status
from tests.checks.builders import SHARED, Case, judged, licence, licences

CHECK = "licence.shared_device"
CASES: dict[str, Case] = {
    "a room's": ((licences(licence()),), Status.PASS, None),
    "none": ((licences(),), Status.PASS, None),
    "in place of the room's": ((licences(licence(SHARED, "MCOCAP")),), Status.WARN, None),
    "beside the room's": ((licences(licence(), licence(SHARED, "MCOCAP")),), Status.WARN, None),
    "by its name alone, with a no-break space": ((licences(licence("u", "MCOCAP_FACULTY\u00a0")),), Status.WARN, None),
    "by its id alone, with a no-break space": ((licences(licence(f"{SHARED}\u00a0", "")),), Status.WARN, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)
