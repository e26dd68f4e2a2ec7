"""Opens a dialog, and passes on what a person answers in one."""

from bot.commands.address import OddAddressError, address
from bot.commands.check_again import standing
from bot.commands.model import BeginDialog, ContinueDialog
from bot.commands.permission import must
from bot.commands.replies import went_wrong
from bot.commands.services import Services, Subject
from bot.ports import OpenDialog
from bot.turns import Answer, Message, Turn
from bot.words import _


async def begin_dialog(turn: Turn, command: BeginDialog, services: Services) -> Answer:
    dialog = services.dialogs.get(command.dialog)
    if dialog is None:
        return Answer(went_wrong(_("This button belongs to another version of Roomcheck."), _("Check the room again.")))
    try:
        room = address(command.room) if command.room else ""
    except OddAddressError as odd:
        return Answer(went_wrong(str(odd), _("Write {command} and the room's address.", command="check")))
    return await dialog.begin(turn, Subject(room=room), services)


async def continue_dialog(turn: Turn, command: ContinueDialog, services: Services) -> Answer:
    """The dialog's next turn, for the person who opened it and in the conversation where it was opened."""
    opened = await services.open_dialogs.get(command.dialog_id, services.clock())
    dialog = services.dialogs.get(opened.name) if opened else None
    if opened is None or dialog is None:
        return await _after_the_end(turn, services)
    if opened.conversation.id != turn.conversation.id or opened.actor_id != turn.actor.id:
        return Answer(_not_yours())
    await must(turn, step_of(opened), services)
    return await dialog.proceed(turn, opened, command.choice, command.fields, services)


def step_of(opened: OpenDialog) -> BeginDialog:
    """What a step of an open dialog is asked about as: to open it, about the same room."""
    return BeginDialog(opened.name, str(opened.state.get("room", "")))


async def _after_the_end(turn: Turn, services: Services) -> Answer:
    """A second press of the answer that started a run shows that run."""
    begun = await services.kept_runs.showing_on(turn.conversation.id, turn.card_id) if turn.card_id else None
    return standing(begun, services) if begun else Answer(_over())


def _not_yours() -> Message:
    return went_wrong(_("Somebody else was asked this, or somewhere else."),
                      _("Write your own command, for example {command} and the room's address.", command="check"))


def _over() -> Message:
    return went_wrong(_("This question is no longer open."),
                      _("Write the command again, for example {command} and the room's address.", command="check"))
