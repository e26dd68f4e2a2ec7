"""What a tenant chooses of its app package, and what each choice may be."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.setting_values import Cloud, host_name, object_id

_NONE = "00000000-0000-0000-0000-000000000000"
_LONGEST_NAME = 32
_THREE_NUMBERS = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){2}")
_PRINTABLE = re.compile(r"[\x21-\x7e]{1,2048}")
_HANDING_FILES = frozenset({Cloud.GLOBAL, Cloud.GCC})


@dataclass(frozen=True, slots=True)
class Developer:
    """Who offers the app, as its page in Teams says."""

    name: str
    website: str
    privacy: str
    terms: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that differs from one tenant's package to another's."""

    app_id: str
    teams_app_id: str
    graph_app_id: str
    host: str
    version: str
    developer: Developer
    cloud: Cloud = Cloud.GLOBAL
    channel_files: bool = False
    managed_identity: bool = False

    @property
    def names_registration(self) -> bool:
        """Whether the application that reads Graph is one that is registered in Entra, as consent to it takes."""
        return not self.managed_identity or self.graph_app_id != self.app_id

    @property
    def hands_files(self) -> bool:
        """Whether Teams hands files to bots in this cloud (Microsoft Learn, "Send and receive files")."""
        return self.cloud in _HANDING_FILES


def id_of_app(value: str) -> str:
    """An application's id in its ordinary form. Raises ValueError."""
    try:
        found = object_id(value)
    except ValueError as wrong:
        raise ValueError(f"“{value}” {wrong}") from None
    if found == _NONE:
        raise ValueError(f"“{value}” is the id of no application")
    return found


def public_host(value: str) -> str:
    """The name alone of the host that Teams reaches the bot at. Raises ValueError."""
    try:
        return host_name(value)
    except ValueError as wrong:
        raise ValueError(f"{wrong}: leave out https://, the port and the path") from None


def app_version(value: str) -> str:
    """Three numbers, all that Teams takes of what semantic versions may be. Raises ValueError."""
    if not _THREE_NUMBERS.fullmatch(value):
        raise ValueError(f"“{value}” is no version that Teams takes: write three numbers such as 1.2.0")
    return value


def developer_name(value: str) -> str:
    """A name that Teams can show. Raises ValueError."""
    name = value.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise ValueError(f"“{value}” is no name of 1 to {_LONGEST_NAME} characters")
    return name


def page(value: str) -> str:
    """The address of a page that anybody may be sent to. Raises ValueError."""
    try:
        parts = urlsplit(value)
        public = bool(_PRINTABLE.fullmatch(value)) and parts.scheme == "https" and "@" not in parts.netloc
        host_name((public and parts.hostname) or "")
    except ValueError:
        raise ValueError(f"“{value}” is no address such as https://contoso.com/roomcheck") from None
    return value
