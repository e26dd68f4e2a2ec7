"""A large tenant: its lists, Graph's own limits on questions, and the pace of the sign-in log."""

from collections.abc import AsyncIterator
from datetime import datetime

import aiohttp
import pytest

from demo.fleet import ONE_IN, fleet_of, large_tenant
from demo.graph_faults import Faults
from demo.graph_server import simulated_graph
from demo.identifiers import ROOMS_BASIC, ROOMS_PRO
from demo.rooms import ROOMS
from tests.demo.conftest import GraphReader

EVENTUAL = {"ConsistencyLevel": "eventual"}
EITHER = " or ".join(f"assignedLicenses/any(l:l/skuId eq {sku.id})" for sku in (ROOMS_PRO, ROOMS_BASIC))
COUNT = 60


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        return self.seconds


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
async def large(now: datetime, time: Clock) -> AsyncIterator[GraphReader]:
    faults = Faults(clock=time.now)
    async with (simulated_graph(tenant=large_tenant(COUNT, now), faults=faults, page_size=1_000) as root,
                aiohttp.ClientSession() as http):
        yield GraphReader(root, http, faults)


def test_a_tenth_of_the_rooms_is_in_trouble_and_every_start_has_the_same() -> None:
    rooms = list(fleet_of(COUNT))
    assert rooms == list(fleet_of(COUNT))
    well = [room for room in rooms if room.expected.both == ROOMS[0].expected.both]
    assert len(well) == COUNT - COUNT // ONE_IN
    assert len({room.object_id for room in rooms}) == COUNT


async def test_accounts_are_listed_by_licence_as_an_advanced_query(large: GraphReader) -> None:
    status, body = await large.get(f"/v1.0/users?$filter={EITHER}&$select=id&$top=999")
    assert (status, body["error"]["code"]) == (400, "Request_UnsupportedQuery")
    found = await large.everything(f"/v1.0/users?$count=true&$filter={EITHER}&$select=id&$top=25", **EVENTUAL)
    licensed = [room.object_id for room in fleet_of(COUNT) if room.licences]
    assert [each["id"] for each in found] == licensed
    alone = await large.everything(f"/v1.0/users?$filter=assignedLicenses/any(l:l/skuId eq {ROOMS_PRO.id})&$select=id")
    assert 0 < len(alone) <= len(licensed)


@pytest.mark.parametrize(("count", "status"), [(15, 200), (16, 400)])
async def test_fifteen_alternatives_are_the_most(large: GraphReader, count: int, status: int) -> None:
    rooms = list(fleet_of(count))
    named = ",".join(f"'{room.address}'" for room in rooms)
    whose = " or ".join(f"userId eq '{room.object_id}'" for room in rooms)
    answers = [await large.get(f"/v1.0/users?$filter=mail in ({named})&$select=id"),
               await large.get(f"/v1.0/auditLogs/signIns?$filter={whose}")]
    assert [code for code, _body in answers] == [status, status]
    if status == 200:
        assert len(answers[0][1]["value"]) == count
    else:
        assert all("Max allowed: 15" in body["error"]["message"] for _code, body in answers)


async def test_the_beta_gives_both_kinds_of_sign_in_of_several_accounts_newest_first(large: GraphReader) -> None:
    rooms = list(fleet_of(2))
    whose = " or ".join(f"userId eq '{room.object_id}'" for room in rooms)
    kinds = "signInEventTypes/any(t: t eq 'interactiveUser' or t eq 'nonInteractiveUser')"
    found = await large.everything(f"/beta/auditLogs/signIns?$filter={kinds} and ({whose})&$top=5")
    assert {each["userId"] for each in found} == {room.object_id for room in rooms}
    assert {kind for each in found for kind in each["signInEventTypes"]} == {"interactiveUser", "nonInteractiveUser"}
    times = [each["createdDateTime"] for each in found]
    assert times == sorted(times, reverse=True)


async def test_the_sign_in_log_takes_five_requests_in_ten_seconds(large: GraphReader, time: Clock) -> None:
    large.faults.strict_reports = 1.0
    path = "/v1.0/auditLogs/signIns?$top=1"
    assert [(await large.get(path))[0] for _ in range(6)] == [200] * 5 + [429]
    assert (await large.headers(path))["Retry-After"] == "10"
    time.seconds = 9.9
    assert (await large.get(path))[0] == 200
    assert (await large.get("/v1.0/subscribedSkus"))[0] == 200


async def test_a_quicker_clock_shortens_the_wait(large: GraphReader, time: Clock) -> None:
    large.faults.strict_reports = 20.0
    path = "/v1.0/auditLogs/signIns?$top=1"
    for _ in range(5):
        await large.get(path)
    assert float((await large.headers(path))["Retry-After"]) == pytest.approx(0.475)
    time.seconds = 0.5
    assert (await large.get(path))[0] == 200
