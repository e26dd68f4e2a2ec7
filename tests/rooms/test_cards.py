"""The card of every simulated room, in every language: small enough, and with what is read at once left whole."""

from bot.cards import report_card
from bot.cards.parts import MOST_BYTES, Element, size, walk
from bot.cards.text import BREAK
from bot.ports import KeptReport
from bot.words import COMPLETE, speaking
from tests.rooms.cases import Judged


def unfolded(element: object) -> object:
    """An element without what is folded away in it."""
    if isinstance(element, list):
        return [unfolded(each) for each in element if not is_folded_away(each)]
    return {key: unfolded(value) for key, value in element.items()} if isinstance(element, dict) else element


def is_folded_away(element: object) -> bool:
    return isinstance(element, dict) and (element.get("type"), element.get("isVisible")) == ("Container", False)


def text(element: Element) -> str:
    """What a piece of text says; nothing for any other element."""
    return str(element["text"]).replace(BREAK, "") if element.get("type") == "TextRun" else ""


def test_a_card_fits_and_cuts_nothing_that_is_read_at_once(source: str, judged: Judged) -> None:
    report = getattr(judged, source)
    told = report.diagnosis
    for language in COMPLETE:
        with speaking(language):
            card = report_card(KeptReport("1" * 32, "2" * 32, report))
        open_ = [text(each) for each in walk(unfolded(card["body"]))]
        assert size(card) <= MOST_BYTES
        assert not [each for each in open_ if each.endswith("…")], language
        assert {told.sentence, told.why, told.first_step} <= {"", *open_}, language
