"""The heartbeat of the room's app: a JSON text in events 2000 (healthy) and 2001 (unhealthy).

Layout as Microsoft documents it for Azure Monitor ("Skype Room System" log), with the spellings that versions of the
app and of its documentation use: with and without a space before the colon, "Signin", "Sign in" and "Sign-in", and free
text that follows a state without a space.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from checks.facts.base import newest_first
from checks.facts.heartbeats import Heartbeat, Heartbeats
from checks.model import Citation, Window
from checks.sources.bundle.codes import aadsts_numbers, written
from checks.sources.bundle.evtx import EventRecord
from checks.sources.bundle.inventory import Log
from checks.sources.bundle.redact import Redactor, visible

HEALTHY_EVENT, UNHEALTHY_EVENT = 2000, 2001
_LABEL = re.compile(
    r"\b(?P<label>network|exchange|teams[ -]*sign[ -]?in|sign[ -]?in) +status *[:\uff1a] *", re.IGNORECASE)
_LONGEST_STATE = 60


def payload(record: EventRecord) -> Mapping[str, Any]:
    """The heartbeat's JSON object; empty when no text of the record is one."""
    return _payload(record.fields)


@lru_cache(maxsize=1024)
def _payload(fields: tuple[tuple[str, str], ...]) -> Mapping[str, Any]:
    """Heartbeats say the same for days, and several facts ask each of them."""
    for _, text in fields:
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            # another of the event's texts, or a damaged one
            continue
        if isinstance(found, dict) and "Description" in found:
            return MappingProxyType(found)
    return MappingProxyType({})


def text_of(found: Mapping[str, Any], key: str) -> str:
    """One value of the payload as plain text; empty when it is missing or no text."""
    value = found.get(key)
    return visible(value) if isinstance(value, str) else ""


def read_heartbeats(records: Iterable[EventRecord], redactor: Redactor, window: Window) -> Heartbeats:
    """The heartbeats among the records of the room's app."""
    beats = (record for record in records if record.event_id in (HEALTHY_EVENT, UNHEALTHY_EVENT))
    return Heartbeats(newest_first(_heartbeat(record, redactor) for record in beats), (window,))


def _heartbeat(record: EventRecord, redactor: Redactor) -> Heartbeat:
    told = _told(record.fields, redactor)
    cite = Citation(Log.HEARTBEATS.value, record.located(redactor.quote), told.quote, record.at, told.code)
    return Heartbeat(record.at, record.event_id == HEALTHY_EVENT, cite, *told.states, told.text, told.codes)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a heartbeat says, whenever it says it. ``states`` are those of network, Exchange, sign-in and Teams."""

    states: tuple[str, str, str, str]
    text: str
    codes: tuple[int, ...]
    code: str
    quote: str


@lru_cache(maxsize=1024)
def _told(fields: tuple[tuple[str, str], ...], redactor: Redactor) -> _Told:
    description = text_of(_payload(fields), "Description") or visible("\n".join(text for _, text in fields))
    states, free = _states(description)
    codes = aadsts_numbers(description)
    network, exchange, sign_in, teams = (redactor.quote(states.get(name, ""), _LONGEST_STATE)
                                         for name in ("network", "exchange", "signin", "teamssignin"))
    return _Told((network, exchange, sign_in, teams), redactor.quote(free), codes, written(codes[0]) if codes else "",
                 redactor.quote(description))


def _states(description: str) -> tuple[dict[str, str], str]:
    """The states by label, and the free text beside them. A state ends at the first full stop."""
    labels = list(_LABEL.finditer(description))
    if not labels:
        return {}, description
    ends = [label.start() for label in labels[1:]] + [len(description)]
    states, free = {}, []
    for label, end in zip(labels, ends, strict=True):
        state, _, rest = description[label.end():end].partition(".")
        states[re.sub(r"[ -]", "", label["label"]).lower()] = state.strip()
        free.append(rest.strip())
    return states, " ".join(text for text in free if text)
