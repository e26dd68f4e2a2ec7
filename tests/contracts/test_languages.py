"""Alerts say everything in every language: no word is missing, and none was left in English."""

import dataclasses
import re

import pytest

from bot.cards.alert import alert_card, alerts_card
from bot.cards.languages import ENGLISH, LANGUAGES, Words
from bot.cards.languages.words import Plural
from bot.commands.languages import SPOKEN
from bot.fleet import Change
from checks.model import Cause, Severity
from tests.bot.cards.fleet_samples import alert, many, recovery, taken
from tests.bot.cards.samples import ZONE, failing
from tests.bot.fakes import texts

OTHERS = [each for each in LANGUAGES.values() if each is not ENGLISH]
_SLOT = re.compile(r"\{\w*\}")
_ALIKE = {"date", "months", "days", "units"}
"""What two languages may share."""


def words(of: Words) -> dict[str, str]:
    """Everything a language says, by where it stands."""
    found: dict[str, str] = {}
    for each in dataclasses.fields(of):
        value = getattr(of, each.name)
        if isinstance(value, Plural):
            found |= {f"{each.name}.one": value.one, f"{each.name}.many": value.many}
        elif isinstance(value, tuple):
            found |= {f"{each.name}.{place}": getattr(one, "many", one) for place, one in enumerate(value)}
        elif isinstance(value, str):
            found[each.name] = value
        else:
            found |= {f"{each.name}.{key}": text for key, text in value.items()}
    return found


def test_the_languages_are_those_that_can_be_asked_for() -> None:
    assert set(LANGUAGES) == set(SPOKEN)
    assert [each.code for each in LANGUAGES.values()] == list(LANGUAGES)


@pytest.mark.parametrize("of", LANGUAGES.values(), ids=list(LANGUAGES))
def test_every_cause_change_and_severity_has_a_name_of_its_own(of: Words) -> None:
    assert set(of.causes) == set(Cause)
    assert set(of.changes) == set(Change)
    assert set(of.severities) == set(Severity)
    for named in (of.causes, of.changes, of.severities):
        assert len(set(named.values())) == len(named)
    assert (len(of.days), len(of.months)) == (7, 12)
    assert len(set(of.days)) == 7
    assert len(set(of.months)) == 12


@pytest.mark.parametrize("of", OTHERS, ids=lambda each: each.code)
def test_every_word_is_there_fills_the_same_in_and_is_not_english(of: Words) -> None:
    said, english = words(of), words(ENGLISH)
    assert said.keys() == english.keys()
    for where, text in said.items():
        assert text or where == "in_english", where
        slots = set(_SLOT.findall(text)) | ({"{}"} if where == "more_rooms.one" else set())
        assert slots >= set(_SLOT.findall(english[where])) or where == "date", where
        assert set(_SLOT.findall(text)) <= set(_SLOT.findall(english[where])), where
        assert text != english[where] or where.partition(".")[0] in {*_ALIKE, "code", "thousands"}, where


@pytest.mark.parametrize("of", OTHERS, ids=lambda each: each.code)
def test_a_card_holds_english_only_where_it_says_so(of: Words) -> None:
    kept = failing()
    made = alert_card(taken(alert()), kept, language=of.code, time_zone=ZONE)
    lines = texts(made).splitlines()
    english = [line for line in lines if kept.report.diagnosis.sentence in line]
    assert english
    assert all(of.in_english in line for line in english)
    for said in words(ENGLISH).values():
        assert said not in lines or said in words(of).values()


@pytest.mark.parametrize("of", LANGUAGES.values(), ids=list(LANGUAGES))
def test_dates_are_in_the_readers_zone_and_words(of: Words) -> None:
    shown = texts(alert_card(alert(), None, language=of.code, time_zone=ZONE))
    assert of.moment(alert().since, ZONE) in shown
    assert "14:14 CET" in shown
    assert "{" not in shown + texts(alerts_card(many(3), language=of.code, recovered=[*map(recovery, many(2))]))
