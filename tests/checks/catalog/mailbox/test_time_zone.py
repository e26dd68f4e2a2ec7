"""The time zone of the mailbox."""

from dataclasses import replace

import pytest

from checks.model import Status
from tests.checks.builders import Case, judged, mailbox

CHECK = "mailbox.time_zone"
CASES: dict[str, Case] = {
    "set": ((mailbox(),), Status.PASS, None),
    "not set": ((replace(mailbox(), time_zone=""),), Status.WARN, None),
    "blank": ((replace(mailbox(), time_zone=" "),), Status.WARN, None),
    "no mailbox": ((mailbox(False),), Status.SKIPPED, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_it_is_told() -> None:
    assert "W. Europe Standard Time" in judged(CHECK, mailbox()).summary
