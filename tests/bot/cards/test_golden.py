"""Every kind of card, as a file to be read when it changes."""

import pytest

from bot.turns import Card
from bot.words import speaking
from tests.bot.cards.conftest import Golden
from tests.bot.cards.fleet_samples import fleet_cards
from tests.bot.cards.samples import every_card

GERMAN = ("evidence", "fix", "fleet", "guide", "help_viewer", "history", "not_allowed", "private", "progress_half",
          "report_full", "report_timeline_week", "watches")


def german_cards() -> dict[str, Card]:
    """Some of every sort, as a German reader sees them."""
    with speaking("de"):
        drawn = every_card() | fleet_cards()
    return {f"german_{name}": drawn[name] for name in GERMAN}


CARDS = every_card() | fleet_cards() | german_cards()


@pytest.mark.parametrize("name", CARDS)
def test_card_is_the_golden_one(name: str, golden: Golden) -> None:
    golden.holds(name, CARDS[name])
