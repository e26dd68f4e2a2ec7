"""What the device says of Exchange."""

import pytest

from checks.facts.base import Fact
from checks.facts.sign_ins import Origin
from checks.model import Status
from tests.checks.builders import (
    EXCHANGE,
    attempt,
    false_alarm,
    heartbeats,
    judged,
    sign_ins,
    success,
    unwell,
    well,
)

CHECK = "mailbox.device_connects"


def says(word: str, hours: float = 1) -> Fact:
    return heartbeats(unwell(hours, exchange=word), until=hours - 1)


CASES: dict[str, tuple[tuple[Fact, ...], Status]] = {
    "healthy": ((heartbeats(well(1)),), Status.PASS),
    "a false alarm": ((heartbeats(false_alarm(1)),), Status.PASS),
    "Connected while Teams fails": ((says("Connected"),), Status.PASS),
    "nothing while Teams fails": ((says(""),), Status.PASS),
    "AutodiscoveryError": ((says("AutodiscoveryError"),), Status.WARN),
    "GeneralError": ((says("GeneralError"),), Status.WARN),
    "ServerVersionNotSupported": ((says("ServerVersionNotSupported"),), Status.WARN),
    "Disconnected": ((says("Disconnected"),), Status.WARN),
    "Connecting": ((says("connecting"),), Status.WARN),
    "a word that nobody knows": ((says("Confused"),), Status.WARN),
    "recovered": ((heartbeats(unwell(2, exchange="GeneralError"), well(1)),), Status.PASS),
    "refused with a code": ((heartbeats(unwell(1, 50076, exchange="80131500 : AADSTS50076")),), Status.SKIPPED),
    "the network first": ((heartbeats(unwell(1, network="Unhealthy", exchange="Disconnected")),), Status.SKIPPED),
    "signed in since": ((says("GeneralError", 5), sign_ins(success(1))), Status.SKIPPED),
    "an old log": ((says("GeneralError", 50), sign_ins()), Status.SKIPPED),
    "no heartbeat": ((heartbeats(),), Status.SKIPPED),
    "no zip": ((sign_ins(success(1)),), Status.SKIPPED),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause, found.latest) == (status, None, None)


@pytest.mark.parametrize(("client", "origin", "told"), [
    ("AutoDiscover", Origin.DEVICE, True), ("autodiscover", Origin.UNKNOWN, True),
    ("AutoDiscover", Origin.PERSON, False), ("Mobile Apps and Desktop clients", Origin.DEVICE, False),
])
def test_a_blocked_sign_in_of_the_old_kind_is_told_beside_it(client: str, origin: Origin, told: bool) -> None:
    blocked = sign_ins(attempt(53003, 2, origin, client=client, app=EXCHANGE))
    assert ("AADSTS53003" in judged(CHECK, says("AutodiscoveryError"), blocked).summary) is told
    assert "AADSTS53003" not in judged(CHECK, says("GeneralError"), blocked).summary


def test_silence_is_not_called_a_proof() -> None:
    assert "does not show that the calendar works" in judged(CHECK, heartbeats(well(1))).summary


def test_general_error_leaves_the_mailbox_to_the_check_that_can_tell() -> None:
    fact = says("GeneralError")
    assert judged("mailbox.found", fact).cause is not None
    assert "a finding of its own" in judged(CHECK, fact).summary
