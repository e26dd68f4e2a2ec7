"""Answers that several commands give, each a card with what its notification shows."""

from collections.abc import Sequence

from bot.actions import Pressable
from bot.admission import NotBegunError
from bot.authorise import Denied, Role
from bot.cards import card_message, error_card, not_allowed_card, offer_card, progress_card, unclear_card
from bot.cards.masking import masked_message
from bot.commands.model import ShowReport, Unclear
from bot.commands.services import Services
from bot.limits import HeldBack
from bot.ports import Run
from bot.progress import begun
from bot.turns import Answer, Message, Scope, Turn
from bot.words import _, n_


def went_wrong(what: str, remedy: str, *, personal_chat: str = "") -> Message:
    """What happened and what to do about it."""
    return card_message(error_card(what, remedy, personal_chat=personal_chat), what)


def not_understood(unclear: Unclear) -> Message:
    return card_message(unclear_card(unclear), unclear.reason or _("I did not understand that."))


def offered(title: str, what: str, offers: Sequence[tuple[str, Pressable]], hint: str = "") -> Message:
    """What is the case, with buttons for what could be done about it."""
    return card_message(offer_card(title, what, offers, hint), what)


def too_fast(held: HeldBack) -> Message:
    what = _("This conversation asks faster than I can answer, so this was left out.") if held.whole_place else \
        _("You ask faster than I can answer, so this was left out.")
    return went_wrong(what, n_("Go on in {n} second.", "Go on in {n} seconds.", held.seconds))


def not_begun(why: NotBegunError) -> Message:
    """Why no run was begun; with the way to what another one finds, where that is the reason."""
    if why.room is None:
        return went_wrong(why.what, why.remedy)
    return offered(_("Under way already"), why.what, [(_("See its report"), ShowReport(why.room.address))], why.remedy)


def not_allowed(denied: Denied, why: str = "") -> Message:
    """That it is not allowed, and who can change that; ``why`` where there is more to say than the verdict does."""
    why = why or _(denied.why)
    return card_message(not_allowed_card(f"{why} {denied.ask}"), why)


def under_way(run: Run, services: Services) -> Message:
    """The card of a run that has just begun, or begins soon."""
    stage = _("Reading {file}", file=run.upload.file_name) if run.upload else ""
    progress = begun(run, len(services.catalogue), stage)
    made = progress_card(progress, time_zone=run.time_zone, links=services.links)
    return card_message(made, _("Checking {room}", room=", ".join(room.label for room in run.rooms[:3])))


async def seen_by(turn: Turn, message: Message, services: Services) -> Message:
    """The message as this person may see it in this place: with whole IP addresses for operators in their personal
    chats alone.
    """
    if turn.conversation.scope is not Scope.PERSONAL:
        return masked_message(message)
    role = await services.door.role(turn, enough=Role.OPERATOR)
    return message if role >= Role.OPERATOR else masked_message(message)


async def post_all(turn: Turn, messages: list[Message], services: Services) -> Answer:
    """Post all messages but the last, which is the answer."""
    for message in messages[:-1]:
        await services.messenger.post(turn.conversation, message)
    return Answer(messages[-1] if messages else None)
