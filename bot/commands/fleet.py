"""``fleet`` and ``history ROOM``: how rooms have been, as a card or as a file."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.actions import Pressable
from bot.authorise import least_role
from bot.availability import Availability, availability
from bot.cards import card_message
from bot.cards.availability import History, availability_card, history_card
from bot.cards.help import May, anything
from bot.commands.check import explain_unfound
from bot.commands.finding_rooms import find_room
from bot.commands.model import BeginSweep, ShowFleet, ShowHistory
from bot.commands.offer import Wanted, offer_file
from bot.commands.replies import offered
from bot.commands.services import Services, Wish
from bot.commands.watched_place import building_named
from bot.fleet import Extent
from bot.fleet_ports import FleetStore
from bot.turns import Answer, Message, Scope, Turn
from bot.words import _
from checks.model import Room

WINDOW = timedelta(days=30)
_DAYS = 30
_MOST_OFFERED = 5


async def show_fleet(turn: Turn, command: ShowFleet, services: Services) -> Answer:
    """The availability of all rooms, or of a building's."""
    building = ""
    if command.building:
        known = await services.fleet.buildings()
        found = building_named(command.building, known)
        if len(found) != 1:
            return Answer(await _which_building(turn, command, found or sorted(known), services))
        building = found[0]
    if command.as_file:
        return Answer(await _file(turn, building, services))
    return Answer(await _availability(turn, building, services))


async def _file(turn: Turn, building: str, services: Services) -> Message:
    """The offer of the table; none of one that would be empty."""
    if await services.fleet.states():
        return await offer_file(turn, Wanted("fleet", building), services)
    swept = await services.kept_sweeps.last()
    why = _("The last sweep found no room, so that the file would be empty.") if swept else \
        _("No sweep has looked at the rooms yet, so that the file would be empty.")
    return offered(_("No file yet"), why, await _sweep_now(turn, services),
                   _("Ask for the file again when the sweep's card shows that it has ended."))


async def _which_building(turn: Turn, command: ShowFleet, near: Sequence[str], services: Services) -> Message:
    offers = [(_("Building {building}", building=each), ShowFleet(each, command.as_file))
              for each in near[:_MOST_OFFERED]]
    hint = "" if near else _("Buildings are known once a sweep has found the rooms.")
    return offered(_("Which building?"), _("“{name}” is not the name of one building.", name=command.building),
                   offers or await _sweep_now(turn, services), hint)


async def _sweep_now(turn: Turn, services: Services) -> list[tuple[str, Pressable]]:
    """The offer of a sweep, for whoever may begin one."""
    may = await _may(turn, services)
    return [(_("Sweep now"), BeginSweep())] if may(BeginSweep()) else []


async def _availability(turn: Turn, building: str, services: Services) -> Message:
    found = await availability_of(building, services.fleet, services.clock())
    made = availability_card(found, await services.fleet.counts(0), building=building,
                             last=await services.kept_sweeps.last(), schedule=services.schedule_in_words,
                             time_zone=turn.time_zone, may=await _may(turn, services))
    told = _("How the rooms of {building} have been", building=building) if building else _("How the rooms have been")
    return card_message(made, told)


async def _may(turn: Turn, services: Services) -> May:
    """What the person may do, on a card that nobody else reads."""
    if turn.conversation.scope is not Scope.PERSONAL:
        return anything
    role = await services.door.role(turn)
    return lambda command: role >= least_role(command)


async def availability_of(building: str, fleet: FleetStore, now: datetime) -> Availability:
    """How available the rooms of a building were in the last weeks, or all rooms where it is empty."""
    watched = [each for each in await fleet.watched() if not building or each.building == building]
    return availability(await fleet.every_outage(now - WINDOW), watched, now - WINDOW, now, _DAYS)


async def show_history(turn: Turn, command: ShowHistory, services: Services) -> Answer:
    """When a room was broken."""
    found = await find_room(command.room, services.rooms)
    if not isinstance(found, Room):
        return Answer(await explain_unfound(turn, found, Wish.HISTORY, services, command))
    history = await history_of(found, services.fleet, services.clock())
    if command.as_file and (history.watched or history.outages):  # else the card says that nothing is known yet
        return Answer(await offer_file(turn, Wanted("history", found.address), services))
    watched = {(each.extent, each.target) for each in await services.subscriptions.of(turn.conversation.id)
               if not each.disabled}
    building = history.state.building if history.state else ""
    watching = bool(watched & {(Extent.ALL, ""), (Extent.BUILDING, building), (Extent.ROOM, found.address)})
    made = history_card(history, time_zone=turn.time_zone, watching=watching)
    return Answer(card_message(made, _("The history of {room}", room=history.room.label)))


async def history_of(room: Room, fleet: FleetStore, now: datetime) -> History:
    """What is known of a room's last weeks."""
    state = await fleet.state_of(room.address)
    outages = await fleet.outages(room.address, now - WINDOW)
    since = next((each.since for each in await fleet.watched() if each.room.address == room.address), None)
    named = state.room if state and not room.display_name else room
    return History(named, tuple(outages), since, now - WINDOW, now, state)
