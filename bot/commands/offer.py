"""Files that are offered in a personal chat, made once they are wanted: the fleet, or a room's history, as CSV."""

from dataclasses import dataclass
from datetime import timedelta

from bot.cards import line_message, plain
from bot.commands.model import AnswerOffer
from bot.commands.replies import went_wrong
from bot.commands.services import Services
from bot.file_ports import NotSavedError
from bot.ports import MessageGoneError, NotDeliveredError, OpenDialog
from bot.spreadsheets import fleet_csv, history_csv
from bot.turns import ALREADY_ANSWERED, Answer, FileOffer, Message, SavedFile, Scope, Turn
from bot.words import _

OFFER = "file_offer"
WINDOW = timedelta(days=365)
"""How much of a room's past a file holds."""
_OPEN_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file is about: the ``fleet``, or a building of it, or the ``history`` of an address."""

    kind: str
    about: str

    @property
    def command_line(self) -> str:
        if self.kind == "history":
            return f"app.py history {self.about} --csv FILE"
        return "app.py fleet --csv FILE" + (f' --building "{self.about}"' if self.about else "")


async def offer_file(turn: Turn, wanted: Wanted, services: Services) -> Message:
    """The question whether the file is wanted; where Teams has none, how to get it otherwise."""
    if services.file_saver is None:
        return went_wrong(_("Teams hands no files over to bots, or from them, in this cloud."),
                          _("Run this where Roomcheck is installed: {command}", command=wanted.command_line))
    if turn.conversation.scope is not Scope.PERSONAL:
        return went_wrong(_("Teams lets a bot hand over files in a personal chat only."),
                          _("Ask again in our personal chat, or run this where Roomcheck is installed: {command}",
                            command=wanted.command_line), personal_chat=services.links.personal_chat)
    content = await _content(wanted, services)
    now = services.clock()
    opened = OpenDialog(services.new_id(), OFFER, turn.conversation, turn.actor.id,
                        {"kind": wanted.kind, "about": wanted.about}, now + _OPEN_FOR)
    await services.open_dialogs.keep(opened)
    name = f"roomcheck-{wanted.kind}-{now:%Y-%m-%d}.csv"
    return Message(None, name, file=FileOffer(name, _described(wanted), len(content), {"offer": opened.id}))


async def answer_offer(turn: Turn, command: AnswerOffer, services: Services) -> Answer:
    """Put the file where Teams said, for the person who was asked and in the conversation where they were asked."""
    opened = await services.open_dialogs.get(command.offer, services.clock())
    if opened is None or opened.name != OFFER:
        return Answer(went_wrong(_("This offer of a file is no longer open."), _("Ask for the file again.")))
    if (opened.conversation.id, opened.actor_id) != (turn.conversation.id, turn.actor.id):
        return Answer(went_wrong(_("Somebody else was offered this file, or somewhere else."),
                                 _("Ask for a file yourself.")))
    await services.open_dialogs.close(opened.id)
    if not command.accepted:
        await _replace(turn, _("The file was not wanted."), services)
        return ALREADY_ANSWERED
    return Answer(await _saved(turn, command, Wanted(str(opened.state["kind"]), str(opened.state["about"])), services))


async def _saved(turn: Turn, command: AnswerOffer, wanted: Wanted, services: Services) -> Message:
    if services.file_saver is None:
        return await offer_file(turn, wanted, services)
    try:
        await services.file_saver.save(command.url, await _content(wanted, services))
    except NotSavedError as failed:
        await _replace(turn, _("The file could not be saved."), services)
        otherwise = _("Or run this where Roomcheck is installed: {command}", command=wanted.command_line)
        return went_wrong(str(failed), f"{failed.remedy} {otherwise}")
    await _replace(turn, _("Saved: {file}", file=command.name), services)
    if not (command.unique_id and services.file_saver.trusts(command.page)):
        return line_message(_("{file} is in your OneDrive.", file=command.name))
    return Message(None, command.name, file=SavedFile(command.name, command.page, command.unique_id))


async def _replace(turn: Turn, text: str, services: Services) -> None:
    """Take the question away, so that nobody answers it twice. That it stays does no harm."""
    try:
        await services.messenger.update(turn.conversation, turn.card_id, line_message(text))
    except (MessageGoneError, NotDeliveredError):
        return


async def _content(wanted: Wanted, services: Services) -> bytes:
    now = services.clock()
    if wanted.kind == "history":
        return history_csv(await services.fleet.outages(wanted.about, now - WINDOW), now)
    states = await services.fleet.states()
    return fleet_csv(each for each in states if not wanted.about or each.building == wanted.about)


def _described(wanted: Wanted) -> str:
    about = plain(wanted.about, 100)
    if wanted.kind == "history":
        return _("When {room} was broken, as a table for spreadsheets", room=about)
    if about:
        return _("How the rooms of {building} stand, as a table for spreadsheets", building=about)
    return _("How the rooms stand, as a table for spreadsheets")
