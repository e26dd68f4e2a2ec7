from datetime import timedelta
from pathlib import Path

import pytest

from checks.collector import UnreadableBundleError
from checks.facts.app_log import AppLog
from checks.facts.clock import DeviceClock
from checks.facts.device import Device
from checks.facts.federation_faults import FederationFaults
from checks.facts.hardware import Hardware, Restarts
from checks.facts.heartbeats import Heartbeats
from checks.facts.network_faults import NetworkFaults
from checks.facts.sign_ins import SignIns
from checks.facts.versions import Versions
from checks.model import GapReason
from checks.sources.bundle.newest import MOST_RECORDS
from demo.evtx_writer import EvtxWriter
from tests.checks.sources.bundle.bundles import (
    AAD_GUID,
    AAD_PATH,
    APP_PATH,
    BEAT_PATH,
    MFA,
    NOW,
    UNWELL,
    aad,
    beat,
    beats,
    facts_of,
    log_of,
    reading_of,
    refused,
    room_system,
    zipped,
)

BEATS, REFUSALS = log_of(*beats(3)), log_of(refused())


@pytest.mark.parametrize("name", [
    "Events.evtx", r"(12) EventLogs AAD\Events.evtx", "Microsoft-Windows-AAD%4Operational.EVTX",
    "a/b/c/d/e/f/no-suffix", "Skype Room System.evtx", "readme.txt",
])
def test_a_log_is_known_by_the_channel_inside_it_whatever_its_name(tmp_path: Path, name: str) -> None:
    assert len(facts_of(tmp_path, {name: REFUSALS})[SignIns].items) == 1


def test_two_logs_of_one_name_in_different_folders_are_told_apart(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, {r"(1)\Events.evtx": REFUSALS, "(2)/Events.evtx": BEATS})
    assert {SignIns, Heartbeats} <= facts.keys()


def test_copies_of_a_log_count_once(tmp_path: Path) -> None:
    files = {BEAT_PATH: BEATS, "copy/Events.evtx": log_of(*beats(3), dirty=True), "again.zip": zipped({"x": BEATS})}
    assert len(facts_of(tmp_path, {**files})[Heartbeats].items) == 3


def test_records_of_other_channels_in_a_forwarded_log_are_left_out(tmp_path: Path) -> None:
    foreign = room_system(1098, ["AADSTS53003: Access has been blocked."])
    facts = facts_of(tmp_path, {"ForwardedEvents.evtx": log_of(refused(), foreign, *beats(3))})
    assert [found.code for found in facts[SignIns].items] == [50076]
    assert Heartbeats not in facts


def test_each_record_of_a_forwarded_log_is_told_by_its_own_channel(tmp_path: Path) -> None:
    def other(log: EvtxWriter) -> None:
        log.manifest(provider="Other", guid=AAD_GUID, channel="Microsoft-Windows-AAD/Analytic", event_id=1098, time=NOW,
                     computer="MTR-1", data=[("AdditionalInformation", "string", "AADSTS53003: Access is blocked.")])
    facts = facts_of(tmp_path, {"ForwardedEvents.evtx": log_of(refused(), other, refused(NOW - timedelta(hours=1)))})
    assert [found.code for found in facts[SignIns].items] == [50076, 50076]


def test_copies_of_a_refusal_without_a_correlation_id_count_once(tmp_path: Path) -> None:
    log = log_of(aad(1098, [("AdditionalInformation", "string", MFA)]))
    assert len(facts_of(tmp_path, {AAD_PATH: log, "copy.evtx": log})[SignIns].items) == 1


def test_a_log_whose_first_block_is_damaged_is_known_by_a_later_one(tmp_path: Path) -> None:
    log = log_of(*beats(600))
    damaged = log[:0x1000] + b"\xff" * 0x10000 + log[0x11000:]
    facts = facts_of(tmp_path, {"Events.evtx": damaged})
    assert 0 < len(facts[Heartbeats].items) < 600


def test_a_log_that_windows_wrote_round_begins_with_its_oldest_record_not_its_first(tmp_path: Path) -> None:
    [window] = facts_of(tmp_path, {BEAT_PATH: log_of(*reversed(beats(3)))})[Heartbeats].covers
    assert (window.start, window.end) == (NOW - timedelta(minutes=10), NOW)


def test_a_log_that_is_not_there_is_a_gap_for_each_of_its_facts(tmp_path: Path) -> None:
    gaps = reading_of(tmp_path, {BEAT_PATH: BEATS}).evidence.gaps
    assert {(gap.fact, gap.source) for gap in gaps} == {
        (SignIns.title, "bundle.aad_log"), (NetworkFaults.title, "bundle.aad_log"),
        (FederationFaults.title, "bundle.aad_log"), (DeviceClock.title, "bundle.aad_log"),
        (AppLog.title, "bundle.app_log")}
    assert all(gap.reason is GapReason.NOT_IN_BUNDLE and gap.remedy for gap in gaps)


def test_the_app_logs_absence_takes_nothing_else_away(tmp_path: Path) -> None:
    gaps = reading_of(tmp_path, {AAD_PATH: REFUSALS}).evidence.gaps
    of_the_room = {gap.fact for gap in gaps if gap.source == "bundle.heartbeats"}
    assert of_the_room == {fact.title for fact in (Heartbeats, Device, Hardware, Restarts, Versions)}


def test_a_log_that_is_empty_says_so(tmp_path: Path) -> None:
    gaps = reading_of(tmp_path, {BEAT_PATH: BEATS, AAD_PATH: log_of()}).evidence.gaps
    assert FederationFaults not in facts_of(tmp_path, {BEAT_PATH: BEATS, AAD_PATH: log_of()})
    details = {gap.detail for gap in gaps if gap.source == "bundle.aad_log"}
    assert details == {"The zip holds the event log Microsoft-Windows-AAD/Operational, but it is empty."}
    assert SignIns not in facts_of(tmp_path, {BEAT_PATH: BEATS, AAD_PATH: log_of()})


def test_a_log_whose_name_is_all_that_is_left_is_damaged_not_missing(tmp_path: Path) -> None:
    gaps = reading_of(tmp_path, {BEAT_PATH: BEATS, AAD_PATH: b"X" * 9000}).evidence.gaps
    assert {gap.reason for gap in gaps if gap.fact == SignIns.title} == {GapReason.DAMAGED}


def test_a_log_whose_own_header_is_destroyed_is_read_and_said_to_be_damaged(tmp_path: Path) -> None:
    evidence = reading_of(tmp_path, {"Events.evtx": b"X" * 0x1000 + REFUSALS[0x1000:], BEAT_PATH: BEATS}).evidence
    assert len(evidence.facts[SignIns].items) == 1
    [detail] = {gap.detail for gap in evidence.gaps if gap.fact == SignIns.title}
    assert "its own header is damaged" in detail


def test_what_cannot_be_read_may_be_the_log_that_is_not_found(tmp_path: Path) -> None:
    gaps = reading_of(tmp_path, {BEAT_PATH: BEATS, "(7)/Events.evtx": b"X" * 9000}).evidence.gaps
    [gap] = [gap for gap in gaps if gap.fact == SignIns.title]
    assert gap.reason is GapReason.DAMAGED
    assert "it may be in what cannot be read: (7)/Events.evtx: it holds no readable record" in gap.detail


def test_every_log_has_its_own_beginning_and_the_bundles_end(tmp_path: Path) -> None:
    early = NOW - timedelta(days=2)
    app_log = f"{early:%a %b %d %Y %H:%M:%S} GMT+0000 (x) <1> -- info -- x\n"
    facts = facts_of(tmp_path, {BEAT_PATH: BEATS, APP_PATH: app_log})
    [of_beats], [of_app] = facts[Heartbeats].covers, facts[AppLog].covers
    assert (of_beats.start, of_beats.end) == (NOW - timedelta(minutes=10), NOW)
    assert (of_app.start, of_app.end) == (early, NOW)


def test_the_logs_of_two_devices_are_refused(tmp_path: Path) -> None:
    other = log_of(beat(computer="MTR-2", Alias="room-43@contoso.com"))
    with pytest.raises(UnreadableBundleError, match=r"several devices \(computers mtr-1 and mtr-2\)") as raised:
        reading_of(tmp_path, {"a.zip": zipped({"x.evtx": BEATS}), "b.zip": zipped({"x.evtx": other})})
    assert "one zip for each room" in raised.value.remedy


def test_a_device_that_was_renamed_is_one_device(tmp_path: Path) -> None:
    renamed = log_of(beat(NOW - timedelta(days=1), computer="MINWINPC"), beat(NOW))
    reading_read = reading_of(tmp_path, {BEAT_PATH: renamed, "old.evtx": BEATS, AAD_PATH: REFUSALS})
    assert reading_read.computer == "MTR-1"


def test_a_log_of_hardware_alone_still_describes_the_device(tmp_path: Path) -> None:
    payload = '{"Description":"HardwareCheckEngine is healthy.","Alias":"room-42@contoso.com","AppVersion":"5.4"}'
    facts = facts_of(tmp_path, {BEAT_PATH: log_of(room_system(3000, [payload]))})
    assert facts[Heartbeats].items == ()
    assert (facts[Device].alias, facts[Device].app_version) == ("room-42@contoso.com", "5.4")


def test_of_very_many_records_the_newest_stay_and_the_window_with_them(tmp_path: Path) -> None:
    count = MOST_RECORDS + 50
    heartbeats = facts_of(tmp_path, {BEAT_PATH: log_of(*beats(count, UNWELL))})[Heartbeats]
    assert len(heartbeats.items) == MOST_RECORDS
    assert heartbeats.covers[0].start == heartbeats.items[-1].at == NOW - timedelta(minutes=5 * (count - 51))


def test_a_log_that_is_damaged_is_vouched_for_no_further_than_it_could_be_read(tmp_path: Path) -> None:
    whole = log_of(*beats(600))
    files = {BEAT_PATH: whole[:0x1000 + 3 * 0x10000], AAD_PATH: REFUSALS}
    facts = facts_of(tmp_path, files)
    last = facts[Heartbeats].items[0].at
    assert last < NOW - timedelta(hours=12)
    assert [window.end for window in facts[Heartbeats].covers] == [last]
    assert [window.end for window in facts[SignIns].covers] == [NOW]
