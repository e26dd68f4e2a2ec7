"""Short answers: what went wrong, what was not understood, what is not allowed, and which room."""

from collections.abc import Sequence

from bot.actions import Pressable
from bot.cards.fields import text_field
from bot.cards.frame import banner, first_thing, head, headline
from bot.cards.parts import Element, button, card, link, paragraph, quiet, run, usable
from bot.cards.wording import FAULT, Look
from bot.commands.model import CheckAgain, ContinueDialog, ShowHelp, Unclear
from bot.turns import Card
from bot.words import _, mark
from checks.model import Room

OPEN_CHAT = mark("Open our personal chat")
"""What the button says that leads there, a message of the catalogues."""
NAME_ROOM = "name_room"
"""The choice that answers :func:`ask_room_card`; the room's address is in the field ``room``."""

_QUESTION = Look("", mark("One question"), "accent", "emphasis")
_UNCLEAR = Look("", mark("Not understood"), "accent", "emphasis")
_DENIED = Look("⊘", mark("Not allowed"), "attention", "attention")
_PRIVATE = Look("", mark("In our personal chat"), "accent", "emphasis")
_OFFER = Look("", "", "accent", "emphasis")
_WRONG = Look("⊘", mark("That did not work"), "warning", "warning")


def error_card(what: str, remedy: str, *, personal_chat: str = "") -> Card:
    """What happened, and what to do; with the way to a personal chat where that is the remedy."""
    body = [banner(_WRONG, ""), headline(what), *_remedy(remedy)]
    return card(body, usable([link(_(OPEN_CHAT), personal_chat), button(_("Help"), ShowHelp())]),
                fallback=f"{what} {remedy}")


def private_card(what: str, where: str, *, personal_chat: str = "") -> Card:
    """That something is shown in a personal chat, and how to come by it there."""
    body = [banner(_PRIVATE, ""), headline(what, paragraph(where))]
    ways = usable([link(_(OPEN_CHAT), personal_chat), button(_("Help"), ShowHelp())])
    return card(body, ways, fallback=f"{what} {where}")


def fault_card(room: Room, fault: str, run_id: str) -> Card:
    """A room about which nothing could be judged."""
    body = [head(FAULT, room), headline(fault)]
    again = button(_("Check again"), CheckAgain(run_id), primary=True)
    return card(body, [again, button(_("Help"), ShowHelp())], fallback=f"{room.label}: {fault}")


def not_allowed_card(why: str) -> Card:
    """The person may not do this; ``why`` says what would allow it."""
    return card([banner(_DENIED, ""), headline(why)], [button(_("Help"), ShowHelp())], fallback=why)


def unclear_card(unclear: Unclear) -> Card:
    """What was not understood, why, and the nearest commands."""
    said = [quiet(_("You wrote: {said}", said=unclear.said[:200]))] if unclear.said else []
    why = unclear.reason or _("That is no command that Roomcheck knows.")
    nearest = [paragraph(run(each, mono=True)) for each in unclear.suggestions[:6]]
    hints = [first_thing(_("Try this"), *nearest)] if nearest else []
    return card([banner(_UNCLEAR, ""), headline(why, *said), *hints], [button(_("Help"), ShowHelp())], fallback=why)


def offer_card(title: str, what: str, offers: Sequence[tuple[str, Pressable]], hint: str = "") -> Card:
    """What is the case, and what could be done about it as buttons, each a title and its command; the first is
    primary.
    """
    told = [quiet(hint)] if hint else []
    pressed = [button(name, command, primary=index == 0) for index, (name, command) in enumerate(offers)]
    body = [banner(_OFFER, "", word=title), headline(what, *told)]
    return card(body, [*pressed[:5], button(_("Help"), ShowHelp())], fallback=f"{title}: {what}")


def ask_room_card(run_id: str, file_name: str, hint: str = "") -> Card:
    """Which room a zip belongs to. The answer is ``ContinueDialog(run_id, NAME_ROOM, {"room": ...})``."""
    asked = _("Which room is this zip from?")
    body = [
        banner(_QUESTION, file_name, hint),
        headline(asked, quiet(_("Its logs do not name the room. Write its address, or fill it in here."))),
        text_field("room", _("Address of the room's account"), placeholder="room-42@contoso.com"),
    ]
    return card(body, [button(_("Read the logs"), ContinueDialog(run_id, NAME_ROOM, {}), primary=True)], fallback=asked)


def _remedy(remedy: str) -> list[Element]:
    return [first_thing(_("What to do"), paragraph(remedy, spacing="none"))] if remedy else []
