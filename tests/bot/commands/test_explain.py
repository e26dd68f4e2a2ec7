"""What a name after ``explain`` means: a check, an area or a code."""

import pytest

from bot.cards import LINKS
from bot.commands.explain import explanation
from bot.commands.model import Unclear
from checks.facts.code_checks import check_of
from checks.facts.codes import CODES
from checks.permissions import NOT_TOLD
from tests.checks.builders import CATALOGUE


def told(name: str, cloud: str = "global") -> str:
    answer = explanation(name, CATALOGUE, NOT_TOLD, LINKS[cloud])
    assert not isinstance(answer, Unclear), answer
    return str(answer)


@pytest.mark.parametrize("name", ["50076", "AADSTS50076", "aadsts50076", "AADSTS 50076"])
def test_a_code_is_told_with_its_meaning_its_fix_and_its_check(name: str) -> None:
    assert CODES[50076].meaning in told(name)
    assert CODES[50076].fix in told(name)
    assert "sign_in.mfa" in told(name)


def test_an_unknown_code_is_looked_up_in_the_tenants_cloud() -> None:
    assert "https://login.microsoftonline.us/error?code=999999" in told("999999", "gcchigh")
    assert "sign_in.other_codes" in told("999999")


def test_both_readings_of_a_code_are_told() -> None:
    assert all(reading.fix in told("50053") for reading in CODES[50053].readings)


@pytest.mark.parametrize("number", CODES)
def test_every_code_that_can_stop_a_room_has_a_check(number: int) -> None:
    assert (check_of(number) in CATALOGUE) is (CODES[number].cause is not None)


@pytest.mark.parametrize("name", ["license", "Licence", "licensing", "sign in", "sign-in"])
def test_an_area_is_found_by_either_spelling(name: str) -> None:
    assert "What Roomcheck looks at" in told(name)
