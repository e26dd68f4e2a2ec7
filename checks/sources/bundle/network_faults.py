"""Sign-in attempts that never reached the token service: WinHTTP errors in the device's Entra ID log.

A record that also has an AADSTS number was answered, so its network worked. Event 1084 is a failing HTTP transport in
itself; its status is a WinHTTP error or a result code.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from checks.facts.base import newest_first
from checks.facts.network_faults import NetworkFault, NetworkFaults
from checks.model import Citation, Window
from checks.sources.bundle import codes
from checks.sources.bundle.evtx import EventRecord
from checks.sources.bundle.inventory import Log
from checks.sources.bundle.redact import Redactor

_WINHTTP = range(12000, 12200)
_ADDRESS = re.compile(r"https?://[^\s,'\"<>]+", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}")


def read_network_faults(records: Iterable[EventRecord], redactor: Redactor, window: Window) -> NetworkFaults:
    """The faults among the records."""
    found = newest_first(fault for record in records for fault in _in_record(record, redactor))
    return NetworkFaults(found, (window,))


def _in_record(record: EventRecord, redactor: Redactor) -> Iterator[NetworkFault]:
    text = record.text
    if codes.aadsts_numbers(text):
        return
    for code in dict.fromkeys(_codes(record)):
        cite = Citation(Log.AAD.value, record.located(redactor.quote), _quote(record, redactor), record.at, code,
                        codes.correlation_id(text) or codes.bare_guid(record.field("CorrelationID")))
        yield NetworkFault(record.at, code, cite, _endpoint(text))


def _codes(record: EventRecord) -> Iterator[str]:
    if record.event_id == codes.TRANSPORT_EVENT:
        yield from _transport_code(record.field("Result"))
    else:
        yield from codes.network_hresults(codes.hresult(record.field("Error")), record.text)


def _transport_code(result: str) -> Iterator[str]:
    """The code of a failing transport; a bare WinHTTP number is written as Entra ID's own code for it."""
    code = codes.hresult(result)
    if not code or int(code, 16) == 0:
        return
    yield f"0xCAA8{int(code, 16):04X}" if int(code, 16) in _WINHTTP else code


def _quote(record: EventRecord, redactor: Redactor) -> str:
    return redactor.quote(record.field("ErrorMessage") or record.text)


def _endpoint(text: str) -> str:
    """The host that was asked, where the record names one."""
    for address in _ADDRESS.findall(text):
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:
            # brackets that are no IPv6 address
            continue
        if _HOST.fullmatch(host):
            return host
    return ""
