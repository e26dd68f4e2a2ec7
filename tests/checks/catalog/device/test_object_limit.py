"""How many devices the account has, and may have."""

import pytest

from checks.facts.devices import DirectoryDevices
from checks.model import Cause, Status
from tests.checks.builders import (
    Case,
    directory_device,
    directory_devices,
    heartbeats,
    judged,
    registration_policy,
    sign_ins,
    success,
    well,
)

CHECK, BLOCKED = "device.object_limit", Cause.SIGN_IN_BLOCKED_OTHER


def devices(number: int) -> DirectoryDevices:
    return directory_devices(*(directory_device(id=f"d{each}") for each in range(number)))


TWENTY = registration_policy()
CASES: dict[str, Case] = {
    "few": ((devices(2), TWENTY), Status.PASS, None),
    "none": ((devices(0), TWENTY), Status.PASS, None),
    "just below 80 per cent": ((devices(15), TWENTY), Status.PASS, None),
    "80 per cent": ((devices(16), TWENTY), Status.WARN, None),
    "one below the limit": ((devices(19), TWENTY), Status.WARN, None),
    "at the limit": ((devices(20), TWENTY), Status.FAIL, BLOCKED),
    "at the limit, yet the device gets in": ((devices(20), TWENTY, sign_ins(success(1))), Status.WARN, None),
    "at the limit, yet the device is well": ((devices(20), TWENTY, heartbeats(well(1))), Status.WARN, None),
    "no device is allowed at all": ((devices(0), registration_policy(quota=0)), Status.FAIL, BLOCKED),
    "no limit to speak of": ((devices(40), registration_policy(quota=2_147_483_647)), Status.PASS, None),
    "the limit is not told": ((devices(20), registration_policy(quota=None)), Status.SKIPPED, None),
    "a limit that makes no sense": ((devices(20), registration_policy(quota=-1)), Status.SKIPPED, None),
    "the devices were not read": ((TWENTY,), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)
