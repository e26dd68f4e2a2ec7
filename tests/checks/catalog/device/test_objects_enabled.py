"""Disabled device objects."""

import pytest

from checks.model import Status
from tests.checks.builders import Case, attempt, directory_device, directory_devices, judged, sign_ins

CHECK = "device.objects_enabled"
DISABLED = directory_device(id="d2", name="MTR-OLD", enabled=False)
UNTOLD = directory_device(id="d3", enabled=None)
CASES: dict[str, Case] = {
    "enabled": ((directory_devices(directory_device()),), Status.PASS, None),
    "disabled": ((directory_devices(DISABLED),), Status.WARN, None),
    "one of two": ((directory_devices(directory_device(), DISABLED),), Status.WARN, None),
    "disabled, and refused": ((directory_devices(DISABLED), sign_ins(attempt(135011, 1))), Status.WARN, None),
    "one disabled, one not told": ((directory_devices(UNTOLD, DISABLED),), Status.WARN, None),
    "not told": ((directory_devices(directory_device(), UNTOLD),), Status.SKIPPED, None),
    "no device": ((directory_devices(),), Status.SKIPPED, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_it_is_named() -> None:
    found = judged(CHECK, directory_devices(directory_device(), DISABLED))
    assert found.summary.startswith("1 device of 2 that the account has is disabled")
    assert found.summary.endswith(": MTR-OLD.")
