"""``explain [CHECK]``: what a check looks at and how to fix what it finds; without a name, all checks."""

import difflib

from bot.cards import card_message, catalogue_card, explain_card
from bot.commands.model import Explain, Unclear
from bot.commands.replies import not_understood
from bot.commands.services import Services
from bot.turns import Answer, Turn
from checks.registry import Catalogue, Check


async def explain(_turn: Turn, command: Explain, services: Services) -> Answer:
    if not command.check:
        return Answer(card_message(catalogue_card(services.catalogue), "What Roomcheck looks at"))
    found = fitting(command.check, services.catalogue)
    if len(found) == 1:
        return Answer(card_message(explain_card(found[0], services.permissions), found[0].title))
    return Answer(not_understood(unfitting(command.check, found, services.catalogue)))


def fitting(name: str, catalogue: Catalogue) -> list[Check]:
    """The checks that a name means: by id or title, else by a part of either."""
    wanted = name.casefold().strip()
    exact = [each for each in catalogue.values() if wanted in (each.id, each.title.casefold())]
    words = wanted.replace("_", " ").replace(".", " ")
    return exact or [each for each in catalogue.values() if wanted and words in _wording(each)]


def _wording(check: Check) -> str:
    return f"{check.id.replace('_', ' ').replace('.', ' ')}\n{check.title.casefold()}"


def unfitting(name: str, found: list[Check], catalogue: Catalogue) -> Unclear:
    """What to say of a name that means no check, or several."""
    if found:
        near = [each.id for each in found]
        reason = f"{len(near)} checks fit “{name}”."
    else:
        near = difflib.get_close_matches(name.casefold(), list(catalogue), n=3, cutoff=0.4)
        reason = f"No check is called “{name}”."
    return Unclear(f"explain {name}", (*(f"explain {each}" for each in near[:3]), "explain"), reason)
