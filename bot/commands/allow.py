"""To be written."""

from bot.commands.model import AllowRoom, DisallowRoom
from bot.commands.services import Services
from bot.turns import Answer, Turn


async def allow_room(turn: Turn, command: AllowRoom, services: Services) -> Answer:
    raise NotImplementedError


async def disallow_room(turn: Turn, command: DisallowRoom, services: Services) -> Answer:
    raise NotImplementedError
