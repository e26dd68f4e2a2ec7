"""What can be made to go wrong with the simulated Graph, while it runs."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

REPORTS = "/auditLogs"
_REPORT_LIMIT, _REPORT_SECONDS = 5, 10.0
"""The limit of the sign-in log for one application in one tenant (the same page of Microsoft's)."""
PACED = ("/identity/conditionalAccess", "/identityProtection")
"""What Graph answers once a second for all applications of a tenant together (Microsoft Learn, "Microsoft Graph
service-specific throttling limits")."""
_A_SECOND = 0.95
"""Seconds, less what a client's timer and the way here may take from a whole one."""


@dataclass(slots=True)
class Throttle:
    """The next ``times`` requests whose path begins with ``path`` are answered 429.

    ``retry_after`` is the header's value in seconds; None leaves it out, as Conditional Access does.
    """

    path: str = "/"
    times: int = 1
    retry_after: int | None = None


class Mishap(Enum):
    """What becomes of an answer: an error of the server, or something on its way."""

    FAILS = 500
    AWAY = 503
    MUTE = "never comes"
    GARBLED = "is no JSON"
    TORN = "ends in the middle"


@dataclass(slots=True)
class Trouble:
    """The answers of the next ``times`` requests whose path begins with ``path`` meet this.

    One within a batch that never comes, or ends in the middle, is left out of the batch's answer.
    """

    path: str
    what: Mishap
    times: int = 1


@dataclass(slots=True)
class Faults:
    """A switchboard: a test may keep it and change it between requests.

    ``denied`` holds permissions (``AuditLog.Read.All``) and beginnings of paths, with the version (``/beta/auditLogs``)
    or for every version (``/auditLogs``). ``unlicensed`` is a tenant without Entra ID P1, ``without_p2`` one without
    P2. ``strict_pacing`` answers Conditional Access and identity protection once in a second of ``clock``, and 429
    otherwise. ``strict_reports`` holds the sign-in log to its limit, on a clock that runs so many times faster than
    Microsoft's; 0 is no limit. ``down`` answers everything 503; ``cut`` closes the connection without an answer.
    ``troubles`` befall single requests. ``delay`` passes before every answer. ``foreign_pages`` sends whoever follows
    a page to another host.
    """

    denied: set[str] = field(default_factory=set)
    unlicensed: bool = False
    without_p2: bool = False
    throttles: list[Throttle] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    down: bool = False
    cut: bool = False
    delay: timedelta = timedelta(0)
    foreign_pages: str = ""
    strict_pacing: bool = False
    strict_reports: float = 0.0
    clock: Callable[[], float] = time.monotonic
    _paced_at: float | None = field(default=None, init=False, repr=False)
    _reported: deque[float] = field(default_factory=lambda: deque(maxlen=_REPORT_LIMIT), init=False, repr=False)

    def throttled(self, path: str) -> Throttle | None:
        """The throttle that this request meets; it counts as met."""
        for throttle in self.throttles:
            if throttle.times > 0 and path.startswith(throttle.path):
                throttle.times -= 1
                return throttle
        return None

    def met(self, path: str) -> Mishap | None:
        """What this request's answer meets; it counts as met."""
        for trouble in self.troubles:
            if trouble.times > 0 and path.startswith(trouble.path):
                trouble.times -= 1
                return trouble.what
        return None

    def too_soon(self, path: str) -> bool:
        """Whether strict pacing refuses this request; one that it lets in counts."""
        if not self.strict_pacing or not path.startswith(PACED):
            return False
        now = self.clock()
        if self._paced_at is not None and now - self._paced_at < _A_SECOND:
            return True
        self._paced_at = now
        return False

    def too_many(self, path: str) -> float:
        """How many seconds the sign-in log wants no request, 0 when it takes this one, which then counts."""
        if not self.strict_reports or not path.startswith(REPORTS):
            return 0.0
        now, span = self.clock(), _REPORT_SECONDS * _A_SECOND / self.strict_reports
        if len(self._reported) == _REPORT_LIMIT and now - self._reported[0] < span:
            return self._reported[0] + span - now
        self._reported.append(now)
        return 0.0
