"""How policies are named and cited."""

import pytest

from checks.facts.policy_names import NamedPolicy, cites_of, listed


def some(number: int) -> list[NamedPolicy]:
    return [NamedPolicy(f"p{each}", f"Policy {each}") for each in range(number)]


@pytest.mark.parametrize(("number", "hidden", "words"), [
    (1, 0, 'The policy "Policy 0"'),
    (2, 0, 'The policies "Policy 0", "Policy 1"'),
    (1, 2, 'The policy "Policy 0" and 2 more whose name is hidden'),
    (9, 0, 'The policies "Policy 0", "Policy 1", "Policy 2", "Policy 3" and 5 more'),
])
def test_listed(number: int, hidden: int, words: str) -> None:
    assert listed(some(number), hidden) == words


def test_a_name_without_end_is_cut() -> None:
    assert listed([NamedPolicy("p", "x" * 500)]) == f'The policy "{"x" * 100}"'


def test_those_that_are_named_are_cited() -> None:
    cites = cites_of(some(9), "graph.test")
    assert [(each.locator, each.quote) for each in cites] == [
        (f"identity/conditionalAccess/policies/p{number}", f"Policy {number}") for number in range(4)]
