"""Devices that the directory does not know, or holds as disabled."""

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, Status
from tests.checks.builders import (
    Case,
    attempt,
    directory_device,
    directory_devices,
    heartbeats,
    judged,
    sign_ins,
    success,
    unwell,
)

CHECK, OTHER = "sign_in.device_registered", Cause.SIGN_IN_BLOCKED_OTHER
DISABLED = directory_devices(directory_device(), directory_device(id="d2", name="MTR-OLD", enabled=False))
CASES: dict[str, Case] = {
    **{f"AADSTS{code}": ((sign_ins(attempt(code, 1)),), Status.FAIL, OTHER) for code in (240001, 50129, 50155, 135011)},
    "a heartbeat": ((heartbeats(unwell(1, 135011)),), Status.FAIL, OTHER),
    "a step of an ordinary sign-in": ((sign_ins(attempt(50097, 1), success(2)),), Status.PASS, None),
    "a person": ((sign_ins(attempt(50155, 1, Origin.PERSON), success(2)),), Status.PASS, None),
    "over": ((sign_ins(attempt(50155, 2), success(1)),), Status.PASS, None),
    "a disabled device alone is another check's": ((DISABLED, sign_ins(success(1))), Status.PASS, None),
    "only the devices were read": ((DISABLED,), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_disabled_devices_are_named_and_cited() -> None:
    found = judged(CHECK, sign_ins(attempt(135011, 1)), DISABLED)
    assert 'Disabled in the directory: "MTR-OLD".' in found.summary
    assert DISABLED.cite in found.citations
    healthy = judged(CHECK, sign_ins(attempt(135011, 1)), directory_devices(directory_device()))
    assert "Disabled in the directory" not in healthy.summary


def test_of_many_a_few_are_named() -> None:
    many = directory_devices(*(directory_device(id=f"d{each}", name="", enabled=False) for each in range(20)))
    assert '"d0", "d1", "d2" and 17 more.' in judged(CHECK, sign_ins(attempt(135011, 1)), many).summary
