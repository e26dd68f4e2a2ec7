"""How far this machine's clock is from those of the servers that answer it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


class Skews:
    """Collects what the ``Date`` headers of answers say, by server."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._found: dict[str, timedelta] = {}

    def note(self, server: str, date: str | None) -> None:
        """An answer of the server's has just come with this ``Date``. One that cannot be read says nothing.

        Of several answers the nearest counts: one that was long under way only seems to be of another time.
        """
        try:
            stamped = parsedate_to_datetime(date or "")
        except ValueError:
            return
        ahead = self._clock() - stamped.replace(tzinfo=stamped.tzinfo or UTC)
        self._found[server] = min(ahead, self._found.get(server, ahead), key=abs)

    @property
    def found(self) -> Mapping[str, timedelta]:
        """By how much this machine is ahead of each server; negative where it is behind."""
        return dict(self._found)
