"""``watch``, ``unwatch`` and ``watches``: which rooms a conversation is told about."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.availability import how_often
from bot.cards.names import cause_name
from bot.cards.text import count
from bot.cards.times import known_zone
from bot.commands.check import explain_unfound
from bot.commands.finding_rooms import find_rooms
from bot.commands.languages import language_of
from bot.commands.misread import misread_building, misread_rooms
from bot.commands.model import BeginSweep, ShowWatches, Unwatch, Watch, Which
from bot.commands.replies import offered, post_all, went_wrong
from bot.commands.services import Services, Wish
from bot.commands.watched_place import building_named, conditions, in_words, listed, place
from bot.fleet import Extent, Quiet, Standing, Subscription
from bot.turns import Answer, Message, Turn
from checks.model import Room

MOST_SUBSCRIPTIONS = 200
"""Of one conversation."""
_MOST_NAMED = 3


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
        return offered("No building is known", f"I do not know building “{name}”: no sweep has found a room in a "
                       "building yet.",
                       [("Sweep now", BeginSweep()), ("Watch all rooms", Watch(Which(everything=True)))],
                       "Buildings are read from the places that Exchange keeps of its rooms.")
    shown = (found or sorted(known))[:4]
    what = f"{count(len(found), 'building fits', 'buildings fit')} “{name}”." if found else \
        f"No building is called “{name}”."
    return offered("Which building?", what, [(f"Watch {each}", Watch(Which(building=each))) for each in shown])


async def _begin(turn: Turn, command: Watch, targets: Sequence[Target], services: Services) -> Message:
    kept = await services.subscriptions.of(turn.conversation.id)
    new = {(each.extent, each.key) for each in targets} - {(each.extent, each.target) for each in kept}
    if len(kept) + len(new) > MOST_SUBSCRIPTIONS:
        return went_wrong(f"{place(turn.conversation).capitalize()} watches {len(kept)} rooms and buildings already; "
                          f"it may watch {MOST_SUBSCRIPTIONS}.",
                          "Watch a building or all rooms instead, or write watches and end some.")
    made = [_subscription(turn, command, each, services) for each in targets]
    changed = [await services.subscriptions.keep(each) for each in made]
    return _told(turn, made[0], targets, services, changed=any(changed))


def _subscription(turn: Turn, command: Watch, target: Target, services: Services) -> Subscription:
    quiet = Quiet(command.quiet.start, command.quiet.end, known_zone(turn.time_zone)) if command.quiet else None
    return Subscription(
        services.new_id(), turn.conversation, target.extent, target.key, turn.actor.id, services.clock(), command.least,
        quiet, command.language or language_of(turn.locale), time_zone=turn.time_zone)


def _told(turn: Turn, made: Subscription, targets: Sequence[Target], services: Services, *, changed: bool) -> Message:
    """What is watched now, under which conditions, how often rooms are looked at, and what stays to do."""
    what = listed([each.words for each in targets])
    unseen = [each.words for each in targets if not each.seen]
    not_seen = f"No sweep has seen {listed(unseen)} yet. " if unseen else ""
    now = "".join(f"{each.words} does not work now: {each.broken}. " for each in targets if each.broken)
    hint = f"{now}{conditions(made)} {not_seen}{how_often(services.sweep_schedule)}".strip()
    sweep = [] if services.sweep_schedule else [("Sweep now", BeginSweep())]
    said = f"I tell {place(turn.conversation)} when {what} {_fails(targets)}." if changed else \
        f"{place(turn.conversation).capitalize()} is told about {what} already."
    return offered("Watching", said, [("What is watched here", ShowWatches()), *sweep,
                                      ("Stop watching", Unwatch(_which(targets)))], hint)


def _fails(targets: Sequence[Target]) -> str:
    one = len(targets) == 1 and targets[0].extent is Extent.ROOM
    return "stops working, gets worse or works again" if one else "stop working, get worse or work again"


def _which(targets: Sequence[Target]) -> Which:
    """The same targets as a command names them."""
    first = targets[0]
    if first.extent is Extent.ALL:
        return Which(everything=True)
    return Which(building=first.key) if first.extent is Extent.BUILDING else Which(tuple(each.key for each in targets))
