"""``explain [CHECK]``: what a check looks at and how to fix what it finds; the checks of an area; or all."""

import difflib

from bot.cards import area_of_catalogue_card, card_message, catalogue_card, explain_card
from bot.cards.areas import area_title, by_area
from bot.commands.model import Explain, Unclear
from bot.commands.replies import not_understood
from bot.commands.services import Services
from bot.turns import Answer, Card, Turn
from checks.permissions import Permissions
from checks.registry import Catalogue, Check


async def explain(_turn: Turn, command: Explain, services: Services) -> Answer:
    told = explanation(command.check, services.catalogue, services.permissions)
    return Answer(not_understood(told) if isinstance(told, Unclear) else card_message(*told))


def explanation(name: str, catalogue: Catalogue, permissions: Permissions) -> tuple[Card, str] | Unclear:
    """The card about a check, about an area or, without a name, about all checks; and what it is about."""
    if not name:
        return catalogue_card(catalogue), "What Roomcheck looks at"
    area = name.casefold().strip().replace(" ", "_").replace("-", "_")
    within = by_area(catalogue.values()).get(area)
    if within:
        return area_of_catalogue_card(area, within), f"What Roomcheck looks at: {area_title(area)}"
    found = _fitting(name, catalogue)
    if len(found) != 1:
        return _unfitting(name, found, catalogue)
    return explain_card(found[0], permissions), found[0].title


def _fitting(name: str, catalogue: Catalogue) -> list[Check]:
    """The checks that a name means: by id or title, else by a part of either."""
    wanted = name.casefold().strip()
    exact = [each for each in catalogue.values() if wanted in (each.id, each.title.casefold())]
    words = wanted.replace("_", " ").replace(".", " ")
    return exact or [each for each in catalogue.values() if wanted and words in _wording(each)]


def _wording(check: Check) -> str:
    return f"{check.id.replace('_', ' ').replace('.', ' ')}\n{check.title.casefold()}"


def _unfitting(name: str, found: list[Check], catalogue: Catalogue) -> Unclear:
    """What to say of a name that means no check, or several."""
    if found:
        near = [each.id for each in found]
        reason = f"{len(near)} checks fit “{name}”."
    else:
        near = difflib.get_close_matches(name.casefold(), list(catalogue), n=3, cutoff=0.4)
        reason = f"No check is called “{name}”."
    return Unclear(f"explain {name}", (*(f"explain {each}" for each in near[:3]), "explain"), reason)
