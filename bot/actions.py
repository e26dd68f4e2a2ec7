"""Button payload <-> Command. A payload carries ids and short words only, and comes back from clients: untrusted."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot import action_values as values
from bot.commands.model import (
    Acknowledge,
    AllowRoom,
    AskAccess,
    BeginDialog,
    BeginSweep,
    Check,
    CheckAgain,
    ContinueDialog,
    DisallowRoom,
    Doctor,
    Explain,
    Forget,
    OpenReport,
    SetDetail,
    ShowAudit,
    ShowEvidence,
    ShowFix,
    ShowFleet,
    ShowHelp,
    ShowHistory,
    ShowReport,
    ShowTicket,
    ShowWatches,
    Snooze,
    StopWatching,
    Unclear,
    Unsnooze,
    Unwatch,
    Watch,
)
from bot.words import _, mark

VERSION = 1
FIELD = "field."
"""What a card's inputs are called: ``field.address`` comes back as the field ``address`` of ContinueDialog."""
COPY = "copy."
"""Inputs that only hold a text to copy; what comes back of them is ignored."""
LONGEST_FIELD = 4_000
MOST_FIELDS = 8

Pressable = (Check | ShowReport | Explain | ShowHelp | CheckAgain | OpenReport | ShowEvidence | ShowFix | ShowTicket
             | BeginDialog | ContinueDialog | AskAccess | Doctor | Watch | Unwatch | StopWatching | ShowWatches
             | Snooze | Unsnooze | BeginSweep | ShowFleet | ShowHistory | Acknowledge | AllowRoom | DisallowRoom
             | ShowAudit | Forget | SetDetail)
"""What a button can carry: every command but those with the address of a file, which must never come from a card."""

REFUSED = Unclear("", ("help",), mark("This button does not belong to this version of Roomcheck. Write the command "
                                      "instead."))


_NAME = re.compile(r"[a-z][a-z_]{0,31}")
_Readers = Mapping[str, Callable[[object], Any]]

_COMMANDS: Mapping[str, tuple[type[Any], _Readers]] = {
    "check": (Check, {"rooms": values.texts, "asked": values.topics}),
    "show_report": (ShowReport, {"room": values.a_text}),
    "doctor": (Doctor, {"room": values.text_or_empty}),
    "explain": (Explain, {"check": values.text_or_empty}),
    "show_help": (ShowHelp, {}),
    "check_again": (CheckAgain, {"run": values.an_id, "after": values.wait}),
    "open_report": (OpenReport, {"report": values.an_id}),
    "show_evidence": (ShowEvidence, {"report": values.an_id, "finding": values.id_or_empty}),
    "show_fix": (ShowFix, {"report": values.an_id}),
    "show_ticket": (ShowTicket, {"report": values.an_id}),
    "begin_dialog": (BeginDialog, {"dialog": values.an_id, "room": values.text_or_empty}),
    "continue_dialog": (ContinueDialog, {"dialog_id": values.an_id, "choice": values.a_text}),
    "ask_access": (AskAccess, {"run": values.an_id}),
    "watch": (Watch, {"which": values.which, "least": values.severity, "quiet": values.hours_or_none,
                      "language": values.language_or_empty}),
    "unwatch": (Unwatch, {"which": values.which}),
    "stop_watching": (StopWatching, {"extent": values.extent, "target": values.text_or_empty}),
    "show_watches": (ShowWatches, {}),
    "snooze": (Snooze, {"room": values.a_text, "lasts": values.snooze, "until": values.clock_or_none,
                        "tomorrow": values.flag}),
    "unsnooze": (Unsnooze, {"room": values.a_text}),
    "begin_sweep": (BeginSweep, {}),
    "show_fleet": (ShowFleet, {"building": values.text_or_empty, "as_file": values.flag}),
    "show_history": (ShowHistory, {"room": values.a_text, "as_file": values.flag}),
    "acknowledge": (Acknowledge, {"alert": values.an_id}),
    "allow_room": (AllowRoom, {"room": values.a_text}),
    "disallow_room": (DisallowRoom, {"room": values.a_text}),
    "show_audit": (ShowAudit, {"room": values.text_or_empty}),
    "forget": (Forget, {"room": values.a_text, "confirmed": values.flag}),
    "set_detail": (SetDetail, {"detail": values.detail_or_none}),
}
_LEFT_OUT: Mapping[str, Mapping[str, object]] = {"check": {"asked": []}}
"""What the buttons of cards that were posted by earlier versions do not carry."""
_VERBS = {command: verb for verb, (command, _) in _COMMANDS.items()}


def verb_of(command: Pressable) -> str:
    """The word that names a command in a payload."""
    return _VERBS[type(command)]


def pack(command: Pressable) -> dict[str, Any]:
    """The payload of a button. What a person fills into the card's inputs is added by the client."""
    verb = verb_of(command)
    carried = {name: values.as_json(getattr(command, name)) for name in _COMMANDS[verb][1]}
    return {"roomcheck": VERSION, "verb": verb, **carried}


def unpack(payload: object) -> Pressable | Unclear:
    """The command of a payload; :data:`REFUSED` for anything that :func:`pack` would not have made. Never raises."""
    try:
        return _command(payload)
    except values.RefusedError:
        return replace(REFUSED, reason=_(REFUSED.reason))


def _command(payload: object) -> Pressable:
    if not isinstance(payload, dict) or not all(isinstance(key, str) for key in payload):
        raise values.RefusedError
    sent = {key: value for key, value in payload.items() if not key.startswith(COPY)}
    version, verb = sent.pop("roomcheck", None), sent.pop("verb", None)
    if type(version) is not int or version != VERSION or not isinstance(verb, str) or verb not in _COMMANDS:
        raise values.RefusedError
    sent = {**_LEFT_OUT.get(verb, {}), **sent}
    command, readers = _COMMANDS[verb]
    fields = {"fields": _fields(sent)} if command is ContinueDialog else {}
    if sent.keys() != readers.keys():
        raise values.RefusedError
    made: Pressable = command(**{name: read(sent[name]) for name, read in readers.items()}, **fields)
    return made


def _fields(sent: dict[str, Any]) -> dict[str, str]:
    """Take the filled-in inputs out of what was sent."""
    filled = {key.removeprefix(FIELD): sent.pop(key) for key in list(sent) if key.startswith(FIELD)}
    if len(filled) > MOST_FIELDS:
        raise values.RefusedError
    return {_name(name): _filled(value) for name, value in filled.items()}


def _name(raw: str) -> str:
    if not _NAME.fullmatch(raw):
        raise values.RefusedError
    return raw


def _filled(raw: object) -> str:
    if not isinstance(raw, str) or len(raw) > LONGEST_FIELD or any("\ud800" <= char <= "\udfff" for char in raw):
        raise values.RefusedError
    return raw
