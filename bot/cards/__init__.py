"""Cards: pure views of a report, as Adaptive Card JSON."""

from bot.cards.answers import (
    NAME_ROOM,
    ask_room_card,
    error_card,
    not_allowed_card,
    offer_card,
    private_card,
    unclear_card,
)
from bot.cards.dialogs import CLOSED, LEAVE, ROUTES, Route, closed_card, collect_logs_card, guide_card, pick_room_card
from bot.cards.doctor import doctor_begun_card, doctor_card, doctor_summary
from bot.cards.evidence import evidence_card, finding_card
from bot.cards.explain import area_of_catalogue_card, catalogue_card, code_card, explain_card
from bot.cards.fix import fix_card, ticket_card
from bot.cards.help import help_card, welcome_card
from bot.cards.links import GLOBAL, LINKS, Links
from bot.cards.parts import card_message, line_message
from bot.cards.progress import progress_card
from bot.cards.report import report_card
from bot.cards.rooms import rooms_card
from bot.cards.text import literal, plain
from bot.cards.wording import summary_of

__all__ = [
    "CLOSED",
    "GLOBAL",
    "LEAVE",
    "LINKS",
    "NAME_ROOM",
    "ROUTES",
    "Links",
    "Route",
    "area_of_catalogue_card",
    "ask_room_card",
    "card_message",
    "catalogue_card",
    "closed_card",
    "code_card",
    "collect_logs_card",
    "doctor_begun_card",
    "doctor_card",
    "doctor_summary",
    "error_card",
    "evidence_card",
    "explain_card",
    "finding_card",
    "fix_card",
    "guide_card",
    "help_card",
    "line_message",
    "literal",
    "not_allowed_card",
    "offer_card",
    "pick_room_card",
    "plain",
    "private_card",
    "progress_card",
    "report_card",
    "rooms_card",
    "summary_of",
    "ticket_card",
    "unclear_card",
    "welcome_card",
]
