"""The words of the domain: what a check says, and what a report holds.

Every time in this package is an aware ``datetime`` in UTC. Everything here is frozen, so that a report can be shared,
kept and compared without a copy.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from checks.history import History


class Status(StrEnum):
    """Is it healthy? ``SKIPPED`` and ``ERROR`` say that nobody knows."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"
    ERROR = "error"


class Severity(StrEnum):
    """How bad it is if a check fails; declared by the check and never mixed with its status."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Cause(StrEnum):
    """The closed list of headlines a report can have."""

    HEALTHY = "healthy"
    RECOVERED = "recovered"
    UNDETERMINED = "undetermined"
    ACCOUNT_MISSING = "account_missing"
    ACCOUNT_DISABLED = "account_disabled"
    MFA_REQUIRED = "mfa_required"
    CONDITIONAL_ACCESS_BLOCK = "conditional_access_block"
    PASSWORD_EXPIRED = "password_expired"  # noqa: S105 - the name of a cause
    WRONG_CREDENTIALS = "wrong_credentials"
    NETWORK_UNREACHABLE = "network_unreachable"
    MAILBOX_MISSING = "mailbox_missing"
    LICENCE_MISSING = "licence_missing"
    LICENCE_PLAN_DISABLED = "licence_plan_disabled"
    TEAMS_NOT_PROVISIONED = "teams_not_provisioned"
    DEVICE_NOT_COMPLIANT = "device_not_compliant"
    SIGN_IN_BLOCKED_OTHER = "sign_in_blocked_other"


class Confidence(StrEnum):
    """How sure the headline is: seen directly, seen with a reservation, or only suggested."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class GapReason(StrEnum):
    """The closed list of reasons why a fact could not be had."""

    NOT_OFFERED = "not_offered"
    NOT_REQUESTED = "not_requested"
    NO_PERMISSION = "no_permission"
    NOT_LICENSED = "not_licensed"
    NOT_IN_CLOUD = "not_in_cloud"
    NOT_IN_BUNDLE = "not_in_bundle"
    DAMAGED = "damaged"
    TIMED_OUT = "timed_out"
    THROTTLED = "throttled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Room:
    """The resource account of a meeting room. ``address`` is its user principal name, in lower case."""

    address: str
    display_name: str = ""
    object_id: str = ""

    @property
    def label(self) -> str:
        """The name a person would use for it."""
        return self.display_name or self.address


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when one source could see. "None found" is only ever said of a window."""

    start: datetime
    end: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a piece of evidence can be seen again.

    ``source`` names the collector's source (``graph.sign_ins.interactive``, ``bundle.aad_log``), ``locator`` the
    place in it (``auditLogs/signIns/{id}``, ``AAD_Operational.evtx#1187``). ``quote`` is redacted. The ids are what
    Microsoft's support asks for; ``code`` is written as it is looked up (``AADSTS50076``, ``0xCAA82EE7``).
    """

    source: str
    locator: str
    quote: str = ""
    at: datetime | None = None
    code: str = ""
    correlation_id: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact that could not be had from one source, why, and what would change that."""

    fact: str
    source: str
    reason: GapReason
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class OpenLink:
    title: str
    url: str
    kind: Literal["open_link"] = "open_link"


@dataclass(frozen=True, slots=True)
class ShowGuide:
    """How to fix one cause, step by step."""

    cause: Cause
    kind: Literal["show_guide"] = "show_guide"


@dataclass(frozen=True, slots=True)
class Rerun:
    kind: Literal["rerun"] = "rerun"


@dataclass(frozen=True, slots=True)
class RecheckLater:
    after: timedelta
    why: str
    kind: Literal["recheck_later"] = "recheck_later"


@dataclass(frozen=True, slots=True)
class AskForLogs:
    kind: Literal["ask_for_logs"] = "ask_for_logs"


@dataclass(frozen=True, slots=True)
class EvaluateAccess:
    """Ask Conditional Access what it would do; slow and rate-limited, so only on request."""

    kind: Literal["evaluate_access"] = "evaluate_access"


@dataclass(frozen=True, slots=True)
class StartDialog:
    dialog: str
    kind: Literal["start_dialog"] = "start_dialog"


NextStep = OpenLink | ShowGuide | Rerun | RecheckLater | AskForLogs | EvaluateAccess | StartDialog


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check returns; made by :func:`ok`, :func:`warn`, :func:`fail`, :func:`not_judged` and
    :func:`not_applicable`.

    ``cause`` is the headline the verdict speaks for, if it speaks for one. ``since`` and ``latest`` are the first and
    the last time the thing was seen; a verdict about a configuration has neither. ``applies`` is false when there was
    nothing to judge, so that no gap matters.
    """

    status: Status
    summary: str
    citations: tuple[Citation, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    cause: Cause | None = None
    since: datetime | None = None
    latest: datetime | None = None
    confidence: Confidence = Confidence.HIGH
    applies: bool = True


def ok(summary: str, *, cites: Sequence[Citation] = (), cause: Cause | None = None,
       since: datetime | None = None, latest: datetime | None = None) -> Verdict:
    """The healthy condition in the check's title holds, and something was seen that shows it."""
    return Verdict(Status.PASS, summary, tuple(cites), (), cause, since, latest)


def warn(summary: str, *steps: NextStep, cites: Sequence[Citation] = (), cause: Cause | None = None,
         since: datetime | None = None, latest: datetime | None = None,
         confidence: Confidence = Confidence.MEDIUM) -> Verdict:
    """The healthy condition may not hold, or will soon not hold."""
    return Verdict(Status.WARN, summary, tuple(cites), steps, cause, since, latest, confidence)


def fail(summary: str, *steps: NextStep, cites: Sequence[Citation] = (), cause: Cause | None = None,
         since: datetime | None = None, latest: datetime | None = None,
         confidence: Confidence = Confidence.HIGH) -> Verdict:
    """The healthy condition does not hold."""
    return Verdict(Status.FAIL, summary, tuple(cites), steps, cause, since, latest, confidence)


def not_judged(summary: str) -> Verdict:
    """Nothing that was seen tells whether the healthy condition holds; the gaps say what would."""
    return Verdict(Status.SKIPPED, summary)


def not_applicable(summary: str) -> Verdict:
    """The check has nothing to judge in this room; there is no gap to close."""
    return Verdict(Status.SKIPPED, summary, applies=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's verdict on one room, with the gaps of the facts it asked for."""

    id: str
    title: str
    severity: Severity
    status: Status
    summary: str
    citations: tuple[Citation, ...] = ()
    gaps: tuple[Gap, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    cause: Cause | None = None
    since: datetime | None = None
    latest: datetime | None = None
    confidence: Confidence = Confidence.HIGH
    took: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The one headline of a report, and everything a helpdesk needs to act on it.

    ``sentence`` names the cause; ``why`` says how it was reached and how sure it is; ``findings`` are the ids of the
    checks behind it. ``room_sees`` is what people in the room notice, ``portal_signal`` how the Teams Rooms Pro
    Management portal shows it, ``owner`` the team to go to, ``hand_over`` a text ready to paste, ``commands``
    PowerShell lines with the room's address quoted. ``recheck_after`` is how long to wait before the sign-in log can
    show that a fix has worked.
    """

    cause: Cause
    confidence: Confidence
    sentence: str
    why: str
    first_step: str
    owner: str = ""
    findings: tuple[str, ...] = ()
    since: datetime | None = None
    latest: datetime | None = None
    room_sees: str = ""
    portal_signal: str = ""
    hand_over: str = ""
    commands: tuple[str, ...] = ()
    recheck_after: timedelta | None = None
    next_steps: tuple[NextStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All that leaves the domain about one room. ``version`` is the version of its JSON form.

    ``timeline`` is what the device's logs say of the room's last days, None where no zip was read.
    """

    room: Room
    judged_at: datetime
    diagnosis: Diagnosis
    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...] = ()
    looked_at: tuple[Window, ...] = ()
    version: Literal[1] = field(default=1)
    timeline: History | None = None
