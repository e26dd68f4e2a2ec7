"""What may not stay in a text: tokens, passwords and other named secrets, the queries of web addresses; and people, by
their addresses and by the folders that are named after them.
"""

import re

_QUERY = re.compile(r"(?P<page>https?://[^\s?#'\"<>]{0,500})[?#][^\s'\"<>]*", re.IGNORECASE)
_WEB_TOKEN = re.compile(r"\beyJ[\w-]{8,}(?:\.[\w-]*)*")
_BEARER = re.compile(r"\b(?P<scheme>bearer|basic|negotiate|ntlm)\s+[\w.~+/=-]{8,}", re.IGNORECASE)
_SECRET = re.compile(
    r"(?P<name>\b[\w-]{0,40}(?:token|assertion|password|passwd|pwd|secret|cookie|credential|signature|nonce|api[_-]?key|"
    r"code_verifier)\\?[\"']?\s*[:=]\s*)(?P<quote>\\?[\"']?)(?P<value>[^\s\"',;&]{4,})", re.IGNORECASE)
ADDRESS = re.compile(r"[\w.!#$&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
PROFILE = re.compile(r"(?P<folder>\b(?:users|home|documents and settings)[\\/]+)(?P<name>[^\\/:*?\"<>|\r\n]+)",
                      re.IGNORECASE)
REMOVED = "[removed]"


def without_credentials(text: str) -> str:
    """The text without whatever looks like a credential."""
    text = _QUERY.sub(lambda found: found["page"], text)
    text = _WEB_TOKEN.sub(REMOVED, text)
    text = _BEARER.sub(lambda found: f"{found['scheme']} {REMOVED}", text)
    return _SECRET.sub(lambda found: f"{found['name']}{found['quote']}{REMOVED}", text)
