"""Silence in the sign-in logs, which only means something when both were read."""

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, Confidence, Status
from tests.checks.builders import (
    INTERACTIVE,
    NON_INTERACTIVE,
    Case,
    ago,
    attempt,
    device_log,
    domain,
    federation_faults,
    heartbeats,
    judged,
    logged,
    sign_ins,
    success,
    unwell,
    well,
    windows,
)

CHECK, NETWORK = "network.sign_in_attempts", Cause.NETWORK_UNREACHABLE
FEDERATED = domain(federated=True)
CUT_OFF = windows(INTERACTIVE) + windows(NON_INTERACTIVE, days=1 / 8)
CASES: dict[str, Case] = {
    "none at all": ((sign_ins(),), Status.FAIL, NETWORK),
    "only a person's": ((sign_ins(success(1, Origin.PERSON)),), Status.WARN, NETWORK),
    "only another program's": ((sign_ins(success(1, Origin.OTHER_PROGRAM)),), Status.WARN, NETWORK),
    "one log was cut off": ((sign_ins(covers=CUT_OFF),), Status.SKIPPED, None),
    "one log was cut off, others in it": ((sign_ins(success(0.1, Origin.PERSON), covers=CUT_OFF),), Status.SKIPPED,
                                          None),
    "none, and an unhealthy heartbeat": ((sign_ins(), heartbeats(unwell(1))), Status.FAIL, NETWORK),
    "some": ((sign_ins(success(1)),), Status.PASS, None),
    "only failures": ((sign_ins(attempt(50126, 1)),), Status.PASS, None),
    "nobody knows whose": ((sign_ins(attempt(50126, 1, Origin.UNKNOWN)),), Status.PASS, None),
    "one log unreadable": ((sign_ins(covers=windows(INTERACTIVE)),), Status.SKIPPED, None),
    "no log readable": ((device_log(),), Status.SKIPPED, None),
    "the device is well": ((sign_ins(), heartbeats(well(1))), Status.WARN, None),
    "the device is answered": ((sign_ins(logged(50126, 1)),), Status.WARN, None),
    "the federation service gives no token": ((sign_ins(), federation_faults(1), FEDERATED), Status.WARN, None),
    "it gives none, and people get in": ((sign_ins(success(1, Origin.PERSON)), federation_faults(1), FEDERATED),
                                         Status.WARN, None),
    "it gave none weeks ago": ((sign_ins(), federation_faults(24 * 20), FEDERATED), Status.FAIL, NETWORK),
    "another account's federation service": ((sign_ins(), federation_faults(1), domain()), Status.FAIL, NETWORK),
    "nobody knows the domain": ((sign_ins(), federation_faults(1)), Status.FAIL, NETWORK),
    "federated, and nothing fails there": ((sign_ins(), federation_faults(), FEDERATED), Status.FAIL, NETWORK),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_silence_is_likely_and_never_certain() -> None:
    found = judged(CHECK, sign_ins())
    assert (found.confidence, found.latest) == (Confidence.MEDIUM, None)
    assert "within 7 days" in found.summary


def test_sign_ins_of_others_make_silence_a_mere_hint() -> None:
    found = judged(CHECK, sign_ins(success(1, Origin.PERSON), success(2, Origin.OTHER_PROGRAM)))
    assert found.confidence is Confidence.LOW
    assert "only 2 sign-ins with its account by people or other programs" in found.summary


def test_a_log_that_was_cut_off_says_how_far_back_it_was_read() -> None:
    assert "only the last 3 hours" in judged(CHECK, sign_ins(covers=CUT_OFF)).summary


def test_a_device_that_is_well_elsewhere_says_when() -> None:
    found = judged(CHECK, sign_ins(), heartbeats(well(1), well(2)))
    assert (found.latest, found.citations[0].locator) == (ago(1), "beat#1")
