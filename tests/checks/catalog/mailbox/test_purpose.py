"""What the mailbox is for."""

from dataclasses import replace

import pytest

from checks.facts.mailbox import Mailbox
from checks.model import Status
from tests.checks.builders import Case, judged, mailbox

CHECK = "mailbox.purpose"


def used_as(purpose: str) -> Mailbox:
    return replace(mailbox(), purpose=purpose)


CASES: dict[str, Case] = {
    "a room's": ((mailbox(),), Status.PASS, None),
    "a room's, written otherwise": ((used_as("Room"),), Status.PASS, None),
    "a person's": ((used_as("user"),), Status.WARN, None),
    "shared": ((used_as("shared"),), Status.WARN, None),
    "linked": ((used_as("linked"),), Status.WARN, None),
    "equipment": ((used_as("equipment"),), Status.WARN, None),
    "of another kind": ((used_as("others"),), Status.WARN, None),
    "unknown to Exchange itself": ((used_as("unknown"),), Status.SKIPPED, None),
    "a word that is not known": ((used_as("unknownFutureValue"),), Status.SKIPPED, None),
    "not said": ((used_as(""),), Status.SKIPPED, None),
    "no mailbox": ((mailbox(False),), Status.SKIPPED, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)
