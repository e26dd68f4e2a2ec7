"""To be written."""

from bot.commands.model import ShowAudit
from bot.commands.services import Services
from bot.turns import Answer, Turn


async def show_audit(turn: Turn, command: ShowAudit, services: Services) -> Answer:
    raise NotImplementedError
