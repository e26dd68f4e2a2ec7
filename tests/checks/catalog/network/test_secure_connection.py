"""Secure connections that did not come about."""

import pytest

from checks.collector import Evidence
from checks.diagnosis import diagnose
from checks.engine import judge
from checks.facts.base import Fact, Facts
from checks.model import Cause, Confidence, Room, Status
from tests.checks.builders import (
    CATALOGUE,
    Case,
    account,
    attempt,
    device_clock,
    device_log,
    faults,
    heartbeats,
    judged,
    licence,
    licences,
    logged,
    mailbox,
    sign_ins,
    success,
    teams,
    unwell,
    well,
)

CHECK, NETWORK, TLS = "network.secure_connection", Cause.NETWORK_UNREACHABLE, "0xCAA82F8F"
REACHES = "network.reachable_from_device"
CASES: dict[str, Case] = {
    "no secure connection": ((faults(1, 2, hresult=TLS),), Status.FAIL, NETWORK),
    "written in small letters": ((faults(1, hresult=TLS.lower()),), Status.FAIL, NETWORK),
    "after the last answer": ((faults(1, hresult=TLS), sign_ins(success(3))), Status.FAIL, NETWORK),
    "beside a refusal that stands": ((faults(1, hresult=TLS), device_log(logged(53003, 2))), Status.WARN, NETWORK),
    "longer ago than a week": ((faults(200, hresult=TLS), heartbeats()), Status.WARN, NETWORK),
    "an answer since": ((faults(2, hresult=TLS), device_log(logged(50126, 1))), Status.PASS, None),
    "a success since": ((faults(2, hresult=TLS), sign_ins(success(1))), Status.PASS, None),
    "a healthy heartbeat since": ((faults(2, hresult=TLS), heartbeats(well(1))), Status.PASS, None),
    "signed in, as its heartbeat says": ((heartbeats(well(1)),), Status.PASS, None),
    "another error": ((faults(1, 2),), Status.SKIPPED, None),
    "answered": ((sign_ins(attempt(50126, 1)),), Status.PASS, None),
    "an answer of days ago": ((sign_ins(attempt(50126, 30)), faults()), Status.SKIPPED, None),
    "a wrong clock alone": ((device_clock(90),), Status.SKIPPED, None),
    "nothing seen": ((faults(),), Status.SKIPPED, None),
    "nothing was read": ((), Status.SKIPPED, None),
}
GOOD = (account(), licences(licence()), teams(), mailbox())


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)
    assert (found.since, found.latest) == (None, None)
    assert not cause or found.confidence is Confidence.LOW


@pytest.mark.parametrize(("clock", "told"), [
    ((), "Either something on the way opens the connection to inspect it, or the device's clock is wrong."),
    ((device_clock(1),), "The device's clock is right, so something on the way probably opens the connection"),
    ((device_clock(90),), "The device's clock is 1 hour 30 minutes ahead"),
    ((device_clock(-90),), "The device's clock is 1 hour 30 minutes behind"),
    ((device_clock(None, 0),), "Either something on the way"),
])
def test_the_clock_tells_which_of_the_two_it_is(clock: tuple[Fact, ...], told: str) -> None:
    assert told in judged(CHECK, faults(1, hresult=TLS), *clock).summary


@pytest.mark.parametrize(("facts", "behind"), [
    ((faults(1, 1.5, 2, hresult=TLS),), (REACHES, CHECK)),
    ((faults(1, hresult=TLS), heartbeats(unwell(1))), (REACHES, CHECK)),
    ((faults(200, 201, hresult=TLS), heartbeats()), (REACHES, CHECK)),
])
def test_the_headline_is_the_networks_own_and_this_only_agrees(facts: tuple[Fact, ...],
                                                               behind: tuple[str, ...]) -> None:
    found = diagnose(Room("room-42@contoso.com"), judge(CATALOGUE, Evidence(Facts([*GOOD, *facts]))))
    assert (found.cause, found.findings) == (NETWORK, behind)


def test_an_error_or_two_beside_a_refusal_change_no_headline() -> None:
    facts = Facts([*GOOD, faults(0.5, 1, hresult=TLS), device_log(logged(53003, 2))])
    found = diagnose(Room("room-42@contoso.com"), judge(CATALOGUE, Evidence(facts)))
    assert found.cause is Cause.CONDITIONAL_ACCESS_BLOCK
