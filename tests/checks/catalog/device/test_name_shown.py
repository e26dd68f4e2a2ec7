"""Whether the console shows the room's name."""

from dataclasses import replace

import pytest

from checks.facts.base import Fact
from checks.facts.device import Device
from checks.model import Status
from tests.checks.builders import (
    account,
    ago,
    device,
    false_alarm,
    heartbeats,
    judged,
    no_account,
    sign_ins,
    success,
    unwell,
    well,
)

CHECK = "device.name_shown"


def nameless(hours: float = 0, named_until: float | None = None) -> Device:
    until = None if named_until is None else ago(named_until)
    return replace(device(alias="", display_name="", named_until=until), as_of=ago(hours))


CASES: dict[str, tuple[tuple[Fact, ...], Status]] = {
    "named": ((device(), heartbeats(well(1))), Status.PASS),
    "named while unhealthy": ((device(), heartbeats(unwell(1))), Status.PASS),
    "the account alone": ((device(display_name=""),), Status.PASS),
    "by its account's address": ((device(alias="ROOM-42@contoso.com "), account()), Status.PASS),
    "by its account's mail address": ((device(alias="r42@contoso.com"), account(mail="r42@contoso.com")), Status.PASS),
    "by an alias that is no address": ((device(alias="room-9"), account()), Status.PASS),
    "by another account's address": ((device(alias="room-9@contoso.com"), account()), Status.WARN),
    "by another account's address, in an old log": (
        (replace(device(alias="room-9@contoso.com"), as_of=ago(50)), account()), Status.SKIPPED),
    "by an address, and the account is not there": ((device(), no_account()), Status.PASS),
    "no more": ((nameless(named_until=9), heartbeats(well(1))), Status.WARN),
    "not, and unhealthy": ((nameless(), heartbeats(unwell(1))), Status.WARN),
    "never, and healthy": ((nameless(), heartbeats(well(1))), Status.SKIPPED),
    "never, and a false alarm": ((nameless(), heartbeats(false_alarm(1))), Status.SKIPPED),
    "not, in an old log": ((nameless(50, named_until=60), sign_ins(success(1))), Status.SKIPPED),
    "not, but signed in since": ((nameless(5, named_until=9), sign_ins(success(1))), Status.SKIPPED),
    "not, and signed in before": ((nameless(5, named_until=9), sign_ins(success(6))), Status.WARN),
    "no zip": ((sign_ins(success(1)),), Status.SKIPPED),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause, found.latest) == (status, None, None)


def test_it_says_until_when_and_that_it_is_a_symptom() -> None:
    found = judged(CHECK, nameless(named_until=9))
    assert found.summary.endswith("It last did on Thu 20 Nov 2025 03:00 UTC. That follows from a failed sign-in.")


def test_both_accounts_are_named() -> None:
    found = judged(CHECK, device(alias="room-9@contoso.com"), account())
    assert found.summary == "The console is signed in with room-9@contoso.com, and not with room-42@contoso.com."
    assert len(found.citations) == 2
