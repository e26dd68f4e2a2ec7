import json
from datetime import timedelta
from pathlib import Path

import pytest

from checks.facts.device import Device
from checks.facts.heartbeats import Heartbeat, Heartbeats
from checks.facts.reading import is_false_alarm
from tests.checks.sources.bundle.bundles import (
    BEAT_PATH,
    NOW,
    UNWELL,
    Write,
    beat,
    facts_of,
    log_of,
    reading_of,
    room_system,
)

FREE_TEXT = "We couldn't sign you in. There might be a problem with your credentials. Please contact your support team."


def beats_of(folder: Path, *writes: Write, inline: bool = False) -> tuple[Heartbeat, ...]:
    return facts_of(folder, {BEAT_PATH: log_of(*writes, inline=inline)})[Heartbeats].items


@pytest.mark.parametrize(("description", "states"), [
    (("Network status : Healthy. Exchange status : 80131500 : AADSTS50076. Signin status: NotApplicable. "
      "Teams Signin status: Unhealthy."), ("Healthy", "80131500 : AADSTS50076", "NotApplicable", "Unhealthy")),
    ("Network status : Healthy. Exchange status : Connected. Signin status: Unhealthy." + FREE_TEXT
     + " Teams Signin status: Healthy.", ("Healthy", "Connected", "Unhealthy", "Healthy")),
    (("Network status: Unhealthy. Exchange status: AutodiscoveryError. Sign in status: NotApplicable. "
      "Teams sign in status: Unhealthy."), ("Unhealthy", "AutodiscoveryError", "NotApplicable", "Unhealthy")),
    ("network status :Healthy.Exchange status :Disconnected.Sign-in status:Healthy.Teams Sign-in status:Unhealthy.",
     ("Healthy", "Disconnected", "Healthy", "Unhealthy")),
    ("Network status\u00a0: Healthy. Teams Signin status\uff1a Unhealthy", ("Healthy", "", "", "Unhealthy")),
    ("Conference Microphone status : Unhealthy.", ("", "", "", "")),
    ("", ("", "", "", "")),
])
def test_the_states_are_read_in_every_spelling(tmp_path: Path, description: str, states: tuple[str, ...]) -> None:
    [found] = beats_of(tmp_path, beat(description=description, event_id=2001))
    assert not found.healthy
    assert (found.network, found.exchange, found.sign_in, found.teams_sign_in) == states


def test_free_text_behind_a_state_is_kept_beside_it(tmp_path: Path) -> None:
    description = f"Network status : Healthy. Signin status: Unhealthy.{FREE_TEXT} Teams Signin status: Healthy."
    [found] = beats_of(tmp_path, beat(description=description))
    assert found.text == FREE_TEXT
    assert is_false_alarm(found)


def test_codes_and_the_place_are_told(tmp_path: Path) -> None:
    description = UNWELL.replace("GeneralError", "80131500 : AADSTS50076")
    [found] = beats_of(tmp_path, beat(description=description))
    assert found.codes == (50076,)
    cite = found.cite
    assert (cite.source, cite.locator, cite.at, cite.code) == (
        "bundle.heartbeats", "Windows/EventLog/Skype Room System.evtx#1", NOW, "AADSTS50076")
    assert cite.quote == description


def test_a_healthy_heartbeat_has_no_states(tmp_path: Path) -> None:
    [found] = beats_of(tmp_path, beat())
    assert found.healthy
    assert (found.network, found.exchange, found.codes) == ("", "", ())


def test_hardware_records_are_no_heartbeats_but_widen_the_window(tmp_path: Path) -> None:
    early = NOW - timedelta(hours=3)
    hardware = room_system(3001, [json.dumps({"Description": "Camera status : Unhealthy."})], early)
    heartbeats = facts_of(tmp_path, {BEAT_PATH: log_of(hardware, beat())})[Heartbeats]
    assert [found.at for found in heartbeats.items] == [NOW]
    assert heartbeats.covers[0].start == early


@pytest.mark.parametrize("strings", [["no json"], ["[1, 2]"], ['{"Description": 7}'], ["", ""], ["[" * 5000]])
def test_a_payload_that_is_none_still_tells_its_event(tmp_path: Path, strings: list[str]) -> None:
    [found] = beats_of(tmp_path, room_system(2001, strings))
    assert not found.healthy


def test_the_payload_may_stand_among_other_strings(tmp_path: Path) -> None:
    [found] = beats_of(tmp_path, room_system(2001, ["first", json.dumps({"Description": UNWELL})]))
    assert found.exchange == "GeneralError"


def test_records_without_a_template_are_read_alike(tmp_path: Path) -> None:
    [found] = beats_of(tmp_path, beat(description=UNWELL), inline=True)
    assert (found.at, found.exchange, found.cite.locator[-2:]) == (NOW, "GeneralError", "#1")


def test_the_newest_record_describes_the_device_and_an_older_one_names_it(tmp_path: Path) -> None:
    silent = beat(NOW, UNWELL, Alias="", DisplayName="", AppVersion="5.5.0.0")
    reading = reading_of(tmp_path, {BEAT_PATH: log_of(beat(NOW - timedelta(hours=1)), silent)})
    device = reading.evidence.facts[Device]
    assert (device.as_of, device.alias, device.display_name, device.computer) == (NOW, "", "", "MTR-1")
    assert (device.app_version, device.os_version) == ("5.5.0.0", "Windows 11 10.0.22631.1")
    assert (reading.alias, reading.display_name, reading.computer) == ("room-42@contoso.com", "第一会议室", "MTR-1")


def test_each_name_is_the_newest_there_is(tmp_path: Path) -> None:
    older = beat(NOW - timedelta(hours=1), Alias="old@contoso.com", DisplayName="Old")
    newer = beat(NOW, Alias="new@contoso.com", DisplayName="")
    reading = reading_of(tmp_path, {BEAT_PATH: log_of(older, newer)})
    assert (reading.alias, reading.display_name) == ("new@contoso.com", "Old")


def test_names_that_are_no_texts_are_left_out(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, {BEAT_PATH: log_of(beat(Alias=7, DisplayName=None, AppVersion=["x"]))})
    assert (reading.alias, reading.display_name, reading.evidence.facts[Device].app_version) == ("", "", "")


def test_names_carry_no_control_or_direction_characters(tmp_path: Path) -> None:
    payload = json.dumps({"Description": "", "DisplayName": "A\u202eB\u0007\nC\ud800"})
    reading = reading_of(tmp_path, {BEAT_PATH: log_of(room_system(2000, [payload]))})
    assert reading.display_name == "AB C"
