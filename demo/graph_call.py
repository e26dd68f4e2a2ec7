"""A request to the simulated Graph, and what every resource does with one: pick, page and wrap."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from demo import graph_replies as replies
from demo.graph_faults import Faults
from demo.graph_objects import Json
from demo.graph_replies import Reply
from demo.odata import Offer, filtered, page, selected
from demo.tenant import Tenant

_LONG, _MOST_FOUND = 1_000, 8


@dataclass(frozen=True, slots=True)
class Call:
    """A request. ``root`` is scheme, host and port; header names are in lower case; ``body`` is JSON, or None."""

    root: str
    version: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    method: str = "GET"
    body: Any = None


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a resource finds its tenant, and gives out what it found there."""

    tenant: Tenant
    faults: Faults
    page_size: int
    found: dict[tuple[str, str], Sequence[Json]] = field(default_factory=dict)
    """What a filter has found in a whole list of the tenant, so that its next pages need not look again."""

    def known(self, name: str) -> Json:
        """The account with this id or user principal name. Raises ``Refused``."""
        found = self.tenant.user(name)
        if found is None:
            raise replies.no_such_resource(name)
        return found

    def entity(self, call: Call, entry: Json, offer: Offer, context: str, default: Sequence[str] = ()) -> Reply:
        """One object. Raises ``BadQueryError``."""
        return Reply(200, {"@odata.context": _context(call, context), **selected(entry, call.query, offer, default)})

    def listed(self, call: Call, entries: Sequence[Json], offer: Offer, context: str,
               default: Sequence[str] = ()) -> Reply:
        """One page of a collection, with the address of the next one. Raises ``BadQueryError``."""
        found = self._found(call, entries, offer)
        shown, token = page(found, call.query, self.page_size)
        body: Json = {"@odata.context": _context(call, context)}
        if call.query.get("$count") == "true":
            body["@odata.count"] = len(found)
        if token:
            body["@odata.nextLink"] = self._next(call, token)
        return Reply(200, body | {"value": [selected(entry, call.query, offer, default) for entry in shown]})

    def _found(self, call: Call, entries: Sequence[Json], offer: Offer) -> Sequence[Json]:
        # Pages go on only in long lists; a list that is made for one call is another one each time.
        if not isinstance(entries, tuple) or len(entries) < _LONG:
            return filtered(entries, call.query, offer)
        key = call.path, call.query.get("$filter", "")
        if key not in self.found:
            if len(self.found) >= _MOST_FOUND:
                self.found.clear()
            self.found[key] = filtered(entries, call.query, offer)
        return self.found[key]

    def _next(self, call: Call, token: str) -> str:
        wanted = {**call.query, "$skiptoken": token}
        query = "&".join(f"{name}={_quoted(value)}" for name, value in wanted.items())
        return f"{self.faults.foreign_pages or call.root}/{call.version}{call.path}?{query}"


def _context(call: Call, context: str) -> str:
    return f"{call.root}/{call.version}/$metadata#{context}"


def _quoted(value: str) -> str:
    return re.sub(r"[%&#+\s]", lambda found: f"%{ord(found[0]):02X}", value)
