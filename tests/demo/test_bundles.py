import io
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile

import pytest
from evtx import PyEvtxParser

from demo.bundle_files import AAD_CHANNEL, APP_FILE, ROOM_CHANNEL
from demo.bundles import bundle_for, write_bundles
from demo.device_log import HEARTBEAT_EVERY
from demo.employees import EMPLOYEE_MARK
from demo.identifiers import TEAMS_SERVICES, WINDOWS_SEARCH
from demo.rooms import LOG_BEGINS, ROOMS
from demo.scenario import Scenario
from demo.tenant import Tenant

AAD_FILE = "Windows\\EventLog\\Microsoft-Windows-AAD_Operational.evtx"
ROOM_FILE = "Windows\\EventLog\\Skype Room System.evtx"
SYSTEM_FILE = "Windows\\EventLog\\System.evtx"

Event = dict[str, Any]
NAMES = {room.address: room for room in ROOMS if room.gives_zip}


def events(bundle: bytes, name: str) -> list[Event]:
    """The records of one log, as ``evtx`` reads them."""
    with ZipFile(io.BytesIO(bundle)) as zipped:
        parser = PyEvtxParser(io.BytesIO(zipped.read(name)), number_of_threads=1)
        return [json.loads(cast("Event", record)["data"])["Event"] for record in parser.records_json()]


def at(event: Event) -> datetime:
    return datetime.fromisoformat(event["System"]["TimeCreated"]["#attributes"]["SystemTime"])


def number(event: Event) -> int:
    event_id = event["System"]["EventID"]
    return int(event_id["#text"] if isinstance(event_id, dict) else event_id)


def payload(event: Event) -> dict[str, str]:
    """What the room's app wrote: the record's one string is a JSON object."""
    return dict(json.loads(event["EventData"]["Data"]["#text"]))


def heartbeats(bundle: bytes) -> list[Event]:
    return [event for event in events(bundle, ROOM_FILE) if number(event) in (2000, 2001)]


@pytest.fixture(scope="module")
def bundles() -> Mapping[str, bytes]:
    now = datetime.fromisoformat("2026-03-02T09:14:27Z")
    return {address: bundle_for(room, now) for address, room in NAMES.items()}


@pytest.mark.parametrize("address", NAMES)
def test_a_bundle_holds_the_logs_of_a_real_one(bundles: Mapping[str, bytes], address: str, now: datetime) -> None:
    with ZipFile(io.BytesIO(bundles[address])) as zipped:
        assert zipped.testzip() is None
        assert {AAD_FILE, ROOM_FILE, APP_FILE} < set(zipped.namelist())
    for name, channel in ((AAD_FILE, AAD_CHANNEL), (ROOM_FILE, ROOM_CHANNEL), (SYSTEM_FILE, "System")):
        records = events(bundles[address], name)
        times = [at(record) for record in records]
        assert times == sorted(times)
        assert now - LOG_BEGINS <= times[0] < times[-1] <= now
        assert {record["System"]["Channel"] for record in records} == {channel}
        assert {record["System"]["Computer"] for record in records} == {NAMES[address].computer}


@pytest.mark.parametrize("address", NAMES)
def test_a_device_logs_each_refusal_once_with_the_id_that_graph_has(bundles: Mapping[str, bytes], address: str,
                                                                    now: datetime) -> None:
    room = NAMES[address]
    in_zip = {}
    for event in events(bundles[address], AAD_FILE):
        text = event["EventData"].get("AdditionalInformation", "")
        if "AADSTS" in text and WINDOWS_SEARCH.id not in text:
            correlation = text.split("Correlation ID: ")[1][:36]
            assert correlation not in in_zip
            in_zip[correlation] = (int(text.split("AADSTS")[1].split(":")[0]), at(event).replace(microsecond=0))
    in_graph = {record["correlationId"]: (record["status"]["errorCode"],
                                          datetime.fromisoformat(record["createdDateTime"]))
                for record in Tenant(now).sign_ins.beta if record["userId"] == room.object_id}
    shared = in_zip.keys() & in_graph.keys()
    assert {name: in_zip[name] for name in shared} == {name: in_graph[name] for name in shared}
    expected = [attempt for attempt in room.attempts
                if attempt.on_device and attempt.code and attempt.ago <= LOG_BEGINS]
    assert len(in_zip) == len(expected)
    assert len(shared) == (len(expected) if room.account and not room.account.deleted_ago else 0)


def test_a_refusal_is_written_as_windows_writes_it(bundles: Mapping[str, bytes], rooms: Mapping[str, Scenario]) -> None:
    room = rooms["lausanne-ouchy"]
    refused = [event for event in events(bundles[room.address], AAD_FILE)
               if number(event) == 1098 and "AADSTS50076" in event["EventData"]["AdditionalInformation"]]
    event = refused[-1]
    assert event["System"]["Provider"]["#attributes"]["Guid"] == "4DE9BC9C-B27A-43C9-8994-0915F1A5E24F"
    assert (event["System"]["Level"], event["System"]["Task"]) == (2, 103)
    assert event["EventData"]["Error"] == 0xCAA2000C
    assert event["EventData"]["ErrorMessage"] == "The request requires user interaction."
    lines = event["EventData"]["AdditionalInformation"].split("\r\n")
    assert lines[0] == "Code: interaction_required"
    assert lines[1].startswith("Description: AADSTS50076: Due to a configuration change made by your administrator")
    assert lines[4] == f"Timestamp: {at(event):%Y-%m-%d %H:%M:%S}Z"
    assert lines[-1].startswith("Request: authority: https://login.microsoftonline.com/common, client: ")
    assert f"resource: {TEAMS_SERVICES.id}, " in lines[-1]


@pytest.mark.parametrize("address", NAMES)
def test_heartbeats_come_every_five_minutes_or_never(bundles: Mapping[str, bytes], address: str) -> None:
    beats, last = heartbeats(bundles[address]), NAMES[address].phases[-1].beat
    if last is None:
        assert beats == []
        return
    assert {later - earlier for earlier, later in zip(map(at, beats), map(at, beats[1:]), strict=False)} == {
        HEARTBEAT_EVERY}
    assert len(beats) == LOG_BEGINS / HEARTBEAT_EVERY
    assert number(beats[-1]) == (2000 if last.healthy else 2001)
    assert payload(beats[-1])["OperationResult"] == ("Pass" if last.healthy else "Fail")


@pytest.mark.parametrize(("name", "said"), [
    ("lausanne-ouchy", ("Healthy", "80131500 : AADSTS50076", "Unhealthy")),
    ("lucerne-pilatus", ("Healthy", "GeneralError", "Healthy")),
    ("davos-jakobshorn", ("Unhealthy", "Disconnected", "Unhealthy")),
    ("fribourg-sarine", ("Healthy", "Connected", "Unhealthy")),
])
def test_the_last_heartbeat_says_what_ails_the_room(bundles: Mapping[str, bytes], rooms: Mapping[str, Scenario],
                                                    name: str, said: tuple[str, str, str]) -> None:
    network, exchange, teams = said
    assert payload(heartbeats(bundles[rooms[name].address])[-1])["Description"] == (
        f"Network status : {network}. Exchange status : {exchange}. Signin status: NotApplicable. "
        f"Teams Signin status: {teams}.")


def test_a_refused_device_shows_no_name_and_any_other_does(bundles: Mapping[str, bytes],
                                                          rooms: Mapping[str, Scenario]) -> None:
    refused = payload(heartbeats(bundles[rooms["geneva-leman"].address])[-1])
    before = payload(heartbeats(bundles[rooms["geneva-leman"].address])[0])
    assert (refused["Alias"], refused["DisplayName"]) == ("", "")
    assert (before["Alias"], before["DisplayName"]) == (rooms["geneva-leman"].address, "Geneva Léman")


@pytest.mark.parametrize("address", NAMES)
def test_every_bundle_names_its_room_somewhere(bundles: Mapping[str, bytes], address: str) -> None:
    assert {payload(event)["Alias"] for event in events(bundles[address], ROOM_FILE)} - {""} == {address}


def test_a_recovered_room_was_ill_in_between(bundles: Mapping[str, bytes], rooms: Mapping[str, Scenario],
                                            now: datetime) -> None:
    beats = heartbeats(bundles[rooms["zurich-limmat"].address])
    ill = [at(beat) for beat in beats if number(beat) == 2001]
    assert number(beats[0]) == number(beats[-1]) == 2000
    assert (now - ill[0], now - ill[-1]) == (timedelta(hours=24), timedelta(hours=19, minutes=5))


def test_a_device_without_network_names_its_failure_and_no_refusal(bundles: Mapping[str, bytes],
                                                                  rooms: Mapping[str, Scenario]) -> None:
    found = events(bundles[rooms["davos-jakobshorn"].address], AAD_FILE)
    unreachable = [event for event in found if event["EventData"].get("Error") == 0xCAA82EE7]
    transport = [event for event in found if number(event) == 1084]
    assert len(unreachable) == len(transport) == 90
    assert transport[0]["EventData"]["Result"] == 12007
    assert "AADSTS" not in json.dumps(found)


@pytest.mark.parametrize("address", NAMES)
def test_the_app_complains_of_a_licence_where_one_is_missing(bundles: Mapping[str, bytes], address: str) -> None:
    with ZipFile(io.BytesIO(bundles[address])) as zipped:
        lines = zipped.read(APP_FILE).decode().splitlines()
    complaints = [line for line in lines if "get_skype_license" in line]
    assert len(complaints) == len(NAMES[address].app_errors)
    assert all(line.endswith("errorCode: FailedAuthentication, errorStep: get_skype_license, errorState: licenseError")
               for line in complaints)
    assert any(EMPLOYEE_MARK in line.lower() for line in lines)


def test_lines_of_the_app_carry_the_devices_own_time(bundles: Mapping[str, bytes], now: datetime) -> None:
    with ZipFile(io.BytesIO(bundles[ROOMS[0].address])) as zipped:
        newest = zipped.read(APP_FILE).decode().splitlines()[-1]
    stamp, rest = newest.split(" (Central European Standard Time) ")
    assert datetime.strptime(stamp, "%a %b %d %Y %H:%M:%S GMT%z") == now - timedelta(minutes=15)
    assert rest.startswith("<16408> -- info -- ")


def test_other_programs_write_into_the_same_log(bundles: Mapping[str, bytes]) -> None:
    found = events(bundles[ROOMS[0].address], AAD_FILE)
    assert {number(event) for event in found} == {1097, 1098}
    assert any(WINDOWS_SEARCH.id in event["EventData"]["AdditionalInformation"] for event in found)


def test_all_bundles_are_written_and_equal_for_one_moment(tmp_path: Path, now: datetime) -> None:
    paths = write_bundles(tmp_path / "zips", now)
    assert [path.name for path in paths][:2] == ["room-zurich-aare.zip", "room-zurich-limmat.zip"]
    assert len(paths) == len(NAMES)
    assert paths[0].read_bytes() == bundle_for(ROOMS[0], now)
