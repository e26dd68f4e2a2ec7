"""Button payload <-> Command. A payload carries ids and short words only, and comes back from clients: untrusted."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.commands.model import (
    AskAccess,
    BeginDialog,
    Check,
    CheckAgain,
    ContinueDialog,
    Doctor,
    Explain,
    OpenReport,
    ShowEvidence,
    ShowFix,
    ShowHelp,
    ShowReport,
    ShowTicket,
    Unclear,
)
from checks.facts.asked import Topic

VERSION = 1
FIELD = "field."
"""What a card's inputs are called: ``field.address`` comes back as the field ``address`` of ContinueDialog."""
COPY = "copy."
"""Inputs that only hold a text to copy; what comes back of them is ignored."""
LONGEST_TEXT = 320
LONGEST_FIELD = 4_000
MOST_FIELDS = 8
MOST_ROOMS = 20
LONGEST_WAIT = timedelta(days=1)

Pressable = (Check | ShowReport | Explain | ShowHelp | CheckAgain | OpenReport | ShowEvidence | ShowFix | ShowTicket
             | BeginDialog | ContinueDialog | AskAccess | Doctor)
"""What a button can carry: every command but an upload, whose download address must never come from a card."""

REFUSED = Unclear("", ("help",), "This button does not belong to this version of Roomcheck. Write the command instead.")


class _RefusedError(Exception):
    """A value that no button of ours carries."""


_TOPICS = frozenset({Topic.ACCESS})
"""What a button can ask for beyond an ordinary check."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@+-]{0,127}")
_NAME = re.compile(r"[a-z][a-z_]{0,31}")


def _id(raw: object) -> str:
    if not isinstance(raw, str) or not _ID.fullmatch(raw):
        raise _RefusedError
    return raw


def _id_or_empty(raw: object) -> str:
    return "" if raw == "" else _id(raw)


def _text_or_empty(raw: object) -> str:
    if not isinstance(raw, str) or len(raw) > LONGEST_TEXT or not raw.isprintable():
        raise _RefusedError
    return raw


def _text(raw: object) -> str:
    text = _text_or_empty(raw)
    if not text.strip():
        raise _RefusedError
    return text


def _texts(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or not 0 < len(raw) <= MOST_ROOMS:
        raise _RefusedError
    return tuple(_text(each) for each in raw)


def _topics(raw: object) -> frozenset[Topic]:
    if not isinstance(raw, list) or not all(isinstance(each, str) and each in _TOPICS for each in raw):
        raise _RefusedError
    return frozenset(map(Topic, raw))


def _seconds(raw: object) -> timedelta:
    if type(raw) is not int or not 0 <= raw <= LONGEST_WAIT.total_seconds():
        raise _RefusedError
    return timedelta(seconds=raw)


_Readers = Mapping[str, Callable[[object], Any]]

_COMMANDS: Mapping[str, tuple[type[Any], _Readers]] = {
    "check": (Check, {"rooms": _texts, "asked": _topics}),
    "show_report": (ShowReport, {"room": _text}),
    "doctor": (Doctor, {"room": _text_or_empty}),
    "explain": (Explain, {"check": _text_or_empty}),
    "show_help": (ShowHelp, {}),
    "check_again": (CheckAgain, {"run": _id, "after": _seconds}),
    "open_report": (OpenReport, {"report": _id}),
    "show_evidence": (ShowEvidence, {"report": _id, "finding": _id_or_empty}),
    "show_fix": (ShowFix, {"report": _id}),
    "show_ticket": (ShowTicket, {"report": _id}),
    "begin_dialog": (BeginDialog, {"dialog": _id, "room": _text_or_empty}),
    "continue_dialog": (ContinueDialog, {"dialog_id": _id, "choice": _text}),
    "ask_access": (AskAccess, {"run": _id}),
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
    values = {name: _json_value(getattr(command, name)) for name in _COMMANDS[verb][1]}
    return {"roomcheck": VERSION, "verb": verb, **values}


def _json_value(value: object) -> object:
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return list(value) if isinstance(value, tuple) else sorted(value) if isinstance(value, frozenset) else value


def unpack(payload: object) -> Pressable | Unclear:
    """The command of a payload; :data:`REFUSED` for anything that :func:`pack` would not have made. Never raises."""
    try:
        return _command(payload)
    except _RefusedError:
        return REFUSED


def _command(payload: object) -> Pressable:
    if not isinstance(payload, dict) or not all(isinstance(key, str) for key in payload):
        raise _RefusedError
    sent = {key: value for key, value in payload.items() if not key.startswith(COPY)}
    version, verb = sent.pop("roomcheck", None), sent.pop("verb", None)
    if type(version) is not int or version != VERSION or not isinstance(verb, str) or verb not in _COMMANDS:
        raise _RefusedError
    sent = {**_LEFT_OUT.get(verb, {}), **sent}
    command, readers = _COMMANDS[verb]
    fields = {"fields": _fields(sent)} if command is ContinueDialog else {}
    if sent.keys() != readers.keys():
        raise _RefusedError
    made: Pressable = command(**{name: read(sent[name]) for name, read in readers.items()}, **fields)
    return made


def _fields(sent: dict[str, Any]) -> dict[str, str]:
    """Take the filled-in inputs out of what was sent."""
    filled = {key.removeprefix(FIELD): sent.pop(key) for key in list(sent) if key.startswith(FIELD)}
    if len(filled) > MOST_FIELDS:
        raise _RefusedError
    return {_name(name): _filled(value) for name, value in filled.items()}


def _name(raw: str) -> str:
    if not _NAME.fullmatch(raw):
        raise _RefusedError
    return raw


def _filled(raw: object) -> str:
    if not isinstance(raw, str) or len(raw) > LONGEST_FIELD or any("\ud800" <= char <= "\udfff" for char in raw):
        raise _RefusedError
    return raw
