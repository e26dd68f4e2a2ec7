"""What Roomcheck can do, in words and as buttons."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from bot.actions import Pressable
from bot.cards.frame import banner, headline
from bot.cards.parts import Element, button, card, fold, paragraph, quiet, run
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
from bot.words import _, in_, mark, n_
from checks.facts.asked import Topic

_HELP = Look("", mark("Help"), "accent", "emphasis")
_WELCOME = Look("✔", mark("Roomcheck is here"), "good", "good")

_ROOM = "room-42@contoso.com"
COMMANDS: tuple[tuple[str, str, Command], ...] = (
    (f"check {_ROOM}", mark("Why can this room not sign in? Several rooms, or a part of a name, work too."),
     Check((_ROOM,))),
    (f"report {_ROOM}", mark("The room's last report."), ShowReport(_ROOM)),
    (f"access {_ROOM}", mark("The same check, and what Conditional Access would decide now. It takes longer."),
     Check((_ROOM,), frozenset({Topic.ACCESS}))),
    ("explain sign_in.mfa", mark("What a check means and how to fix it; explain alone lists them all."),
     Explain("sign_in.mfa")),
    ("watch all", mark("Tell this conversation when rooms stop working and work again. Rooms, or a building, do too."),
     Watch(Which(everything=True))),
    ("watches", mark("What is watched here, with a button to end each."), ShowWatches()),
    (f"snooze {_ROOM} 4h", mark("No alert of this room for a while."), Snooze(_ROOM, timedelta(hours=4))),
    ("sweep", mark("Look at every room now."), BeginSweep()),
    ("fleet", mark("How available the rooms were, and what stopped them."), ShowFleet()),
    (f"history {_ROOM}", mark("When this room was broken, of what and for how long."), ShowHistory(_ROOM)),
    ("doctor", mark("Which permissions I have, and what the missing ones cost."), Doctor()),
    ("detail evidence", mark("What this channel or group chat sees of a report: the evidence too, or the cause alone."),
     SetDetail(Detail.EVIDENCE)),
    (f"allow {_ROOM}", mark("Let an account be checked that does not look like a room's."),
     AllowRoom(_ROOM)),
    (f"disallow {_ROOM}", mark("Take back what was allowed."), DisallowRoom(_ROOM)),
    (f"audit {_ROOM}", mark("Who asked what about this room; audit alone shows it of all."), ShowAudit(_ROOM)),
    (f"forget {_ROOM}", mark("Remove what is kept about this room. You are asked once more first."), Forget(_ROOM)),
    ("help", mark("This card."), ShowHelp()),
)
"""What can be written, what it does as a message of the catalogues, and the command it means."""
_ZIP = mark("Or drop a room's diagnostic zip into our personal chat: its own logs are judged the same way.")
_UPLOAD = Analyze("", "")
_ASK = mark("Ask the administrator who set up Roomcheck for these. Write one, and I say which setting would allow it, "
            "and which object id to name there.")

_STARTS: tuple[tuple[str, Pressable], ...] = (
    (mark("All checks"), Explain()), (mark("How to collect logs"), BeginDialog("collect_logs")))

May = Callable[[Command], bool]
"""Whether the reader may do something."""


def anything(_command: Command) -> bool:
    """For whoever is not asked about, such as everybody in a channel."""
    return True


def help_card(may: May = anything) -> Card:
    """The commands, each with an example: first those that the reader ``may`` use, then those to be asked for."""
    allowed = [each for each in COMMANDS if may(each[2])]
    others = [each for each in COMMANDS if each not in allowed]
    upload = [paragraph(_(_ZIP), spacing="medium")] if may(_UPLOAD) else []
    body = [banner(_HELP, _("What you can write")), *_listed(allowed), *upload, *_to_ask_for(others)]
    starts = [*_STARTS, (mark("Watch rooms"), BeginDialog("watch_rooms")), (mark("The whole fleet"), ShowFleet())]
    actions = [button(_(title), command) for title, command in starts if may(command)]
    return card(body, actions, fallback=_("Write: {command}", command=allowed[0][0] if allowed else "help"))


def _listed(commands: Iterable[tuple[str, str, Command]]) -> list[Element]:
    return [line for example, what, _ in commands for line in _command(example, what)]


def _to_ask_for(commands: Sequence[tuple[str, str, Command]]) -> list[Element]:
    if not commands:
        return []
    title = n_("{n} command that you may not use here", "{n} commands that you may not use here", len(commands))
    return [fold("others", title, quiet(_(_ASK)), *_listed(commands))]


def welcome_card(*, personal: bool = True) -> Card:
    """What Roomcheck does and the first thing to write. ``personal`` is whether it hears what does not mention it."""
    first = COMMANDS[0][0] if personal else f"@Roomcheck {COMMANDS[0][0]}"
    to_write = in_("before a command", "Write")
    body = [
        banner(_WELCOME, ""),
        headline(_("I find out why a Teams Room cannot sign in."),
                 paragraph(_("I read what Microsoft Graph and the room's own logs say, name the cause, and say what to "
                             "do first. I change nothing."))),
        paragraph(run(f"{to_write} "), run(first, mono=True), spacing="medium"),
        quiet(_(_ZIP)),
    ]
    starts = [button(_(title), command) for title, command in _STARTS]
    return card(body, [button(_("What you can write"), ShowHelp(), primary=True), *starts],
                fallback=_("Write: {command}", command=first))


def _command(example: str, what: str) -> tuple[Element, Element]:
    return paragraph(run(example, mono=True, bold=True), spacing="medium"), quiet(_(what))
