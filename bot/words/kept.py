"""Messages that are kept, or noted, in English with their gaps filled in, and said in another language later.

What is kept must not depend on who reads it first, so such a message is found again by its English words.
"""

import re
from functools import cache

from bot.words import _, mark, spoken
from bot.words.catalogues import SOURCE
from bot.words.of_zips import OF_ZIPS

TOO_LARGE = mark("The file is larger than {megabytes} MB.")
NOT_HANDED_OUT = mark("SharePoint did not hand the file out (HTTP {status}).")
SEVERAL_ZIPS = mark("{number} zips came at once, and it is not clear which room each one is about.")
NOT_LISTED = mark("The rooms could not be listed:")
NOT_LOOKED_AT = mark("{failed} of {rooms} rooms could not be looked at; see Roomcheck's log.")
TOO_LITTLE_SEEN = mark("Too little was seen of {unjudged} of {rooms} rooms to judge them: what is said of those is "
                       "older.")

_KEPT = (TOO_LARGE, NOT_HANDED_OUT, SEVERAL_ZIPS, NOT_LISTED, NOT_LOOKED_AT, TOO_LITTLE_SEEN)
_LONGEST = 2_000
"""Characters. A card shows no more of a text."""
_GAP = re.compile(r"\\\{(\w+)\\\}")


def said_anew(text: str) -> list[tuple[str, bool]]:
    """What was kept, in pieces, in the language that is being spoken; each with whether it is ours. What is not stays
    as it is, in English.
    """
    if not text or spoken() == SOURCE:
        return [(text, True)]
    if (whole := _(text)) != text or (whole := _of_a_zip(text[:_LONGEST])):
        return [(whole, True)]
    return [piece for piece in _pieces(text[:_LONGEST]) if piece[0].strip()]


def _of_a_zip(text: str) -> str:
    """What was said of a zip, whose gaps may hold anything, a file's name too; empty for anything else."""
    found = ((template, _pattern(template, ".{1,300}").fullmatch(text)) for template in OF_ZIPS)
    return next((_(template, **match.groupdict()) for template, match in found if match), "")


def _pieces(text: str) -> list[tuple[str, bool]]:
    """The first of ours in it, and what stands round it."""
    for template in _KEPT:
        if found := _pattern(template).search(text):
            ours = _(template, **found.groupdict()) if found.groupdict() else _(template)
            return [*_pieces(text[:found.start()]), (ours, True), *_pieces(text[found.end():])]
    return [(text, False)]


@cache
def _pattern(template: str, gap: str = r"\S{1,20}") -> re.Pattern[str]:
    return re.compile(_GAP.sub(lambda name: f"(?P<{name[1]}>{gap})", re.escape(template)))
