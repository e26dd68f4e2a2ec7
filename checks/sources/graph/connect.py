"""Makes a client of Microsoft Graph from plain arguments."""

import time
from typing import Any
from urllib.parse import urlsplit

from kiota_abstractions.authentication import AuthenticationProvider
from kiota_abstractions.authentication.anonymous_authentication_provider import AnonymousAuthenticationProvider
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider

from checks.facts.clouds import CLOUDS, Cloud
from checks.sources.graph.client import GraphClient
from checks.sources.graph.pacing import Gate, Pacer, Unpaced
from checks.sources.graph.token import (
    Application,
    Certificate,
    Credential,
    HostIdentity,
    ManagedIdentity,
    Secret,
    TokenSource,
    UnusableCredentialError,
)
from checks.sources.graph.transport import http_client

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

Proof = Secret | Certificate | ManagedIdentity


def connect(cloud: str, tenant: str, client_id: str, proof: Proof, *, gate: Gate | None = None) -> GraphClient:
    """A client of one tenant in ``global``, ``gcc``, ``gcchigh``, ``dod`` or ``china``. Close it with ``close``.

    ``gate`` paces its requests in place of one of this process alone. Nothing is asked of the network yet.
    Raises :class:`~checks.sources.graph.token.UnusableCredentialError`.
    """
    home = CLOUDS[cloud]
    credential = Credential(token_source(home, tenant, client_id, proof), now=time.time)
    authentication = AzureIdentityAuthenticationProvider(
        credential, scopes=[f"{home.graph_root}/.default"], allowed_hosts=[home.graph_host])
    return GraphClient(home.graph_root, home, authentication, http_client(proxies=True), gate or Pacer())


def connect_simulated(root: str, *, gate: Gate | None = None) -> GraphClient:
    """A client of a simulated tenant on this machine, which wants no token and, without a ``gate``, no pacing.

    ``root`` is its address without a version. Raises ``ValueError`` for another machine's.
    """
    if urlsplit(root).hostname not in _LOOPBACK:
        raise ValueError("A simulated tenant must be on this machine (127.0.0.1, ::1 or localhost).")
    anonymous: AuthenticationProvider = AnonymousAuthenticationProvider()
    return GraphClient(root.rstrip("/"), CLOUDS["global"], anonymous, http_client(proxies=False), gate or Unpaced())


def token_source(cloud: Cloud, tenant: str, client_id: str, proof: Proof, http_client: Any = None) -> TokenSource:
    """What asks Entra, or the host, for a token; ``http_client`` is MSAL's own seam.

    Raises :class:`~checks.sources.graph.token.UnusableCredentialError`.
    """
    if isinstance(proof, ManagedIdentity):
        return HostIdentity(cloud, proof, http_client)
    for name, value in (("tenant id", tenant), ("client id", client_id)):
        if not value.strip():
            raise UnusableCredentialError(f"The {name} of Roomcheck's application in Microsoft Graph is missing.")
    return Application(cloud, tenant, client_id, proof, http_client)
