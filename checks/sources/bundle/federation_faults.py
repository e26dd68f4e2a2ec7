"""Federation services that gave no token: WS-Trust errors in the device's Entra ID log, and the broker's codes for
them.

A record that also has an AADSTS number was answered by Microsoft Entra itself and is a refused sign-in.
"""

from collections.abc import Iterable, Iterator

from checks.facts.base import newest_first
from checks.facts.federation_faults import FederationFault, FederationFaults
from checks.facts.sign_ins import Origin
from checks.model import Citation, Window
from checks.sources.bundle import codes
from checks.sources.bundle.evtx import EventRecord
from checks.sources.bundle.inventory import Log
from checks.sources.bundle.origin import Wellness, origin_of
from checks.sources.bundle.redact import Redactor

_BROKERS = frozenset({"0xCAA90006", "0xCAA90014"})


def read_federation_faults(records: Iterable[EventRecord], wellness: Wellness, redactor: Redactor,
                           window: Window) -> FederationFaults:
    """The faults among the records that are the room's own."""
    found = newest_first(fault for record in records for fault in _in_record(record, redactor)
                         if _is_rooms_own(record, wellness))
    return FederationFaults(found, (window,))


def _is_rooms_own(record: EventRecord, wellness: Wellness) -> bool:
    """Whether the room met the fault. A fault is not told as doubtful, so where its record names a program, that has
    to be the device's beyond doubt; where it names none, the device may just not have been well beside it.
    """
    client, resource = codes.client_id(record.text), codes.resource(record.text)
    if client or resource:
        return origin_of(record.at, client, resource, wellness) is Origin.DEVICE
    return not wellness.was_well_near(record.at)


def _in_record(record: EventRecord, redactor: Redactor) -> Iterator[FederationFault]:
    text = record.text
    if codes.aadsts_numbers(text):
        return
    for code in _codes(record):
        quote = redactor.quote(record.field("ErrorMessage") or record.field("ErrorDescription") or text)
        cite = Citation(Log.AAD.value, record.located(redactor.quote), quote, record.at, code,
                        codes.correlation_id(text) or codes.bare_guid(record.field("CorrelationID")))
        yield FederationFault(record.at, code, cite)


def _codes(record: EventRecord) -> Iterator[str]:
    """A WS-Trust error is a fault whatever its code; of the broker's records only those with one of its two codes."""
    code = codes.hresult(record.field("Error"))
    if record.event_id == codes.WS_TRUST_EVENT:
        yield code if code in _BROKERS else next(codes.federation_hresults(record.text), "")
    elif record.event_id in codes.BROKER_EVENTS:
        yield from dict.fromkeys(codes.federation_hresults(code, record.text))
