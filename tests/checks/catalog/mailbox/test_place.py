"""The room on the organisation's list of places."""

import pytest

from checks.model import Status
from tests.checks.builders import Case, judged, mailbox, place

CHECK = "mailbox.place"
CASES: dict[str, Case] = {
    "on the list": ((place(), mailbox()), Status.PASS, None),
    "on the list, the mailbox was not read": ((place(),), Status.PASS, None),
    "on the list, Teams not told": ((place(teams_enabled="unknown"), mailbox()), Status.PASS, None),
    "not on the list": ((place(False), mailbox()), Status.WARN, None),
    "not on the list, and no mailbox": ((place(False), mailbox(False)), Status.SKIPPED, None),
    "not on the list, the mailbox was not read": ((place(False),), Status.SKIPPED, None),
    "the list was not read": ((mailbox(),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)
