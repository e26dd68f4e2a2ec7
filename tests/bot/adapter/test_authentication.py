"""Who is let in."""

import base64
import hmac
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from bot.adapter import create_adapter
from bot.adapter.clouds import CLOUDS
from bot.setting_values import Cloud
from tests.bot.adapter.bots import Caller, Echo, FakeEntra, ours, real_settings
from tests.bot.adapter.conftest import ISSUER, FakeBotService, make_key
from tests.bot.conftest import FakeConnector
from tests.bot.teams_wire import APP_ID, an_activity
from tests.bot.watching_parts import counting


@pytest.fixture(name="bot")
def _bot() -> Echo:
    return Echo()


@pytest.fixture(name="caller")
async def _caller(bot_service: FakeBotService, bot: Echo) -> AsyncIterator[Caller]:
    adapter = create_adapter(real_settings(), development=True, cloud=bot_service.cloud, http_client=FakeEntra())
    async with ours(adapter, bot) as caller:
        yield caller


async def test_good_token_is_let_in(
        caller: Caller, bot: Echo, bot_service: FakeBotService, connector_server: FakeConnector) -> None:
    token = bot_service.token(connector_server.url)
    assert (await caller.post(an_activity(connector_server.url), token)).status == 200
    assert bot.turns == 1
    assert connector_server.messages()[0]["text"] == "I heard you."


async def test_clocks_may_differ_by_five_minutes(
        caller: Caller, bot_service: FakeBotService, connector_server: FakeConnector) -> None:
    token = bot_service.token(connector_server.url, exp=int(time.time()) - 200)
    assert (await caller.post(an_activity(connector_server.url), token)).status == 200


@pytest.mark.parametrize("claims", [
    {"exp": 1_000_000_000}, {"exp": None}, {"nbf": 4_000_000_000}, {"aud": "someone-else"}, {"aud": None},
    {"iss": "https://login.microsoftonline.com/x/v2.0"}, {"iss": None}, {"serviceurl": "https://evil.example/"},
    {"serviceurl": None},
])
async def test_wrong_claims_are_401(caller: Caller, bot: Echo, bot_service: FakeBotService,
                                    connector_server: FakeConnector, claims: dict[str, Any]) -> None:
    token = bot_service.token(connector_server.url, **claims)
    assert (await caller.post(an_activity(connector_server.url), token)).status == 401
    assert bot.turns == 0


async def test_key_of_someone_else_is_401(
        caller: Caller, bot: Echo, bot_service: FakeBotService, connector_server: FakeConnector) -> None:
    token = bot_service.token(connector_server.url, key=make_key())
    assert (await caller.post(an_activity(connector_server.url), token)).status == 401
    assert bot.turns == 0


def _written(header: dict[str, Any], claims: dict[str, Any], sign: Callable[[bytes], bytes] = lambda _: b"") -> str:
    """A token as nobody's library would write it."""
    def part(content: bytes) -> str:
        return base64.urlsafe_b64encode(content).decode().rstrip("=")

    signed = ".".join(part(json.dumps(each).encode()) for each in (header, claims))
    return f"{signed}.{part(sign(signed.encode()))}"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic abc", "Bearer  ",
                                    "Bearer " + "e" * 7000, "Bearer " + "[" * 4000, "Bearer \u00e9.\u00e9.\u00e9"])
async def test_whatever_is_wrong_with_the_header_is_401(
        caller: Caller, bot: Echo, connector_server: FakeConnector, header: str) -> None:
    answer = await caller.post(an_activity(connector_server.url), Authorization=header)
    assert answer.status == 401
    assert bot.turns == 0


@pytest.mark.parametrize(("algorithm", "kid"), [
    *((each, "first") for each in ("none", "None", "NONE", "", "HS256", "RS384", "PS256", "ES256", None, ["none"])),
    *(("none", each) for each in ("", 0, None, ["first"], {"kid": "first"})),
])
async def test_other_algorithms_are_401(caller: Caller, bot: Echo, bot_service: FakeBotService,
                                        connector_server: FakeConnector, *, algorithm: Any, kid: Any) -> None:
    claims = bot_service.claims(connector_server.url)
    token = _written({"alg": algorithm, "kid": kid, "typ": "JWT"}, claims)
    assert (await caller.post(an_activity(connector_server.url), token)).status == 401
    assert bot.turns == 0


@pytest.mark.parametrize("encoding", ["pem", "der", "jwk"])
async def test_public_key_taken_for_a_shared_secret_is_401(
        caller: Caller, bot: Echo, bot_service: FakeBotService, connector_server: FakeConnector, encoding: str) -> None:
    key = bot_service.keys["first"].public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    secret = {"pem": key.public_bytes(serialization.Encoding.PEM, form),
              "der": key.public_bytes(serialization.Encoding.DER, form),
              "jwk": json.dumps(bot_service.public("first")).encode()}[encoding]
    token = _written({"alg": "HS256", "kid": "first"}, bot_service.claims(connector_server.url),
                     lambda signed: hmac.digest(secret, signed, "sha256"))
    assert (await caller.post(an_activity(connector_server.url), token)).status == 401
    assert bot.turns == 0


@pytest.mark.parametrize("kid", ["second", "", "../keys", "first\n", "FIRST"])
async def test_unknown_key_is_401(caller: Caller, bot: Echo, bot_service: FakeBotService,
                                  connector_server: FakeConnector, kid: str) -> None:
    token = bot_service.token(connector_server.url, kid, bot_service.keys["first"])
    assert (await caller.post(an_activity(connector_server.url), token)).status == 401
    assert bot.turns == 0


async def test_token_of_megabytes_is_turned_away_unread(
        caller: Caller, bot: Echo, bot_service: FakeBotService, connector_server: FakeConnector) -> None:
    token = bot_service.token(connector_server.url, more="x" * 3_000_000)
    assert (await caller.post(an_activity(connector_server.url), token)).status == 400
    assert bot.turns == 0


@pytest.mark.parametrize("claims", [
    {"exp": "soon"}, {"exp": [9]}, {"exp": float("inf")}, {"exp": True}, {"nbf": "x"},
    {"nbf": float("inf")}, {"iat": "x"}, {"iss": [ISSUER]}, {"iss": {}}, {"aud": 7}, {"aud": {APP_ID: 1}}, {"aud": []},
    {"serviceurl": ["https://smba.trafficmanager.net/emea/"]}, {"serviceurl": 7},
])
async def test_claims_of_the_wrong_kind_are_401(caller: Caller, bot: Echo, bot_service: FakeBotService,
                                                connector_server: FakeConnector, claims: dict[str, Any]) -> None:
    key = bot_service.keys["first"]
    token = _written({"alg": "RS256", "kid": "first"}, bot_service.claims(connector_server.url) | claims,
                     lambda signed: key.sign(signed, padding.PKCS1v15(), hashes.SHA256()))
    assert (await caller.post(an_activity(connector_server.url), token)).status == 401
    assert bot.turns == 0


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Bearer a.b.c"}])
async def test_body_is_not_read_before_the_token_is_verified(caller: Caller, header: dict[str, str]) -> None:
    """Read, this one would be 413, and the next one 400."""
    for body in (b"x" * 2_000_000, b"{"):
        sent = {"Content-Type": "application/json", **header}
        async with caller.http.post(caller.url, data=body, headers=sent) as answer:
            assert answer.status == 401


@pytest.mark.parametrize("cloud", Cloud)
async def test_each_cloud_has_an_issuer_of_its_own(bot_service: FakeBotService, connector_server: FakeConnector,
                                                   cloud: Cloud) -> None:
    wanted = replace(CLOUDS[cloud], metadata_url=bot_service.cloud.metadata_url)
    adapter = create_adapter(real_settings(cloud=cloud), development=True, cloud=wanted, http_client=FakeEntra())
    async with ours(adapter, Echo()) as caller:
        for issuer in {each.issuer for each in CLOUDS.values()}:
            token = bot_service.token(connector_server.url, iss=issuer)
            answer = await caller.post(an_activity(connector_server.url), token)
            assert answer.status == (200 if issuer == wanted.issuer else 401)


async def test_missing_header_is_401_before_the_body_is_read(caller: Caller) -> None:
    assert (await caller.post({"type": "message", "text": "x" * 5_000_000})).status == 401


async def test_key_that_may_not_speak_for_teams_is_401(
        caller: Caller, bot_service: FakeBotService, connector_server: FakeConnector) -> None:
    bot_service.endorsements = ("webchat",)
    token = bot_service.token(connector_server.url)
    assert (await caller.post(an_activity(connector_server.url), token)).status == 401


async def test_key_without_an_endorsement_speaks_for_nobody_where_others_have_one(
        caller: Caller, bot: Echo, bot_service: FakeBotService, connector_server: FakeConnector) -> None:
    bot_service.keys["second"], bot_service.unendorsed = make_key(), frozenset({"second"})
    token = bot_service.token(connector_server.url, "second")
    assert (await caller.post(an_activity(connector_server.url), token)).status == 401
    assert bot.turns == 0


async def test_keys_of_a_cloud_that_endorses_none_may_speak(
        caller: Caller, bot_service: FakeBotService, connector_server: FakeConnector) -> None:
    bot_service.unendorsed = frozenset(bot_service.keys)
    token = bot_service.token(connector_server.url)
    assert (await caller.post(an_activity(connector_server.url), token)).status == 200


async def test_key_server_that_is_down_is_401(
        caller: Caller, bot_service: FakeBotService, connector_server: FakeConnector) -> None:
    bot_service.broken = True
    token = bot_service.token(connector_server.url)
    assert (await caller.post(an_activity(connector_server.url), token)).status == 401


@pytest.mark.parametrize("changes", [
    {"channelData": {"tenant": {"id": "other"}}},
    {"conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "other"}},
    {"channelData": None, "conversation": {"id": "a:1", "conversationType": "personal"}},
    {"channelId": "webchat"},
    {"channelId": None},
])
async def test_strangers_are_403_and_their_words_are_not_logged(
        caller: Caller, bot: Echo, bot_service: FakeBotService, caplog: pytest.LogCaptureFixture,
        changes: dict[str, Any]) -> None:
    url = "http://127.0.0.1:1"
    bot_service.endorsements = ()
    caplog.set_level(logging.DEBUG)
    activity = an_activity(url, text="secret words", **changes)
    assert (await caller.post(activity, bot_service.token(url))).status == 403
    assert bot.turns == 0
    assert "turned away" in caplog.text
    assert "secret" not in caplog.text
    assert "Ada" not in caplog.text


async def test_address_that_teams_does_not_use_is_403(
        caller: Caller, bot: Echo, bot_service: FakeBotService) -> None:
    evil = "https://smba.trafficmanager.net.evil.example/"
    assert (await caller.post(an_activity(evil), bot_service.token(evil))).status == 403
    assert bot.turns == 0


async def test_who_is_turned_away_is_counted(caller: Caller, bot_service: FakeBotService) -> None:
    url = "http://127.0.0.1:1"
    bot_service.endorsements = ()
    with counting() as counted:
        await caller.post(an_activity(url), "no token")
        await caller.post(an_activity(url, channelId="webchat"), bot_service.token(url))
    assert counted == {"roomcheck.turned_away 401": 1, "roomcheck.turned_away 403": 1}
