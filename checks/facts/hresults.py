"""The codes with which the device's own sign-in broker reports failures, as data.

The numbers are Microsoft's (Microsoft Learn, "Troubleshoot devices by using the dsregcmd command"); the words are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Hresult:
    """One code, written ``0xCAA82EE7``."""

    code: str
    meaning: str


_ROWS: tuple[Hresult, ...] = (
    Hresult("0xCAA82EE2", "the sign-in service did not answer in time"),
    Hresult("0xCAA82EE7", "the name of the sign-in service could not be resolved"),
    Hresult("0xCAA82EFD", "no connection to the sign-in service"),
    Hresult("0xCAA82EFE", "the connection to the sign-in service broke off"),
    Hresult("0xCAA82F8F", "no secure (TLS) connection to the sign-in service"),
    Hresult("0xCAA20001", "the application is not authorised to ask"),
    Hresult("0xCAA20002", "the request was malformed"),
    Hresult("0xCAA20003", "the credentials or the token were refused"),
    Hresult("0xCAA20004", "access was denied"),
    Hresult("0xCAA20005", "the sign-in service is unavailable for the moment"),
    Hresult("0xCAA2000B", "the service that was asked for is unknown or wrongly configured"),
    Hresult("0xCAA2000C", "a person would have to answer a prompt"),
    Hresult("0xCAA90006", "the federation service gave no token"),
    Hresult("0xCAA90014", "the federation service answered with a fault"),
    Hresult("0xCAA1002D", "the sign-in broker could not complete the request"),
)

HRESULTS: Mapping[str, Hresult] = MappingProxyType({row.code: row for row in _ROWS})


def normalised(code: str) -> str:
    """The code as the table writes it: ``0x`` and eight upper-case digits."""
    return "0x" + code.strip().lower().removeprefix("0x").upper()


def explained(code: str) -> str:
    """A code with its meaning beside it, or named as unknown."""
    known = HRESULTS.get(normalised(code))
    return f"{known.code} ({known.meaning})" if known else f"unknown code {normalised(code)}"
