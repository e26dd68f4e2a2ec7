"""The room on the organisation's list of places."""

from collections.abc import Callable
from datetime import datetime

from checks.facts.base import Facts
from checks.facts.place import Place
from checks.model import Citation, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import Json, text
from checks.sources.graph.known_account import mail_address
from checks.sources.graph.odata import segment
from checks.sources.graph.pacing import EXCHANGE
from checks.sources.graph.refusals import Call, GraphError, unreadable

SOURCE = "graph.place"
PERMISSION = "Place.Read.All"
_CALL = Call(Place.title, PERMISSION, EXCHANGE)
_MISSING = 404


async def place(client: GraphClient, clock: Callable[[], datetime], _room: Room, known: Facts) -> Place:
    """Raises :class:`~checks.collector.CannotCollect`."""
    return await listed_at(client, clock, mail_address(known))


async def listed_at(client: GraphClient, clock: Callable[[], datetime], who: str) -> Place:
    """The place of this address. Raises :class:`~checks.collector.CannotCollect`."""
    cite = Citation(SOURCE, f"places/{who}")
    request = client.request(f"/places/{segment(who)}", {})  # the SDK's builders have only lists of places
    try:
        document = await client.get_jointly(request, _CALL)
    except GraphError as refusal:
        if refusal.status == _MISSING:
            return Place(clock(), cite, found=False)
        raise
    if not text(document, "id") and not text(document, "displayName"):
        raise unreadable(_CALL)
    return place_of(document, clock(), cite)


def place_of(document: Json, now: datetime, cite: Citation) -> Place:
    """A place that the list has."""
    return Place(now, cite, found=True, name=text(document, "displayName"), building=text(document, "building"),
                 teams_enabled=text(document, "teamsEnabledState"))
