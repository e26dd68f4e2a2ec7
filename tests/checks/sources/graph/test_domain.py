"""The domain of the account's user name."""

import asyncio

import pytest

from checks.collector import CannotCollect
from checks.facts.base import Facts
from checks.facts.domain import SignInDomain
from checks.model import GapReason, Room
from checks.sources.graph.account import account
from checks.sources.graph.client import GraphClient
from checks.sources.graph.domain import sign_in_domain
from tests.checks.sources.graph.answers import ACCOUNT, BY_NAME, DOMAIN, healthy
from tests.checks.sources.graph.fake_graph import Answer, FakeGraph, Read, Time, clock, error

FABRIKAM = "/v1.0/domains/fabrikam.com"


async def of(client: GraphClient, room: Room, known: Facts) -> SignInDomain:
    return await sign_in_domain(client, clock, room, known)


@pytest.mark.parametrize(("document", "days", "federated"), [
    ({"passwordValidityPeriodInDays": 2_147_483_647, "authenticationType": "Managed"}, 2_147_483_647, False),
    ({"passwordValidityPeriodInDays": 90, "authenticationType": "Federated"}, 90, True),
    ({"passwordValidityPeriodInDays": None, "authenticationType": None}, None, None),
    ({"passwordValidityPeriodInDays": "90", "authenticationType": "Quantum"}, None, None), ({}, None, None),
])
async def test_its_rules_are_read(graph: FakeGraph, read: Read, document: dict[str, object], days: object,
                                  federated: object) -> None:
    graph.on(DOMAIN, Answer({"id": "contoso.com", **document}))
    fact = await read(sign_in_domain)
    assert (fact.name, fact.validity_days, fact.federated) == ("contoso.com", days, federated)
    assert fact.cite.locator == "domains/contoso.com"
    assert graph.asked[0].query["$select"] == "id,passwordValidityPeriodInDays,authenticationType"


async def test_the_permission_is_named(graph: FakeGraph, read: Read) -> None:
    graph.on(DOMAIN, error(403, "Authorization_RequestDenied"))
    with pytest.raises(CannotCollect) as caught:
        await read(sign_in_domain)
    assert caught.value.reason is GapReason.NO_PERMISSION
    assert "Domain.Read.All" in caught.value.remedy


async def test_it_is_asked_once_with_the_account(graph: FakeGraph, client: GraphClient, room: Room,
                                                 time: Time) -> None:
    healthy(graph)
    found = await account(client, clock, room, Facts())
    await asyncio.gather(*(of(client, room, Facts([found])) for _ in range(3)))
    assert len(graph.asked_for(DOMAIN)) == 1
    time.seconds += 600
    await of(client, room, Facts([found]))
    assert len(graph.asked_for(DOMAIN)) == 2


async def test_it_is_the_user_names_and_not_the_addresss(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    healthy(graph)
    graph.on(BY_NAME, Answer(ACCOUNT | {"userPrincipalName": "room-42@Fabrikam.com"}))
    graph.on(FABRIKAM, Answer({"id": "fabrikam.com", "passwordValidityPeriodInDays": 90}))
    found = await account(client, clock, room, Facts())
    assert (await of(client, room, Facts([found]))).name == "fabrikam.com"
    assert [len(graph.asked_for(path)) for path in (DOMAIN, FABRIKAM)] == [1, 1]


async def test_without_an_account_there_is_none(graph: FakeGraph, client: GraphClient, room: Room,
                                                nobody: Facts) -> None:
    with pytest.raises(CannotCollect) as caught:
        await of(client, room, nobody)
    assert (caught.value.reason, graph.asked) == (GapReason.NOT_REQUESTED, [])


async def test_the_domain_of_an_unread_account_is_not_guessed(graph: FakeGraph, client: GraphClient,
                                                              room: Room) -> None:
    with pytest.raises(CannotCollect) as caught:
        await of(client, room, Facts())
    assert (caught.value.reason, graph.asked) == (GapReason.FAILED, [])
