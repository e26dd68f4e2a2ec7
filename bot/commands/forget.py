"""To be written."""

from bot.commands.model import Forget
from bot.commands.services import Services
from bot.turns import Answer, Turn


async def forget(turn: Turn, command: Forget, services: Services) -> Answer:
    raise NotImplementedError
