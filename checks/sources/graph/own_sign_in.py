"""Whether Entra lets Roomcheck's own application in: asked for itself, before anything is asked of Graph."""

from typing import Any
from urllib.parse import urlsplit

import requests

from checks.clock_skew import Skews
from checks.facts.clouds import CLOUDS
from checks.sources.graph.connect import Proof, token_source
from checks.sources.graph.token import Credential

_PATIENCE = 10.0


class LoginSession(requests.Session):
    """What MSAL asks through: every question ends within ``patience``, in seconds, and what Entra's answers say of the
    time is noted.
    """

    def __init__(self, skews: Skews, *, patience: float = _PATIENCE) -> None:
        super().__init__()
        self._skews, self._patience = skews, patience

    def request(self, *arguments: Any, **options: Any) -> requests.Response:
        """See requests."""
        options.setdefault("timeout", self._patience)
        answer = super().request(*arguments, **options)
        address = urlsplit(answer.url)
        if address.scheme == "https":  # a managed identity is asked of this very machine, whose clock proves nothing
            self._skews.note(address.netloc, answer.headers.get("Date"))
        return answer


async def sign_in(cloud: str, tenant: str, client_id: str, proof: Proof, http_client: Any) -> None:
    """Get a token for Microsoft Graph, and drop it.

    Raises :class:`~checks.collector.CannotCollect` and :class:`~checks.sources.graph.token.UnusableCredentialError`.
    """
    await Credential(token_source(CLOUDS[cloud], tenant, client_id, proof, http_client)).get_token()
