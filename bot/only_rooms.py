"""Begins runs about rooms only: the one way from a person's wish to Graph."""

from bot.access_ports import Audit
from bot.commands.services import RunStarter
from bot.likely_rooms import LikelyRooms, NotRoomsError
from bot.ports import Clock, Run
from bot.run_lines import refused_line
from checks.model import Room


class OnlyRooms:
    """Stands before a :class:`~bot.commands.services.RunStarter`. A run of an upload asks Graph nothing, and passes."""

    def __init__(self, runs: RunStarter, rooms: LikelyRooms, audit: Audit, clock: Clock) -> None:
        self._runs, self._rooms, self._audit, self._clock = runs, rooms, audit, clock

    async def start(self, run: Run) -> bool:
        """As the port says. Raises :class:`~bot.likely_rooms.NotRoomsError`, and begins nothing, where some of the
        rooms are not looked at; that is noted.
        """
        refusals = () if run.upload else await self._rooms.admit(run.rooms, run.asked_by)
        if refusals:
            await self._audit.keep(refused_line(run, refusals, self._clock()))
            raise NotRoomsError(refusals)
        return await self._runs.start(run)

    async def name_room(self, run_id: str, room: Room) -> None:
        """As the port says."""
        await self._runs.name_room(run_id, room)
