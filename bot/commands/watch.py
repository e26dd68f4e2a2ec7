"""``watch``, ``unwatch`` and ``watches``: which rooms a conversation is told about."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.availability import how_often
from bot.cards.names import cause_name
from bot.cards.times import known_zone
from bot.commands.check import explain_unfound
from bot.commands.finding_rooms import find_rooms
from bot.commands.languages import alert_language_of
from bot.commands.misread import misread_building, misread_rooms
from bot.commands.model import BeginSweep, ShowWatches, Unwatch, Watch, Which
from bot.commands.replies import offered, post_all, went_wrong
from bot.commands.services import Services, Wish
from bot.commands.watched_place import building_named, conditions, here, in_words, listed
from bot.commands.wording import together
from bot.fleet import Extent, Quiet, Standing, Subscription
from bot.turns import Answer, Message, Turn
from bot.words import _, mark, n_
from checks.model import Room

MOST_SUBSCRIPTIONS = 200
"""Of one conversation."""
_MOST_NAMED = 3
_FULL = (mark("This chat watches {watched} rooms and buildings already; it may watch {most}."),
         mark("This channel watches {watched} rooms and buildings already; it may watch {most}."))
_ALREADY = mark("This chat is told about {rooms} already."), mark("This channel is told about {rooms} already.")
_OF_ONE = (mark("I tell this chat when {room} stops working, gets worse or works again."),
           mark("I tell this channel when {room} stops working, gets worse or works again."))
_OF_SEVERAL = (mark("I tell this chat when {rooms} stop working, get worse or work again."),
               mark("I tell this channel when {rooms} stop working, get worse or work again."))


@dataclass(frozen=True, slots=True)
class Target:
    """What one subscription is about; ``name`` is what the room is called, ``seen`` whether a sweep has seen it, and
    ``broken`` of what it does not work now.
    """

    extent: Extent
    key: str
    name: str = ""
    seen: bool = True
    broken: str = ""

    @property
    def words(self) -> str:
        return in_words(self.extent, self.key, self.name)


async def watch(turn: Turn, command: Watch, services: Services) -> Answer:
    """Keep the subscriptions for the rooms that are known, and ask about the others."""
    targets, asked = await targets_of(turn, command, Wish.WATCH, services)
    told = [await _begin(turn, command, targets, services)] if targets else []
    return await post_all(turn, [*told, *asked], services)


async def targets_of(turn: Turn, command: Watch | Unwatch, wish: Wish,
                     services: Services) -> tuple[list[Target], list[Message]]:
    """What is meant, and what there is to say about names that do not tell. Where a condition was not understood,
    nothing is meant: it would be watched without it.
    """
    if command.which.everything:
        return [Target(Extent.ALL, "")], []
    if command.which.building:
        return await _building(command, services)
    found = await find_rooms(command.which.rooms, services.rooms)
    if isinstance(command, Watch) and (misread := misread_rooms(command.which.rooms, found, command)):
        return [], [misread]
    rooms = {each.address: each for each in found if isinstance(each, Room)}
    asked = [await explain_unfound(turn, each, wish, services, command) for each in found if not isinstance(each, Room)]
    return [await _target(each, services) for each in rooms.values()], [message for message in asked if message]


async def _target(room: Room, services: Services) -> Target:
    state = await services.fleet.state_of(room.address)
    broken = cause_name(state.now.cause) if state and state.now.standing is Standing.BROKEN else ""
    return Target(Extent.ROOM, room.address, room.display_name or (state.room.display_name if state else ""),
                  seen=state is not None, broken=broken)


async def _building(command: Watch | Unwatch, services: Services) -> tuple[list[Target], list[Message]]:
    """The one building that is meant, or a question."""
    name, known = command.which.building, await services.fleet.buildings()
    found = building_named(name, known)
    if len(found) == 1:
        return [Target(Extent.BUILDING, found[0])], []
    if isinstance(command, Unwatch):  # it may be watched though no room is in it any more
        return [Target(Extent.BUILDING, name)], []
    misread = None if found else misread_building(name)
    return [], [misread or _which_building(name, found, known)]


def _which_building(name: str, found: Sequence[str], known: Sequence[str]) -> Message:
    if not known:
        what = _("I do not know building “{name}”: no sweep has found a room in a building yet.", name=name)
        return offered(_("No building is known"), what,
                       [(_("Sweep now"), BeginSweep()), (_("Watch all rooms"), Watch(Which(everything=True)))],
                       _("Buildings are read from the places that Exchange keeps of its rooms."))
    shown = (found or sorted(known))[:4]
    what = n_("{n} building fits “{name}”.", "{n} buildings fit “{name}”.", len(found), name=name) if found else \
        _("No building is called “{name}”.", name=name)
    offers = [(_("Watch {building}", building=each), Watch(Which(building=each))) for each in shown]
    return offered(_("Which building?"), what, offers)


async def _begin(turn: Turn, command: Watch, targets: Sequence[Target], services: Services) -> Message:
    kept = await services.subscriptions.of(turn.conversation.id)
    new = {(each.extent, each.key) for each in targets} - {(each.extent, each.target) for each in kept}
    if len(kept) + len(new) > MOST_SUBSCRIPTIONS:
        return went_wrong(_(here(turn.conversation, *_FULL), watched=len(kept), most=MOST_SUBSCRIPTIONS),
                          _("Watch a building or all rooms instead, or write {command} and end some.",
                            command="watches"))
    made = [_subscription(turn, command, each, services) for each in targets]
    changed = [await services.subscriptions.keep(each) for each in made]
    return _told(turn, made[0], targets, services, changed=any(changed))


def _subscription(turn: Turn, command: Watch, target: Target, services: Services) -> Subscription:
    quiet = Quiet(command.quiet.start, command.quiet.end, known_zone(turn.time_zone)) if command.quiet else None
    return Subscription(
        services.new_id(), turn.conversation, target.extent, target.key, turn.actor.id, services.clock(), command.least,
        quiet, command.language or alert_language_of(turn.locale), time_zone=turn.time_zone)


def _told(turn: Turn, made: Subscription, targets: Sequence[Target], services: Services, *, changed: bool) -> Message:
    """What is watched now, under which conditions, how often rooms are looked at, and what stays to do."""
    unseen = [each.words for each in targets if not each.seen]
    not_seen = _("No sweep has seen {rooms} yet.", rooms=listed(unseen)) if unseen else ""
    now = [_("{room} does not work now: {cause}.", room=each.words, cause=each.broken)
           for each in targets if each.broken]
    hint = together(*now, conditions(made), not_seen, how_often(services.schedule_in_words))
    sweep = [] if services.sweep_schedule else [(_("Sweep now"), BeginSweep())]
    return offered(_("Watching"), _said(turn, targets, changed=changed),
                   [(_("What is watched here"), ShowWatches()), *sweep,
                    (_("Stop watching"), Unwatch(_which(targets)))], hint)


def _said(turn: Turn, targets: Sequence[Target], *, changed: bool) -> str:
    what = listed([each.words for each in targets])
    if not changed:
        return _(here(turn.conversation, *_ALREADY), rooms=what)
    if len(targets) == 1 and targets[0].extent is Extent.ROOM:
        return _(here(turn.conversation, *_OF_ONE), room=what)
    return _(here(turn.conversation, *_OF_SEVERAL), rooms=what)


def _which(targets: Sequence[Target]) -> Which:
    """The same targets as a command names them."""
    first = targets[0]
    if first.extent is Extent.ALL:
        return Which(everything=True)
    return Which(building=first.key) if first.extent is Extent.BUILDING else Which(tuple(each.key for each in targets))
