"""What settings may hold."""

import re
from collections.abc import Sequence
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from uuid import UUID

_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")



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


def host_name(value: str) -> str:
    """A host's name in lower case, without a scheme, a port or a path. Raises ValueError."""
    if not _HOST.fullmatch(value.lower()):
        raise ValueError(f"“{value}” is no host name such as roomcheck.contoso.com")
    return value.lower()


def object_id(value: str) -> str:
    """An id in its ordinary form. Raises ValueError."""
    try:
        return str(UUID(value))
    except ValueError:
        raise ValueError(f"“{value}” is not an id such as 1b2c3d4e-0000-4000-8000-123456789abc") from None


def readable_files(folder: Path) -> Sequence[str]:
    """The names of the files in a folder. Raises OSError where it, or one of them, cannot be read."""
    held = [each for each in folder.iterdir() if each.is_file()]
    for each in held:
        each.open("rb").close()
    return [each.name for each in held]
