"""Tokens: real MSAL over a transport of our own. Nothing secret may show anywhere."""

import asyncio
import json
import logging
import threading
import time as wall
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from checks.collector import CannotCollect
from checks.facts.clouds import CHINA, GLOBAL
from checks.sources.graph.token import (
    Application,
    Certificate,
    Credential,
    HostIdentity,
    ManagedIdentity,
    Secret,
    UnusableCredentialError,
)

SECRET = "s3cr3t~of.the-app"
TENANT = "11111111-2222-3333-4444-555555555555"


@dataclass
class HttpReply:
    """What MSAL expects of its HTTP client."""

    status_code: int
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def raise_for_status(self) -> None:
        assert self.status_code < 400


class Entra:
    """An HTTP client for MSAL, in which Entra answers at once."""

    def __init__(self, **reply: object) -> None:
        self.reply = reply or {"token_type": "Bearer", "access_token": "the-token", "expires_in": 3600}
        self.posts: list[tuple[str, dict[str, Any]]] = []

    def get(self, url: str, **_: object) -> HttpReply:
        base = url.split("/v2.0", maxsplit=1)[0]
        return HttpReply(200, json.dumps({"issuer": f"{base}/v2.0", "authorization_endpoint": f"{base}/authorize",
                                          "token_endpoint": f"{base}/oauth2/v2.0/token"} | self.reply))

    def post(self, url: str, data: dict[str, Any], **_: object) -> HttpReply:
        self.posts.append((url, dict(data)))
        return HttpReply(400 if "error" in self.reply else 200, json.dumps(self.reply))

    def close(self) -> None:
        """MSAL closes its client."""


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Counted:
    """A source of tokens that counts how often it is asked, and in which thread."""

    def __init__(self, *replies: Mapping[str, Any] | Exception) -> None:
        self.replies, self.claims, self.threads = list(replies), [], set[int]()  # type: ignore[var-annotated]

    def fetch(self, claims: str | None) -> Mapping[str, Any]:
        self.claims.append(claims)
        self.threads.add(threading.get_ident())
        wall.sleep(0.001)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        return reply


GOOD = {"access_token": "one", "expires_in": 3600}
BAD = {"error": "invalid_client", "error_description": f"AADSTS7000222: The secret {SECRET} has expired. Trace ID: 1"}


def pem(*, of_rsa: bool = True) -> str:
    key = rsa.generate_private_key(65537, 2048) if of_rsa else ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "roomcheck")])
    begin = datetime.now(UTC)
    certificate = x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin + timedelta(days=1)).sign(
        key, hashes.SHA256())
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                serialization.NoEncryption())
    return (private + certificate.public_bytes(serialization.Encoding.PEM)).decode()


async def test_a_secret_gets_a_token_for_graph() -> None:
    entra = Entra()
    token = await Credential(Application(GLOBAL, TENANT, "app", Secret(SECRET), entra)).get_token()
    assert token.token == "the-token"
    [(url, form)] = entra.posts
    assert url == f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"
    assert form["scope"] == "https://graph.microsoft.com/.default"


async def test_each_cloud_has_its_own_door() -> None:
    entra = Entra()
    await Credential(Application(CHINA, TENANT, "app", Secret(SECRET), entra)).get_token()
    [(url, form)] = entra.posts
    assert url.startswith(f"https://login.partner.microsoftonline.cn/{TENANT}/")
    assert form["scope"] == "https://microsoftgraph.chinacloudapi.cn/.default"


async def test_a_certificate_proves_itself_without_a_secret() -> None:
    entra = Entra()
    await Credential(Application(GLOBAL, TENANT, "app", Certificate(pem()), entra)).get_token()
    [(_url, form)] = entra.posts
    assert "client_secret" not in form
    assert form["client_assertion"]


async def test_a_managed_identity_asks_its_host() -> None:
    host = Entra(access_token="hosted", expires_in="3600", resource="https://graph.microsoft.com")
    token = await Credential(HostIdentity(GLOBAL, ManagedIdentity("the-client-id"), host)).get_token()
    assert token.token == "hosted"


@pytest.mark.parametrize("text", ["", "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----", SECRET])
def test_a_certificate_without_its_key_is_refused(text: str) -> None:
    with pytest.raises(UnusableCredentialError) as caught:
        Application(GLOBAL, TENANT, "app", Certificate(text))
    assert SECRET not in str(caught.value)


def test_a_key_that_entra_does_not_take_is_refused_before_it_is_used() -> None:
    with pytest.raises(UnusableCredentialError, match="RSA"):
        Application(GLOBAL, TENANT, "app", Certificate(pem(of_rsa=False)))


async def test_many_callers_cause_one_request_off_the_loop() -> None:
    source = Counted(GOOD)
    credential = Credential(source)
    tokens = await asyncio.gather(*(credential.get_token() for _ in range(20)))
    assert {token.token for token in tokens} == {"one"}
    assert len(source.claims) == 1
    assert threading.get_ident() not in source.threads


async def test_a_token_is_renewed_ahead_of_its_end() -> None:
    clock, source = Clock(), Counted(GOOD, GOOD | {"access_token": "two"})
    credential = Credential(source, now=clock)
    await credential.get_token()
    clock.now += 3_200
    assert (await credential.get_token()).token == "one"
    clock.now += 200
    assert (await credential.get_token()).token == "two"


async def test_a_failed_renewal_keeps_what_is_still_good() -> None:
    clock, source = Clock(), Counted(GOOD, BAD)
    credential = Credential(source, now=clock)
    await credential.get_token()
    clock.now += 3_400
    assert (await credential.get_token()).token == "one"
    clock.now += 200
    with pytest.raises(CannotCollect):
        await credential.get_token()


async def test_a_lost_connection_at_renewal_keeps_what_is_still_good() -> None:
    clock, source = Clock(), Counted(GOOD, ConnectionError("down"))
    credential = Credential(source, now=clock)
    await credential.get_token()
    clock.now += 3_400
    assert (await credential.get_token()).token == "one"


async def test_a_challenge_is_passed_on() -> None:
    source = Counted(GOOD, GOOD | {"access_token": "two"})
    credential = Credential(source)
    await credential.get_token()
    assert (await credential.get_token(claims="{}")).token == "two"
    assert source.claims == [None, "{}"]


@pytest.mark.parametrize("source", [
    Counted(BAD), Counted(ValueError(SECRET)), Counted({}), Counted({"access_token": 1, "expires_in": "x"}),
])
async def test_no_secret_shows_in_an_error_or_a_log_line(source: Counted, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(CannotCollect) as caught:
        await Credential(source).get_token()
    shown = "".join(traceback.format_exception(caught.value)) + caught.value.detail + caplog.text
    assert SECRET not in shown


async def test_an_expired_secret_is_named_as_such() -> None:
    with pytest.raises(CannotCollect, match="its client secret has expired \\(AADSTS7000222\\)"):
        await Credential(Counted(BAD)).get_token()


def test_no_secret_shows_in_a_repr() -> None:
    held = [Secret(SECRET), Certificate(SECRET), Credential(Application(GLOBAL, TENANT, "app", Secret(SECRET))),
            Application(GLOBAL, TENANT, "app", Secret(SECRET))]
    assert SECRET not in repr(held)
