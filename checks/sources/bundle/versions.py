"""The versions that the device ran: every record of the room's app names them, so only their changes are kept."""

from collections.abc import Iterable, Iterator

from checks.facts.base import newest_first
from checks.facts.versions import Versions, VersionSeen
from checks.model import Citation, Window
from checks.sources.bundle.evtx import EventRecord
from checks.sources.bundle.heartbeats import payload, text_of
from checks.sources.bundle.inventory import Log
from checks.sources.bundle.redact import Redactor

_LONGEST_VERSION = 60


def read_versions(records: Iterable[EventRecord], redactor: Redactor, window: Window) -> Versions:
    """The first record of each run of records that name the same versions."""
    return Versions(newest_first(_changes(records, redactor)), (window,))


def _changes(records: Iterable[EventRecord], redactor: Redactor) -> Iterator[VersionSeen]:
    app = system = ""
    for record in sorted(records, key=lambda found: (found.at, found.id)):
        found = payload(record)
        # a record that does not name one of them says nothing of a change
        named = text_of(found, "AppVersion") or app, text_of(found, "OSVersion") or system
        if named != (app, system):
            app, system = named
            kept = [redactor.version(version, _LONGEST_VERSION) for version in named]
            cite = Citation(Log.HEARTBEATS.value, record.located(redactor.quote), at=record.at)
            yield VersionSeen(record.at, kept[0], kept[1], cite)
