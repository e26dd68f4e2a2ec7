"""Finding rooms by a part of their name."""

import asyncio

import pytest

from checks.collector import CannotCollect
from checks.model import GapReason, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.rooms import MOST, MOST_PAGES, GraphRooms
from tests.checks.sources.graph.fake_graph import FakeGraph, Time, error, many

PLACES = "/v1.0/places/microsoft.graph.room"
AARE = {"id": "1", "displayName": "Zürich Aare", "emailAddress": "Aare@contoso.com", "capacity": 8}
LIMMAT = {"id": "2", "displayName": "Zürich Limmat", "emailAddress": "limmat@contoso.com"}


@pytest.fixture
def rooms(client: GraphClient, time: Time) -> GraphRooms:
    return GraphRooms(client, now=time.now)


async def test_any_part_in_any_case_finds_a_room(graph: FakeGraph, rooms: GraphRooms) -> None:
    graph.on(PLACES, many(LIMMAT, AARE))
    assert await rooms.named("RICH") == [Room("aare@contoso.com", "Zürich Aare"),
                                         Room("limmat@contoso.com", "Zürich Limmat")]
    assert await rooms.named("aar") == [Room("aare@contoso.com", "Zürich Aare")]
    assert await rooms.named("zu\N{COMBINING DIAERESIS}rich\N{NO-BREAK SPACE}l") == [
        Room("limmat@contoso.com", "Zürich Limmat")]
    assert await rooms.named("Bern") == []


async def test_what_is_looked_for_never_reaches_graph(graph: FakeGraph, rooms: GraphRooms) -> None:
    graph.on(PLACES, many(AARE))
    assert await rooms.named("' or 1 eq 1 &$top=9") == []
    assert graph.asked[0].query == {"$select": "id,displayName,emailAddress", "$top": "100"}


async def test_nothing_finds_nothing(graph: FakeGraph, rooms: GraphRooms) -> None:
    assert await rooms.named(" \N{NO-BREAK SPACE}") == ()
    assert graph.asked == []


async def test_the_list_is_kept_for_five_minutes(graph: FakeGraph, rooms: GraphRooms, time: Time) -> None:
    graph.on(PLACES, many(AARE))
    await asyncio.gather(rooms.named("a"), rooms.named("b"))
    assert len(graph.asked) == 1
    time.seconds += 301
    await rooms.named("a")
    assert len(graph.asked) == 2


async def test_every_page_is_read_and_their_number_is_bounded(graph: FakeGraph, rooms: GraphRooms) -> None:
    graph.on(PLACES, many(AARE, link=f"{graph.root}{PLACES}?$skip=1"))
    await rooms.named("a")
    assert len(graph.asked) == MOST_PAGES


async def test_no_more_than_a_person_can_choose_from(graph: FakeGraph, rooms: GraphRooms) -> None:
    graph.on(PLACES, many(*({"displayName": f"Room {n:02}", "emailAddress": f"r{n}@contoso.com"} for n in range(60))))
    found = await rooms.named("room")
    assert len(found) == MOST
    assert found[0].display_name == "Room 00"


@pytest.mark.parametrize("strange", [{"displayName": None, "emailAddress": None}, {"displayName": "Zürich"},
                                     {"displayName": "Zürich", "emailAddress": "no address"}])
async def test_a_place_without_an_address_is_no_room(graph: FakeGraph, rooms: GraphRooms,
                                                     strange: dict[str, object]) -> None:
    graph.on(PLACES, many(strange, AARE))
    assert len(await rooms.named("zürich")) == 1


async def test_a_failed_read_is_told_and_tried_again(graph: FakeGraph, rooms: GraphRooms) -> None:
    graph.on(PLACES, error(403, "ErrorAccessDenied"), many(AARE))
    with pytest.raises(CannotCollect) as caught:
        await rooms.named("a")
    assert caught.value.reason is GapReason.NO_PERMISSION
    assert "Place.Read.All" in caught.value.remedy
    assert len(await rooms.named("aare")) == 1
