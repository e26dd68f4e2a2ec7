"""What Entra ID Protection makes of the account. Asked only where a sign-in hints at a risk, or somebody wants all."""

from collections.abc import Callable
from datetime import datetime

from checks.facts.asked import Topic, is_asked
from checks.facts.base import Facts
from checks.facts.codes import Group, group_of
from checks.facts.security import Risk
from checks.facts.sign_ins import SignIn, SignIns
from checks.model import Citation, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import text
from checks.sources.graph.known_account import object_id
from checks.sources.graph.pacing import CONDITIONAL_ACCESS
from checks.sources.graph.refusals import P2, Call, GraphError, not_in, unreadable

SOURCE = "graph.risk"
PERMISSION = "IdentityRiskyUser.Read.All"
_CALL = Call(Risk.title, PERMISSION, CONDITIONAL_ACCESS, P2)
_MISSING = 404
_AT_RISK = frozenset({"medium", "high"})


def wanted(known: Facts) -> bool:
    """Whether a sign-in was refused or rated as risky, or somebody asked for everything."""
    attempts = known[SignIns].items if SignIns in known else ()
    return is_asked(known, Topic.EVERYTHING) or any(_is_risky(attempt) for attempt in attempts)


def _is_risky(attempt: SignIn) -> bool:
    return group_of(attempt.code) is Group.RISK or attempt.risk.casefold() in _AT_RISK


async def risk(client: GraphClient, clock: Callable[[], datetime], _room: Room, known: Facts) -> Risk:
    """An account that was never at risk is unknown there. Raises :class:`~checks.collector.CannotCollect`."""
    if not client.cloud.has_risky_users:
        raise not_in(client.cloud)
    place = f"identityProtection/riskyUsers/{object_id(known)}"
    try:
        document = await client.get(client.request(f"/{place}", {}), _CALL)
    except GraphError as refusal:
        if refusal.status == _MISSING:
            return Risk(clock(), Citation(SOURCE, place), level="none", state="none")
        raise
    level, state = text(document, "riskLevel"), text(document, "riskState")
    if not level or not state:
        raise unreadable(_CALL)
    return Risk(clock(), Citation(SOURCE, place), level, state)
