"""What never stands in the log, whoever writes a line and whatever an error quotes."""

import logging
import re

from checks.ip_addresses import masked_text
from checks.private_words import ADDRESS, PROFILE, REMOVED, without_credentials

_TELL_TOO_MUCH = ("aiosqlite", "alembic", "httpx", "msal", "sqlalchemy", "urllib3")
"""Of every statement with its values, every row, every request with its address: people are named in those."""
_SHORTEST = 6
_secrets: set[str] = set()


def hide(secret: str) -> None:
    """From now on, this stands in no line. What is too short to be a secret would only spoil other words."""
    if len(secret) >= _SHORTEST:
        _secrets.add(secret)


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
