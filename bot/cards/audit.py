"""Who asked what: the newest lines of the audit."""

from collections.abc import Sequence

from bot.access_ports import COMMAND_LINE, Asked
from bot.cards.frame import banner
from bot.cards.parts import Element, card, paragraph, quiet, row, run, some
from bot.cards.text import count
from bot.cards.times import moment
from bot.cards.wording import Look
from bot.turns import Card

MOST_LINES = 20
_MOST_ROOMS = 3
_AUDIT = Look("", "Who asked what", "accent", "emphasis")
_ALLOWED, _DENIED = Look("✔", "allowed", "good"), Look("⊘", "denied", "warning")
_PLACES = {"personal": "in a personal chat", "groupChat": "in a group chat", "channel": "in a channel",
           COMMAND_LINE: "where Roomcheck is installed"}
_DID = {
    "Check": "Have a room checked", "CheckAgain": "Have a room checked again", "Analyze": "Have logs read",
    "AskAccess": "Ask Conditional Access about a room", "ShowReport": "See the last report",
    "OpenReport": "See a report", "ShowEvidence": "See the evidence", "ShowFix": "See how to fix it",
    "ShowTicket": "See the text for a ticket", "ShowHistory": "See a room's history",
    "ShowFleet": "See how the rooms have been", "AnswerOffer": "Answer an offer of a file",
    "BeginDialog": "Answer questions", "ContinueDialog": "Answer a question", "Doctor": "See Roomcheck's permissions",
    "Watch": "Be told of rooms", "Unwatch": "Be told no more", "StopWatching": "Be told no more",
    "ShowWatches": "See what is watched", "Snooze": "Silence a room's alerts", "Unsnooze": "Hear of a room again",
    "BeginSweep": "Have every room looked at", "Acknowledge": "Take care of an alert", "Explain": "Read an explanation",
    "AllowRoom": "Allow an account to be checked", "DisallowRoom": "No longer allow an account to be checked",
    "ShowAudit": "See who asked what", "Forget": "Have a room forgotten", "ShowHelp": "Read the help",
    "SetDetail": "Set how much a conversation sees", "UnusableUpload": "Send a file that cannot be read",
}
"""The commands as people say them."""


def audit_card(lines: Sequence[Asked], *, room: str = "", more: bool = False, time_zone: str = "") -> Card:
    """The lines, about one room where it is named, the newest first; ``more`` is whether there are older ones."""
    named = room or "All rooms"
    rows = [_row(each, room, time_zone) for each in lines]
    body = [banner(_AUDIT, named, f"The newest {count(len(lines), 'line')}" if lines else ""),
            *some(rows, MOST_LINES), *_rest(room, more=more)]
    if not lines:
        body.append(paragraph("Nobody has asked anything yet." if not room else "Nobody has asked about it."))
    return card(body, fallback=f"{named}: {count(len(lines), 'line')} of the audit")


def did(command: str) -> str:
    """What was asked, in words."""
    return _DID.get(command, command)


def _row(asked: Asked, room: str, time_zone: str) -> Element:
    look = _ALLOWED if asked.allowed else _DENIED
    others = [each for each in asked.rooms if each.lower() != room.lower()]
    rest = len(others) - _MOST_ROOMS
    rooms = ", ".join(others[:_MOST_ROOMS]) + (f" and {rest} more" if rest > 0 else "")
    what = [run(did(asked.command), bold=True), *([run(f": {rooms}")] if rooms else []), run(f" ({look.word})")]
    named = "The command line" if asked.person == COMMAND_LINE else asked.name or asked.person
    who = named or "Somebody whom Teams did not name"
    lines = [paragraph(*what, spacing="none"),
             quiet(f"{who}, {_PLACES.get(asked.scope, asked.scope)}, {moment(asked.at, time_zone)}")]
    return row(look.mark, *lines, *([quiet(asked.why)] if asked.why else []))


def _rest(room: str, *, more: bool) -> list[Element]:
    if not more:
        return []
    command = f"app.py audit --room {room}" if room else "app.py audit"
    return [quiet(f"There are older ones. Where Roomcheck is installed, this writes all of them: {command}",
                  spacing="medium")]
