"""What a measured bot is told when it is started, and the directory it signs in to: none but this machine's.

Used with the packages of either environment, so it imports little.
"""

import json
import os
import sys
from dataclasses import asdict, dataclass
from typing import Any

import requests

APP_ID = "11111111-2222-3333-4444-555555555555"
TENANT = "99999999-0000-0000-0000-000000000001"
SECRET = "no secret: it opens nothing"  # noqa: S105 - as it says
ISSUER = "https://api.botframework.com"
LOGIN = "https://login.microsoftonline.com"
HEARD = "I heard you."


@dataclass(frozen=True, slots=True)
class Task:
    """Be the bot ``name`` on this port, on one core (any, if negative). Keys and tokens are had from ``around``."""

    name: str
    port: int
    core: int
    around: str

    @property
    def metadata(self) -> str:
        """The address of the OpenID metadata of those who call the bot."""
        return f"{self.around}/openidconfiguration"

    @property
    def keys(self) -> str:
        return f"{self.around}/keys"

    def words(self) -> str:
        """The task as one word of a command line."""
        return json.dumps(asdict(self))


def begun() -> Task:
    """The task of this process, which from now on keeps to its core and signs in on this machine."""
    task = Task(**json.loads(sys.argv[1]))
    if task.core >= 0:
        os.sched_setaffinity(0, {task.core})
    _sign_in_at(task.around)
    return task


def _sign_in_at(around: str) -> None:
    """MSAL knows the directory's address by heart, so calls to it are turned round where they leave."""
    send = requests.Session.request

    def turned(session: requests.Session, method: str, url: str, *rest: Any, **more: Any) -> requests.Response:
        return send(session, method, url.replace(LOGIN, around), *rest, **more)

    requests.Session.request = turned  # type: ignore[method-assign, assignment]  # it passes on whatever it is given
