"""What a zip's logs say together of when the room was well."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from checks.facts.timeline import MOST_STRETCHES, Timeline
from checks.history import Condition, History, MarkKind
from checks.sources.bundle.reading import read
from tests.checks.sources.bundle.bundles import (
    AAD_PATH,
    APP_PATH,
    BEAT_PATH,
    NOW,
    UNWELL,
    Write,
    aad,
    beat,
    beats,
    facts_of,
    log_of,
    refused,
    room_system,
    zipped,
)

FALSE_ALARM = ("Network status : Healthy. Exchange status : Connected. Signin status: Unhealthy.We couldn't sign you "
               "in. Teams Signin status: Healthy.")
WELL, SICK, SILENT = Condition.WELL, Condition.UNWELL, Condition.SILENT


def before(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def history_in(folder: Path, *room: Write, aad_log: tuple[Write, ...] = (), app: str = "") -> History:
    files: dict[str, bytes | str] = {BEAT_PATH: log_of(*room)} if room else {}
    files |= {AAD_PATH: log_of(*aad_log)} if aad_log else {}
    return facts_of(folder, files | ({APP_PATH: app} if app else {}))[Timeline].history


def told(history: History) -> list[tuple[Condition, datetime, datetime, int]]:
    return [(each.condition, each.start, each.end, each.beats) for each in history.stretches]


def test_well_unwell_and_silent_follow_one_another(tmp_path: Path) -> None:
    found = history_in(tmp_path, *beats(6, end=before(120)), *beats(3, UNWELL, before(105)), *beats(3, end=before(10)),
                       aad_log=(refused(NOW),))
    assert told(found) == [(WELL, before(145), before(120), 6), (SICK, before(115), before(105), 3),
                           (SILENT, before(105), before(20), 0), (WELL, before(20), before(10), 3)]
    assert (found.first_bad, found.last_good, found.recovered) == (before(115), before(10), True)
    assert (found.begins, found.ends) == (before(145), NOW)


def test_half_an_hour_without_heartbeats_is_no_silence_yet(tmp_path: Path) -> None:
    assert told(history_in(tmp_path, beat(before(40)), beat(before(10)))) == [(WELL, before(40), before(10), 2)]


def test_a_log_that_goes_on_without_heartbeats_shows_silence(tmp_path: Path) -> None:
    found = history_in(tmp_path, room_system(4000, ["{}"], before(300)), beat(before(200)), aad_log=(refused(NOW),))
    assert told(found) == [(SILENT, before(300), before(200), 0), (WELL, before(200), before(200), 1),
                           (SILENT, before(200), NOW, 0)]
    assert found.restarts == (before(300),)


def test_the_known_false_alarm_is_well(tmp_path: Path) -> None:
    assert told(history_in(tmp_path, *beats(4, FALSE_ALARM))) == [(WELL, before(15), NOW, 4)]


def test_without_a_heartbeat_log_there_are_marks_only(tmp_path: Path) -> None:
    found = history_in(tmp_path, aad_log=(refused(before(30)), refused(NOW)))
    assert (found.has_heartbeats, found.stretches, found.first_bad, found.last_good) == (False, (), None, None)
    assert [(each.code, each.start, each.end, each.count) for each in found.marks] == [
        ("AADSTS50076", before(30), NOW, 2)]


def test_every_log_gives_its_marks(tmp_path: Path) -> None:
    line = (f"{NOW:%a %b %d %Y %H:%M:%S} GMT+0000 (UTC) <16408> -- error -- errorCode: FailedAuthentication, "
            "errorStep: get_skype_license, errorState: licenseError")
    camera = room_system(3001, ['{"Description": "Camera status : Unhealthy."}'], before(4))
    found = history_in(
        tmp_path, beat(before(5), UNWELL), camera,
        aad_log=(refused(before(3)), aad(1084, [("Result", "int32", 12007), ("Target", "string", "x")], before(2)),
                 aad(1088, [("Error", "string", "x"), ("ErrorDescription", "string", "y")], before(1))), app=line)
    assert [(each.kind, each.start) for each in found.marks] == [
        (MarkKind.HARDWARE, before(4)), (MarkKind.SIGN_IN, before(3)), (MarkKind.NETWORK, before(2)),
        (MarkKind.FEDERATION, before(1)), (MarkKind.APP, NOW)]
    assert [each.code for each in found.marks][1:3] == ["AADSTS50076", "0xCAA82EE7"]
    assert found.marks[-1].code == "licenseError"


def test_a_code_in_a_heartbeat_counts_once(tmp_path: Path) -> None:
    said = UNWELL.replace("GeneralError", "80131500 : AADSTS53003")
    found = history_in(tmp_path, *beats(3, said), aad_log=(refused(before(60), "AADSTS50140: Stay signed in?"),))
    assert [(each.code, each.count) for each in found.marks] == [("AADSTS53003", 3)]


def test_where_records_are_lost_a_gap_is_no_silence(tmp_path: Path) -> None:
    log = bytearray(log_of(*beats(400, end=before(600)), *beats(4)))
    log[4096:4096 + 512] = bytes(512)
    found = history_in_file(tmp_path, bytes(log))
    assert found.is_damaged
    assert found.stretches
    assert SILENT not in {each.condition for each in found.stretches}


def history_in_file(folder: Path, log: bytes) -> History:
    return facts_of(folder, {BEAT_PATH: log})[Timeline].history


def test_a_clock_that_is_ahead_places_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped({BEAT_PATH: log_of(*beats(4))}))
    assert Timeline not in read(path, clock=lambda: NOW - timedelta(days=30)).evidence.facts


@pytest.mark.parametrize("apart", [5, 40])
def test_a_device_that_changes_its_mind_at_every_heartbeat_stays_small(tmp_path: Path, apart: int) -> None:
    records = [beat(before(apart * turn), UNWELL if turn % 2 else "") for turn in reversed(range(2000))]
    found = history_in(tmp_path, *records)
    assert len(found.stretches) == MOST_STRETCHES
    assert sum(each.beats for each in found.stretches) == 2000
    assert found.merged
    assert (found.first_bad, found.last_good) == (before(apart), NOW)
