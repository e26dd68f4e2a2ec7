"""``help``, and what the bot says when it is added somewhere."""

from bot.cards import card_message, help_card, welcome_card
from bot.commands.model import ShowHelp
from bot.commands.services import Services
from bot.turns import Answer, Scope, Turn


async def show_help(_turn: Turn, _command: ShowHelp, _services: Services) -> Answer:
    return Answer(card_message(help_card(), "What Roomcheck can do"))


def welcome(scope: Scope) -> Answer:
    return Answer(card_message(welcome_card(personal=scope is Scope.PERSONAL), "Roomcheck is here"))
