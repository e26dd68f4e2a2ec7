"""What an activity's JSON may hold, read without trusting it: whatever is of another kind counts as absent. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

LONGEST_ID = 400
"""Characters. Those of Teams have less than 200, and two of them have to fit into one column of the store."""
LONGEST_WORD = 64
"""Characters of an Entra object id, a time zone or a language."""
_DEEPEST_PAYLOAD = 8
_OBJECT_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def string(value: object) -> str:
    """A string that every encoder and every database takes: JSON may carry half a surrogate pair, and a NUL."""
    return value.encode("utf-8", "replace").decode("utf-8").replace("\0", "") if isinstance(value, str) else ""


def an_id(value: object, longest: int = LONGEST_ID) -> str:
    """An id, or another word that is kept; empty for what is too long, or is not written plainly, to be one."""
    return value if isinstance(value, str) and len(value) <= longest and value.isprintable() else ""


def is_object_id(word: str) -> bool:
    """Whether it is an id as Entra gives them."""
    return _OBJECT_ID.fullmatch(word) is not None


def mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def mappings(value: object) -> Sequence[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def ids(value: object, *names: str) -> dict[str, str]:
    """Those of these ids that there are."""
    wire = mapping(value)
    return {name: word for name in names if (word := an_id(wire.get(name)))}


def payload_of(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a button carries, no deeper than any of ours."""
    cleaned = _clean(value, _DEEPEST_PAYLOAD)
    return cleaned if isinstance(cleaned, dict) else {}


def _clean(value: object, depth: int) -> object:
    if isinstance(value, str):
        return string(value)
    if not isinstance(value, Mapping | list):
        return value
    if depth == 0:
        return None
    if isinstance(value, list):
        return [_clean(item, depth - 1) for item in value]
    return {string(key): _clean(item, depth - 1) for key, item in value.items()}
