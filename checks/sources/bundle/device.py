"""The device as the room app's newest record describes it, and the room's names as any of its records gives them."""

from collections.abc import Iterable
from dataclasses import dataclass

from checks.facts.device import Device
from checks.model import Citation
from checks.sources.bundle.evtx import EventRecord
from checks.sources.bundle.heartbeats import payload, text_of
from checks.sources.bundle.inventory import Log
from checks.sources.bundle.redact import Redactor

_LONGEST_NAME = 256


@dataclass(frozen=True, slots=True)
class Names:
    """The room's alias and display name, from the newest record that has them; empty when none has."""

    alias: str = ""
    display_name: str = ""


def names_in(records: Iterable[EventRecord]) -> Names:
    """A device that cannot sign in shows no names, so older records are asked as well."""
    alias = display_name = ""
    for record in sorted(records, key=lambda found: found.at, reverse=True):
        found = payload(record)
        alias = alias or text_of(found, "Alias")[:_LONGEST_NAME]
        display_name = display_name or text_of(found, "DisplayName")[:_LONGEST_NAME]
        if alias and display_name:
            break
    return Names(alias, display_name)


def read_device(records: Iterable[EventRecord], redactor: Redactor) -> Device | None:
    """The device as of the newest of the room app's records; None without one."""
    ordered = sorted(records, key=lambda record: record.at, reverse=True)
    if not ordered:
        return None
    newest, found = ordered[0], payload(ordered[0])
    cite = Citation(Log.HEARTBEATS.value, newest.located(redactor.quote), at=newest.at)
    system = " ".join(part for part in (text_of(found, "OS"), text_of(found, "OSVersion")) if part)
    return Device(newest.at, cite, redactor.quote(newest.computer), text_of(found, "Alias")[:_LONGEST_NAME],
                  text_of(found, "DisplayName")[:_LONGEST_NAME], redactor.version(text_of(found, "AppVersion")),
                  redactor.quote(system), next((record.at for record in ordered if _names(record)), None))


def _names(record: EventRecord) -> bool:
    found = payload(record)
    return bool(text_of(found, "Alias") or text_of(found, "DisplayName"))
