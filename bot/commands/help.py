"""``help``, and what the bot says when it is added somewhere."""

from bot.authorise import least_role
from bot.cards import card_message, help_card, welcome_card
from bot.commands.model import Command, ShowHelp
from bot.commands.services import Services
from bot.turns import Answer, Scope, Turn
from bot.words import _


async def show_help(turn: Turn, _command: ShowHelp, services: Services) -> Answer:
    """The commands, first those that the person may use where they ask."""
    role = await services.door.role(turn)

    def may(command: Command) -> bool:
        return role >= least_role(command)
    return Answer(card_message(help_card(may), _("What Roomcheck can do")))


def welcome(scope: Scope) -> Answer:
    return Answer(card_message(welcome_card(personal=scope is Scope.PERSONAL), _("Roomcheck is here")))
