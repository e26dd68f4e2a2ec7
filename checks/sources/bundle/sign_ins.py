"""Refused sign-ins in the device's own logs: AADSTS numbers in its Entra ID log and in its heartbeats.

The device writes down failures only, so nothing here is ever a success.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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

SIGN_IN_EVENTS = codes.BROKER_EVENTS | {codes.OAUTH_EVENT, codes.WS_TRUST_EVENT}
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asked for what, as far as a record says so."""

    client: str = ""
    resource: str = ""


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A record with at least one AADSTS number."""

    record: EventRecord
    numbers: tuple[int, ...]
    correlation: str
    asked: _Asked
    hresult: str


def read_sign_ins(records: Iterable[EventRecord], beats: Sequence[Heartbeat], redactor: Redactor,
                  covers: tuple[Window, ...]) -> SignIns:
    """The refused sign-ins. A record with several numbers gives one for each.

    Windows writes one refusal down in several events, of which not all name the client; they share a correlation id.
    """
    refusals = [_refusal(record) for record in records if record.event_id in SIGN_IN_EVENTS]
    named = {each.correlation: each.asked for each in refusals if each.correlation and each.asked != _Asked()}
    wellness = Wellness.of(beats)
    in_log = (sign_in for each in refusals
              for sign_in in _sign_ins(each, named.get(each.correlation, each.asked), wellness, redactor))
    in_beats = (sign_in for beat in beats for sign_in in _in_heartbeat(beat))
    return SignIns(newest_first((*in_log, *in_beats)), covers)


def _refusal(record: EventRecord) -> _Refusal:
    text = record.text
    correlation = codes.correlation_id(text) or codes.bare_guid(record.field("CorrelationID"))
    # who asked is told of an attempt by its correlation id, so that without one only its own record can tell
    asked = _Asked(codes.client_id(text), codes.resource(text)) if correlation or "AADSTS" in text else _Asked()
    return _Refusal(record, codes.aadsts_numbers(text), correlation, asked, codes.hresult(record.field("Error")))


def _sign_ins(refusal: _Refusal, asked: _Asked, wellness: Wellness, redactor: Redactor) -> Iterator[SignIn]:
    record, text = refusal.record, refusal.record.text
    origin = origin_of(record.at, asked.client, asked.resource, wellness)
    resource = redactor.quote(ROOM_RESOURCES.get(asked.resource, asked.resource), _LONGEST_NAME)
    for number in refusal.numbers:
        reason = redactor.quote(codes.sentence_of(number, text))
        cite = Citation(Log.AAD.value, record.located(redactor.quote), reason, record.at, codes.written(number),
                        refusal.correlation, codes.trace_id(text))
        yield SignIn(record.at, number, Kind.DEVICE_LOG, origin, cite, app=ROOM_RESOURCES.get(asked.client, ""),
                     app_id=asked.client, resource=resource, reason=reason, correlation_id=refusal.correlation,
                     hresult=refusal.hresult)


def _in_heartbeat(beat: Heartbeat) -> Iterator[SignIn]:
    for number in beat.codes:
        cite = Citation(beat.cite.source, beat.cite.locator, beat.cite.quote, beat.at, codes.written(number))
        yield SignIn(beat.at, number, Kind.DEVICE_LOG, Origin.DEVICE, cite, reason=beat.cite.quote)
