"""The room app's looks at what is plugged into the console, and its own restarts.

Layout as Microsoft documents it for Azure Monitor ("Skype Room System" log): events 3000 (healthy), 3001 (unhealthy)
and 4000 (restart). A component's name stands before " status : ", with or without the space before the colon.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from checks.facts.base import newest_first
from checks.facts.hardware import Hardware, HardwareReport, Restart, Restarts
from checks.model import Citation, Window
from checks.sources.bundle.evtx import EventRecord
from checks.sources.bundle.heartbeats import payload, text_of
from checks.sources.bundle.inventory import Log
from checks.sources.bundle.redact import Redactor, visible

HEALTHY_EVENT, UNHEALTHY_EVENT, RESTART_EVENT = 3000, 3001, 4000
_LABEL = re.compile(r"(?P<name>[^.:\uff1a]{1,80}?) +status *[:\uff1a] *", re.IGNORECASE)
_UNHEALTHY = "unhealthy"
_LONGEST_TEXT, _LONGEST_NAME = 4000, 160
_MOST_COMPONENTS = 20


def read_hardware(records: Iterable[EventRecord], redactor: Redactor, window: Window) -> Hardware:
    """The looks at the hardware among the records of the room's app."""
    reports = (record for record in records if record.event_id in (HEALTHY_EVENT, UNHEALTHY_EVENT))
    return Hardware(newest_first(_report(record, redactor) for record in reports), (window,))


def read_restarts(records: Iterable[EventRecord], redactor: Redactor, window: Window) -> Restarts:
    """The restarts among the records of the room's app."""
    found = (record for record in records if record.event_id == RESTART_EVENT)
    return Restarts(newest_first(Restart(record.at, _cite(record, _description(record), redactor)) for record in found),
                    (window,))


def _report(record: EventRecord, redactor: Redactor) -> HardwareReport:
    description = _description(record)
    healthy = record.event_id == HEALTHY_EVENT
    # redacted as a whole: an address would be taken for the end of a sentence
    faulty = () if healthy else tuple(islice(_faulty(redactor.quote(description, _LONGEST_TEXT)), _MOST_COMPONENTS))
    return HardwareReport(record.at, healthy, _cite(record, description, redactor), faulty)


def _description(record: EventRecord) -> str:
    found = payload(record)
    return text_of(found, "Description") if found else visible(record.text)


def _cite(record: EventRecord, description: str, redactor: Redactor) -> Citation:
    return Citation(Log.HEARTBEATS.value, record.located(redactor.quote), redactor.quote(description), record.at)


def _faulty(description: str) -> Iterator[str]:
    """The unhealthy components by name; what the app says of one beyond its state stays beside it in brackets."""
    labels = list(_LABEL.finditer(description))
    begins = [label.start() for label in labels]
    for label, end in zip(labels, [*begins[1:], len(description)], strict=False):
        state, _, rest = description[label.end():end].partition(".")
        if state.strip().casefold() == _UNHEALTHY:
            name, more = label["name"].strip(), rest.strip(" .")
            yield (f"{name} ({more})" if more else name)[:_LONGEST_NAME]
