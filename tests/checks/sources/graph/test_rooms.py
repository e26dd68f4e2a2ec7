"""The organisation's list of rooms."""

import asyncio

import pytest

from checks.collector import CannotCollect
from checks.model import GapReason, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.rooms import MOST_PAGES, GraphRooms
from tests.checks.sources.graph.fake_graph import FakeGraph, Time, error, many

PLACES = "/v1.0/places/microsoft.graph.room"
AARE = {"id": "1", "displayName": "Zürich Aare", "emailAddress": "Aare@contoso.com", "capacity": 8}
LIMMAT = {"id": "2", "displayName": "Zürich Limmat", "emailAddress": "limmat@contoso.com"}


@pytest.fixture
def rooms(client: GraphClient, time: Time) -> GraphRooms:
    return GraphRooms(client, now=time.now)


async def test_every_room_of_the_organisation_is_listed(graph: FakeGraph, rooms: GraphRooms) -> None:
    graph.on(PLACES, many(LIMMAT, AARE))
    assert list(await rooms.listed()) == [Room("limmat@contoso.com", "Zürich Limmat"),
                                          Room("aare@contoso.com", "Zürich Aare")]
    assert graph.asked[0].query == {"$select": "id,displayName,emailAddress", "$top": "100"}


async def test_the_list_is_kept_for_five_minutes(graph: FakeGraph, rooms: GraphRooms, time: Time) -> None:
    graph.on(PLACES, many(AARE))
    await asyncio.gather(rooms.listed(), rooms.listed())
    assert len(graph.asked) == 1
    time.seconds += 301
    await rooms.listed()
    assert len(graph.asked) == 2


async def test_every_page_is_read_and_their_number_is_bounded(graph: FakeGraph, rooms: GraphRooms) -> None:
    graph.on(PLACES, many(AARE, link=f"{graph.root}{PLACES}?$skip=1"))
    await rooms.listed()
    assert len(graph.asked) == MOST_PAGES


@pytest.mark.parametrize("strange", [{"displayName": None, "emailAddress": None}, {"displayName": "Zürich"},
                                     {"displayName": "Zürich", "emailAddress": "no address"}])
async def test_a_place_without_an_address_is_no_room(graph: FakeGraph, rooms: GraphRooms,
                                                     strange: dict[str, object]) -> None:
    graph.on(PLACES, many(strange, AARE))
    assert len(await rooms.listed()) == 1


async def test_a_failed_read_is_told_and_tried_again(graph: FakeGraph, rooms: GraphRooms) -> None:
    graph.on(PLACES, error(403, "ErrorAccessDenied"), many(AARE))
    with pytest.raises(CannotCollect) as caught:
        await rooms.listed()
    assert caught.value.reason is GapReason.NO_PERMISSION
    assert "Place.Read.All" in caught.value.remedy
    assert len(await rooms.listed()) == 1
