"""The steps of a dialog: pick a room, collect the logs, follow a guide."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.action_values import MOST_ROOMS
from bot.cards.answers import OPEN_CHAT
from bot.cards.fields import TO_COPY, copy_field
from bot.cards.frame import banner, headline
from bot.cards.links import GLOBAL, Links
from bot.cards.parts import (
    Element,
    button,
    buttons,
    card,
    columns,
    container,
    fold,
    link,
    paragraph,
    quiet,
    run,
    usable,
)
from bot.cards.wording import Look
from bot.commands.model import ContinueDialog
from bot.turns import Card
from bot.words import _, mark, n_
from checks.model import Room

LEAVE = "leave"
"""The choice that ends any dialog."""
CLOSED = mark("Closed. Write check and a room to start again.")
"""What a dialog says that was left, a message of the catalogues."""

_PICK = Look("", mark("Which room?"), "accent", "emphasis")
_LOGS = Look("", mark("Collect the room's logs"), "accent", "emphasis")
_GUIDE = Look("", mark("Guide"), "accent", "emphasis")


@dataclass(frozen=True, slots=True)
class Route:
    """One way to a zip: where to click, step by step, the command where one is typed, and what comes of it. All but the
    command are messages of the catalogues.
    """

    title: str
    steps: tuple[str, ...]
    result: str
    command: str = ""


_ON_CONSOLE = ("powershell -ExecutionPolicy unrestricted c:\\rigel\\x64\\scripts\\provisioning\\ScriptLaunch.ps1 "
               "CollectSrsV2Logs.ps1")
ROUTES = (
    Route(mark("Teams Rooms Pro Management portal"), (
        mark("Open the room under Rooms."), mark("Actions, Log Collection, Run."),
        mark("Fetch the zip from the Activity tab."),
    ), mark("You get a zip called LogCollection and a number.")),
    Route(mark("Teams admin centre"), (
        mark("Teams devices, Teams Rooms on Windows, then the device."), mark("Download device logs."),
        mark("Fetch the zip from the History tab after a few minutes."),
    ), mark("You get a zip.")),
    Route(mark("On the console itself, as an administrator"), (
        mark("Switch the console to its administrator and open a command prompt as administrator."),
        mark("Run this command."),
    ), mark("You get a zip in c:\\rigel."), _ON_CONSOLE),
    Route(mark("Intune, if the console is enrolled"), (
        mark("Open the device in Intune."), mark("Collect diagnostics."), mark("Download the zip."),
    ), mark("You get a zip, whose event logs are read too.")),
)
"""The ways to a zip that Microsoft Learn describes."""


def closed_card() -> Card:
    """What stays of a dialog that was left."""
    return card([quiet(_(CLOSED))], fallback=_(CLOSED))


def pick_room_card(dialog_id: str, asked: str, rooms: Sequence[Room], *, act: str = "") -> Card:
    """The rooms that a part of a name fits; the choice of ContinueDialog is the address. ``act`` is what is to be
    done with the one picked, as the buttons say it: checked where nothing else is said.
    """
    shown = rooms[:MOST_ROOMS]
    left = len(rooms) > len(shown)
    more = [quiet(_("and more: write more of the name, or the address"))] if left else []
    title = n_("More than {n} room fits “{asked}”", "More than {n} rooms fit “{asked}”", len(shown), asked=asked) \
        if left else n_("{n} room fits “{asked}”", "{n} rooms fit “{asked}”", len(shown), asked=asked)
    body = [banner(_PICK, title), *(_choice(dialog_id, room, act or _("Check")) for room in shown), *more]
    return card(body, [button(_("Close"), ContinueDialog(dialog_id, LEAVE, {}))], fallback=title)


def _choice(dialog_id: str, room: Room, act: str) -> Element:
    pressed = button(act, ContinueDialog(dialog_id, room.address, {}), tooltip=f"{act}: {room.label}")
    address = [quiet(room.address)] if room.label != room.address else []
    named = [paragraph(run(room.label, bold=True), spacing="none"), *address]
    line = columns(("stretch", named), ("auto", [buttons(pressed, spacing="none")]))
    return container(line, spacing="small") | {"separator": True}


def collect_logs_card(dialog_id: str, room: Room | None = None, *, personal: bool = True,
                      routes: Sequence[Route] = ROUTES, problem: str = "", links: Links = GLOBAL) -> Card:
    """The ways to collect a zip, and where to send it. ``personal`` is whether this chat can take it."""
    whose = room.label if room else _("Any Teams Room")
    here = _("Then drop the zip into this chat. I wait for it; you can write other things meanwhile.")
    where = here if personal else \
        _("Then send the zip to me in our personal chat: Teams gives bots no files from here.")
    body = [
        banner(_LOGS, whose, problem),
        headline(_("Choose one way to collect the zip.")),
        *(_route(index, each) for index, each in enumerate(routes)),
        paragraph(run(where, bold=True), spacing="medium"),
        quiet(_("Android consoles hold other logs, which Roomcheck cannot read yet.")),
    ]
    chat = None if personal else link(_(OPEN_CHAT), links.personal_chat)
    close = button(_("Close"), ContinueDialog(dialog_id, LEAVE, {}))
    return card(body, usable([chat, close]), fallback=_("Collect the logs of {room}", room=whose))


def _route(index: int, route: Route) -> Element:
    steps = [paragraph(run(f"{number}. ", bold=True), _(step)) for number, step in enumerate(route.steps, 1)]
    command = [copy_field(f"route_{index}", _(TO_COPY), route.command)] if route.command else []
    result = quiet(_(route.result), spacing="small")
    return fold(f"route-{index}", _(route.title), *steps, *command, result)


def guide_card(dialog_id: str, title: str, paragraphs: Sequence[str], choices: Sequence[tuple[str, str]],
               *, step: int = 1, of: int = 1) -> Card:
    """Step ``step`` of at most ``of`` of a guide. ``choices`` are pairs of the choice and its button's title, the
    first is primary; a way out is added.
    """
    counted = _("Step {step} of at most {of}", step=step, of=of) if of > 1 else ""
    body = [banner(_GUIDE, title, counted), *(paragraph(each, spacing="medium") for each in paragraphs)]
    actions = [button(name, ContinueDialog(dialog_id, choice, {}), primary=index == 0)
               for index, (choice, name) in enumerate(choices)]
    close = button(_("Close"), ContinueDialog(dialog_id, LEAVE, {}))
    return card(body, [*actions[:5], close], fallback=title)
