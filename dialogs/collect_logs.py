"""How to collect a room's diagnostic zip; then waits for it, so that it joins the room's case.

The upload itself is the command ``analyze``, which finds the open dialog and reads the zip for its room.
"""

from collections.abc import Mapping
from datetime import timedelta

from bot.cards import LEAVE, card_message, collect_logs_card
from bot.commands.services import COLLECT_LOGS, Services, Subject
from bot.ports import OpenDialog
from bot.turns import Answer, Scope, Turn
from bot.words import _
from checks.model import Room
from dialogs.leaving import leave, wants_out

_OPEN_FOR = timedelta(hours=24)


class CollectLogs:
    name = COLLECT_LOGS

    async def begin(self, turn: Turn, subject: Subject, services: Services) -> Answer:
        """Show the ways to a zip. The newest question of this kind is the one that waits."""
        now = services.clock()
        earlier = await services.open_dialogs.waiting(turn.conversation.id, turn.actor.id, self.name, now)
        if earlier:
            await services.open_dialogs.close(earlier.id)
        opened = OpenDialog(services.new_id(), self.name, turn.conversation, turn.actor.id, {"room": subject.room},
                            now + _OPEN_FOR)
        await services.open_dialogs.keep(opened)
        return await _ways(opened, services)

    async def proceed(self, turn: Turn, opened: OpenDialog, choice: str, fields: Mapping[str, str],
                      services: Services) -> Answer:
        del fields
        return await leave(turn, opened, services) if choice == LEAVE else await _ways(opened, services)

    async def heard(self, turn: Turn, opened: OpenDialog, said: str, services: Services) -> Answer | None:
        return await leave(turn, opened, services) if wants_out(said) else None


async def _ways(opened: OpenDialog, services: Services) -> Answer:
    address = str(opened.state["room"])
    known = await services.reports.latest(address) if address else None
    room = known.report.room if known else Room(address)
    personal = opened.conversation.scope is Scope.PERSONAL
    beside = "" if personal or not address else \
        _("Write {room} beside the zip, so that it joins this room's case.", room=address)
    made = collect_logs_card(opened.id, room if address else None, personal=personal, problem=beside,
                             links=services.links)
    told = _("How to collect the logs of {room}", room=room.label) if room.label else \
        _("How to collect the logs of a room")
    return Answer(card_message(made, told))
