"""Where texts and documents name a room."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

_NOT_BEFORE = r"(?<![\w.!#^~-])(?<!\w')"
"""A longer name may end alike; an address in quotation marks is one all the same."""
_NOT_AFTER = r"(?![\w-]|\.(?!(?:zip|log|txt|evtx|xml|json)\b)[\w-])"
"""A longer domain may begin alike; what ends a sentence or a file's name is no part of it."""


def pattern_of(addresses: Collection[str]) -> re.Pattern[str]:
    """Finds the addresses in a text, and none that only begins or ends like one of them."""
    either = "|".join(re.escape(each) for each in addresses)
    return re.compile(f"{_NOT_BEFORE}(?:{either}){_NOT_AFTER}", re.IGNORECASE)


def words(value: object) -> Iterator[str]:
    """Every text in a column's value, be it a text, or JSON that is decoded or not."""
    if isinstance(value, str):
        yield from _texts(decoded) if (decoded := _decoded(value)) is not None else (value,)
    else:
        yield from _texts(value)


def account_names(evidence: str) -> tuple[frozenset[str], str]:
    """The addresses and the object id of the account that Graph told of in kept evidence, or none; in lower case."""
    document = _decoded(evidence)
    facts = document.get("facts") if isinstance(document, dict) else None
    account = facts.get("Account") if isinstance(facts, dict) else None
    if not isinstance(account, dict):
        return frozenset(), ""
    names = frozenset(str(account.get(key) or "").lower() for key in ("address", "mail", "primary_address"))
    return names - {""}, str(account.get("object_id") or "").lower()


def object_id_of(report: Mapping[str, Any]) -> str:
    """The object id that a report's room has, in lower case; empty where it has none."""
    room = report.get("room")
    return str(room.get("object_id") or "").lower() if isinstance(room, dict) else ""


def account_words(report: Mapping[str, Any]) -> Iterator[str]:
    """What the checks of the account say in a report. Theirs are Graph's facts; others quote what logs say."""
    for finding in report.get("findings") or ():
        if finding["id"].startswith("account."):
            yield finding["summary"]


def _decoded(text: str) -> Any:
    """What the JSON says; None where the text is none."""
    try:
        return json.loads(text) if text.startswith(("{", "[")) else None
    except ValueError:
        return None


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, held in value.items():
            yield from _texts(key)
            yield from _texts(held)
    elif isinstance(value, list | tuple):
        for held in value:
            yield from _texts(held)
