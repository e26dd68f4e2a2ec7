"""Which groups a person is in."""

import pytest

from checks.collector import CannotCollect
from checks.model import GapReason
from checks.sources.graph.client import GraphClient
from checks.sources.graph.membership import GraphMembership
from tests.checks.sources.graph.fake_graph import Answer, FakeGraph, error

EVE = "FFFFFFFF-0000-4000-8000-00000000000F"
PATH = f"/v1.0/users/{EVE.lower()}/checkMemberGroups"
GROUPS = [f"10000000-0000-4000-8000-0000000000{each:02}" for each in range(45)]


async def test_groups_are_asked_about_twenty_at_a_time(graph: FakeGraph, client: GraphClient) -> None:
    graph.on(PATH, *(Answer({"value": each}) for each in ([GROUPS[0].upper(), "another group"], [], [GROUPS[44]])))
    found = await GraphMembership(client).of(EVE, GROUPS)
    assert found == {GROUPS[0], GROUPS[44]}
    asked = [call.body["groupIds"] for call in graph.asked]
    assert [len(each) for each in asked] == [20, 20, 5]
    assert sorted(group for each in asked for group in each) == GROUPS


@pytest.mark.parametrize("person", ["", "eve@contoso.com", "../groups"])
async def test_what_is_no_object_id_is_in_no_group(graph: FakeGraph, client: GraphClient, person: str) -> None:
    assert await GraphMembership(client).of(person, GROUPS) == frozenset()
    assert not graph.asked


async def test_a_refusal_is_told(graph: FakeGraph, client: GraphClient) -> None:
    graph.on(PATH, error(403, "Authorization_RequestDenied"))
    with pytest.raises(CannotCollect) as refused:
        await GraphMembership(client).of(EVE, GROUPS[:1])
    assert refused.value.reason is GapReason.NO_PERMISSION
    assert "GroupMember.Read.All" in refused.value.remedy
