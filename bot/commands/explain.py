"""``explain [CHECK]``: what a check looks at and how to fix what it finds; the checks of an area; or all."""

import difflib
import re

from bot.cards import GLOBAL, Links, area_of_catalogue_card, card_message, catalogue_card, code_card, explain_card
from bot.cards.areas import area_title, by_area
from bot.commands.model import Explain, Unclear
from bot.commands.replies import not_understood
from bot.commands.services import Services
from bot.turns import Answer, Card, Turn
from bot.words import _, n_
from checks.facts.code_checks import check_of
from checks.facts.codes import written
from checks.permissions import Permissions
from checks.registry import Catalogue, Check

_CODE = re.compile(r"(?:AADSTS)? ?(\d{5,8})", re.IGNORECASE | re.ASCII)
_OTHER_SPELLINGS = {"license": "licence", "licensing": "licence", "licenses": "licence"}


async def explain(_turn: Turn, command: Explain, services: Services) -> Answer:
    told = explanation(command.check, services.catalogue, services.permissions, services.links)
    return Answer(not_understood(told) if isinstance(told, Unclear) else card_message(*told))


def explanation(name: str, catalogue: Catalogue, permissions: Permissions,
                links: Links = GLOBAL) -> tuple[Card, str] | Unclear:
    """The card about a check, an area, a code or, without a name, about all checks; and what it is about."""
    if not name:
        return catalogue_card(catalogue), _("What Roomcheck looks at")
    code = code_named(name)
    if code is not None:
        return code_card(code, check_of(code), links), _("What {code} means", code=written(code))
    area = name.casefold().strip().replace(" ", "_").replace("-", "_")
    area = _OTHER_SPELLINGS.get(area, area)
    within = by_area(catalogue.values()).get(area)
    if within:
        return area_of_catalogue_card(area, within), _("What Roomcheck looks at: {area}", area=area_title(area))
    found = _fitting(name, catalogue)
    if len(found) != 1:
        return _unfitting(name, found, catalogue)
    return explain_card(found[0], permissions), found[0].title


def code_named(name: str) -> int | None:
    """The AADSTS number that a name is, with or without its letters; None when it is none."""
    found = _CODE.fullmatch(name.strip())
    return int(found[1]) if found else None


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
        reason = n_("{n} check fits “{name}”.", "{n} checks fit “{name}”.", len(near), name=name)
    else:
        near = difflib.get_close_matches(name.casefold(), list(catalogue), n=3, cutoff=0.4)
        reason = _("No check is called “{name}”.", name=name)
    return Unclear(f"explain {name}", (*(f"explain {each}" for each in near[:3]), "explain"), reason)
