"""A domain of the tenant, and how the passwords and sign-ins of its accounts are ruled.

The domain of the room's address is asked for together with the account, before its user name is known; both ask here,
and each domain is asked for once in a while.
"""

from collections.abc import Callable
from datetime import datetime

from msgraph.generated.domains.item.domain_item_request_builder import DomainItemRequestBuilder

from checks.facts.account import DOMAINS_PLACE
from checks.facts.asked import Topic, is_asked
from checks.facts.base import Facts
from checks.facts.domain import SignInDomain
from checks.model import Citation, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import number, text
from checks.sources.graph.known_account import user_name
from checks.sources.graph.odata import for_a_person
from checks.sources.graph.pacing import DIRECTORY
from checks.sources.graph.refusals import Call

SOURCE = "graph.domain"
PERMISSION = "Domain.Read.All"
_CALL = Call(SignInDomain.title, PERMISSION, DIRECTORY)
_FEDERATED = {"managed": False, "federated": True}
_Query = DomainItemRequestBuilder.DomainItemRequestBuilderGetQueryParameters


async def sign_in_domain(client: GraphClient, clock: Callable[[], datetime], _room: Room, known: Facts) -> SignInDomain:
    """The domain of the account's user name. Raises :class:`~checks.collector.CannotCollect`."""
    return await domain_of(client, clock, user_name(known), anew=is_asked(known, Topic.EVERYTHING))


async def domain_of(client: GraphClient, clock: Callable[[], datetime], address: str, *,
                    anew: bool = False) -> SignInDomain:
    """The domain of an address; one that the tenant does not have is a ``GraphError`` with status 404."""
    name = address.rpartition("@")[2].lower()

    async def ask() -> SignInDomain:
        wanted = for_a_person(_Query(select=["id", "passwordValidityPeriodInDays", "authenticationType"]))
        request = client.v1.domains.by_domain_id(name).to_get_request_information(wanted)
        document = await client.get_jointly(request, _CALL)
        return SignInDomain(clock(), Citation(SOURCE, f"{DOMAINS_PLACE}{name}"), name,
                            number(document, "passwordValidityPeriodInDays"),
                            _FEDERATED.get(text(document, "authenticationType").casefold()))

    return await client.kept.get((SOURCE, name), ask, anew=anew)
