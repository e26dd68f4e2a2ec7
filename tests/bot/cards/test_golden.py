"""Every kind of card, as a file to be read when it changes."""

import pytest

from tests.bot.cards.conftest import Golden
from tests.bot.cards.fleet_samples import fleet_cards
from tests.bot.cards.samples import every_card

CARDS = every_card() | fleet_cards()


@pytest.mark.parametrize("name", CARDS)
def test_card_is_the_golden_one(name: str, golden: Golden) -> None:
    golden.holds(name, CARDS[name])
