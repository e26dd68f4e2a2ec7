"""What Roomcheck can do, in words and as buttons."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from bot.actions import Pressable
from bot.cards.frame import banner, headline
from bot.cards.parts import Element, button, card, fold, paragraph, quiet, run
from bot.cards.text import count
from bot.cards.wording import Look
from bot.commands.model import (
    AllowRoom,
    Analyze,
    BeginDialog,
    BeginSweep,
    Check,
    Command,
    DisallowRoom,
    Doctor,
    Explain,
    Forget,
    SetDetail,
    ShowAudit,
    ShowFleet,
    ShowHelp,
    ShowHistory,
    ShowReport,
    ShowWatches,
    Snooze,
    Watch,
    Which,
)
from bot.turns import Card, Detail
from checks.facts.asked import Topic

_HELP = Look("", "Help", "accent", "emphasis")
_WELCOME = Look("✔", "Roomcheck is here", "good", "good")

_ROOM = "room-42@contoso.com"
COMMANDS: tuple[tuple[str, str, Command], ...] = (
    (f"check {_ROOM}", "Why can this room not sign in? Several rooms, or a part of a name, work too.", Check((_ROOM,))),
    (f"report {_ROOM}", "The room's last report.", ShowReport(_ROOM)),
    (f"access {_ROOM}", "The same check, and what Conditional Access would decide now. It takes longer.",
     Check((_ROOM,), frozenset({Topic.ACCESS}))),
    ("explain sign_in.mfa", "What a check means and how to fix it; explain alone lists them all.",
     Explain("sign_in.mfa")),
    ("watch all", "Tell this conversation when rooms stop working and work again. Rooms, or a building, do too.",
     Watch(Which(everything=True))),
    ("watches", "What is watched here, with a button to end each.", ShowWatches()),
    (f"snooze {_ROOM} 4h", "No alert of this room for a while.", Snooze(_ROOM, timedelta(hours=4))),
    ("sweep", "Look at every room now.", BeginSweep()),
    ("fleet", "How available the rooms were, and what stopped them.", ShowFleet()),
    (f"history {_ROOM}", "When this room was broken, of what and for how long.", ShowHistory(_ROOM)),
    ("doctor", "Which permissions I have, and what the missing ones cost.", Doctor()),
    ("detail evidence", "What this channel or group chat sees of a report: the evidence too, or the cause alone.",
     SetDetail(Detail.EVIDENCE)),
    (f"allow {_ROOM}", "Let an account be checked that does not look like a room's.",
     AllowRoom(_ROOM)),
    (f"disallow {_ROOM}", "Take back what was allowed.", DisallowRoom(_ROOM)),
    (f"audit {_ROOM}", "Who asked what about this room; audit alone shows it of all.", ShowAudit(_ROOM)),
    (f"forget {_ROOM}", "Remove what is kept about this room. You are asked once more first.", Forget(_ROOM)),
    ("help", "This card.", ShowHelp()),
)
"""What can be written, what it does, and the command it means."""
_ZIP = "Or drop a room's diagnostic zip into our personal chat: its own logs are judged the same way."
_UPLOAD = Analyze("", "")
_ASK = ("Ask the administrator who set up Roomcheck for these. Write one, and I say which setting would allow it, and "
        "which object id to name there.")

_STARTS: tuple[tuple[str, Pressable], ...] = (
    ("All checks", Explain()), ("How to collect logs", BeginDialog("collect_logs")))

May = Callable[[Command], bool]
"""Whether the reader may do something."""


def _anything(_command: Command) -> bool:
    return True


def help_card(may: May = _anything) -> Card:
    """The commands, each with an example: first those that the reader ``may`` use, then those to be asked for."""
    allowed = [each for each in COMMANDS if may(each[2])]
    others = [each for each in COMMANDS if each not in allowed]
    upload = [paragraph(_ZIP, spacing="medium")] if may(_UPLOAD) else []
    body = [banner(_HELP, "What you can write"), *_listed(allowed), *upload, *_to_ask_for(others)]
    starts = [*_STARTS, ("Watch rooms", BeginDialog("watch_rooms")), ("The whole fleet", ShowFleet())]
    actions = [button(title, command) for title, command in starts if may(command)]
    return card(body, actions, fallback=f"Write: {allowed[0][0]}" if allowed else "Write: help")


def _listed(commands: Iterable[tuple[str, str, Command]]) -> list[Element]:
    return [line for example, what, _ in commands for line in _command(example, what)]


def _to_ask_for(commands: Sequence[tuple[str, str, Command]]) -> list[Element]:
    if not commands:
        return []
    return [fold("others", f"{count(len(commands), 'command')} that you may not use here", quiet(_ASK),
                 *_listed(commands))]


def welcome_card(*, personal: bool = True) -> Card:
    """What Roomcheck does and the first thing to write. ``personal`` is whether it hears what does not mention it."""
    first = COMMANDS[0][0] if personal else f"@Roomcheck {COMMANDS[0][0]}"
    body = [
        banner(_WELCOME, ""),
        headline("I find out why a Teams Room cannot sign in.",
                 paragraph("I read what Microsoft Graph and the room's own logs say, name the cause, and say what to "
                           "do first. I change nothing.")),
        paragraph("Write ", run(first, mono=True), spacing="medium"),
        quiet(_ZIP),
    ]
    starts = [button(title, command) for title, command in _STARTS]
    return card(body, [button("What you can write", ShowHelp(), primary=True), *starts], fallback=f"Write: {first}")


def _command(example: str, what: str) -> tuple[Element, Element]:
    return paragraph(run(example, mono=True, bold=True), spacing="medium"), quiet(what)
