"""Reads JSON from outside: a field that is missing, null or of another type reads as empty."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

Json = Mapping[str, Any]
NOTHING: Json = {}
LONGEST = 1_000


def parsed(body: bytes) -> Json:
    """A JSON object. Raises ``ValueError`` for anything else."""
    try:
        document = json.loads(body)
    except RecursionError as deep:
        raise ValueError("nested too deeply") from deep
    if not isinstance(document, dict):
        raise ValueError("no JSON object")  # noqa: TRY004 - the body is wrong, no argument of ours
    return document


def text(record: Json, name: str) -> str:
    """A string on one line, without control characters, cut at a thousand characters."""
    value = record.get(name)
    if not isinstance(value, str):
        return ""
    line = " ".join(value[:LONGEST].split())
    return line if line.isprintable() else "".join(c for c in line if c.isprintable())


def texts(record: Json, name: str) -> tuple[str, ...]:
    """The strings of a list, each as :func:`text` reads it; empty ones are left out."""
    value = record.get(name)
    found = (text({"": each}, "") for each in value) if isinstance(value, list) else ()
    return tuple(each for each in found if each)


def flag(record: Json, name: str) -> bool | None:
    value = record.get(name)
    return value if isinstance(value, bool) else None


def number(record: Json, name: str) -> int | None:
    value = record.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def moment(record: Json, name: str) -> datetime | None:
    """A time in UTC; one without a zone is taken as UTC, as Graph writes it."""
    try:
        read = datetime.fromisoformat(text(record, name))
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def child(record: Json, name: str) -> Json:
    value = record.get(name)
    return value if isinstance(value, dict) else NOTHING


def children(record: Json, name: str = "value") -> tuple[Json, ...]:
    """The objects of a list; anything else in it is left out."""
    value = record.get(name)
    return tuple(each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()


def is_a(record: Json, kind: str) -> bool:
    """Whether an object of a mixed list is of this kind; one that does not say is."""
    named = text(record, "@odata.type")
    return not named or named.rpartition(".")[2].casefold() == kind.casefold()
