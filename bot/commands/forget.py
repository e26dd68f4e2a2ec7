"""``forget ROOM``: removes what is kept about a room, once that has been asked about."""

from bot.access_ports import Forgotten, RoomBusyError
from bot.cards.text import count
from bot.commands.model import Forget, ShowAudit
from bot.commands.replies import offered, went_wrong
from bot.commands.services import Services
from bot.turns import Answer, Message, Turn

_WHAT = ("I remove its reports, checks, outages and alerts, what was collected of it, who is told of it, snoozes and "
         "open questions about it.")
_STAYS = ("The audit keeps who asked about it. Cards that are posted in Teams stay there, and so do backups. A sweep "
          "that finds the room begins to know it anew.")


async def forget(_turn: Turn, command: Forget, services: Services) -> Answer:
    if not command.confirmed:
        return Answer(offered(f"Forget {command.room}?", _WHAT, [("Forget it", Forget(command.room, confirmed=True))],
                              f"It cannot be brought back. {_STAYS}"))
    try:
        forgotten = await services.memory.forget(command.room)
    except RoomBusyError as busy:
        return Answer(went_wrong(f"{busy} Nothing was removed.", "Ask again in some minutes, when that has ended."))
    return Answer(_told(command.room, forgotten))


def _told(room: str, forgotten: Forgotten) -> Message:
    title = "Forgotten" if forgotten.anything else "Nothing to forget"
    return offered(title, in_words(room, forgotten), [("Who asked about it", ShowAudit(room))], _STAYS)


def in_words(room: str, forgotten: Forgotten) -> str:
    """What was removed, as a sentence."""
    if not forgotten.anything:
        return f"Nothing was kept about {room}."
    counted = [count(number, one) for number, one in (
        (forgotten.reports, "report"), (forgotten.runs, "check"), (forgotten.alerts, "alert"),
        (forgotten.outages, "outage"), (forgotten.subscriptions, "subscription"), (forgotten.others, "other record"))
        if number]
    return f"What was kept about {room} is removed: {', '.join(counted)}."
