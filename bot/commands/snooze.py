"""``snooze ROOM`` and ``unsnooze ROOM``: no alerts of a room for a while, in this conversation."""

from datetime import UTC, datetime, timedelta

from bot import fleet
from bot.action_values import LONGEST_SNOOZE
from bot.cards import line_message
from bot.cards.times import local, moment
from bot.commands.check import explain_unfound
from bot.commands.finding_rooms import find_room
from bot.commands.model import ShowWatches, Snooze, Unsnooze, Watch, Which
from bot.commands.replies import offered, went_wrong
from bot.commands.services import Services, Wish
from bot.commands.watched_place import here
from bot.commands.wording import together
from bot.fleet import Extent
from bot.turns import Answer, Message, Turn
from bot.words import _, mark
from checks.model import Room

_SNOOZED = (mark("No alert about {room} is sent to this chat until {until}."),
            mark("No alert about {room} is sent to this channel until {until}."))
_NOT_WATCHED = (mark("This chat does not watch this room anyway."),
                mark("This channel does not watch this room anyway."))
_AGAIN = (mark("Alerts about {room} are sent to this chat again."),
          mark("Alerts about {room} are sent to this channel again."))
_WAS_NOT = mark("{room} was not snoozed for this chat."), mark("{room} was not snoozed for this channel.")


async def snooze(turn: Turn, command: Snooze, services: Services) -> Answer:
    """Keep the snooze; the newest of a room and a conversation holds."""
    found = await find_room(command.room, services.rooms)
    if not isinstance(found, Room):
        return Answer(await explain_unfound(turn, found, Wish.SNOOZE, services, command))
    now = services.clock()
    until = ends(command, now, turn.time_zone)
    if not now < until <= now + LONGEST_SNOOZE:
        example = f"snooze {found.address} 4h"
        return Answer(went_wrong(_("A snooze lasts from a minute to {days} days.", days=LONGEST_SNOOZE.days),
                                 _("Write, for example: {command}", command=example)))
    await services.subscriptions.snooze(fleet.Snooze(turn.conversation.id, found.address, until, turn.actor.id))
    return Answer(await _snoozed(turn, await _named(found, services), until, services))


def ends(command: Snooze, now: datetime, time_zone: str) -> datetime:
    """When the snooze ends, in UTC. A time of day is that of the reader's zone, the next time it comes."""
    if command.until is None:
        return now + command.lasts
    there = local(now, time_zone)
    then = there.replace(hour=command.until.hour, minute=command.until.minute, second=0, microsecond=0)
    if command.tomorrow or then <= there:
        then += timedelta(days=1)
    return then.astimezone(UTC)


async def _snoozed(turn: Turn, room: Room, until: datetime, services: Services) -> Message:
    """In a line where the button stands on an alert, which is to stay in sight."""
    said = _(here(turn.conversation, *_SNOOZED), room=room.label, until=moment(until, turn.time_zone))
    if turn.pressed:
        example = f"unsnooze {room.address}"
        return line_message(together(said, _("To end it earlier, write {command}", command=example)))
    watched = await _is_watched(turn, room, services)
    hint = "" if watched else _(here(turn.conversation, *_NOT_WATCHED))
    watching = [] if watched else [(_("Watch this room"), Watch(Which((room.address,))))]
    return offered(_("Snoozed"), said, [(_("End the snooze"), Unsnooze(room.address)), *watching,
                                        (_("What is watched here"), ShowWatches())], hint)


async def _named(room: Room, services: Services) -> Room:
    """The room by the name that the sweeps know it by, where its address alone was written or pressed."""
    state = await services.fleet.state_of(room.address)
    return state.room if state and not room.display_name else room


async def _is_watched(turn: Turn, room: Room, services: Services) -> bool:
    state = await services.fleet.state_of(room.address)
    building = state.building if state else ""
    wanted = {(Extent.ALL, ""), (Extent.BUILDING, building), (Extent.ROOM, room.address)}
    return any((each.extent, each.target) in wanted for each in await services.subscriptions.of(turn.conversation.id))


async def unsnooze(turn: Turn, command: Unsnooze, services: Services) -> Answer:
    found = await find_room(command.room, services.rooms)
    if not isinstance(found, Room):
        return Answer(await explain_unfound(turn, found, Wish.UNSNOOZE, services, command))
    was = await services.subscriptions.unsnooze(turn.conversation.id, found.address)
    said = _(here(turn.conversation, *(_AGAIN if was else _WAS_NOT)), room=(await _named(found, services)).label)
    return Answer(offered(_("Snooze ended") if was else _("Nothing has changed"), said,
                          [(_("What is watched here"), ShowWatches())]))
