"""Who asked what: the newest lines of the audit."""

from collections.abc import Sequence

from bot.access_ports import COMMAND_LINE, Asked
from bot.cards.frame import banner
from bot.cards.parts import Element, and_more, card, paragraph, quiet, row, run, some
from bot.cards.retold import retold
from bot.cards.times import moment
from bot.cards.wording import Look
from bot.turns import Card
from bot.words import _, mark, n_

MOST_LINES = 20
_MOST_ROOMS = 3
_AUDIT = Look("", mark("Who asked what"), "accent", "emphasis")
_ALLOWED, _DENIED = Look("✔", mark("allowed"), "good"), Look("⊘", mark("denied"), "warning")
_PLACES = {"personal": mark("in a personal chat"), "groupChat": mark("in a group chat"),
           "channel": mark("in a channel"), COMMAND_LINE: mark("where Roomcheck is installed")}
_DID = {
    "Check": mark("Have a room checked"), "CheckAgain": mark("Have a room checked again"),
    "Analyze": mark("Have logs read"), "AskAccess": mark("Ask Conditional Access about a room"),
    "ShowReport": mark("See the last report"), "OpenReport": mark("See a report"),
    "ShowEvidence": mark("See the evidence"), "ShowFix": mark("See how to fix it"),
    "ShowTicket": mark("See the text for a ticket"), "ShowHistory": mark("See a room's history"),
    "ShowFleet": mark("See how the rooms have been"), "AnswerOffer": mark("Answer an offer of a file"),
    "BeginDialog": mark("Answer questions"), "ContinueDialog": mark("Answer a question"),
    "Doctor": mark("See Roomcheck's permissions"), "Watch": mark("Be told of rooms"),
    "Unwatch": mark("Be told no more"), "StopWatching": mark("Be told no more"),
    "ShowWatches": mark("See what is watched"), "Snooze": mark("Silence a room's alerts"),
    "Unsnooze": mark("Hear of a room again"), "BeginSweep": mark("Have every room looked at"),
    "Acknowledge": mark("Take care of an alert"), "Explain": mark("Read an explanation"),
    "AllowRoom": mark("Allow an account to be checked"),
    "DisallowRoom": mark("No longer allow an account to be checked"), "ShowAudit": mark("See who asked what"),
    "Forget": mark("Have a room forgotten"), "ShowHelp": mark("Read the help"),
    "SetDetail": mark("Set how much a conversation sees"), "UnusableUpload": mark("Send a file that cannot be read"),
}
"""The commands as people say them."""


def audit_card(lines: Sequence[Asked], *, room: str = "", more: bool = False, time_zone: str = "") -> Card:
    """The lines, about one room where it is named, the newest first; ``more`` is whether there are older ones."""
    named = room or _("All rooms")
    rows = [_row(each, room, time_zone) for each in lines]
    body = [banner(_AUDIT, named, _newest(len(lines)) if lines else ""),
            *some(rows, MOST_LINES), *_rest(room, more=more)]
    if not lines:
        body.append(paragraph(_("Nobody has asked about it.") if room else _("Nobody has asked anything yet.")))
    told = n_("{rooms}: {n} line of the audit", "{rooms}: {n} lines of the audit", len(lines), rooms=named)
    return card(body, fallback=told)


def _newest(number: int) -> str:
    return n_("The newest {n} line", "The newest {n} lines", number)


def did(command: str) -> str:
    """What was asked, in words."""
    return _(_DID[command]) if command in _DID else command


def _row(asked: Asked, room: str, time_zone: str) -> Element:
    look = _ALLOWED if asked.allowed else _DENIED
    others = [each for each in asked.rooms if each.lower() != room.lower()]
    rest = len(others) - _MOST_ROOMS
    rooms = ", ".join(others[:_MOST_ROOMS]) + (f" {and_more(rest)}" if rest > 0 else "")
    what = [run(did(asked.command), bold=True), *([run(f": {rooms}")] if rooms else []), run(f" ({look.said})")]
    named = _("The command line") if asked.person == COMMAND_LINE else asked.name or asked.person
    who = named or _("Somebody whom Teams did not name")
    where = _(_PLACES[asked.scope]) if asked.scope in _PLACES else asked.scope
    lines = [paragraph(*what, spacing="none"),
             quiet(f"{who}, {where}, {moment(asked.at, time_zone)}")]
    return row(look.mark, *lines, *([quiet(retold(asked.why))] if asked.why else []))


def _rest(room: str, *, more: bool) -> list[Element]:
    if not more:
        return []
    command = f"app.py audit --room {room}" if room else "app.py audit"
    return [quiet(_("There are older ones. Where Roomcheck is installed, this writes all of them: {command}",
                    command=command), spacing="medium")]
