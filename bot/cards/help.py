"""What Roomcheck can do, in words and as buttons."""

from bot.cards.frame import banner, headline
from bot.cards.parts import Action, Element, button, card, paragraph, quiet, run
from bot.cards.wording import Look
from bot.commands.model import BeginDialog, Explain, ShowFleet, ShowHelp
from bot.turns import Card

_HELP = Look("", "Help", "accent", "emphasis")
_WELCOME = Look("✔", "Roomcheck is here", "good", "good")

_COMMANDS = (
    ("check room-42@contoso.com", "Why can this room not sign in? Several rooms, or a part of a name, work too."),
    ("report room-42@contoso.com", "The room's last report."),
    ("access room-42@contoso.com", "The same check, and what Conditional Access would decide now. It takes longer."),
    ("explain sign_in.mfa", "What a check means and how to fix it; explain alone lists them all."),
    ("watch all", "Tell this conversation when rooms stop working and work again. Rooms, or a building, do too."),
    ("watches", "What is watched here, with a button to end each."),
    ("snooze room-42@contoso.com 4h", "No alert of this room for a while."),
    ("sweep", "Look at every room now."),
    ("fleet", "How available the rooms were, and what stopped them."),
    ("history room-42@contoso.com", "When this room was broken, of what and for how long."),
    ("doctor", "For administrators: which permissions I have, and what the missing ones cost."),
    ("help", "This card."),
)
_ZIP = "Or drop a room's diagnostic zip into our personal chat: its own logs are judged the same way."


def help_card() -> Card:
    """The commands, each with an example."""
    listed = [line for example, what in _COMMANDS for line in _command(example, what)]
    body = [banner(_HELP, "What you can write"), *listed, paragraph(_ZIP, spacing="medium")]
    fleet = [button("Watch rooms", BeginDialog("watch_rooms")), button("The whole fleet", ShowFleet())]
    return card(body, [*_starts(), *fleet], fallback="Write: check room-42@contoso.com")


def welcome_card(*, personal: bool = True) -> Card:
    """What Roomcheck does and the first thing to write. ``personal`` is whether it hears what does not mention it."""
    first = _COMMANDS[0][0] if personal else f"@Roomcheck {_COMMANDS[0][0]}"
    body = [
        banner(_WELCOME, ""),
        headline("I find out why a Teams Room cannot sign in.",
                 paragraph("I read what Microsoft Graph and the room's own logs say, name the cause, and say what to "
                           "do first. I change nothing.")),
        paragraph("Write ", run(first, mono=True), spacing="medium"),
        quiet(_ZIP),
    ]
    return card(body, [button("What you can write", ShowHelp(), primary=True), *_starts()], fallback=f"Write: {first}")


def _starts() -> list[Action]:
    return [button("All checks", Explain()), button("How to collect logs", BeginDialog("collect_logs"))]


def _command(example: str, what: str) -> tuple[Element, Element]:
    return paragraph(run(example, mono=True, bold=True), spacing="medium"), quiet(what)
