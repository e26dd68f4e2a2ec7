"""What can be made to go wrong with the simulated Graph, while it runs."""

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(slots=True)
class Throttle:
    """The next ``times`` requests whose path begins with ``path`` are answered 429.

    ``retry_after`` is the header's value in seconds; None leaves it out, as Conditional Access does.
    """

    path: str = "/"
    times: int = 1
    retry_after: int | None = None


@dataclass(slots=True)
class Faults:
    """A switchboard: a test may keep it and change it between requests.

    ``denied`` holds permissions (``AuditLog.Read.All``) and beginnings of paths, with the version (``/beta/auditLogs``)
    or for every version (``/auditLogs``). ``unlicensed`` is a tenant without Entra ID P1. ``down`` answers everything
    503; ``cut`` closes the connection without an answer. ``delay`` passes before every answer. ``foreign_pages`` sends
    whoever follows a page to another host.
    """

    denied: set[str] = field(default_factory=set)
    unlicensed: bool = False
    throttles: list[Throttle] = field(default_factory=list)
    down: bool = False
    cut: bool = False
    delay: timedelta = timedelta(0)
    foreign_pages: str = ""

    def throttled(self, path: str) -> Throttle | None:
        """The throttle that this request meets; it counts as met."""
        for throttle in self.throttles:
            if throttle.times > 0 and path.startswith(throttle.path):
                throttle.times -= 1
                return throttle
        return None
