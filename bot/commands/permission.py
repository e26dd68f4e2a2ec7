"""Whether a person may do something, asked by whatever is about to do it."""

from bot.authorise import Allowed, Denied
from bot.commands import model
from bot.commands.finding_rooms import find_room
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
    """The verdict, noted with the rooms that the command is about."""
    return await services.door.ask(turn, command, await rooms_of(command, services))


async def must(turn: Turn, command: Command, services: Services) -> None:
    """Raise :class:`DeniedError` when the person may not do this; what a dialog ends in has a rule of its own."""
    verdict = await ask(turn, command, services)
    if isinstance(verdict, Denied):
        raise DeniedError(verdict)


async def rooms_of(command: Command, services: Services) -> tuple[str, ...]:
    """The addresses of the rooms that a command is about; the words it names one by where those fit no one room."""
    if isinstance(command, _OF_A_REPORT):
        return await _of_report(command.report, services)
    if isinstance(command, _OF_A_RUN):
        run = await services.kept_runs.get(command.run)
        return tuple(room.address for room in run.rooms) if run else await _of_report(command.run, services)
    if isinstance(command, model.Acknowledge):
        alert = await services.fleet.alert(command.alert)
        return (alert.room.address,) if alert else ()
    if isinstance(command, model.AnswerOffer):
        opened = await services.open_dialogs.get(command.offer, services.clock())
        return _of_offer(opened) if opened else ()
    return tuple([await _address(named, services) for named in _named(command)])


async def _of_report(report_id: str, services: Services) -> tuple[str, ...]:
    kept = await services.reports.get(report_id)
    return (kept.report.room.address,) if kept else ()


def _of_offer(opened: OpenDialog) -> tuple[str, ...]:
    return (str(opened.state["about"]),) if opened.state.get("kind") == "history" else ()


async def _address(named: str, services: Services) -> str:
    found = await find_room(named, services.rooms)
    return found.address if isinstance(found, Room) else named


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
