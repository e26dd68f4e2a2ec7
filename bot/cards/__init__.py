"""Cards: pure views of a report, as Adaptive Card JSON."""

from bot.cards.answers import NAME_ROOM, ask_room_card, error_card, not_allowed_card, unclear_card
from bot.cards.links import GLOBAL, LINKS, Links
from bot.cards.parts import card_message
from bot.cards.progress import progress_card
from bot.cards.report import report_card
from bot.cards.rooms import rooms_card
from bot.cards.text import literal, plain

__all__ = [
    "GLOBAL",
    "LINKS",
    "NAME_ROOM",
    "Links",
    "ask_room_card",
    "card_message",
    "error_card",
    "literal",
    "not_allowed_card",
    "plain",
    "progress_card",
    "report_card",
    "rooms_card",
    "unclear_card",
]
