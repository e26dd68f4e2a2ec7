"""The part of OData that Roomcheck speaks: ``$filter``, ``$select``, ``$top`` and pages.

Whatever else a request asks for is refused, as Graph refuses what a resource does not offer.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from demo.graph_objects import Json

Matches = Callable[[Json], bool]
_TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<time>\d{4}-\d\d-\d\dT[\d:.]+Z)"
                    r"|(?P<id>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})|(?P<word>[A-Za-z_][\w/]*)"
                    r"|(?P<mark>[():,]))")
_BOOLEANS = frozenset({"true", "false"})
_EXPANSION = re.compile(r"(\w+)(?:\(\$select=([\w,]+)\))?")
MOST_ALTERNATIVES = 15
"""How many alternatives Graph takes in one filter, and how many values after one ``in``."""
OPTIONS = frozenset({"$filter", "$select", "$top", "$skiptoken", "$count"})


class BadQueryError(Exception):
    """The query is none that this resource answers; the message is Graph's."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What one resource answers: the ``(property, operator)`` pairs of its ``$filter``, in lower case.

    ``ignores_case`` holds of the directory and not of the sign-in log. ``expands`` are the properties that come with
    ``$expand`` alone.
    """

    type: str
    filters: frozenset[tuple[str, str]] = frozenset()
    ignores_case: bool = True
    expands: frozenset[str] = frozenset()


class _Filter:
    """A reader of one ``$filter``, from left to right; ``and`` binds tighter than ``or``."""

    def __init__(self, text: str, offer: Offer) -> None:
        self._offer, self._tokens, end = offer, list[tuple[str, str]](), 0
        while end < len(text.rstrip()):
            found = _TOKEN.match(text, end)
            if found is None:
                raise BadQueryError("Invalid filter clause")
            self._tokens.append((str(found.lastgroup), str(found[found.lastgroup or 0])))
            end = found.end()

    def read(self) -> Matches:
        matches = self._either()
        if self._tokens:
            raise BadQueryError("Invalid filter clause")
        return matches

    def _either(self) -> Matches:
        parts = [self._all()]
        while self._next_is("or"):
            self._take()
            parts.append(self._all())
        _bounded(parts)
        return parts[0] if len(parts) == 1 else lambda entry: any(part(entry) for part in parts)

    def _all(self) -> Matches:
        parts = [self._one()]
        while self._next_is("and"):
            self._take()
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda entry: all(part(entry) for part in parts)

    def _one(self) -> Matches:
        if self._next_is("("):
            self._take("(")
            inner = self._either()
            self._take(")")
            return inner
        name = self._take(kind="word")
        if self._next_is("("):
            return self._any(name) if name.endswith("/any") else self._function(name)
        operator = self._take(kind="word")
        return self._in(name) if operator == "in" else self._comparison(name, operator, self._literal())

    def _in(self, name: str) -> Matches:
        self._offered(name, "in")
        self._take("(")
        wanted = [self._folded(self._literal())]
        while self._next_is(","):
            self._take()
            wanted.append(self._folded(self._literal()))
        self._take(")")
        _bounded(wanted)
        return lambda entry: self._folded(entry[name]) in wanted

    def _function(self, function: str) -> Matches:
        self._take("(")
        name = self._take(kind="word")
        self._take(",")
        wanted = self._literal()
        self._take(")")
        return self._comparison(name, function.lower(), wanted)

    def _any(self, path: str) -> Matches:
        name = path.removesuffix("/any")
        self._take("(")
        variable = self._take(kind="word")
        self._take(":")
        wanted = [self._of_item(variable)]
        while self._next_is("or"):
            self._take()
            wanted.append(self._of_item(variable))
        self._take(")")
        self._offered(name, "any")
        return lambda entry: any(self._folded(item[inside] if inside else item) == value
                                 for item in entry[name] for inside, value in wanted)

    def _of_item(self, variable: str) -> tuple[str, Any]:
        """One comparison inside ``any``: the item's own property, or empty for the item itself, and the value."""
        found, _, inside = self._take(kind="word").partition("/")
        if found != variable:
            raise BadQueryError("Invalid filter clause")
        self._take("eq")
        return inside, self._folded(self._literal())

    def _comparison(self, name: str, operator: str, wanted: Any) -> Matches:
        self._offered(name, operator)
        compare = _COMPARISONS[operator]
        return lambda entry: compare(self._comparable(entry[name], wanted), self._folded(wanted))

    def _comparable(self, value: Any, wanted: Any) -> Any:
        if isinstance(wanted, datetime):
            return datetime.fromisoformat(value)
        return self._folded(value) if value is not None else ""

    def _folded(self, value: Any) -> Any:
        return value.casefold() if self._offer.ignores_case and isinstance(value, str) else value

    def _offered(self, name: str, operator: str) -> None:
        if (name.lower(), operator) not in self._offer.filters:
            raise BadQueryError(f"Unsupported or invalid query filter clause specified for property '{name}' of "
                                f"resource '{self._offer.type}'.")

    def _literal(self) -> str | bool | datetime:
        kind, text = self._tokens.pop(0) if self._tokens else ("", "")
        if kind == "time":
            return datetime.fromisoformat(text)
        if kind == "id":
            return text
        if kind == "word" and text in _BOOLEANS:
            return text == "true"
        if kind != "text":
            raise BadQueryError("Invalid filter clause")
        return text[1:-1].replace("''", "'")

    def _next_is(self, word: str) -> bool:
        return bool(self._tokens) and self._tokens[0][1] == word and self._tokens[0][0] != "text"

    def _take(self, word: str = "", kind: str = "") -> str:
        found_kind, found = self._tokens.pop(0) if self._tokens else ("", "")
        if (word and found != word) or (kind and found_kind != kind):
            raise BadQueryError("Invalid filter clause")
        return found


_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, wanted: value == wanted,
    "ge": lambda value, wanted: value >= wanted,
    "le": lambda value, wanted: value <= wanted,
    "startswith": lambda value, wanted: value.startswith(wanted),
    "endswith": lambda value, wanted: value.endswith(wanted),
}


def _bounded(alternatives: Sequence[Any]) -> None:
    if len(alternatives) > MOST_ALTERNATIVES:
        raise BadQueryError("Too many child clauses specified in search filter expression containing 'OR' operators: "
                            f"{len(alternatives)}. Max allowed: {MOST_ALTERNATIVES}.")


def filtered(entries: Sequence[Json], query: Mapping[str, str], offer: Offer) -> Sequence[Json]:
    """The entries that ``$filter`` lets through. Raises ``BadQueryError`` for a form that is not offered."""
    if "$filter" not in query:
        return entries
    matches = _Filter(query["$filter"], offer).read()
    return [entry for entry in entries if matches(entry)]


def selected(entry: Json, query: Mapping[str, str], offer: Offer, default: Sequence[str] = ()) -> Json:
    """The entry with the properties of ``$select``, or else the default ones, or else all, and with what ``$expand``
    asks for. Annotations always come along.
    """
    expanded = _expanded(entry, query, offer)
    plain = {name: value for name, value in entry.items() if name not in offer.expands}
    names = query["$select"].split(",") if "$select" in query else list(default) or list(plain)
    annotations = {name: value for name, value in plain.items() if name.startswith("@odata.")}
    return annotations | _picked(plain, names, offer.type) | expanded


def _picked(entry: Json, names: Sequence[str], of_type: str) -> Json:
    for name in names:
        if name not in entry:
            raise BadQueryError("Parsing OData Select and Expand failed: Could not find a property named "
                                f"'{name}' on type 'microsoft.graph.{of_type}'.")
    return {name: entry[name] for name in names}


def _expanded(entry: Json, query: Mapping[str, str], offer: Offer) -> Json:
    if "$expand" not in query:
        return {}
    found = _EXPANSION.fullmatch(query["$expand"])
    if found is None or found[1] not in offer.expands:
        raise BadQueryError(f"Invalid value '{query['$expand']}' for $expand query option found.")
    inner = entry[found[1]]
    return {found[1]: _picked(inner, found[2].split(",") if found[2] else list(inner), found[1])}


def page(entries: Sequence[Json], query: Mapping[str, str], largest: int) -> tuple[Sequence[Json], str | None]:
    """One page, and the ``$skiptoken`` of the next one if there is a next one."""
    start, size = _start(query.get("$skiptoken")), min(_top(query.get("$top")), largest)
    end = start + size
    token = urlsafe_b64encode(f"from {end}".encode()).decode() if end < len(entries) else None
    return entries[start:end], token


def _top(text: str | None) -> int:
    if text is None:
        return 1000
    if not text.isdecimal() or not 0 < int(text) <= 1000:  # noqa: PLR2004 - Graph's largest page
        raise BadQueryError(f"Invalid value '{text}' for $top query option found.")
    return int(text)


def _start(token: str | None) -> int:
    if token is None:
        return 0
    try:
        return int(urlsafe_b64decode(token).decode().removeprefix("from "))
    except (NotBase64, ValueError) as error:
        raise BadQueryError("The specified page token value is invalid.") from error
