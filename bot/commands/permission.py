"""Whether a person may do something, asked by whatever is about to do it."""

from bot.authorise import Allowed, Denied
from bot.commands import model
from bot.commands.finding_rooms import find_rooms
from bot.commands.model import Command
from bot.commands.services import Services
from bot.fleet import Extent
from bot.ports import OpenDialog
from bot.turns import Turn
from checks.model import Room

_OF_A_REPORT = (model.OpenReport, model.ShowEvidence, model.ShowFix, model.ShowTicket)
_OF_A_RUN = (model.CheckAgain, model.AskAccess)


class DeniedError(Exception):
    """A step is not allowed to the person who took it."""

    def __init__(self, denied: Denied) -> None:
        super().__init__(denied.why)
        self.denied = denied


async def ask(turn: Turn, command: Command, services: Services) -> Allowed | Denied:
    """The verdict, noted with the rooms that the command is about. The directory is asked which rooms are meant only
    for those who may do it; what is denied is noted in the words that were written.
    """
    verdict = await services.door.may(turn, command)
    rooms = await rooms_of(turn, command, services, by_name=isinstance(verdict, Allowed))
    await services.door.note(turn, command, verdict, rooms)
    return verdict


async def must(turn: Turn, command: Command, services: Services) -> None:
    """Raise :class:`DeniedError` when the person may not do this; what a dialog ends in has a rule of its own."""
    verdict = await ask(turn, command, services)
    if isinstance(verdict, Denied):
        raise DeniedError(verdict)


async def rooms_of(turn: Turn, command: Command, services: Services, *, by_name: bool) -> tuple[str, ...]:
    """The addresses of the rooms that a command is about; the words it names one by where those fit no one room, or
    where no room is looked up ``by_name``.
    """
    if isinstance(command, _OF_A_REPORT):
        return await _of_report(command.report, services)
    if isinstance(command, _OF_A_RUN):
        run = await services.kept_runs.get(command.run)
        return tuple(room.address for room in run.rooms) if run else await _of_report(command.run, services)
    if isinstance(command, model.Acknowledge):
        return await _of_alerts(turn, command, services)
    if isinstance(command, model.AnswerOffer):
        opened = await services.open_dialogs.get(command.offer, services.clock())
        return _of_offer(opened) if opened else ()
    named = _named(command)
    if not by_name:
        return named
    found = await find_rooms(named, services.rooms)
    return tuple(each.address if isinstance(each, Room) else said for said, each in zip(named, found, strict=True))


async def _of_alerts(turn: Turn, command: model.Acknowledge, services: Services) -> tuple[str, ...]:
    """All that the pressed card shows are taken with the one that is named."""
    alerts = await services.alerts.showing(turn.conversation.id, turn.card_id) if turn.card_id else ()
    alone = None if alerts else await services.fleet.alert(command.alert)
    return tuple(dict.fromkeys(each.room.address for each in (*alerts, *([alone] if alone else []))))


async def _of_report(report_id: str, services: Services) -> tuple[str, ...]:
    kept = await services.reports.get(report_id)
    return (kept.report.room.address,) if kept else ()


def _of_offer(opened: OpenDialog) -> tuple[str, ...]:
    return (str(opened.state["about"]),) if opened.state.get("kind") == "history" else ()


def _named(command: Command) -> tuple[str, ...]:
    match command:
        case model.Check(rooms=rooms):
            return rooms
        case model.Watch(which=which) | model.Unwatch(which=which):
            return which.rooms
        case model.StopWatching(extent=extent, target=target):
            return (target,) if extent is Extent.ROOM else ()
        case model.ContinueDialog() | model.Explain():
            return ()
        case _:
            room = getattr(command, "room", "")
            return (room,) if room else ()
