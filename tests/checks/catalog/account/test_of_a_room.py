"""Whether an account is one of a room."""

from typing import Any

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Status
from tests.checks.builders import (
    SHARED,
    Case,
    account,
    attempt,
    heartbeats,
    judged,
    licence,
    licences,
    logged,
    mailbox,
    no_account,
    place,
    sign_ins,
    success,
    unwell,
    windows,
)

CHECK = "account.of_a_room"
PERSON: tuple[Any, ...] = (account(), place(False), mailbox(False), licences(licence("u", "SPE_E5")))
BY_TEAMS = sign_ins(success(1), attempt(50126, 2, Origin.PERSON))
CASES: dict[str, Case] = {
    "a person": ((*PERSON, BY_TEAMS), Status.WARN, None),
    "a person who never signs in": ((*PERSON, sign_ins()), Status.WARN, None),
    "on the list of places": ((account(), place(), mailbox(False), licences(), sign_ins()), Status.PASS, None),
    "a room mailbox": ((account(), place(False), mailbox(), licences(), sign_ins()), Status.PASS, None),
    "a licence for rooms": ((account(), place(False), mailbox(False), licences(licence()), sign_ins()), Status.PASS,
                            None),
    "a licence for shared devices": ((account(), place(False), mailbox(False), licences(licence(SHARED, "MCOCAP")),
                                      sign_ins()), Status.PASS, None),
    "it lost all of that, and its device still tries": (
        (*PERSON, sign_ins(attempt(50126, 1, user_agent="MicrosoftTeamsRoom/5.4"))), Status.PASS, None),
    "its device's own log": ((*PERSON, sign_ins(logged(50126, 1))), Status.PASS, None),
    "its device's heartbeats": ((*PERSON, BY_TEAMS, heartbeats(unwell(1))), Status.PASS, None),
    "one log was not read": ((*PERSON, sign_ins(covers=windows("graph.sign_ins.interactive"))), Status.SKIPPED, None),
    "the places were not read": ((account(), mailbox(False), licences(), sign_ins()), Status.SKIPPED, None),
    "no account": ((no_account(),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause), found.summary
