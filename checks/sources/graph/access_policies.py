"""The Conditional Access policies that refused the room, as they stand now."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import datetime

from msgraph.generated.identity.conditional_access.policies.policies_request_builder import PoliciesRequestBuilder

from checks.facts.access_policies import AccessPolicies, AccessPolicy
from checks.facts.asked import Topic, is_asked
from checks.facts.base import Facts
from checks.facts.sign_ins import AppliedPolicy, Origin, SignIn, SignIns
from checks.model import Citation, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import Json, child, text, texts
from checks.sources.graph.odata import configured
from checks.sources.graph.pacing import CONDITIONAL_ACCESS
from checks.sources.graph.refusals import Call

SOURCE = "graph.access_policies"
PERMISSION = "Policy.Read.All"
MOST_PAGES = 5
_CITE = Citation(SOURCE, "identity/conditionalAccess/policies")
_CALL = Call(AccessPolicies.title, PERMISSION, CONDITIONAL_ACCESS)
_Query = PoliciesRequestBuilder.PoliciesRequestBuilderGetQueryParameters


def wanted(known: Facts) -> bool:
    """Whether a sign-in was refused by a policy of which it gives no name, or by any while somebody asks for access."""
    refusing = tuple(_refusing(known[SignIns])) if SignIns in known else ()
    return any(not policy.name or is_asked(known, Topic.ACCESS) for policy in refusing)


def _refusing(sign_ins: SignIns) -> Iterator[AppliedPolicy]:
    """The policies that failed in refused sign-ins of the room; report-only results refuse nothing."""
    refused = (sign_in for sign_in in sign_ins.items if _counts(sign_in))
    return (policy for sign_in in refused for policy in sign_in.policies if policy.result == "failure" and policy.id)


def _counts(sign_in: SignIn) -> bool:
    return not sign_in.succeeded and sign_in.origin is not Origin.PERSON


async def access_policies(client: GraphClient, clock: Callable[[], datetime], _room: Room,
                          known: Facts) -> AccessPolicies:
    """Raises :class:`~checks.collector.CannotCollect`."""
    named = _named(known)
    found: list[AccessPolicy] = []
    async for page in _pages(client):
        found += [policy for policy in page if policy.id in named]
        if len(found) >= len(named):
            break
    return AccessPolicies(clock(), _CITE, tuple(found))


async def of_the_tenant(client: GraphClient, clock: Callable[[], datetime], _room: Room,
                        known: Facts) -> AccessPolicies:
    """As :func:`access_policies`, from one list for all rooms. Raises :class:`~checks.collector.CannotCollect`."""
    async def ask() -> AccessPolicies:
        return AccessPolicies(clock(), _CITE, tuple([policy async for page in _pages(client) for policy in page]))

    every, named = await client.kept.get((SOURCE, "every policy"), ask), _named(known)
    return replace(every, items=tuple(policy for policy in every.items if policy.id in named))


def _named(known: Facts) -> frozenset[str]:
    return frozenset(policy.id.lower() for policy in _refusing(known[SignIns]))


async def _pages(client: GraphClient) -> AsyncIterator[tuple[AccessPolicy, ...]]:
    query = configured(_Query(select=["id", "displayName", "state", "grantControls"]))
    request = client.v1.identity.conditional_access.policies.to_get_request_information(query)
    page_count = 0
    async for page, _more in client.pages(request, _CALL):
        yield tuple(map(_policy, page))
        page_count += 1
        if page_count == MOST_PAGES:
            break


def _policy(record: Json) -> AccessPolicy:
    return AccessPolicy(text(record, "id").lower(), text(record, "displayName"), text(record, "state"),
                        texts(child(record, "grantControls"), "builtInControls"))
