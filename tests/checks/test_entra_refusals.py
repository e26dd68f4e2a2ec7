"""What Entra says of an application is taken over as a number only."""

import pytest

from checks.entra_refusals import refusal_behind, refusal_in


def test_a_known_number_is_told_in_words_and_with_what_to_do() -> None:
    refusal = refusal_in("AADSTS7000215: Invalid client secret provided: s3cret. Trace ID: 1")
    assert refusal.told == "its client secret is wrong (AADSTS7000215)"
    assert "not its Secret ID" in refusal.remedy


@pytest.mark.parametrize(("answer", "told"), [
    ("AADSTS5012345: something new about s3cret", "Entra refused it (AADSTS5012345)"), ("s3cret", "Entra refused it"),
    ("", "Entra refused it")])
def test_whatever_else_is_said_is_not_repeated(answer: str, told: str) -> None:
    refusal = refusal_in(answer)
    assert refusal.told == told
    assert refusal.remedy.startswith("Check the tenant")


def test_a_number_is_found_behind_an_exception() -> None:
    fault = ValueError("Unable to get authority configuration")
    fault.__context__ = ValueError("Error: AADSTS90002: Tenant not found.")
    refusal = refusal_behind(fault)
    assert refusal
    assert refusal.told == "the tenant does not exist in this cloud (AADSTS90002)"
    assert refusal_behind(ValueError("no number")) is None
