"""What the device itself says of the network."""

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, Confidence, Status
from tests.checks.builders import (
    Case,
    attempt,
    device_log,
    faults,
    heartbeats,
    judged,
    logged,
    sign_ins,
    success,
    unwell,
    well,
)

CHECK, NETWORK = "network.reachable_from_device", Cause.NETWORK_UNREACHABLE
DOWN = unwell(1, network="Unhealthy")
CASES: dict[str, Case] = {
    "errors and no answer": ((faults(1, 2),), Status.FAIL, NETWORK),
    "an unhealthy network": ((heartbeats(DOWN),), Status.FAIL, NETWORK),
    "errors after the last answer": ((faults(1, 2), sign_ins(success(3))), Status.FAIL, NETWORK),
    "a person's answer is not the device's": ((faults(2), sign_ins(success(1, Origin.PERSON))), Status.FAIL, NETWORK),
    "a healthy local network behind a closed firewall": ((faults(2, 3), heartbeats(unwell(1))), Status.FAIL, NETWORK),
    "a refusal is an answer": ((faults(2), device_log(logged(50126, 1))), Status.PASS, None),
    "a success": ((faults(2), sign_ins(success(1))), Status.PASS, None),
    "a healthy heartbeat": ((faults(2), heartbeats(well(1))), Status.PASS, None),
    "a network that came back": ((heartbeats(unwell(2, network="Unhealthy"), unwell(1)),), Status.PASS, None),
    "the device signed in after its log had ended": ((heartbeats(unwell(5, network="Unhealthy"), until=5),
                                                      sign_ins(success(1))), Status.PASS, None),
    "answered": ((sign_ins(attempt(50126, 1)),), Status.PASS, None),
    "one error after a refusal": ((faults(1), sign_ins(attempt(53003, 2))), Status.WARN, NETWORK),
    "two errors after a refusal": ((faults(1, 1.8), sign_ins(attempt(53003, 2))), Status.WARN, NETWORK),
    "three errors in a minute after a refusal": ((faults(1, 1.01, 1.02), sign_ins(attempt(53003, 2))), Status.WARN,
                                                 NETWORK),
    "one unhealthy heartbeat after a refusal": ((heartbeats(DOWN), sign_ins(attempt(53003, 2))), Status.WARN, NETWORK),
    "errors for half an hour after a refusal": ((faults(1, 1.2, 1.5), sign_ins(attempt(53003, 2))), Status.FAIL,
                                                NETWORK),
    "unhealthy heartbeats after a refusal": ((heartbeats(DOWN, unwell(0.9, network="Unhealthy")),
                                              sign_ins(attempt(53003, 2))), Status.FAIL, NETWORK),
    "one error after a refusal that is over": ((faults(1), sign_ins(attempt(53003, 3), success(2))), Status.FAIL,
                                               NETWORK),
    "one error, and nobody knows who was refused": ((faults(1), sign_ins(attempt(53003, 2, Origin.UNKNOWN))),
                                                    Status.FAIL, NETWORK),
    "longer ago than a week": ((faults(200, 201), heartbeats()), Status.WARN, NETWORK),
    "a healthy network that leads nowhere": ((heartbeats(unwell(1, exchange="Disconnected")),), Status.SKIPPED, None),
    "an answer of days ago": ((sign_ins(attempt(50126, 30)),), Status.SKIPPED, None),
    "signed in to Teams, if not to Exchange": ((heartbeats(unwell(1, exchange="GeneralError", teams="Healthy")),),
                                               Status.PASS, None),
    "nothing seen": ((faults(),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


@pytest.mark.parametrize(("hours", "confidence"), [
    ((1, 1.5, 2), Confidence.HIGH), ((1, 2), Confidence.MEDIUM), ((1,), Confidence.MEDIUM),
    ((1, 1.1, 1.2), Confidence.MEDIUM), ((30, 31, 32), Confidence.MEDIUM), ((200, 201), Confidence.LOW),
])
def test_how_sure(hours: tuple[float, ...], confidence: Confidence) -> None:
    assert judged(CHECK, faults(*hours)).confidence is confidence


def test_the_code_stands_beside_its_meaning_and_the_host() -> None:
    found = judged(CHECK, faults(1, 3))
    assert found.summary == ("2 network errors of the device towards login.microsoftonline.com: "
                             "0xCAA82EE7 (the name of the sign-in service could not be resolved).")
    assert found.latest == faults(1).items[0].at


def test_the_newest_witness_is_cited() -> None:
    older, newer = sign_ins(success(3)), heartbeats(well(1))
    assert judged(CHECK, older, newer).citations[0].locator == "beat#1"
    assert judged(CHECK, sign_ins(success(0.5)), newer).citations[0].locator.startswith("auditLogs/signIns/")
