"""What the dialog asks that sets up which rooms a conversation is told about."""

from collections.abc import Mapping, Sequence

from bot.cards.fields import choice_field, text_field
from bot.cards.frame import banner, headline
from bot.cards.names import LANGUAGES
from bot.cards.parts import Element, button, card, fold, quiet
from bot.cards.text import encoded
from bot.cards.wording import Look
from bot.commands.model import ContinueDialog
from bot.turns import Card
from bot.words import _, mark, number_in_words, spoken
from checks.model import Severity

WATCH_ROOMS, WATCH_BUILDING, WATCH_ALL, LEAVE = "watch_rooms", "watch_building", "watch_all", "leave"
"""The choices that end the dialog."""
MOST_BUILDINGS, _MOST_BYTES = 60, 10_000
_TITLE = Look("", mark("Watch rooms"), "accent", "emphasis")
_SEVERITIES = (
    (Severity.LOW.value, mark("Every severity")), (Severity.MEDIUM.value, mark("Medium and worse")),
    (Severity.HIGH.value, mark("High and worse")), (Severity.CRITICAL.value, mark("Only critical")),
)


def watch_rooms_card(dialog_id: str, buildings: Sequence[str], filled: Mapping[str, str], *, where: str, schedule: str,
                     problem: str = "") -> Card:
    """Which rooms, from which severity on, when not, and in which language. ``filled`` is what was filled in before,
    by field; ``where`` what this conversation is called, ``schedule`` a sentence on when rooms are looked at.
    """
    # For translators: {where} is such as "this chat" or "this channel".
    asked = _("Of which rooms shall I tell {where} when they stop working and when they work again?", where=where)
    shown = _fitting(buildings)
    building = [choice_field("building", _("Or a building"), [(each, each) for each in shown],
                             filled.get("building", ""))]
    left = [quiet(_left_out(len(buildings), len(shown)))] if len(buildings) > len(shown) else []
    conditions = _conditions(filled)
    body = [
        banner(_TITLE, "", problem), headline(asked, quiet(schedule)),
        text_field("rooms", _("Rooms, by address or by name"), placeholder="room-42@contoso.com, Zurich Aare",
                   longest=2_000, filled=filled.get("rooms", "")),
        *(building if shown else []), *left,
        *(conditions if problem else [fold("conditions", _("Severity, quiet hours and language"), *conditions)]),
    ]
    ends = [(WATCH_ROOMS, _("Watch these rooms")), *([(WATCH_BUILDING, _("Watch the building"))] if shown else []),
            (WATCH_ALL, _("Watch all rooms")), (LEAVE, _("Close"))]
    return card(body, [button(title, ContinueDialog(dialog_id, choice, {}), primary=not place)
                       for place, (choice, title) in enumerate(ends)], fallback=asked)


def _left_out(number: int, shown: int) -> str:
    return _("Of {number} buildings {shown} are listed. Write watch building and the name for another.",
             number=number_in_words(number), shown=number_in_words(shown))


def _fitting(buildings: Sequence[str]) -> list[str]:
    """As many as the card can hold; a name goes back to the client as it is, so none can be cut."""
    shown: list[str] = []
    left = _MOST_BYTES
    for each in buildings[:MOST_BUILDINGS]:
        left -= 2 * encoded(each)
        if left < 0:
            break
        shown.append(each)
    return shown


def _conditions(filled: Mapping[str, str]) -> list[Element]:
    severities = [(value, _(title)) for value, title in _SEVERITIES]
    return [
        choice_field("least", _("How bad it must be"), severities, filled.get("least") or Severity.LOW.value),
        text_field("quiet", _("Quiet hours, in your time zone"), placeholder="18:00-07:00", longest=40,
                   filled=filled.get("quiet", "")),
        choice_field("language", _("Language of the alerts"), [*LANGUAGES.items()], filled.get("language") or spoken()),
    ]
