"""Signs in to PostgreSQL with a token of the host's managed identity: the token is the password, for an hour or a day.

Nothing but the address says so. It names a plug-in of SQLAlchemy's, so that every engine that is made from it, those of
the job engine too, asks for a token whenever it connects. A connection that stands is not ended when its token is.
"""

import asyncio
import functools
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Any

import msal
import psycopg
from sqlalchemy import URL, CreateEnginePlugin, Engine, event
from sqlalchemy.dialects import plugins
from sqlalchemy.util import await_only

from bot.patient_session import PatientSession
from bot.private_log import hide
from bot.setting_values import AppType, Cloud, object_id
from bot.settings import ConfigurationError, Settings

log = logging.getLogger(__name__)

_PUBLIC, _US_GOVERNMENT = "https://ossrdbms-aad.database.windows.net", "https://ossrdbms-aad.database.usgovcloudapi.net"
RESOURCES = {
    Cloud.GLOBAL: _PUBLIC, Cloud.GCC: _PUBLIC, Cloud.GCC_HIGH: _US_GOVERNMENT, Cloud.DOD: _US_GOVERNMENT,
    Cloud.CHINA: "https://ossrdbms-aad.database.chinacloudapi.cn",
}
"""What a token is asked for in each cloud: ``ossrdbmsResourceId`` of ``az cloud show``."""
_PLUGIN, _RESOURCE, _CLIENT_ID = "roomcheck_identity", "identity_resource", "identity_client_id"
_TLS = "verify-full"
_PASSWORDS = ("password", "passfile", "service")

Acquire = Callable[[], Mapping[str, Any]]
"""Asks for a token: MSAL's reply. It blocks."""


def by_identity(url: URL, settings: Settings) -> URL:
    """The address, for connections that sign in by the identity. Raises ``ConfigurationError``, without a word of what
    the address holds.

    The token is sent only to a server that has proved its name.
    """
    if url.get_backend_name() == "sqlite":
        raise _refused("DATABASE_URL is not set: name a PostgreSQL database for it to sign in to")
    if url.password or set(_PASSWORDS) & set(url.query):
        raise _refused("DATABASE_URL holds a password, or says where one is: take it out, or set the other to false")
    if not url.username:
        raise _refused("DATABASE_URL names no user: it must be the identity's role in PostgreSQL, such as "
                       "postgresql://roomcheck@host/roomcheck")
    if url.query.get("sslmode", _TLS) != _TLS:
        raise _refused(f"DATABASE_URL says another sslmode than {_TLS}: a token must not go to a server that only says "
                       "it is the right one")
    return url.update_query_dict({"sslmode": _TLS, "plugin": _PLUGIN, _RESOURCE: RESOURCES[settings.cloud],
                                  _CLIENT_ID: _identity_of(url, settings)})


def _refused(why: str) -> ConfigurationError:
    return ConfigurationError(f"ROOMCHECK_DATABASE_IDENTITY is true, but {why}.")


def _identity_of(url: URL, settings: Settings) -> str:
    """The client id of the identity that the address names, that reads Graph, or of the bot's own; empty means the
    host's only one.
    """
    if named := url.query.get(_CLIENT_ID):
        try:
            return object_id(str(named))
        except ValueError:
            raise _refused(f"{_CLIENT_ID} in DATABASE_URL is no client id") from None
    if settings.managed_identity and settings.graph_client_id:
        return settings.graph_client_id
    return settings.app_id if settings.app_type is AppType.MANAGED_IDENTITY else ""


class NoTokenError(psycopg.OperationalError):
    """The identity got no token. It counts as a database that cannot be reached, since that is what comes of it."""


class Passwords:
    """Tokens of one identity. They are asked for in a thread of their own, and many who ask at once cause one request.

    MSAL keeps a token until five minutes before its end.
    """

    def __init__(self, acquire: Acquire) -> None:
        self._acquire = acquire
        self._thread = ThreadPoolExecutor(1, "database-identity")
        self._turn = Lock()
        self._under_way: Future[str] | None = None

    def current(self) -> str:
        """A token that is good now. It blocks. Raises :class:`NoTokenError`."""
        return self._asked().result()

    async def awaited(self) -> str:
        """As :meth:`current`, without blocking the event loop."""
        return await asyncio.shield(asyncio.wrap_future(self._asked()))

    def _asked(self) -> Future[str]:
        with self._turn:
            if self._under_way is None or self._under_way.done():
                self._under_way = self._thread.submit(self._ask)
            return self._under_way

    def _ask(self) -> str:
        try:
            reply = self._acquire()
        except Exception as wrong:  # noqa: BLE001 - MSAL raises of any kind, and may quote what it was given
            raise _no_token(f"its endpoint cannot be asked ({type(wrong).__name__})") from None
        token = reply.get("access_token")
        if not isinstance(token, str) or not token:
            raise _no_token(f"its endpoint answered {reply.get('error') or 'without one'}")
        hide(token)
        return token


def _no_token(why: str) -> NoTokenError:
    log.warning("no token for the database: %s", why)
    return NoTokenError(f"the managed identity got no token for it: {why}")


@functools.cache
def _passwords(resource: str, client_id: str) -> Passwords:
    """One for all connections of this process."""
    who = msal.UserAssignedManagedIdentity(client_id=client_id) if client_id else msal.SystemAssignedManagedIdentity()
    client = msal.ManagedIdentityClient(who, http_client=PatientSession())
    return Passwords(functools.partial(client.acquire_token_for_client, resource=resource))


class IdentityPlugin(CreateEnginePlugin):
    """Gives every connection of an engine the identity's token, if the engine's address asks for that."""

    def __init__(self, url: URL, _options: dict[str, Any]) -> None:
        self._passwords = _passwords(str(url.query[_RESOURCE]), str(url.query.get(_CLIENT_ID, "")))

    def update_url(self, url: URL) -> URL:
        """As it was given: the job engine makes further engines from the address of one."""
        return url.update_query_dict({"plugin": _PLUGIN})

    def engine_created(self, engine: Engine) -> None:
        """As SQLAlchemy's."""
        event.listen(engine, "do_connect", self._sign_in)

    def _sign_in(self, dialect: Any, _record: Any, _arguments: Any, options: dict[str, Any]) -> None:
        for ours in ("plugin", _RESOURCE, _CLIENT_ID):
            options.pop(ours, None)
        options["password"] = await_only(self._passwords.awaited()) if dialect.is_async else self._passwords.current()


plugins.register(_PLUGIN, __name__, IdentityPlugin.__name__)
