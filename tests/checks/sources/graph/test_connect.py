"""Building a client, and what it sends to whom."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider

from checks.facts.clouds import CLOUDS, GLOBAL
from checks.limits import Limit
from checks.sources.graph.client import GraphClient
from checks.sources.graph.connect import connect, connect_simulated
from checks.sources.graph.pacing import DIRECTORY, Unpaced
from checks.sources.graph.refusals import Call
from checks.sources.graph.token import Credential, ManagedIdentity, Secret, UnusableCredentialError
from checks.sources.graph.transport import http_client
from tests.checks.sources.graph.fake_graph import Answer, FakeGraph, Time, error

CALL = Call("the things", "Things.Read.All", DIRECTORY)


class Fixed:
    def fetch(self, claims: str | None) -> Mapping[str, Any]:
        return {"access_token": "challenged" if claims else "plain", "expires_in": 3600}


def authenticated(root: str, host: str) -> GraphClient:
    provider = AzureIdentityAuthenticationProvider(Credential(Fixed()), scopes=["s"], allowed_hosts=[host])
    return GraphClient(root, GLOBAL, provider, http_client(proxies=False), Unpaced())


@pytest.mark.parametrize("cloud", sorted(CLOUDS))
async def test_each_cloud_is_asked_at_its_own_root(cloud: str) -> None:
    async with connect(cloud, "tenant", "client", Secret("x")) as client:
        request = client.request("/things", {}, version="beta")
        assert request.url == f"{CLOUDS[cloud].graph_root}/beta/things"
        assert client._adapter.base_url == f"{CLOUDS[cloud].graph_root}/v1.0"


@pytest.mark.parametrize(("tenant", "client_id", "missing"), [("", "c", "tenant id"), ("t", " ", "client id")])
def test_what_is_missing_is_named(tenant: str, client_id: str, missing: str) -> None:
    with pytest.raises(UnusableCredentialError, match=missing):
        connect("global", tenant, client_id, Secret("x"))


async def test_a_managed_identity_needs_nothing_else() -> None:
    async with connect("global", "", "", ManagedIdentity()) as client:
        assert client.cloud is GLOBAL


@pytest.mark.parametrize("root", ["http://contoso.com", "https://graph.microsoft.com", "http://10.0.0.1", "x", ""])
def test_a_simulated_tenant_is_on_this_machine(root: str) -> None:
    with pytest.raises(ValueError, match="on this machine"):
        connect_simulated(root)


async def test_a_simulated_tenant_gets_no_token(graph: FakeGraph) -> None:
    graph.on("/v1.0/things", Answer({"id": "1"}))
    async with connect_simulated(graph.root + "/") as client:
        assert await client.get(client.request("/things", {}), CALL) == {"id": "1"}
    assert "Authorization" not in graph.asked[0].headers


async def test_a_gate_of_ones_own_paces_every_request(graph: FakeGraph) -> None:
    class Counting(Unpaced):
        count = 0

        async def enter(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False) -> None:
            self.count += 1
            await super().enter(limit, patience, units=units, behind=behind)

    gate = Counting()
    graph.on("/v1.0/things", Answer({"id": "1"}))
    async with connect_simulated(graph.root, gate=gate) as client:
        await client.get(client.request("/things", {}), CALL)
    assert gate.count == 1
    async with connect("global", "tenant", "client", Secret("x"), gate=gate) as client:
        assert client._gate is gate


async def test_the_token_goes_to_graph(graph: FakeGraph) -> None:
    graph.on("/v1.0/things", Answer({"id": "1"}))
    async with authenticated(graph.root, "127.0.0.1") as client:
        await client.get(client.request("/things", {}), CALL)
    assert graph.asked[0].headers["Authorization"] == "Bearer plain"


async def test_the_token_goes_nowhere_else(graph: FakeGraph) -> None:
    graph.on("/v1.0/things", Answer({"id": "1"}))
    async with authenticated(graph.root, "graph.microsoft.com") as client:
        await client.get(client.request("/things", {}), CALL)
    assert "Authorization" not in graph.asked[0].headers


async def test_a_challenge_is_met_with_a_new_token(graph: FakeGraph) -> None:
    challenge = {"WWW-Authenticate": 'Bearer error="insufficient_claims", claims="e30="'}
    graph.on("/v1.0/things", Answer({}, 401, challenge), Answer({"id": "1"}))
    async with authenticated(graph.root, "127.0.0.1") as client:
        await client.get(client.request("/things", {}), CALL)
    assert [seen.headers["Authorization"] for seen in graph.asked] == ["Bearer plain", "Bearer challenged"]


async def test_a_later_attempt_carries_a_later_token(graph: FakeGraph) -> None:
    class Numbered:
        count = 0

        def fetch(self, _claims: str | None) -> Mapping[str, Any]:
            self.count += 1
            return {"access_token": f"token-{self.count}", "expires_in": 60}

    graph.on("/v1.0/things", error(503, "serviceNotAvailable"), Answer({"id": "1"}))
    provider = AzureIdentityAuthenticationProvider(Credential(Numbered()), scopes=["s"], allowed_hosts=["127.0.0.1"])
    time = Time()
    gate = Unpaced(now=time.now, sleep=time.sleep)
    async with GraphClient(graph.root, GLOBAL, provider, http_client(proxies=False), gate, sleep=time.sleep) as client:
        await client.get(client.request("/things", {}), CALL)
    assert [seen.headers["Authorization"] for seen in graph.asked] == ["Bearer token-1", "Bearer token-2"]


async def test_no_token_rides_inside_a_batch(graph: FakeGraph) -> None:
    graph.on("/v1.0/a", Answer({"id": "1"}))
    async with authenticated(graph.root, "127.0.0.1") as client:
        request = client.request("/a", {})
        await client.get(request, CALL)
        assert request.headers.contains("Authorization")
        assert "Bearer" not in str(client._batcher._line("1", request))


async def test_closing_lets_go_of_every_connection(graph: FakeGraph) -> None:
    graph.on("/v1.0/things", Answer({"id": "1"}))
    client = connect_simulated(graph.root)
    await client.get(client.request("/things", {}), CALL)
    await client.close()
    assert isinstance(client._http, httpx.AsyncClient)
    assert client._http._pool._inner.client.closed  # type: ignore[attr-defined]  # the wrapped transport is private
