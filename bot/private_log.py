"""What never stands in the log, whoever writes a line and whatever an error quotes."""

import contextlib
import logging
import re
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, SecretStr

from checks.ip_addresses import masked_text
from checks.private_words import ADDRESS, PROFILE, REMOVED, without_credentials

_TELL_TOO_MUCH = ("aiosqlite", "alembic", "httpx", "msal", "sqlalchemy", "urllib3")
"""Of every statement with its values, every row, every request with its address: people are named in those."""
_SHORTEST = 6
_secrets: set[str] = set()
S = TypeVar("S", bound=BaseModel)


def hide(secret: str) -> None:
    """From now on, this stands in no line. What is too short to be a secret would only spoil other words."""
    if len(secret) >= _SHORTEST:
        _secrets.add(secret)


def hide_secrets_of(settings: S) -> S:
    """The settings, once their secrets are hidden, and the passwords in those that are addresses."""
    for name in type(settings).model_fields:
        if isinstance(secret := getattr(settings, name), SecretStr):
            value = secret.get_secret_value()
            hide(value)
            with contextlib.suppress(ValueError):  # what is no address has no password either
                password = urlsplit(value).password or ""
                hide(password)
                hide(unquote(password))
    return settings


def redacted(text: str) -> str:
    """The text without credentials, people's addresses and whole IP addresses."""
    for secret in _secrets:
        text = text.replace(secret, REMOVED)
    text = ADDRESS.sub(REMOVED, without_credentials(text))
    return masked_text(PROFILE.sub(_without_name, text))


def _without_name(found: re.Match[str]) -> str:
    """A folder of somebody's; the homes of Linux stay, since a traceback names where Roomcheck itself lies."""
    return found[0] if found["folder"].casefold().startswith("home") else found["folder"] + REMOVED


def hush() -> None:
    """Keep to their warnings those that would log whom they work for."""
    for name in _TELL_TOO_MUCH:
        logging.getLogger(name).setLevel(logging.WARNING)
