"""One question for the sign-ins of many accounts, and what its pages say of each of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kiota_abstractions.request_information import RequestInformation

from checks.collector import CannotCollect
from checks.facts.sign_ins import Kind, SignIn
from checks.model import Window
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import Json, text, texts
from checks.sources.graph.odata import instant, quoted
from checks.sources.graph.sign_ins import CALL, INTERACTIVE, NON_INTERACTIVE, PAGE, Log, attempt_of, not_all_read

MOST_RECORDS = 300
"""Records that are read of one account, the newest."""
MOST_PAGES = 8
"""Pages of one question: fifteen accounts with as many records as are read of each fill five."""
_SECOND = timedelta(seconds=1)
_KINDS: Mapping[str, Kind] = {INTERACTIVE: Kind.INTERACTIVE, NON_INTERACTIVE: Kind.NON_INTERACTIVE}


@dataclass(slots=True)
class Seen:
    """What was read of one account: its attempts, the window of every log that was read, and why another was not."""

    attempts: list[SignIn] = field(default_factory=list)
    windows: dict[str, Window] = field(default_factory=dict)
    missed: dict[str, CannotCollect] = field(default_factory=dict)


@dataclass(slots=True)
class Way:
    """One form of the question. ``logs`` are the sources that it reads, ``answered`` that it was answered once, and
    ``refused`` why it is refused for every account alike.
    """

    version: str
    logs: tuple[str, ...]
    only: str = ""
    answered: bool = False
    refused: CannotCollect | None = None


def both_logs() -> Way:
    """The beta, which alone has the sign-ins that nobody takes part in."""
    kinds = " or ".join(f"t eq {quoted(kind)}" for kind in ("interactiveUser", "nonInteractiveUser"))
    return Way("beta", (INTERACTIVE, NON_INTERACTIVE), f"signInEventTypes/any(t: {kinds}) and ")


def interactive_log() -> Way:
    """What v1.0 has."""
    return Way("v1.0", (INTERACTIVE,))


class Reading:
    """The pages of one question, from ``start`` to ``end``, filed by account; ids are in lower case."""

    def __init__(self, way: Way, whose: Collection[str], start: datetime, end: datetime,
                 most_pages: int = MOST_PAGES) -> None:
        self._way, self._start, self._end, self._most_pages = way, start, end, most_pages
        self._open = set(whose)
        self._seen = {who: Seen() for who in whose}
        self._since: dict[str, datetime] = {}
        self._unread: Counter[tuple[str, str]] = Counter()
        self._strange = 0
        self._oldest: datetime | None = None

    async def read(self, client: GraphClient) -> dict[str, Seen]:
        """What all its pages say. Raises :class:`~checks.collector.CannotCollect`.

        An account with enough records is asked for no longer, so that one that signs in all the time takes nothing from
        the others. Where there are too many pages all the same, what is older was not read.
        """
        left = self._most_pages
        while self._open:
            async for page, more in client.pages(self._request(client), CALL):
                left -= 1
                self._take(page)
                if not more:
                    self._open.clear()
                elif not left:
                    self._let_go(self._open)
                elif not self._let_go(self._served()):
                    continue
                break
        return self._result()

    def _request(self, client: GraphClient) -> RequestInformation:
        asked = f"{self._way.only}{self._of_whom()}createdDateTime ge {instant(self._start)}"
        if self._oldest:  # a record of the same second may have come after it
            asked += f" and createdDateTime le {instant(self._oldest + _SECOND)}"
        return client.request("/auditLogs/signIns", {"$filter": asked, "$top": PAGE}, version=self._way.version)

    def _of_whom(self) -> str:
        return f"({' or '.join(f'userId eq {quoted(who)}' for who in sorted(self._open))}) and "

    def _served(self) -> Collection[str]:
        """The accounts of which enough was read."""
        return {who for who in self._open if len(self._seen[who].attempts) >= MOST_RECORDS}

    def _let_go(self, whose: Collection[str]) -> bool:
        """Read no more of these accounts; whether there are any."""
        for who in tuple(whose):
            self._since[who] = self._oldest or self._end
            self._open.discard(who)
        return bool(whose)

    def _take(self, page: Iterable[Json]) -> None:
        for record in page:
            who = text(record, "userId").lower()
            if who in self._seen:
                self._file(who, record)
            else:
                self._count_stranger()

    def _count_stranger(self) -> None:
        self._strange += 1

    def _file(self, who: str, record: Json) -> None:
        source = _log_of(record, self._way)
        asked = Log(source, _KINDS[source], who, self._start, self._end) if source else None
        attempt = attempt_of(record, asked) if asked else None
        if attempt is None:
            self._unread.update((who, each) for each in ((source,) if source else self._way.logs))
            return
        self._seen[who].attempts.append(attempt)
        self._oldest = min(attempt.at, self._oldest or attempt.at)

    def _result(self) -> dict[str, Seen]:
        """A record of nobody who was asked for may be anybody's: then nothing is known of any of them."""
        for who, seen in self._seen.items():
            for source in self._way.logs:
                if unread := self._unread[who, source] + self._strange:
                    seen.missed[source] = not_all_read(unread)
                else:
                    seen.windows[source] = Window(self._since.get(who, self._start), self._end, source)
        return self._seen


class WholeReading(Reading):
    """The same of the whole tenant: what is of none of the accounts is dropped, and nobody is asked for by name."""

    def _of_whom(self) -> str:
        return ""

    def _served(self) -> Collection[str]:
        return ()

    def _count_stranger(self) -> None:
        """Most records are of people."""


def _log_of(record: Json, way: Way) -> str:
    """The log that a record stands in; empty when it does not say."""
    if len(way.logs) == 1:
        return way.logs[0]
    kinds = {kind.casefold() for kind in texts(record, "signInEventTypes")}
    if "noninteractiveuser" in kinds:
        return NON_INTERACTIVE
    return INTERACTIVE if "interactiveuser" in kinds else ""
