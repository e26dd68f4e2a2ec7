"""What was said in English somewhere else, in the language of whoever reads it now, as far as it can be."""

from bot.cards.text import in_english
from bot.words.kept import said_anew


def retold(text: str) -> str:
    """A message of ours that was kept in English, or what the checks say, which stays English and is marked so."""
    return " ".join(piece.strip() if ours else in_english(piece.strip()) for piece, ours in said_anew(text))
