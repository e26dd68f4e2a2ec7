"""The codes in the device's logs. Texts there are in the device's language, so only codes and labels are read."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

BROKER_EVENTS = frozenset({1097, 1098, 1100, 1101, 1111, 1112})
"""Windows' own sign-in components write these with the same three fields (manifest of Microsoft-Windows-AAD: the token
broker, ADAL's runtime and the token broker's client).
"""
WS_TRUST_EVENT, OAUTH_EVENT, TRANSPORT_EVENT = 1088, 1081, 1084
_GUID = r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?"
_AADSTS = re.compile(r"AADSTS(\d{4,8})(?!\d)")
_NETWORK = re.compile(r"0x(CAA82[0-9A-F]{3})(?![0-9A-F])", re.IGNORECASE)
_FEDERATION = re.compile(r"0x(CAA900(?:06|14))(?![0-9A-F])", re.IGNORECASE)
_TIMESTAMP = re.compile(r"\b[Tt]imestamp\s*:\s*(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?Z",
                        re.ASCII)
_CORRELATION = re.compile(rf"\bcorrelation ?id(?P<request> \(request\))?\s*:\s*{_GUID}", re.IGNORECASE)
_TRACE = re.compile(rf"\btrace id\s*:\s*{_GUID}", re.IGNORECASE)
_CLIENT = re.compile(rf"\bclient(?:[ _]?id)?\s*[:=]\s*{_GUID}", re.IGNORECASE)
_RESOURCE = re.compile(r"\bresource\s*[:=]\s*([^\s,;]+)", re.IGNORECASE)
_RESOURCE_ASKED = re.compile(r"(?:to access|for the resource) '([^']+)'", re.IGNORECASE)
_WORD = 0xFFFFFFFF
MOST_NUMBERS = 20
"""An answer of the token service names one number, or two. Each costs a redaction of its whole sentence, so that a
record of thousands would hold the reader for seconds.
"""


def aadsts_numbers(text: str) -> tuple[int, ...]:
    """The AADSTS numbers in the text, in order, each once: the first 20 of a text that names more."""
    # most records of a log name none, and a look is cheaper than a pattern
    found = _AADSTS.findall(text) if "AADSTS" in text else ()
    return tuple(islice(dict.fromkeys(map(int, found)), MOST_NUMBERS))


def written(code: int) -> str:
    """An AADSTS number as it is looked up."""
    return f"AADSTS{code}"


def sentence_of(code: int, text: str) -> str:
    """What the token service said with a code: the rest of its line."""
    found = re.search(rf"AADSTS{code}(?!\d)[^\r\n]*", text)
    return found[0].partition("Trace ID:")[0].rstrip() if found else ""


def hresult(text: str) -> str:
    """A result code as ``0x8007000E``, whether it was written in decimal, signed or not, or in hexadecimal."""
    try:
        number = int(text.strip(), 16 if text.strip().lower().startswith("0x") else 10)
    except ValueError:
        return ""
    return f"0x{number & _WORD:08X}" if -_WORD <= number <= _WORD else ""


def network_hresults(*texts: str) -> Iterator[str]:
    """The WinHTTP errors among the codes in the texts: the token service could not be reached or heard."""
    for text in texts:
        for found in _NETWORK.findall(text) if "caa82" in text.lower() else ():
            yield f"0x{found.upper()}"


def federation_hresults(*texts: str) -> Iterator[str]:
    """The broker's codes for a federation service that gave no token, among the codes in the texts."""
    for text in texts:
        for found in _FEDERATION.findall(text) if "caa900" in text.lower() else ():
            yield f"0x{found.upper()}"


def answered_at(text: str) -> datetime | None:
    """When the token service gave the answer in the text, by its own clock; None without a time, or with an odd one."""
    found = _TIMESTAMP.search(text) if "imestamp" in text else None
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}").replace(tzinfo=UTC) if found else None
    except ValueError:
        # digits that are no date
        return None


def correlation_id(text: str) -> str:
    """The correlation id the token service answered with, else the one the device asked with."""
    if "orrelation" not in text:
        return ""
    found = sorted(_CORRELATION.finditer(text), key=lambda match: bool(match["request"]))
    return found[0][2].lower() if found else ""


def bare_guid(text: str) -> str:
    """The first GUID in the text, without braces and in lower case."""
    found = re.search(_GUID, text) if text else None
    return found[1].lower() if found else ""


def trace_id(text: str) -> str:
    return _labelled("race", _TRACE, text).lower()


def client_id(text: str) -> str:
    """The application that asked, in lower case."""
    return _labelled("lient", _CLIENT, text).lower()


def resource(text: str) -> str:
    """What was asked for: an application id, an address or a name."""
    found = _labelled("esource", _RESOURCE, text) or _labelled(" '", _RESOURCE_ASKED, text)
    return found.strip("'\"{}").lower()


def _labelled(hint: str, pattern: re.Pattern[str], text: str) -> str:
    """What follows a label. Most records of a log have none, and looking for a part of it is cheaper than a pattern."""
    found = pattern.search(text) if hint in text else None
    return found[1] if found else ""
