"""The steps of a dialog: pick a room, collect the logs, follow a guide."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.action_values import MOST_ROOMS
from bot.cards.answers import OPEN_CHAT
from bot.cards.frame import banner, headline
from bot.cards.links import GLOBAL, Links
from bot.cards.parts import (
    Element,
    button,
    buttons,
    card,
    columns,
    container,
    copy_field,
    fold,
    link,
    paragraph,
    quiet,
    run,
    usable,
)
from bot.cards.text import count
from bot.cards.wording import Look
from bot.commands.model import ContinueDialog
from bot.turns import Card
from checks.model import Room

LEAVE = "leave"
"""The choice that ends any dialog."""
CLOSED = "Closed. Write check and a room to start again."
"""What a dialog says that was left."""

_PICK = Look("", "Which room?", "accent", "emphasis")
_LOGS = Look("", "Collect the room's logs", "accent", "emphasis")
_GUIDE = Look("", "Guide", "accent", "emphasis")


@dataclass(frozen=True, slots=True)
class Route:
    """One way to a zip: where to click, step by step, the command where one is typed, and what comes of it."""

    title: str
    steps: tuple[str, ...]
    result: str
    command: str = ""


_ON_CONSOLE = ("powershell -ExecutionPolicy unrestricted c:\\rigel\\x64\\scripts\\provisioning\\ScriptLaunch.ps1 "
               "CollectSrsV2Logs.ps1")
ROUTES = (
    Route("Teams Rooms Pro Management portal", (
        "Open the room under Rooms.", "Actions, Log Collection, Run.", "Fetch the zip from the Activity tab.",
    ), "a zip called LogCollection and a number."),
    Route("Teams admin centre", (
        "Teams devices, Teams Rooms on Windows, then the device.", "Download device logs.",
        "Fetch the zip from the History tab after a few minutes.",
    ), "a zip."),
    Route("On the console itself, as an administrator", (
        "Switch the console to its administrator and open a command prompt as administrator.", "Run this command.",
    ), "a zip in c:\\rigel.", _ON_CONSOLE),
    Route("Intune, if the console is enrolled", (
        "Open the device in Intune.", "Collect diagnostics.", "Download the zip.",
    ), "a zip, whose event logs are read too."),
)
"""The ways to a zip that Microsoft Learn describes."""


def closed_card() -> Card:
    """What stays of a dialog that was left."""
    return card([quiet(CLOSED)], fallback=CLOSED)


def pick_room_card(dialog_id: str, asked: str, rooms: Sequence[Room], *, act: str = "Check") -> Card:
    """The rooms that a part of a name fits; the choice of ContinueDialog is the address. ``act`` is what is to be
    done with the one picked, as the buttons say it.
    """
    shown = rooms[:MOST_ROOMS]
    left = len(rooms) > len(shown)
    more = [quiet("and more: write more of the name, or the address")] if left else []
    title = f"{'More than ' if left else ''}{count(len(shown), 'room fits', 'rooms fit')} “{asked}”"
    body = [banner(_PICK, title), *(_choice(dialog_id, room, act) for room in shown), *more]
    return card(body, [button("Close", ContinueDialog(dialog_id, LEAVE, {}))], fallback=title)


def _choice(dialog_id: str, room: Room, act: str) -> Element:
    pressed = button(act, ContinueDialog(dialog_id, room.address, {}), tooltip=f"{act}: {room.label}")
    address = [quiet(room.address)] if room.label != room.address else []
    named = [paragraph(run(room.label, bold=True), spacing="none"), *address]
    line = columns(("stretch", named), ("auto", [buttons(pressed, spacing="none")]))
    return container(line, spacing="small") | {"separator": True}


def collect_logs_card(dialog_id: str, room: Room | None = None, *, personal: bool = True,
                      routes: Sequence[Route] = ROUTES, problem: str = "", links: Links = GLOBAL) -> Card:
    """The ways to collect a zip, and where to send it. ``personal`` is whether this chat can take it."""
    whose = room.label if room else "Any Teams Room"
    where = ("Then drop the zip into this chat. I wait for it; you can write other things meanwhile." if personal else
             "Then send the zip to me in our personal chat: Teams gives bots no files from here.")
    body = [
        banner(_LOGS, whose, problem),
        headline("Choose one way to collect the zip."),
        *(_route(index, each) for index, each in enumerate(routes)),
        paragraph(run(where, bold=True), spacing="medium"),
        quiet("Android consoles hold other logs, which Roomcheck cannot read yet."),
    ]
    chat = None if personal else link(OPEN_CHAT, links.personal_chat)
    close = button("Close", ContinueDialog(dialog_id, LEAVE, {}))
    return card(body, usable([chat, close]), fallback=f"Collect the logs of {whose}")


def _route(index: int, route: Route) -> Element:
    steps = [paragraph(run(f"{number}. ", bold=True), step) for number, step in enumerate(route.steps, 1)]
    command = [copy_field(f"route_{index}", "Select all, copy, paste", route.command)] if route.command else []
    return fold(f"route-{index}", route.title, *steps, *command, quiet(f"You get {route.result}", spacing="small"))


def guide_card(dialog_id: str, title: str, paragraphs: Sequence[str], choices: Sequence[tuple[str, str]],
               *, step: int = 1, of: int = 1) -> Card:
    """Step ``step`` of at most ``of`` of a guide. ``choices`` are pairs of the choice and its button's title, the
    first is primary; a way out is added.
    """
    counted = f"Step {step} of at most {of}" if of > 1 else ""
    body = [banner(_GUIDE, title, counted), *(paragraph(each, spacing="medium") for each in paragraphs)]
    actions = [button(name, ContinueDialog(dialog_id, choice, {}), primary=index == 0)
               for index, (choice, name) in enumerate(choices)]
    close = button("Close", ContinueDialog(dialog_id, LEAVE, {}))
    return card(body, [*actions[:5], close], fallback=title)
