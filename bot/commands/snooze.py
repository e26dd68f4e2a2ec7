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
from bot.commands.watched_place import place
from bot.fleet import Extent
from bot.turns import Answer, Message, Turn
from checks.model import Room


async def snooze(turn: Turn, command: Snooze, services: Services) -> Answer:
    """Keep the snooze; the newest of a room and a conversation holds."""
    found = await find_room(command.room, services.rooms)
    if not isinstance(found, Room):
        return Answer(await explain_unfound(turn, found, Wish.SNOOZE, services, command))
    now = services.clock()
    until = ends(command, now, turn.time_zone)
    if not now < until <= now + LONGEST_SNOOZE:
        return Answer(went_wrong(f"A snooze lasts from a minute to {LONGEST_SNOOZE.days} days.",
                                 f"Write, for example: snooze {found.address} 4h"))
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
    said = f"No alert about {room.label} is sent to {place(turn.conversation)} until {moment(until, turn.time_zone)}."
    if turn.pressed:
        return line_message(f"{said} To end it earlier, write unsnooze {room.address}")
    watched = await _is_watched(turn, room, services)
    hint = "" if watched else f"{place(turn.conversation).capitalize()} does not watch this room anyway."
    watching = [] if watched else [("Watch this room", Watch(Which((room.address,))))]
    return offered("Snoozed", said, [("End the snooze", Unsnooze(room.address)), *watching,
                                     ("What is watched here", ShowWatches())], hint)


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
    where = place(turn.conversation)
    label = (await _named(found, services)).label
    said = f"Alerts about {label} are sent to {where} again." if was else \
        f"{label} was not snoozed for {where}."
    return Answer(offered("Snooze ended" if was else "Nothing has changed", said,
                          [("What is watched here", ShowWatches())]))
