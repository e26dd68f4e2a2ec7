"""Which room? Asked when a name fits several rooms, and when an uploaded zip does not say whose it is."""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.actions import unpack
from bot.cards import LEAVE, NAME_ROOM, card_message, pick_room_card
from bot.commands.about_room import AboutRoom, about
from bot.commands.begin_run import new_run, turn_key
from bot.commands.check import explain_unfound
from bot.commands.check_again import standing
from bot.commands.finding_rooms import Several, find_room
from bot.commands.fleet import show_history
from bot.commands.hints import EXAMPLE_ROOM
from bot.commands.model import (
    Analyze,
    Check,
    Command,
    ShowHistory,
    ShowReport,
    Snooze,
    Unsnooze,
    Unwatch,
    Watch,
)
from bot.commands.permission import must
from bot.commands.replies import under_way, went_wrong
from bot.commands.report import last_report
from bot.commands.room_search import MOST, fitting
from bot.commands.rooms_named import rooms_named
from bot.commands.services import PICK_ROOM, TOPICS, WISHES, Services, Subject, Wish
from bot.commands.snooze import snooze, unsnooze
from bot.commands.unwatch import unwatch
from bot.commands.watch import watch
from bot.commands.wording import plain
from bot.ports import OpenDialog, Run, RunState
from bot.turns import ALREADY_ANSWERED, Answer, Turn
from bot.words import _
from checks.model import Room
from dialogs.leaving import closed, leave, repaint, wants_out

_OPEN_FOR = timedelta(hours=1)
_OPEN_FOR_UPLOAD = timedelta(hours=24)
_LONGEST_ANSWER = 6
"""In words: a longer sentence is not the name of a room."""


class PickRoom:
    """``name`` tells the question about an upload, which may stay open for long, from the others."""

    def __init__(self, name: str = PICK_ROOM) -> None:
        self.name = name

    async def begin(self, turn: Turn, subject: Subject, services: Services) -> Answer:
        """Ask which of ``subject.rooms`` is meant. For an upload nothing is asked yet: its run asks when it must."""
        if subject.wish is Wish.READ_UPLOAD:
            await services.open_dialogs.keep(self._opened(subject.run_id, turn, subject, services))
            return ALREADY_ANSWERED
        if not subject.rooms:
            return Answer(went_wrong(_("I do not know which rooms to choose from."),
                                     _("Write {command} and the room's name.", command="check")))
        dialog_id = _id_of(turn, subject, services)
        if await services.open_dialogs.get(dialog_id, services.clock()):
            return ALREADY_ANSWERED
        opened = self._opened(dialog_id, turn, subject, services)
        await services.open_dialogs.keep(opened)
        return await _ask(turn, opened, services)

    async def proceed(self, turn: Turn, opened: OpenDialog, choice: str, fields: Mapping[str, str],
                      services: Services) -> Answer:
        if choice == LEAVE:
            return await leave(turn, opened, services)
        if choice == NAME_ROOM:
            return await _named(turn, opened, fields.get("room", ""), services)
        room = next((each for each in _offered(opened) if each.address == choice), None)
        if room is None:
            return Answer(went_wrong(_("That room was not among those to choose from."), _("Choose one of them.")))
        return await _picked(turn, opened, room, services)

    async def heard(self, turn: Turn, opened: OpenDialog, said: str, services: Services) -> Answer | None:
        """A room named in words is an answer; any other sentence is not meant for this question."""
        if _wish(opened) is Wish.READ_UPLOAD and not await _upload_waits(opened, services):
            return None
        if wants_out(said):
            asking = await _run_of(opened, services)
            return await leave(turn, opened, services, card_id=asking.card_id if asking else "")
        words = plain(said)
        if len(words.split()) > _LONGEST_ANSWER or (not _narrowed(opened, words) and not _asks_openly(opened, words)):
            return None
        return await _named(turn, opened, said, services)

    def _opened(self, dialog_id: str, turn: Turn, subject: Subject, services: Services) -> OpenDialog:
        lasts = _OPEN_FOR_UPLOAD if subject.wish is Wish.READ_UPLOAD else _OPEN_FOR
        state = {"wish": subject.wish.value, "asked": subject.asked, "rooms": _as_json(subject.rooms),
                 "run_id": subject.run_id, "then": dict(subject.then)}
        return OpenDialog(dialog_id, self.name, turn.conversation, turn.actor.id, state, services.clock() + lasts)


def _asks_openly(opened: OpenDialog, words: str) -> bool:
    """Whether any room may be named, not only those offered."""
    return _wish(opened) is Wish.READ_UPLOAD or bool(rooms_named(words).addresses)


async def _named(turn: Turn, opened: OpenDialog, said: str, services: Services) -> Answer:
    """The answer to a room written by hand: one of those offered, an address, or a name looked up."""
    named = rooms_named(plain(said))
    if named.faults or len(named.rooms) != 1:
        return Answer(went_wrong(named.faults[0] if named.faults else _("Please name one room."),
                                 _("Write the address of the room's account, such as {example}.",
                                   example=EXAMPLE_ROOM)))
    narrowed = _narrowed(opened, named.rooms[0])
    if len(narrowed) == 1:
        return await _picked(turn, opened, narrowed[0], services)
    found = Several(named.rooms[0], narrowed) if narrowed else await find_room(named.rooms[0], services.rooms)
    if isinstance(found, Room):
        return await _picked(turn, opened, found, services)
    if isinstance(found, Several):
        return await _ask_again(turn, opened, found, services)
    return Answer(await explain_unfound(turn, found, _wish(opened), services, _then(opened)))


def _narrowed(opened: OpenDialog, words: str) -> tuple[Room, ...]:
    """Those of the rooms offered that the words fit."""
    exact = tuple(room for room in _offered(opened) if room.address == words.casefold())
    return exact or fitting(words, _offered(opened))


async def _ask_again(turn: Turn, opened: OpenDialog, several: Several, services: Services) -> Answer:
    offered = {**opened.state, "asked": several.asked, "rooms": _as_json(several.rooms)}
    again = replace(opened, state=offered)
    await services.open_dialogs.keep(again)
    return await _ask(turn, again, services)


async def _picked(turn: Turn, opened: OpenDialog, room: Room, services: Services) -> Answer:
    await must(turn, _wanted(opened, room), services)
    match _wish(opened):
        case Wish.CHECK | Wish.ACCESS:
            return await _check(turn, opened, room, services)
        case Wish.REPORT:
            return await _show_report(turn, opened, room, services)
        case Wish.READ_UPLOAD:
            return await _read_upload(opened, room, services)
        case _:
            return await _go_on(turn, opened, room, services)


def _wanted(opened: OpenDialog, room: Room) -> Command:
    """What the dialog ends in, as the command that it stands for."""
    wish, then = _wish(opened), _then(opened)
    if wish is Wish.READ_UPLOAD:
        return Analyze("", "", room.address)
    if wish is Wish.REPORT:
        return ShowReport(room.address)
    return about(then, room.address) if then else Check((room.address,), TOPICS[wish])


async def _go_on(turn: Turn, opened: OpenDialog, room: Room, services: Services) -> Answer:
    """The command that wanted a room, about the one picked; its answer is for everyone where the question stood."""
    command = _then(opened)
    await services.open_dialogs.close(opened.id)
    if command is None:
        return Answer(went_wrong(_("I no longer know what was to be done with the room."),
                                 _("Write the command again.")))
    answer = await _PERFORM[type(command)](turn, about(command, room.address), services)
    if opened.card_id:
        await repaint(turn, opened.card_id, answer.message or closed(), services)
    return answer


_PERFORM: Mapping[type[AboutRoom], Callable[[Turn, Any, Services], Awaitable[Answer]]] = {
    Watch: watch, Unwatch: unwatch, Snooze: snooze, Unsnooze: unsnooze, ShowHistory: show_history,
}


def _then(opened: OpenDialog) -> AboutRoom | None:
    kept = opened.state.get("then")
    command = unpack(dict(kept)) if isinstance(kept, Mapping) else None
    return command if isinstance(command, Watch | Unwatch | Snooze | Unsnooze | ShowHistory) else None


async def _show_report(turn: Turn, opened: OpenDialog, room: Room, services: Services) -> Answer:
    """The report, for everyone where the question stood when it was pressed there."""
    await services.open_dialogs.close(opened.id)
    found = await last_report(turn, room, services)
    if opened.card_id:
        await repaint(turn, opened.card_id, found if turn.pressed else closed(), services)
    return Answer(found)


async def _check(turn: Turn, opened: OpenDialog, room: Room, services: Services) -> Answer:
    """Start the run that was asked for; it is shown where the question stood."""
    once = f"{opened.conversation.id}|{opened.id}"
    run = new_run(turn, services, rooms=(room,), card_id=turn.card_id or opened.card_id, dedupe_key=once,
                  asked=TOPICS[_wish(opened)])
    begun = await services.runs.start(run)
    await services.open_dialogs.close(opened.id)
    return standing(run, services) if begun and turn.pressed else ALREADY_ANSWERED


async def _read_upload(opened: OpenDialog, room: Room, services: Services) -> Answer:
    run = await _run_of(opened, services)
    if run and run.state in (RunState.ACCEPTED, RunState.QUEUED):
        return Answer(went_wrong(_("I am still reading this zip."), _("Answer again in a moment.")))
    if run is None or run.state is not RunState.WAITING:
        return Answer(went_wrong(_("This zip no longer waits for a room."), _("Send it again to have it read again.")))
    await services.runs.name_room(run.id, room)
    await services.open_dialogs.close(opened.id)
    return Answer(under_way(replace(run, rooms=(room,), state=RunState.QUEUED), services))


async def _upload_waits(opened: OpenDialog, services: Services) -> bool:
    """Whether the room of the zip is asked for. A question whose zip has found its end without it is closed."""
    run = await _run_of(opened, services)
    if run and run.state in (RunState.DONE, RunState.FAILED):
        await services.open_dialogs.close(opened.id)
    return run is not None and run.state is RunState.WAITING


async def _run_of(opened: OpenDialog, services: Services) -> Run | None:
    return await services.kept_runs.get(str(opened.state["run_id"]))


def _id_of(turn: Turn, subject: Subject, services: Services) -> str:
    """Equal for two deliveries of one activity, so that the second asks nothing."""
    key = turn_key(turn)
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{key}|{subject.asked}").hex if key else services.new_id()


async def _ask(turn: Turn, opened: OpenDialog, services: Services) -> Answer:
    """Show the question: in the place that was pressed, else as a message of its own, which is remembered."""
    asked = str(opened.state["asked"])
    made = pick_room_card(opened.id, asked, _offered(opened), act=_(WISHES[_wish(opened)]))
    question = card_message(made, _("Which room do you mean by “{asked}”?", asked=asked))
    if turn.pressed:
        return Answer(question)
    posted = await services.messenger.post(opened.conversation, question)
    await services.open_dialogs.keep(replace(opened, card_id=posted))
    return ALREADY_ANSWERED


def _wish(opened: OpenDialog) -> Wish:
    return Wish(str(opened.state["wish"]))


def _as_json(rooms: tuple[Room, ...]) -> list[list[str]]:
    return [[room.address, room.display_name, room.object_id] for room in rooms[:MOST]]


def _offered(opened: OpenDialog) -> tuple[Room, ...]:
    kept = opened.state["rooms"]
    return tuple(Room(*each) for each in kept) if isinstance(kept, list | tuple) else ()
