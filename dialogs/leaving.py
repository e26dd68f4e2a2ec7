"""How a person leaves a dialog, by a press or in words."""

from bot.cards import plain
from bot.commands.services import Services
from bot.ports import OpenDialog
from bot.turns import Answer, Message

_WORDS = frozenset({"cancel", "stop", "leave", "quit", "exit", "never mind", "nevermind", "forget it"})


def wants_out(said: str) -> bool:
    return plain(said).lower().strip(" .!") in _WORDS


async def leave(opened: OpenDialog, services: Services) -> Answer:
    """Close the dialog and say so."""
    await services.open_dialogs.close(opened.id)
    done = "All right, I no longer wait for your answer."
    return Answer(Message(None, summary=done, text=done))
