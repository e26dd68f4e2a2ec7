"""Sign-in attempts of the room's account, from the Entra logs or from the device's own log."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self

from checks.facts.base import EITHER, Holder, Records, newest_first
from checks.model import Citation


class Origin(StrEnum):
    """Who tried to sign in: the room's device, a person with the room's account, another program, or nobody can say."""

    DEVICE = "device"
    PERSON = "person"
    OTHER_PROGRAM = "other_program"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """Which log holds the attempt. The device's own log holds failures only."""

    INTERACTIVE = "interactive"
    NON_INTERACTIVE = "non_interactive"
    DEVICE_LOG = "device_log"


@dataclass(frozen=True, slots=True)
class AppliedPolicy:
    """A Conditional Access policy as a sign-in record names it. ``result`` is Graph's own word (``failure``,
    ``success``, ``reportOnlyFailure``, ``notApplied``...); ``name`` is empty when Roomcheck may not read policies.
    """

    id: str
    name: str
    result: str
    grant_controls: tuple[str, ...] = ()
    session_controls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignIn:
    """One attempt. ``code`` is the AADSTS number, 0 for a success; ``reason`` the source's own words, redacted.

    ``app_id`` is the client's application id in lower case, empty when the source does not name it. ``os``, ``ip``,
    ``country``, ``risk``, ``compliant`` and ``managed`` are Entra's own words of the device that signed in, empty or
    None where it says nothing. ``hresult`` is the device's own code for the failure, written ``0xCAA2000C``, where its
    log gives one. ``in_both`` is true when the device's own log holds the same attempt.
    """

    at: datetime
    code: int
    kind: Kind
    origin: Origin
    cite: Citation
    app: str = ""
    app_id: str = ""
    resource: str = ""
    reason: str = ""
    client: str = ""
    user_agent: str = ""
    protocol: str = ""
    correlation_id: str = ""
    policies: tuple[AppliedPolicy, ...] = ()
    os: str = ""
    ip: str = ""
    country: str = ""
    risk: str = ""
    compliant: bool | None = None
    managed: bool | None = None
    hresult: str = ""
    in_both: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """Entra republishes and splits records: the same correlation, code and minute is one attempt."""
        minute = self.at.replace(second=0, microsecond=0)
        return (self.correlation_id or self.cite.locator, self.code, minute)

    @property
    def succeeded(self) -> bool:
        return self.code == 0

    @property
    def app_key(self) -> str:
        """Equal for two attempts of the same application."""
        return self.app_id or self.app.casefold()


@dataclass(frozen=True, slots=True)
class SignIns(Records[SignIn]):
    title: ClassVar[str] = "sign-in attempts"
    how_to_get: ClassVar[str] = "Grant AuditLog.Read.All to Roomcheck's application, or send the room's diagnostic zip."
    holder: ClassVar[Holder] = EITHER

    items: tuple[SignIn, ...]

    def merged(self, other: Self) -> Self:
        """Both, where one attempt stands in both logs as Entra's record, which says more and has the better clock; the
        device's own log then proves who made it.
        """
        both = (*self.items, *other.items)
        entra = [item for item in both if item.kind is not Kind.DEVICE_LOG]
        device = [item for item in both if item.kind is Kind.DEVICE_LOG]
        recorded, logged = {_request(item) for item in entra}, {_request(item): item for item in device}
        told = [_joined(item, logged[_request(item)]) if _request(item) in logged else item for item in entra]
        alone = (item for item in device if _request(item) not in recorded)
        return replace(self, items=newest_first((*told, *alone)), covers=self.covers + other.covers)


def _request(attempt: SignIn) -> tuple[str, int]:
    """Equal for one attempt in two logs, however their clocks differ; without a correlation id it is its own."""
    return attempt.correlation_id or attempt.cite.locator, attempt.code


def _joined(attempt: SignIn, logged: SignIn) -> SignIn:
    """An attempt that stands in both logs."""
    origin = Origin.DEVICE if logged.origin is Origin.DEVICE else attempt.origin
    return replace(attempt, origin=origin, in_both=True)
