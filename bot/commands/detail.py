"""To be written."""

from bot.commands.model import SetDetail
from bot.commands.services import Services
from bot.turns import Answer, Turn


async def set_detail(turn: Turn, command: SetDetail, services: Services) -> Answer:
    raise NotImplementedError
