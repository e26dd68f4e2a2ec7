"""What damage must not make of a bundle: a healthy room, another's fault, a wrong time, a log that is not there."""

import io
import struct
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checks import engine
from checks.collector import BundleReading, UnreadableBundleError
from checks.facts.app_log import AppLog
from checks.facts.clock import DeviceClock
from checks.facts.heartbeats import Heartbeats
from checks.facts.sign_ins import SignIns
from checks.model import Cause, GapReason, Room, Status
from checks.registry import discover
from checks.report import make_report
from checks.sources.bundle.cost import MIB
from checks.sources.bundle.reading import read
from tests.checks.sources.bundle.bundles import (
    AAD_PATH,
    APP_PATH,
    BEAT_PATH,
    NOW,
    UNWELL,
    beat,
    beats,
    facts_of,
    log_of,
    reading_of,
    refused,
    zipped,
)

FILE, CHUNK = 0x1000, 0x10000
BEATS = log_of(*beats(600))
CATALOGUE = discover()


def judged(reading: BundleReading) -> tuple[Cause, dict[str, Status]]:
    outcome = engine.Outcome(engine.judge(CATALOGUE, reading.evidence), reading.evidence, reading.evidence)
    report = make_report(Room("room-42@contoso.com"), outcome, NOW)
    return report.diagnosis.cause, {finding.id: finding.status for finding in report.findings}


def damage_of(reading: BundleReading, source: str) -> str:
    return "; ".join({gap.detail for gap in reading.evidence.gaps
                      if gap.source == source and gap.reason is GapReason.DAMAGED})


@pytest.mark.parametrize("cut", [FILE + 2 * CHUNK, FILE + 2 * CHUNK + 30_000])
def test_a_log_whose_end_is_lost_does_not_show_that_the_device_is_well(tmp_path: Path, cut: int) -> None:
    assert judged(reading_of(tmp_path, {BEAT_PATH: BEATS}))[0] is Cause.HEALTHY
    reading = reading_of(tmp_path, {BEAT_PATH: BEATS[:cut]})
    assert reading.evidence.facts[Heartbeats].cut
    cause, statuses = judged(reading)
    assert cause is Cause.UNDETERMINED
    assert Status.PASS not in {statuses[each] for each in (
        "sign_in.signs_in", "device.heartbeat", "teams.device_signs_in", "network.reachable_from_device")}


def test_a_zip_that_was_cut_off_inside_the_heartbeats_does_not_either(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    content = zipped({BEAT_PATH: BEATS})
    path.write_bytes(content[:len(content) // 2])
    reading = read(path)
    assert reading.evidence.facts[Heartbeats].cut
    assert judged(reading)[0] is Cause.UNDETERMINED


def test_an_open_log_that_the_zip_cuts_off_between_two_chunks_has_lost_its_end(tmp_path: Path) -> None:
    path, target = tmp_path / "bundle.zip", io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(BEAT_PATH, log_of(*beats(600), dirty=True))
    begin = 30 + len(BEAT_PATH)
    path.write_bytes(target.getvalue()[:begin + FILE + 2 * CHUNK])
    reading = read(path)
    assert 0 < len(reading.evidence.facts[Heartbeats].items) < 600
    assert reading.evidence.facts[Heartbeats].cut


def test_a_log_that_is_damaged_in_its_middle_still_shows_its_end(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, {BEAT_PATH: BEATS[:FILE + CHUNK] + bytes(CHUNK) + BEATS[FILE + 2 * CHUNK:]})
    assert not reading.evidence.facts[Heartbeats].cut
    assert judged(reading)[0] is Cause.HEALTHY


def test_what_was_wrong_before_the_end_was_lost_is_still_told(tmp_path: Path) -> None:
    unwell = log_of(*beats(600, UNWELL))
    _, statuses = judged(reading_of(tmp_path, {BEAT_PATH: unwell[:FILE + 2 * CHUNK]}))
    assert statuses["device.heartbeat"] is Status.FAIL


def test_another_devices_entra_log_is_not_blamed_on_this_room(tmp_path: Path) -> None:
    with pytest.raises(UnreadableBundleError, match="several devices"):
        reading_of(tmp_path, {BEAT_PATH: BEATS, AAD_PATH: log_of(refused(computer="MTR-2"))})


def test_a_device_that_was_renamed_between_its_logs_is_one(tmp_path: Path) -> None:
    early = NOW - timedelta(days=90)
    facts = facts_of(tmp_path, {BEAT_PATH: BEATS, AAD_PATH: log_of(refused(early, computer="MINWINPC"))})
    assert {Heartbeats, SignIns} <= facts.keys()


@pytest.mark.parametrize("name", [BEAT_PATH, "(3)/Events.evtx"])
def test_one_altered_byte_of_a_channel_does_not_hide_the_log(tmp_path: Path, name: str) -> None:
    at = BEATS.index("Skype Room System".encode("utf-16-le"))
    reading = reading_of(tmp_path, {name: BEATS[:at] + b"x" + BEATS[at + 1:]})
    assert len(reading.evidence.facts[Heartbeats].items) == 599
    assert "does not match its checksum" in damage_of(reading, "bundle.heartbeats")


def test_a_file_with_a_logs_name_and_anothers_records_is_said_to_be_that(tmp_path: Path) -> None:
    other = log_of(*beats(3)).replace("Skype Room System".encode("utf-16-le"), "Any Other Channel".encode("utf-16-le"))
    reading = reading_of(tmp_path, {BEAT_PATH: other, "x.evtx": log_of(refused())})
    assert "its records are of another log" in damage_of(reading, "bundle.heartbeats")
    beside = reading_of(tmp_path, {BEAT_PATH: other, "x.evtx": log_of(*beats(3))})
    assert damage_of(beside, "bundle.heartbeats") == ""


def with_time(log: bytes, place: int, *, turned: int) -> bytes:
    """The log with one bit of the time turned that stands over a record: the one that begins at ``place``."""
    at, = struct.unpack_from("<Q", log, place + 16)
    return log[:place + 16] + struct.pack("<Q", at ^ (1 << turned)) + log[place + 24:]


@pytest.mark.parametrize("bit", [45, 46, 47, 48, 50, 51, 52, 55])
@pytest.mark.parametrize("which", ["first", "last"])
def test_one_altered_bit_of_a_time_moves_nothing(tmp_path: Path, bit: int, which: str) -> None:
    chunk = len(BEATS) - CHUNK
    last = chunk + struct.unpack_from("<I", BEATS, chunk + 44)[0]
    log = with_time(BEATS, FILE + 0x200 if which == "first" else last, turned=bit)
    reading = reading_of(tmp_path, {BEAT_PATH: log})
    heartbeats = reading.evidence.facts[Heartbeats]
    assert len(heartbeats.items) == 599
    assert "1 record with an impossible time" in damage_of(reading, "bundle.heartbeats")
    [window] = heartbeats.covers
    assert NOW - timedelta(minutes=5 * 600) < window.start < window.end <= NOW
    assert DeviceClock not in reading.evidence.facts or not reading.evidence.facts[DeviceClock].ahead_of_upload


def test_an_old_file_that_is_ahead_does_not_void_the_others(tmp_path: Path) -> None:
    old = "".join(f"Sat Jan 02 2027 13:{number // 60:02}:{number % 60:02} GMT+0000 (x) <1> -- info -- x\n"
                  for number in range(3000))
    new = f"{NOW:%a %b %d %Y %H:%M:%S} GMT+0000 (x) <1> -- info -- x\n"
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped({"Teams/old_Logs1.txt": old, APP_PATH: new, BEAT_PATH: log_of(*beats(30))}))
    facts = read(path, clock=lambda: NOW + timedelta(minutes=1)).evidence.facts
    assert len(facts[Heartbeats].items) == 30
    assert AppLog in facts


def test_all_lines_of_a_file_mean_their_times_alike(tmp_path: Path) -> None:
    now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    error = "errorStep: get_skype_license, errorState: licenseError"
    lines = "".join(f"2026-03-01T{hour}:30:00.0+02:00 0x00007f00 <ERR> {error}\n" for hour in (11, 13))
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped({"MSTeams_1.log": lines}))
    found = read(path, clock=lambda: now).evidence.facts[AppLog].items
    assert [error.at.hour for error in found] == [11, 9]


def test_of_one_minute_the_last_line_is_known_and_what_follows_it_has_its_time(tmp_path: Path) -> None:
    stamp = "Wed Nov 20 2024 10:15:{:02} GMT+0000 (x) <1> -- info -- "
    error = "errorStep: get_skype_license, errorState: licenseError"
    lines = [stamp.format(second) + "x" for second in (1, 20, 41)]
    at_the_end = facts_of(tmp_path, {APP_PATH: "\n".join(lines)})[AppLog]
    assert at_the_end.covers[0].end == datetime(2024, 11, 20, 10, 15, 41, tzinfo=UTC)
    followed = facts_of(tmp_path, {APP_PATH: "\n".join([*lines, f"  {error}", ""])})[AppLog]
    assert [found.at.second for found in followed.items] == [41]


def test_a_logs_txt_that_nobody_can_date_is_not_said_to_be_missing(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, {BEAT_PATH: BEATS, APP_PATH: "10:15 something\n10:16 else\n"})
    assert "no line of it has a time that Roomcheck reads" in damage_of(reading, "bundle.app_log")


def test_nobodys_name_leaves_in_a_refusal(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped({r"C:\Users\anna.muster\AppData\Skype Room System.evtx": b"x" * 9000}))
    with pytest.raises(UnreadableBundleError) as raised:
        read(path)
    assert "cannot be read" in str(raised.value)
    assert "anna" not in str(raised.value)


def test_lines_without_number_are_read_as_far_as_is_reasonable(tmp_path: Path) -> None:
    stamp = f"{NOW:%a %b %d %Y %H:%M:%S} GMT+0000 (x) <1> -- info -- x\n"
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped({APP_PATH: stamp + "\n" * (4 * MIB), BEAT_PATH: BEATS}))
    reading = read(path)
    assert "only its first 3,000,000 lines were read" in damage_of(reading, "bundle.app_log")
    assert len(reading.evidence.facts[Heartbeats].items) == 600


def test_a_number_that_leaps_is_no_records(tmp_path: Path) -> None:
    second = FILE + CHUNK
    place = second + 0x200 + struct.unpack_from("<I", BEATS, second + 0x204)[0]
    leaping = BEATS[:place + 8] + struct.pack("<Q", 2**50) + BEATS[place + 16:]
    detail = damage_of(reading_of(tmp_path, {BEAT_PATH: leaping[:second] + bytes(0x200) + leaping[second + 0x200:]}),
                       "bundle.heartbeats")
    assert "of 600 records" in detail


def test_a_heartbeat_of_the_same_moment_is_not_lost_to_the_rule_on_times(tmp_path: Path) -> None:
    assert len(facts_of(tmp_path, {BEAT_PATH: log_of(beat(NOW), beat(NOW + timedelta(seconds=1)),
                                                     dirty=True)})[Heartbeats].items) == 2


def test_a_damaged_copy_beside_a_whole_one_is_no_loss(tmp_path: Path) -> None:
    damaged = BEATS[:FILE + CHUNK] + bytes(CHUNK) + BEATS[FILE + 2 * CHUNK:]
    for files in ({BEAT_PATH: BEATS, "old/x.evtx": damaged}, {"old/x.evtx": damaged, BEAT_PATH: BEATS}):
        reading = reading_of(tmp_path, files)
        assert len(reading.evidence.facts[Heartbeats].items) == 600
        assert damage_of(reading, "bundle.heartbeats") == ""


def test_a_whole_copy_of_an_earlier_day_does_not_make_up_for_a_damaged_log(tmp_path: Path) -> None:
    damaged = BEATS[:FILE + CHUNK] + bytes(CHUNK) + BEATS[FILE + 2 * CHUNK:]
    earlier = log_of(*beats(30, end=NOW - timedelta(days=3)))
    reading = reading_of(tmp_path, {BEAT_PATH: damaged, "old/x.evtx": earlier})
    assert "records could be read" in damage_of(reading, "bundle.heartbeats")
