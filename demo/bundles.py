"""The diagnostic zips of the simulated rooms, as the collection script of a Teams Rooms console packs them."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from demo.device_log import AadRecord, RoomRecord, aad_records, app_log, room_records
from demo.evtx_writer import EvtxWriter
from demo.rooms import ROOMS
from demo.scenario import Scenario

AAD, AAD_CHANNEL = "Microsoft-Windows-AAD", "Microsoft-Windows-AAD/Operational"
AAD_GUID = "4de9bc9c-b27a-43c9-8994-0915f1a5e24f"
ROOM_PROVIDER, ROOM_CHANNEL = "SRS-App", "Skype Room System"
AAD_FILE = "Windows\\EventLog\\Microsoft-Windows-AAD_Operational.evtx"
ROOM_FILE = "Windows\\EventLog\\Skype Room System.evtx"
SYSTEM_FILE = "Windows\\EventLog\\System.evtx"
APP_FILE = "App\\Microsoft\\Teams\\Logs.txt"
_KEYWORDS = 0x4000000000000012
_USER = "S-1-5-21-1004336348-1177238915-682003330-1001"


def bundle_for(scenario: Scenario, now: datetime) -> bytes:
    """The zip that the room's device would give at ``now``."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as bundle:
        for name, content in _files(scenario, now).items():
            entry = ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, 0))
            bundle.writestr(entry, content, ZIP_DEFLATED)
    return packed.getvalue()


def file_name(scenario: Scenario) -> str:
    """The name under which a room's zip is written."""
    return f"{scenario.address.split('@')[0]}.zip"


def write_bundles(folder: Path, now: datetime) -> list[Path]:
    """The zip of every room that gives one into the folder, which is made if need be; returns their paths in the
    rooms' order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rooms = [scenario for scenario in ROOMS if scenario.gives_zip]
    paths = [folder / file_name(scenario) for scenario in rooms]
    for path, scenario in zip(paths, rooms, strict=True):
        path.write_bytes(bundle_for(scenario, now))
    return paths


def _files(scenario: Scenario, now: datetime) -> dict[str, bytes]:
    return {
        AAD_FILE: _aad_log(scenario, aad_records(scenario, now)),
        ROOM_FILE: _room_log(scenario, room_records(scenario, now)),
        SYSTEM_FILE: _system_log(scenario, now),
        APP_FILE: app_log(scenario, now).encode(),
        "Windows\\Network\\ipconfig.txt": b"Windows IP Configuration\r\n\r\n   IPv4 Address. . . : 192.0.2.53\r\n",
        "Windows\\systeminfo.txt": f"Host Name:  {scenario.computer}\r\nOS Name:    Windows 11 IoT\r\n".encode(),
    }


def _aad_log(scenario: Scenario, records: list[AadRecord]) -> bytes:
    written = BytesIO()
    with EvtxWriter(written) as log:
        for record in records:
            log.manifest(provider=AAD, guid=AAD_GUID, channel=AAD_CHANNEL, event_id=record.event_id, time=record.time,
                         computer=scenario.computer, data=record.fields, level=record.level, task=record.task,
                         keywords=_KEYWORDS, user_sid=_USER)
    return written.getvalue()


def _room_log(scenario: Scenario, records: list[RoomRecord]) -> bytes:
    written = BytesIO()
    with EvtxWriter(written) as log:
        for record in records:
            log.classic(provider=ROOM_PROVIDER, channel=ROOM_CHANNEL, event_id=record.event_id, time=record.time,
                        computer=scenario.computer, strings=[record.text], level=record.level)
    return written.getvalue()


def _system_log(scenario: Scenario, now: datetime) -> bytes:
    shown, written = now + scenario.clock_ahead, BytesIO()
    with EvtxWriter(written) as log:
        for nights in (3, 2, 1):
            log.classic(provider="EventLog", channel="System", event_id=6005, time=shown - timedelta(days=nights),
                        computer=scenario.computer, strings=[""])
    return written.getvalue()
