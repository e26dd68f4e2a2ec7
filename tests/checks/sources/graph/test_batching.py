"""Requests that fall due together travel together, and fail alone."""

import asyncio

import pytest
from kiota_abstractions.request_information import RequestInformation

from checks.collector import CannotCollect
from checks.limits import Limit
from checks.model import GapReason
from checks.sources.graph.batching import LINGER
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import Json
from checks.sources.graph.pacing import DIRECTORY, EXCHANGE, Unpaced
from checks.sources.graph.refusals import Call
from tests.checks.sources.graph.fake_graph import Answer, FakeGraph, Time, client_of, error

CALL = Call("the things", "Things.Read.All", DIRECTORY)


def thing(client: GraphClient, name: str) -> RequestInformation:
    return client.request(f"/things/{name}", {"$select": "id"})


async def get(client: GraphClient, name: str) -> Json:
    return await client.get_jointly(thing(client, name), CALL)


async def test_what_is_asked_at_once_is_one_round_trip(graph: FakeGraph, client: GraphClient) -> None:
    for name in "abc":
        graph.on(f"/v1.0/things/{name}", Answer({"id": name}))
    got = await asyncio.gather(*(get(client, name) for name in "abc"))
    assert [each["id"] for each in got] == ["a", "b", "c"]
    assert graph.posts == 1
    assert all(seen.batched and seen.query == {"$select": "id"} for seen in graph.asked)


async def test_a_gate_that_takes_a_moment_tears_no_batch_apart(graph: FakeGraph, time: Time) -> None:
    """A gate that several processes share stands in a database, which answers one request after the other."""
    class Shared(Unpaced):
        async def enter(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False) -> None:
            async with self._lane(limit).turn:
                await asyncio.sleep(0)
            await super().enter(limit, patience, units=units, behind=behind)

    graph.on("/v1.0/things/a", Answer({"id": "a"}))
    async with client_of(graph.root, time, gate=Shared()) as client:
        await asyncio.gather(*(get(client, "a") for _ in range(16)))
    assert graph.http_requests == 1


async def test_a_batch_does_not_wait_for_who_is_kept_at_the_gate(graph: FakeGraph, time: Time) -> None:
    class Closed(Unpaced):
        async def enter(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False) -> None:
            if limit is EXCHANGE:
                await asyncio.Event().wait()
            await super().enter(limit, patience, units=units, behind=behind)

    graph.on("/v1.0/things/a", Answer({"id": "a"}))
    async with client_of(graph.root, time, gate=Closed()) as client:
        mail = Call("the mail", "Mail.Read", EXCHANGE)
        kept_out = asyncio.create_task(client.get_jointly(thing(client, "b"), mail))
        assert await get(client, "a") == {"id": "a"}
        kept_out.cancel()


async def test_a_batch_of_background_work_waits_longer_until_it_is_full(graph: FakeGraph, time: Time) -> None:
    class Slow(Unpaced):
        async def enter(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False) -> None:
            if limit is EXCHANGE:
                opened = asyncio.Event()
                asyncio.get_running_loop().call_later(2 * LINGER, opened.set)
                await opened.wait()
            await super().enter(limit, patience, units=units, behind=behind)

    graph.on("/v1.0/things/a", Answer({"id": "a"}))
    mail = Call("the mail", "Mail.Read", EXCHANGE)
    async with client_of(graph.root, time, gate=Slow()) as client:
        for each, sent in ((client, 2), (client.in_background(), 3)):
            await asyncio.gather(get(each, "a"), each.get_jointly(thing(each, "a"), mail))
            assert graph.http_requests == sent


async def test_one_request_needs_no_batch(graph: FakeGraph, client: GraphClient) -> None:
    graph.on("/v1.0/things/a", Answer({"id": "a"}))
    assert await get(client, "a") == {"id": "a"}
    assert graph.posts == 0


async def test_a_batch_holds_twenty(graph: FakeGraph, client: GraphClient) -> None:
    graph.on("/v1.0/things/a", Answer({"id": "a"}))
    await asyncio.gather(*(get(client, "a") for _ in range(41)))
    assert graph.posts == 2
    assert len(graph.asked) == 41


async def test_each_part_has_its_own_outcome(graph: FakeGraph, client: GraphClient) -> None:
    graph.on("/v1.0/things/a", Answer({"id": "a"}))
    graph.on("/v1.0/things/b", error(403, "Authorization_RequestDenied"))
    good, bad = await asyncio.gather(get(client, "a"), get(client, "b"), return_exceptions=True)
    assert good == {"id": "a"}
    assert isinstance(bad, CannotCollect)
    assert bad.reason is GapReason.NO_PERMISSION


async def test_a_throttled_part_waits_and_asks_again(graph: FakeGraph, client: GraphClient, time: Time) -> None:
    graph.on("/v1.0/things/a", Answer({"id": "a"}))
    graph.on("/v1.0/things/b", error(429, "TooManyRequests", Retry_After="2"), Answer({"id": "b"}))
    got = await asyncio.gather(get(client, "a"), get(client, "b"))
    assert [each["id"] for each in got] == ["a", "b"]
    assert time.slept == [2.0]
    assert len(graph.asked_for("/v1.0/things/a")) == 1


async def test_a_throttled_part_holds_only_its_own_service(graph: FakeGraph, client: GraphClient) -> None:
    graph.on("/v1.0/things/a", Answer({"id": "a"}))
    graph.on("/v1.0/things/b", error(429, "TooManyRequests", Retry_After="100"))
    mail = Call("the mail", "Mail.Read", EXCHANGE)
    await asyncio.gather(get(client, "a"), client.get_jointly(thing(client, "b"), mail), return_exceptions=True)
    assert await get(client, "a") == {"id": "a"}


async def test_a_refused_batch_refuses_every_part(graph: FakeGraph, client: GraphClient) -> None:
    graph.on("/v1.0/$batch", error(401, "InvalidAuthenticationToken"))
    got = await asyncio.gather(get(client, "a"), get(client, "b"), return_exceptions=True)
    assert [isinstance(each, CannotCollect) for each in got] == [True, True]


@pytest.mark.parametrize("responses", [
    {"responses": None}, {}, {"responses": [{"id": "1", "status": 200, "body": "eyJ4IjoxfQ=="}]},
    {"responses": [{"id": "1"}, "x", {"id": 2, "status": 200, "body": {}}]},
])
async def test_a_part_without_an_answer_is_a_failure(graph: FakeGraph, client: GraphClient,
                                                     responses: object) -> None:
    graph.on("/v1.0/$batch", Answer(responses))
    got = await asyncio.gather(get(client, "a"), get(client, "b"), return_exceptions=True)
    assert [isinstance(each, CannotCollect) for each in got] == [True, True]


async def test_who_gives_up_does_not_disturb_the_others(graph: FakeGraph, client: GraphClient) -> None:
    graph.on("/v1.0/things/a", Answer({"id": "a"}))
    first, second = asyncio.create_task(get(client, "a")), asyncio.create_task(get(client, "a"))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == {"id": "a"}


async def test_closing_ends_what_is_under_way(graph: FakeGraph, client: GraphClient) -> None:
    graph.on("/v1.0/things/a", Answer({"id": "a"}))
    asked = asyncio.create_task(get(client, "a"))
    await asyncio.sleep(0)
    await client.close()
    with pytest.raises(asyncio.CancelledError):
        await asked
