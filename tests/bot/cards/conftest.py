"""Golden cards are written anew with ``make golden``."""

import json
import os
from pathlib import Path

import pytest

from bot.turns import Card

HERE = Path(__file__).parent


class Golden:
    """Cards kept as files, so that a change of a card is read as a diff."""

    def __init__(self, *, update: bool) -> None:
        self._update = update

    def holds(self, name: str, card: Card) -> None:
        """Compare with the file, or write it when that was asked for."""
        path = HERE / f"{name}.golden.json"
        if self._update:
            path.write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        assert json.loads(path.read_text(encoding="utf-8")) == card, f"{path.name} differs: make golden, then read it"


@pytest.fixture
def golden() -> Golden:
    return Golden(update=bool(os.environ.get("UPDATE_GOLDEN")))
