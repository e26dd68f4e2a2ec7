"""Of which rooms shall this conversation be told? Asked on one card, so that nobody has to know what to write."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.action_values import MOST_ROOMS
from bot.cards import LEAVE, card_message
from bot.cards.availability import how_often
from bot.cards.watch_rooms import WATCH_ALL, WATCH_BUILDING, watch_rooms_card
from bot.cards.watch_rooms import WATCH_ROOMS as WATCH_NAMED
from bot.commands.begin_run import turn_key
from bot.commands.fleet_words import quiet_hours
from bot.commands.languages import SPOKEN, alert_language_of
from bot.commands.model import Hours, Unclear, Watch, Which
from bot.commands.permission import must
from bot.commands.rooms_named import rooms_named
from bot.commands.services import WATCH_ROOMS, Services, Subject
from bot.commands.watch import watch
from bot.commands.watched_place import place
from bot.commands.wording import plain
from bot.ports import OpenDialog
from bot.turns import ALREADY_ANSWERED, Answer, Message, Turn
from bot.words import _, n_
from checks.model import Severity
from dialogs.leaving import closed, leave, repaint, wants_out

_OPEN_FOR = timedelta(hours=24)


class WatchRooms:
    name = WATCH_ROOMS

    async def begin(self, turn: Turn, subject: Subject, services: Services) -> Answer:
        """Show the question: where the button was pressed, else as a message of its own, which is remembered."""
        key = turn_key(turn)
        dialog_id = uuid.uuid5(uuid.NAMESPACE_OID, f"{key}|{self.name}").hex if key else services.new_id()
        if not turn.pressed and await services.open_dialogs.get(dialog_id, services.clock()):
            return ALREADY_ANSWERED
        opened = OpenDialog(dialog_id, self.name, turn.conversation, turn.actor.id, {"room": subject.room},
                            services.clock() + _OPEN_FOR)
        await services.open_dialogs.keep(opened)
        filled = {"rooms": subject.room, "language": alert_language_of(turn.locale)}
        question = await _question(turn, opened, filled, services)
        if turn.pressed:
            return Answer(question)
        posted = await services.messenger.post(opened.conversation, question)
        await services.open_dialogs.keep(replace(opened, card_id=posted))
        return ALREADY_ANSWERED

    async def proceed(self, turn: Turn, opened: OpenDialog, choice: str, fields: Mapping[str, str],
                      services: Services) -> Answer:
        """Watch what was chosen, or ask again with what is wrong with it."""
        if choice == LEAVE:
            return await leave(turn, opened, services)
        command = _command(choice, fields)
        if isinstance(command, Unclear):
            return Answer(await _question(turn, opened, fields, services, command.reason))
        await must(turn, command, services)
        answer = await watch(turn, command, services)
        await services.open_dialogs.close(opened.id)
        if opened.card_id:
            await repaint(turn, opened.card_id, answer.message or closed(), services)
        return answer

    async def heard(self, turn: Turn, opened: OpenDialog, said: str, services: Services) -> Answer | None:
        return await leave(turn, opened, services) if wants_out(said) else None


async def _question(turn: Turn, opened: OpenDialog, filled: Mapping[str, str], services: Services,
                    problem: str = "") -> Message:
    buildings = sorted(await services.fleet.buildings())
    made = watch_rooms_card(opened.id, buildings, filled, where=place(turn.conversation),
                            schedule=how_often(services.schedule_in_words), problem=problem)
    return card_message(made, _("Which rooms shall be watched?"))


def _command(choice: str, fields: Mapping[str, str]) -> Watch | Unclear:
    """What was filled in, as the command that it means; its reason says what is wrong."""
    quiet, which = _quiet(fields.get("quiet", "")), _which(choice, fields)
    if isinstance(which, Unclear):
        return which
    if isinstance(quiet, Unclear):
        return quiet
    least, language = fields.get("least", "").lower(), fields.get("language", "").lower()
    severity = Severity(least) if least in frozenset(Severity) else Severity.LOW
    return Watch(which, severity, quiet, language if language in SPOKEN else "")


def _quiet(written: str) -> Hours | Unclear | None:
    return quiet_hours(plain(written)) if written.strip() else None


def _which(choice: str, fields: Mapping[str, str]) -> Which | Unclear:
    if choice == WATCH_ALL:
        return Which(everything=True)
    if choice == WATCH_BUILDING:
        building = plain(fields.get("building", ""))[:100]
        return Which(building=building) if building else Unclear("", (), _("Choose a building first."))
    named = rooms_named(plain(fields.get("rooms", "")))
    if choice != WATCH_NAMED or named.faults or not named.rooms:
        return Unclear("", (), " ".join(named.faults[:3]) or _("Write which rooms first, by address or by name."))
    if len(named.rooms) > MOST_ROOMS:
        return Unclear("", (), n_("This is {n} room; {most} go in one step.",
                                  "These are {n} rooms; {most} go in one step.", len(named.rooms), most=MOST_ROOMS))
    return Which(named.rooms)
