"""``forget ROOM``: removes what is kept about a room, once that has been asked about."""

from bot.access_ports import Forgotten, RoomBusyError
from bot.commands.model import Forget, ShowAudit
from bot.commands.replies import offered, went_wrong
from bot.commands.services import Services
from bot.commands.wording import together
from bot.turns import Answer, Message, Turn
from bot.words import _, mark, n_

_WHAT = mark("I remove its reports, checks, outages and alerts, what was collected of it, who is told of it, snoozes "
             "and open questions about it.")
_STAYS = mark("The audit keeps who asked about it. Cards that are posted in Teams stay there, and so do backups. A "
              "sweep that finds the room begins to know it anew.")


async def forget(_turn: Turn, command: Forget, services: Services) -> Answer:
    if not command.confirmed:
        return Answer(offered(_("Forget {room}?", room=command.room), _(_WHAT),
                              [(_("Forget it"), Forget(command.room, confirmed=True))],
                              together(_("It cannot be brought back."), _(_STAYS))))
    try:
        forgotten = await services.memory.forget(command.room)
    except RoomBusyError as busy:
        return Answer(went_wrong(together(str(busy), _("Nothing was removed.")),
                                 _("Ask again in some minutes, when that has ended.")))
    return Answer(_told(command.room, forgotten))


def _told(room: str, forgotten: Forgotten) -> Message:
    title = _("Forgotten") if forgotten.anything else _("Nothing to forget")
    return offered(title, in_words(room, forgotten), [(_("Who asked about it"), ShowAudit(room))], _(_STAYS))


def in_words(room: str, forgotten: Forgotten) -> str:
    """What was removed, as a sentence."""
    if not forgotten.anything:
        return _("Nothing was kept about {room}.", room=room)
    counted = (
        (forgotten.reports, n_("{n} report", "{n} reports", forgotten.reports)),
        (forgotten.runs, n_("{n} check", "{n} checks", forgotten.runs)),
        (forgotten.alerts, n_("{n} alert", "{n} alerts", forgotten.alerts)),
        (forgotten.outages, n_("{n} outage", "{n} outages", forgotten.outages)),
        (forgotten.subscriptions, n_("{n} subscription", "{n} subscriptions", forgotten.subscriptions)),
        (forgotten.others, n_("{n} other record", "{n} other records", forgotten.others)))
    kept = ", ".join(words for number, words in counted if number)
    return _("What was kept about {room} is removed: {kept}.", room=room, kept=kept)
