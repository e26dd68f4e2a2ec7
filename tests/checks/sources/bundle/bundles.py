"""Bundles for these tests: event logs by the project's own writer, zipped as collectors zip them."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from checks.collector import BundleReading
from checks.facts.base import Facts
from checks.facts.sign_ins import SignIn, SignIns
from checks.sources.bundle.reading import read
from demo.evtx_writer import DataItem, EvtxWriter

NOW = datetime(2024, 11, 20, 12, 0, tzinfo=UTC)
AAD_GUID = "4de9bc9c-b27a-43c9-8994-0915f1a5e24f"
AAD_PATH = r"Windows\EventLog\Microsoft-Windows-AAD_Operational.evtx"
BEAT_PATH = r"Windows\EventLog\Skype Room System.evtx"
APP_PATH = r"App\Microsoft\Teams\Logs.txt"
CORRELATION, TRACE = "11111111-2222-4333-8444-555555555555", "99999999-8888-4777-8666-555555555555"
TEAMS = "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe"
UNKNOWN_CLIENT = "0badc0de-0000-4000-8000-00000000cafe"
UNWELL = ("Network status : Healthy. Exchange status : GeneralError. Signin status: NotApplicable. "
          "Teams Signin status: Unhealthy.")
MFA = "AADSTS50076: Due to a configuration change made by your administrator you must use multi-factor authentication."

Write = Callable[[EvtxWriter], None]


def refused(at: datetime = NOW, text: str = MFA, *, more: str = "", event_id: int = 1098, computer: str = "MTR-1",
            error: int = 0xCAA2000C) -> Write:
    """A record of the token broker, laid out as Windows does."""
    said = (f"Code: interaction_required\r\nDescription: {text}\r\nTrace ID: {TRACE}\r\nCorrelation ID: {CORRELATION}"
            f"\r\nTimestamp: {at:%Y-%m-%d %H:%M:%S}Z\r\n"
            f"TokenEndpoint: https://login.microsoftonline.com/common/oauth2/token{more}")
    return aad(event_id, [("Error", "uint32", error), ("ErrorMessage", "string", "Benutzerinteraktion erforderlich."),
                          ("AdditionalInformation", "string", said)], at, computer)


def asked(client: str, resource: str) -> str:
    return (f"\r\n\r\nRequest: authority: https://login.microsoftonline.com/common, client: {client}, redirect URI: "
            f"ms-appx-web://Microsoft.AAD.BrokerPlugin/{client}, resource: {resource}, "
            f"correlation ID (request): {TRACE}")


def aad(event_id: int, data: Sequence[DataItem], at: datetime = NOW, computer: str = "MTR-1") -> Write:
    return lambda log: log.manifest(
        provider="Microsoft-Windows-AAD", guid=AAD_GUID, channel="Microsoft-Windows-AAD/Operational",
        event_id=event_id, time=at, computer=computer, data=data)


def beat(at: datetime = NOW, description: str = "", *, computer: str = "MTR-1", event_id: int | None = None,
         **other: Any) -> Write:
    """A heartbeat: healthy without a description."""
    text = json.dumps({
        "Description": description or "Heartbeat is healthy.",
        "ResourceState": "Unhealthy" if description else "Healthy",
        "OperationName": "Heartbeat", "OperationResult": "Fail" if description else "Pass", "OS": "Windows 11",
        "OSVersion": "10.0.22631.1", "Alias": "room-42@contoso.com", "DisplayName": "第一会议室",
        "AppVersion": "5.4.208.0", "IPv4Address": "10.10.10.10", "IPv6Address": "", **other}, ensure_ascii=False)
    return room_system(event_id or (2001 if description else 2000), [text], at, computer)


def room_system(event_id: int, strings: Sequence[str], at: datetime = NOW, computer: str = "MTR-1") -> Write:
    return lambda log: log.classic(provider="SRS-App", channel="Skype Room System", event_id=event_id, time=at,
                                   computer=computer, strings=strings)


def log_of(*writes: Write, **how: Any) -> bytes:
    target = io.BytesIO()
    with EvtxWriter(target, **how) as log:
        for write in writes:
            write(log)
    return target.getvalue()


def beats(count: int, description: str = "", end: datetime = NOW) -> list[Write]:
    """As many heartbeats, five minutes apart, the last one at ``end``."""
    return [beat(end - timedelta(minutes=5 * back), description) for back in reversed(range(count))]


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def facts_of(folder: Path, files: Mapping[str, bytes | str]) -> Facts:
    """The facts of a bundle with these files."""
    return reading_of(folder, files).evidence.facts


def reading_of(folder: Path, files: Mapping[str, bytes | str]) -> BundleReading:
    path = folder / "bundle.zip"
    path.write_bytes(zipped(files))
    return read(path)


def sign_ins_of(folder: Path, *writes: Write, beside: Sequence[Write] = ()) -> tuple[SignIn, ...]:
    """The sign-ins of a bundle with these records in its Entra ID log, and these heartbeats."""
    files = {AAD_PATH: log_of(*writes), **({BEAT_PATH: log_of(*beside)} if beside else {})}
    return tuple(facts_of(folder, files)[SignIns].items)
