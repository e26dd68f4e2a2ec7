"""*Check again* and *Ask Conditional Access*: the rooms of an earlier run once more, on the same card for all."""

from datetime import timedelta

from bot.cards import line_message
from bot.cards.times import moment
from bot.commands.begin_run import new_run
from bot.commands.model import AskAccess, CheckAgain
from bot.commands.replies import under_way, went_wrong
from bot.commands.services import Services
from bot.ports import Run, RunState
from bot.turns import ALREADY_ANSWERED, Answer, Message, Turn
from bot.words import _, n_
from checks.facts.asked import Topic

_SAME_PRESS = timedelta(seconds=15)
"""A press that Teams did not see answered comes again within this time."""


async def check_again(turn: Turn, command: CheckAgain, services: Services) -> Answer:
    """Start the new run on the pressed card, asking for what the earlier one asked for. A second press while it runs,
    or the same one delivered again, starts nothing.
    """
    return await _once_more(turn, command, services, frozenset())


async def ask_access(turn: Turn, command: AskAccess, services: Services) -> Answer:
    """As :func:`check_again`, and ask Conditional Access too."""
    return await _once_more(turn, CheckAgain(command.run), services, frozenset({Topic.ACCESS}))


async def _once_more(turn: Turn, command: CheckAgain, services: Services, besides: frozenset[Topic]) -> Answer:
    earlier = await services.kept_runs.get(command.run)
    if earlier is None or not earlier.rooms:
        return await _from_a_sweep(turn, command, services, besides)
    newest = await _newest_on_card(turn, services) or earlier
    if _is_repeat(newest, command, services, besides):
        return standing(newest, services)
    pressed = f"{turn.conversation.id}|{turn.card_id}|after {newest.id}|{command.after.total_seconds():.0f}"
    key = "|".join((pressed, *sorted(besides)))
    run = new_run(turn, services, rooms=earlier.rooms, card_id=turn.card_id, after=command.after,
                  dedupe_key=key if turn.card_id else "", asked=earlier.asked | besides)
    if not await services.runs.start(run):
        return standing(await _newest_on_card(turn, services) or newest, services)
    if command.after:
        await services.messenger.post(turn.conversation, _promise(run))
        return ALREADY_ANSWERED
    return Answer(under_way(run, services))


async def _from_a_sweep(turn: Turn, command: CheckAgain, services: Services, besides: frozenset[Topic]) -> Answer:
    """A run on a card of its own: a report that no run made is shown on the card of an alert or of the fleet."""
    kept = await services.reports.get(command.run)
    if kept is None:
        return Answer(went_wrong(_("I no longer know which rooms this card was about."),
                                 _("Write {command} and the room's address.", command="check")))
    run = new_run(turn, services, rooms=(kept.report.room,), after=command.after, asked=besides)
    if not await services.runs.start(run) or not command.after:
        return ALREADY_ANSWERED
    return Answer(_promise(run))


async def _newest_on_card(turn: Turn, services: Services) -> Run | None:
    if not turn.card_id:
        return None
    return await services.kept_runs.showing_on(turn.conversation.id, turn.card_id)


def _is_repeat(newest: Run, command: CheckAgain, services: Services, besides: frozenset[Topic]) -> bool:
    now = services.clock()
    alike = bool(command.after) == (newest.start_at is not None) and besides <= newest.asked
    if alike and newest.id != command.run and now - newest.created_at < _SAME_PRESS:
        return True
    later = newest.start_at is not None and newest.start_at > now
    unfinished = newest.state in (RunState.ACCEPTED, RunState.QUEUED)
    return unfinished and (bool(command.after) or not later)


def standing(run: Run, services: Services) -> Answer:
    """How far a run has come: when it will begin, its progress, or nothing new when its card shows the end."""
    if run.state not in (RunState.ACCEPTED, RunState.QUEUED):
        return ALREADY_ANSWERED
    if run.start_at is not None and run.start_at > services.clock():
        return Answer(_promise(run))
    return Answer(under_way(run, services))


def _promise(run: Run) -> Message:
    """When a run will begin, in a line for everyone."""
    return line_message(_("I will check {room} again on {moment}.", room=_named(run),
                          moment=moment(run.start_at or run.created_at, run.time_zone)))


def _named(run: Run) -> str:
    rest = len(run.rooms) - 1
    first = run.rooms[0].label
    return n_("{room} and {n} other room", "{room} and {n} other rooms", rest, room=first) if rest else first
