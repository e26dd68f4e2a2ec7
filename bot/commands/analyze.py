"""An upload: reads a room's diagnostic zip."""

from bot.admission import NotBegunError
from bot.commands.begin_run import new_run
from bot.commands.model import Analyze
from bot.commands.services import COLLECT_LOGS, ROOM_OF_UPLOAD, Services, Subject, Wish
from bot.file_ports import Upload
from bot.ports import OpenDialog
from bot.turns import ALREADY_ANSWERED, Answer, Turn
from checks.model import Room


async def analyze(turn: Turn, command: Analyze, services: Services) -> Answer:
    """Start a run that fetches and reads the zip.

    The room is the one written beside it, else the one whose logs this person was about to send, else the one that
    the logs name, else it is asked for.
    """
    awaited = await _awaited(turn, services)
    room = command.room or (str(awaited.state.get("room", "")) if awaited else "")
    upload = Upload(command.file_name, command.download_url, room, command.post)
    run = new_run(turn, services, rooms=(Room(room),) if room else (), upload=upload)
    if not room:
        subject = Subject(asked=command.file_name, wish=Wish.READ_UPLOAD, run_id=run.id)
        await services.dialogs[ROOM_OF_UPLOAD].begin(turn, subject, services)
    try:
        begun = await services.runs.start(run)
    except NotBegunError:
        await services.open_dialogs.close(run.id)
        raise
    if not begun:
        await services.open_dialogs.close(run.id)
    elif awaited:
        await services.open_dialogs.close(awaited.id)
    return ALREADY_ANSWERED


async def _awaited(turn: Turn, services: Services) -> OpenDialog | None:
    return await services.open_dialogs.waiting(turn.conversation.id, turn.actor.id, COLLECT_LOGS, services.clock())
