"""What MSAL asks a managed identity through: by itself it would wait for ever."""

from typing import Any

import requests

SECONDS = 10.0


class PatientSession(requests.Session):
    """Waits for an answer no longer than :data:`SECONDS`."""

    def request(self, *given: Any, **options: Any) -> requests.Response:
        """As the session's."""
        return super().request(*given, **{"timeout": SECONDS, **options})
