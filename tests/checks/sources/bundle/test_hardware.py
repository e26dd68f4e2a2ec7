"""What is plugged into the console, and the restarts of the room's app."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from checks.facts.hardware import Hardware, HardwareReport, Restarts
from checks.facts.heartbeats import Heartbeats
from checks.sources.bundle.newest import MOST_RECORDS
from tests.checks.sources.bundle.bundles import BEAT_PATH, NOW, Write, beat, facts_of, log_of, room_system

MICROPHONE = ("Conference Microphone status : Unhealthy. Conference Speaker status : Healthy. Camera status : Healthy. "
              "Front of Room Display status : Healthy. Motion Sensor status : Healthy. HDMI Ingest status : Healthy. ")


def looked(description: Any, event_id: int = 3001) -> Write:
    return room_system(event_id, [json.dumps({"Description": description, "OperationName": "HardwareCheckEngine"})])


def reports_of(folder: Path, *writes: Write) -> tuple[HardwareReport, ...]:
    return facts_of(folder, {BEAT_PATH: log_of(*writes)})[Hardware].items


@pytest.mark.parametrize(("description", "faulty"), [
    (MICROPHONE, ("Conference Microphone",)),
    (MICROPHONE.replace(" :", ":"), ("Conference Microphone",)),
    (MICROPHONE.replace("Healthy", "Unhealthy"), (
        "Conference Microphone", "Conference Speaker", "Camera", "Front of Room Display", "Motion Sensor",
        "HDMI Ingest")),
    (("Front of Room Display status : Unhealthy. Configured display count is 2. Real display count is 0. "
      "Camera status : Unhealthy."),
     ("Front of Room Display (Configured display count is 2. Real display count is 0)", "Camera")),
    ("Camera status : Unhealthy.No camera.Content Camera status : Healthy.", ("Camera (No camera)",)),
    ("camera STATUS : unhealthy", ("camera",)),
    ("Camera status : Healthy.", ()),
    ("Etwas stimmt nicht.", ()),
    (" status : Unhealthy.", ()),
    ("", ()),
    (None, ()),
    (7, ()),
    (["Camera status : Unhealthy."], ()),
])
def test_the_unhealthy_components_are_named(tmp_path: Path, description: Any, faulty: tuple[str, ...]) -> None:
    [found] = reports_of(tmp_path, looked(description))
    assert (found.at, found.healthy) == (NOW, False)
    assert found.faulty == faulty


def test_a_healthy_look_names_none(tmp_path: Path) -> None:
    [found] = reports_of(tmp_path, looked("HardwareCheckEngine is healthy.", 3000))
    assert (found.healthy, found.faulty) == (True, ())
    cite = found.cite
    assert (cite.source, cite.locator, cite.quote) == (
        "bundle.heartbeats", "Windows/EventLog/Skype Room System.evtx#1", "HardwareCheckEngine is healthy.")


@pytest.mark.parametrize("text", ["no json", "[]", "", "[" * 5000])
def test_a_payload_that_is_none_still_tells_its_event(tmp_path: Path, text: str) -> None:
    [found] = reports_of(tmp_path, room_system(3001, [text]))
    assert not found.healthy


def test_no_person_is_kept(tmp_path: Path) -> None:
    said = "Camera of anna.meier@contoso.com status : Unhealthy. Unplugged by C:\\Users\\anna.meier\\x."
    [found] = reports_of(tmp_path, looked(said))
    assert found.faulty[0].startswith("Camera")
    assert "anna" not in f"{found.faulty} {found.cite.quote}"


def test_a_flood_of_components_is_cut(tmp_path: Path) -> None:
    [found] = reports_of(tmp_path, looked(" ".join(f"Camera {number} status : Unhealthy." for number in range(300))))
    assert len(found.faulty) == 20


def test_a_restart_is_one_and_nothing_else(tmp_path: Path) -> None:
    restart = room_system(4000, ['{"Description":"App restarts.","OperationName":"Restart"}'])
    facts = facts_of(tmp_path, {BEAT_PATH: log_of(restart)})
    assert [(found.at, found.cite.quote) for found in facts[Restarts].items] == [(NOW, "App restarts.")]
    assert not facts[Hardware].items
    assert not facts[Heartbeats].items


def test_of_thousands_of_restarts_the_newest_stay_and_the_window_with_them(tmp_path: Path) -> None:
    writes = [room_system(4000, ["x"], NOW - timedelta(minutes=back)) for back in reversed(range(MOST_RECORDS + 9))]
    facts = facts_of(tmp_path, {BEAT_PATH: log_of(*writes, beat())})
    restarts = facts[Restarts]
    assert len(restarts.items) == MOST_RECORDS
    assert restarts.covers[0].start == restarts.items[-1].at
    assert facts[Hardware].covers[0].start < restarts.covers[0].start
