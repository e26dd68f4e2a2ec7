"""What settings may hold. No sentence on what is wrong quotes it: it may be a secret that stands in the wrong place."""

import contextlib
import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")


Read = Callable[[str], str]
"""What a word means. Raises ValueError with a sentence's end on what the word is instead, such as "is no number"."""


class AppType(StrEnum):
    """How the bot signs in to Teams. Multi-tenant bots can no longer be created."""

    SINGLE_TENANT = "SingleTenant"
    MANAGED_IDENTITY = "UserAssignedMSI"


class LogFormat(StrEnum):
    """How the log is written: readable, or a JSON object a line."""

    AUTO = "auto"
    TEXT = "text"
    JSON = "json"


class Cloud(StrEnum):
    """Which Microsoft cloud holds the tenant."""

    GLOBAL = "global"
    GCC = "gcc"
    GCC_HIGH = "gcchigh"
    DOD = "dod"
    CHINA = "china"


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_on_this_machine(url: str) -> bool:
    """Whether it is an address of this machine."""
    try:
        return is_loopback(urlsplit(url).hostname or "")
    except ValueError:
        return False


def single(read: Read, value: str) -> str:
    """The value, unless it is empty, as ``read`` has it. Raises ValueError."""
    try:
        return read(value) if value else value
    except ValueError as wrong:
        raise ValueError(f"it {wrong}") from None


def entries(read: Read, values: Iterable[str]) -> tuple[str, ...]:
    """The entries as ``read`` has them. Raises ValueError, which says the how many-eth is wrong."""
    found: list[str] = []
    for value in values:
        try:
            found.append(read(value))
        except ValueError as wrong:
            raise ValueError(f"entry {len(found) + 1} {wrong}") from None
    return tuple(found)


def host_name(value: str) -> str:
    """A host's name in lower case, without a scheme, a port or a path. Raises ValueError."""
    if not _HOST.fullmatch(value.lower()):
        raise ValueError("is no host name such as roomcheck.contoso.com")
    return value.lower()


def object_id(value: str) -> str:
    """An id in its ordinary form. Raises ValueError."""
    try:
        return str(UUID(value))
    except ValueError:
        raise ValueError("is not an id such as 1b2c3d4e-0000-4000-8000-123456789abc") from None


def tenant_name(value: str) -> str:
    """A tenant by its id or by one of its domains. Raises ValueError."""
    for read in (object_id, host_name):
        with contextlib.suppress(ValueError):
            return read(value)
    raise ValueError("is neither an id such as 1b2c3d4e-0000-4000-8000-123456789abc nor a domain such as contoso.com")


def readable_files(folder: Path) -> Sequence[str]:
    """The names of the files in a folder. Raises OSError where it, or one of them, cannot be read."""
    held = [each for each in folder.iterdir() if each.is_file()]
    for each in held:
        each.open("rb").close()
    return [each.name for each in held]
