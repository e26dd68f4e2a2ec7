"""A locked account, or an address known for attacks: one code for both."""

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, Confidence, Status
from tests.checks.builders import (
    Case,
    account,
    attempt,
    device_log,
    heartbeats,
    judged,
    logged,
    sign_ins,
    success,
    unwell,
)

CHECK, OTHER = "sign_in.locked", Cause.SIGN_IN_BLOCKED_OTHER
LOCKED = "The account is locked, you've tried to sign in too many times with an incorrect user ID or password."
ATTACK = "Sign-in was blocked because it came from an IP address with malicious activity."
CASES: dict[str, Case] = {
    "Entra's log": ((sign_ins(attempt(50053, 1)),), Status.FAIL, OTHER),
    "the device's log": ((device_log(logged(50053, 1)),), Status.FAIL, OTHER),
    "a heartbeat": ((heartbeats(unwell(1, 50053)),), Status.FAIL, OTHER),
    "nobody knows who": ((sign_ins(attempt(50053, 1, Origin.UNKNOWN)),), Status.WARN, OTHER),
    "a person": ((sign_ins(attempt(50053, 1, Origin.PERSON), success(2)),), Status.PASS, None),
    "over": ((sign_ins(attempt(50053, 2), success(1)),), Status.PASS, None),
    "a wrong password is another check's": ((sign_ins(attempt(50126, 1)),), Status.SKIPPED, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


@pytest.mark.parametrize(("reason", "says", "silent", "confidence"), [
    (LOCKED, "look for several devices", "outgoing address", Confidence.HIGH),
    (ATTACK, "the address it came from", "several devices", Confidence.HIGH),
    ("", "does not tell the two apart", "several devices", Confidence.MEDIUM),
])
def test_microsofts_own_words_decide_between_the_readings(reason: str, says: str, silent: str,
                                                          confidence: Confidence) -> None:
    found = judged(CHECK, sign_ins(attempt(50053, 1, reason=reason)))
    assert says in found.summary
    assert silent not in found.summary
    assert found.confidence is confidence


def test_wrong_passwords_from_elsewhere_are_counted_with_their_addresses() -> None:
    spray = [attempt(50126, 1 + number, Origin.OTHER_PROGRAM, ip=f"198.51.100.{number}", app=f"app {number}")
             for number in range(1, 4)]
    told = judged(CHECK, sign_ins(attempt(50053, 1, reason=LOCKED), *spray)).summary
    assert "In the day before, 3 refused attempts came from elsewhere, from 3 addresses. Familiar and" in told


@pytest.mark.parametrize("other", [
    attempt(50126, 2), attempt(50126, 40, Origin.PERSON), attempt(50126, 0.5, Origin.PERSON),
    attempt(53003, 2, Origin.PERSON), success(2, Origin.PERSON), attempt(50126, 2, Origin.UNKNOWN),
], ids=["the device's own", "days before", "after it", "another code", "a success", "perhaps the device's own"])
def test_what_did_not_lock_it_is_not_counted(other: object) -> None:
    locked = attempt(50053, 1, reason=LOCKED)
    assert "elsewhere" not in judged(CHECK, sign_ins(locked, other)).summary  # type: ignore[arg-type]  # parametrised


def test_a_password_that_is_checked_on_premises_may_lock_the_account_by_itself() -> None:
    locked = sign_ins(attempt(50053, 1, reason=LOCKED))
    assert "does not by itself lock" in judged(CHECK, locked, account()).summary
    assert "does not by itself lock" not in judged(CHECK, locked, account(synced_from_on_premises=True)).summary


@pytest.mark.parametrize(("own", "says"), [("198.51.100.1", "room's outgoing address is the one that is blocked"),
                                           ("203.0.113.9", "whether the address it came from is the room's own")])
def test_the_blocked_address_is_the_rooms_only_where_the_room_was_seen_there(own: str, says: str) -> None:
    blocked = attempt(50053, 1, reason=ATTACK, ip="198.51.100.1")
    assert says in judged(CHECK, sign_ins(blocked, success(30, ip=own))).summary
