"""Other accounts that hold the room's address."""

import pytest

from checks.model import Status
from tests.checks.builders import Case, account, judged, no_account

CHECK = "account.unique"
CASES: dict[str, Case] = {
    "nobody else": ((account(),), Status.PASS, None),
    "another": ((account(also_held_by=("o1",)),), Status.WARN, None),
    "not looked for": ((account(also_held_by=None),), Status.SKIPPED, None),
    "no account": ((no_account(),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_how_many_and_the_first_five_are_told() -> None:
    one = judged(CHECK, account(also_held_by=("o1",))).summary
    many = judged(CHECK, account(also_held_by=tuple(f"o{n}" for n in range(7)))).summary
    assert one.startswith("1 other object of the directory holds")
    assert many.startswith("7 other objects of the directory hold ")
    assert "(o0, o1, o2, o3, o4 and 2 more)" in many
