"""Refused sign-ins in the device's own logs: AADSTS numbers in its Entra ID log and in its heartbeats.

The device writes down failures only, so nothing here is ever a success.
"""

from collections.abc import Iterable, Iterator, Sequence

from checks.facts.base import newest_first
from checks.facts.heartbeats import Heartbeat
from checks.facts.room_apps import ROOM_RESOURCES
from checks.facts.sign_ins import Kind, Origin, SignIn, SignIns
from checks.model import Citation, Window
from checks.sources.bundle import codes
from checks.sources.bundle.evtx import EventRecord
from checks.sources.bundle.inventory import Log
from checks.sources.bundle.origin import Wellness, origin_of
from checks.sources.bundle.redact import Redactor

SIGN_IN_EVENTS = frozenset({1081, 1088, 1097, 1098})
_LONGEST_NAME = 120


def read_sign_ins(records: Iterable[EventRecord], beats: Sequence[Heartbeat], redactor: Redactor,
                  covers: tuple[Window, ...]) -> SignIns:
    """The refused sign-ins. A record with several numbers gives one for each."""
    wellness = Wellness.of(beats)
    in_log = (sign_in for record in records if record.event_id in SIGN_IN_EVENTS
              for sign_in in _in_record(record, wellness, redactor))
    in_beats = (sign_in for beat in beats for sign_in in _in_heartbeat(beat))
    return SignIns(newest_first((*in_log, *in_beats)), covers)


def _in_record(record: EventRecord, wellness: Wellness, redactor: Redactor) -> Iterator[SignIn]:
    text = record.text
    numbers = codes.aadsts_numbers(text)
    if not numbers:
        return
    client, resource = codes.client_id(text), codes.resource(text)
    origin = origin_of(record.at, client, resource, wellness)
    correlation = codes.correlation_id(text) or codes.bare_guid(record.field("CorrelationID"))
    for number in numbers:
        reason = redactor.quote(codes.sentence_of(number, text))
        cite = Citation(Log.AAD.value, redactor.quote(record.locator), reason, record.at, codes.written(number),
                        correlation, codes.trace_id(text))
        yield SignIn(record.at, number, Kind.DEVICE_LOG, origin, cite, app=ROOM_RESOURCES.get(client, ""),
                     app_id=client, resource=redactor.quote(ROOM_RESOURCES.get(resource, resource), _LONGEST_NAME),
                     reason=reason, correlation_id=correlation)


def _in_heartbeat(beat: Heartbeat) -> Iterator[SignIn]:
    for number in beat.codes:
        cite = Citation(beat.cite.source, beat.cite.locator, beat.cite.quote, beat.at, codes.written(number))
        yield SignIn(beat.at, number, Kind.DEVICE_LOG, Origin.DEVICE, cite, reason=beat.cite.quote)
