"""Whether Entra lets Roomcheck's own application in: asked for itself, before anything is asked of Graph."""

from typing import Any
from urllib.parse import urlsplit

import requests

from checks.clock_skew import Skews
from checks.facts.clouds import CLOUDS
from checks.sources.graph.connect import Proof, token_source
from checks.sources.graph.token import Credential, PatientSession


class LoginSession(PatientSession):
    """Notes what Entra's answers say of the time."""

    def __init__(self, skews: Skews, **patience: float) -> None:
        super().__init__(**patience)
        self._skews = skews

    def request(self, *given: Any, **options: Any) -> requests.Response:
        """As the session's."""
        answer = super().request(*given, **options)
        address = urlsplit(answer.url)
        if address.scheme == "https":  # a managed identity is asked of this very machine, whose clock proves nothing
            self._skews.note(address.netloc, answer.headers.get("Date"))
        return answer


async def sign_in(cloud: str, tenant: str, client_id: str, proof: Proof, http_client: Any) -> None:
    """Get a token for Microsoft Graph, and drop it.

    Raises :class:`~checks.collector.CannotCollect` and :class:`~checks.sources.graph.token.UnusableCredentialError`.
    """
    await Credential(token_source(CLOUDS[cloud], tenant, client_id, proof, http_client)).get_token()
