"""Tokens for Microsoft Graph, from MSAL: fetched off the event loop, kept, renewed ahead of their end.

No secret, key or token appears in any ``repr``, error or log line of this module.
"""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self

import msal
import requests
from azure.core.credentials import AccessToken
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from checks.collector import CannotCollect
from checks.entra_refusals import EntraRefusal, identity_away, identity_refused, refusal_behind, refusal_in
from checks.facts.clouds import Cloud
from checks.model import GapReason

log = logging.getLogger(__name__)

RENEW_AHEAD = 300.0
"""Seconds before its end from which on a token is renewed; MSAL's own cache draws the same line."""

_STILL_GOOD = 30.0
_PATIENCE = 10.0
_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.+?-----END [A-Z ]*PRIVATE KEY-----", re.DOTALL)
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


class UnusableCredentialError(ValueError):
    """The credential cannot be used as it is written; the message says what is missing, never what is there."""


@dataclass(frozen=True, slots=True)
class Secret:
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Certificate:
    """``pem`` holds the certificate and its unencrypted private key, in any order."""

    pem: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ManagedIdentity:
    """The host's own identity; ``client_id`` is given for a user-assigned one."""

    client_id: str = ""


class TokenSource(Protocol):
    """Something that asks Entra for a token, in whatever thread it is called."""

    def fetch(self, claims: str | None) -> Mapping[str, Any]:
        """MSAL's reply: ``access_token`` and ``expires_in``, or ``error`` and ``error_description``."""


class Application:
    """A confidential client of one tenant. Built on first use, since MSAL then asks for the tenant's endpoints."""

    def __init__(self, cloud: Cloud, tenant: str, client_id: str, credential: Secret | Certificate,
                 http_client: Any = None) -> None:
        self._scope = f"{cloud.graph_root}/.default"
        self._proof = credential.value if isinstance(credential, Secret) else _sound(credential)
        self._authority = f"https://{cloud.login_host}/{tenant}"
        self._client_id, self._http = client_id, http_client
        self._app: Any = None

    def fetch(self, claims: str | None) -> Mapping[str, Any]:
        """See :class:`TokenSource`."""
        self._app = self._app or msal.ConfidentialClientApplication(
            self._client_id, client_credential=self._proof, authority=self._authority, client_capabilities=["CP1"],
            http_client=self._http, timeout=None if self._http else _PATIENCE)
        reply: Mapping[str, Any] = self._app.acquire_token_for_client([self._scope], claims_challenge=claims)
        return reply


class PatientSession(requests.Session):
    """What MSAL may ask through: it waits for an answer no longer than ``patience``, in seconds, where it would
    otherwise wait for ever.
    """

    def __init__(self, patience: float = _PATIENCE) -> None:
        super().__init__()
        self._patience = patience

    def request(self, *given: Any, **options: Any) -> requests.Response:
        """As the session's."""
        return super().request(*given, **{"timeout": self._patience, **options})


class HostIdentity:
    """The managed identity of the machine Roomcheck runs on."""

    def __init__(self, cloud: Cloud, identity: ManagedIdentity, http_client: Any = None) -> None:
        self._resource = cloud.graph_root
        who = (msal.UserAssignedManagedIdentity(client_id=identity.client_id) if identity.client_id
               else msal.SystemAssignedManagedIdentity())
        self._client = msal.ManagedIdentityClient(who, http_client=http_client or PatientSession())

    def fetch(self, claims: str | None) -> Mapping[str, Any]:
        """See :class:`TokenSource`. Raises :class:`~checks.collector.CannotCollect` where the host gives none."""
        try:
            reply: Mapping[str, Any] = self._client.acquire_token_for_client(resource=self._resource,
                                                                             claims_challenge=claims)
        except Exception as fault:  # noqa: BLE001 - MSAL raises of any kind, and may quote what it was given
            raise _refused(identity_away(fault)) from None
        if not reply.get("access_token"):
            raise _refused(identity_refused(str(reply.get("error_description", ""))))
        return reply


def _sound(certificate: Certificate) -> dict[str, str]:
    """The key and its certificate, as MSAL wants them. It would refuse a key of another kind only when it is used."""
    end_of(certificate.pem)
    return _key_pair(certificate)


def _key_pair(certificate: Certificate) -> dict[str, str]:
    key, public = _KEY.search(certificate.pem), _CERTIFICATE.findall(certificate.pem)
    if not key or not public:
        raise UnusableCredentialError("The certificate file must hold a PEM certificate and its private key.")
    return {"private_key": key[0], "public_certificate": "\n".join(public)}


def end_of(pem: str) -> datetime:
    """Until when a certificate is good. Raises :class:`UnusableCredentialError`, also where the key is not its own."""
    parts = _key_pair(Certificate(pem))
    try:
        first = x509.load_pem_x509_certificate(parts["public_certificate"].encode())
        key = serialization.load_pem_private_key(parts["private_key"].encode(), None)
    except (TypeError, ValueError, UnsupportedAlgorithm):
        raise UnusableCredentialError("The certificate file holds a certificate or a private key that cannot be read; "
                                      "the key must not be encrypted.") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise UnusableCredentialError("The private key in the certificate file is not an RSA key, as Entra wants it.")
    if key.public_key() != first.public_key():
        raise UnusableCredentialError("The private key in the certificate file is not that of its first certificate.")
    return first.not_valid_after_utc


class Credential:
    """What the SDK's adapter asks for tokens (the shape of azure-core's ``AsyncTokenCredential``).

    Many callers at once cause one request. Raises :class:`~checks.collector.CannotCollect`.
    """

    def __init__(self, source: TokenSource, *, now: Callable[[], float] = time.time) -> None:
        self._source, self._now = source, now
        self._token: AccessToken | None = None
        self._turn = asyncio.Lock()

    async def get_token(self, *_scopes: str, claims: str | None = None, **_options: Any) -> AccessToken:
        """A token for Microsoft Graph. ``claims`` is Graph's challenge, which the kept token does not meet."""
        if not claims and (kept := self._kept(RENEW_AHEAD)):
            return kept
        async with self._turn:
            if not claims and (kept := self._kept(RENEW_AHEAD)):
                return kept
            self._token = await self._renewed(claims)
            return self._token

    async def _renewed(self, claims: str | None) -> AccessToken:
        """A new token, or the present one while it is good and no new one can be had."""
        try:
            return await self._fetched(claims)
        except CannotCollect:
            if not claims and (kept := self._kept(_STILL_GOOD)):
                log.warning("no new token from Entra; the present one is good for a little while")
                return kept
            raise

    async def _fetched(self, claims: str | None) -> AccessToken:
        try:
            reply = await asyncio.to_thread(self._source.fetch, claims)
        except CannotCollect as refused:
            log.warning("no token from this machine: %s", refused.detail)
            raise
        except Exception as wrong:  # noqa: BLE001 - MSAL raises of any kind, and may quote what it was given
            log.warning("no token from Entra: %s", type(wrong).__name__)
            if refusal := refusal_behind(wrong):
                raise _refused(refusal) from None
            raise CannotCollect(GapReason.FAILED, "Roomcheck could not reach Entra to get its own token.",
                                "Check Roomcheck's way to the internet, its tenant id and its cloud.") from None
        return _token(reply, self._now())

    def _kept(self, for_seconds: float) -> AccessToken | None:
        token = self._token
        return token if token and token.expires_on - self._now() > for_seconds else None

    async def close(self) -> None:
        """Forget the token."""
        self._token = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _kind: type[BaseException] | None = None, _error: BaseException | None = None,
                        _trace: TracebackType | None = None) -> None:
        await self.close()


def _token(reply: Mapping[str, Any], now: float) -> AccessToken:
    token, lasts = reply.get("access_token"), reply.get("expires_in")
    if isinstance(token, str) and token and isinstance(lasts, int):
        return AccessToken(token, int(now) + lasts)
    refusal = refusal_in(str(reply.get("error_description", "")))
    log.warning("no token from Entra%s", f" (AADSTS{refusal.number})" if refusal.number else "")
    raise _refused(refusal)


def _refused(refusal: EntraRefusal) -> CannotCollect:
    return CannotCollect(GapReason.FAILED, f"Roomcheck could not get a token for itself: {refusal.told}.",
                         refusal.remedy)
