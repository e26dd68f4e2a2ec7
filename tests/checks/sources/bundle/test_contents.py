"""Which logs the zip held, and in what state."""

from datetime import timedelta
from pathlib import Path

from checks.facts.contents import Contents, LogSeen
from checks.sources.bundle.launch import read_bundle
from checks.sources.bundle.reading import read
from tests.checks.sources.bundle.bundles import AAD_PATH, APP_PATH, BEAT_PATH, NOW, beats, log_of, refused, zipped

AAD, ROOM, APP = ("the event log Microsoft-Windows-AAD/Operational", "the event log Skype Room System",
                  "the Teams app's Logs.txt")
LINE = f"{NOW:%a %b %d %Y %H:%M:%S} GMT+0000 (x) <1> -- info -- x\n"
BEATS, REFUSALS = log_of(*beats(600)), log_of(refused())


def contents_of(folder: Path, files: dict[str, bytes | str], lead: timedelta = timedelta(0)) -> dict[str, LogSeen]:
    path = folder / "bundle.zip"
    path.write_bytes(zipped(files))
    contents = read(path, clock=lambda: NOW - lead).evidence.facts[Contents]
    assert contents.cite.locator
    return {seen.title: seen for seen in contents.logs}


def test_every_log_is_listed_whether_it_is_there_or_not(tmp_path: Path) -> None:
    seen = contents_of(tmp_path, {BEAT_PATH: BEATS, APP_PATH: LINE})
    assert {title: each.found for title, each in seen.items()} == {AAD: False, ROOM: True, APP: True}
    assert (seen[ROOM].oldest, seen[ROOM].newest) == (NOW - timedelta(minutes=5 * 599), NOW)
    assert (seen[AAD].oldest, seen[AAD].newest) == (None, None)
    assert not any(each.damage for each in seen.values())


def test_a_damaged_log_says_what_is_lost_and_names_nobody(tmp_path: Path) -> None:
    damaged = BEATS[:0x1000] + b"\xff" * 0x10000 + BEATS[0x11000:]
    seen = contents_of(tmp_path, {r"C:\Users\anna.meier\Events.evtx": damaged, AAD_PATH: b"X" * 9000})
    assert seen[ROOM].found
    assert "could not be read" in seen[ROOM].damage
    assert "anna" not in seen[ROOM].damage
    assert seen[AAD] == LogSeen(AAD, True, seen[AAD].damage)
    assert "holds no readable record" in seen[AAD].damage


def test_an_empty_log_is_there(tmp_path: Path) -> None:
    assert contents_of(tmp_path, {BEAT_PATH: BEATS, AAD_PATH: log_of()})[AAD] == LogSeen(AAD, True)


def test_a_clock_that_is_ahead_loses_what_it_stamped(tmp_path: Path) -> None:
    seen = contents_of(tmp_path, {BEAT_PATH: BEATS}, timedelta(hours=3))
    assert seen[ROOM].damage.startswith("The device's clock is ahead")
    assert seen[AAD].damage == ""


async def test_the_worker_carries_every_fact(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped({BEAT_PATH: BEATS, AAD_PATH: REFUSALS, APP_PATH: LINE}))
    found = await read_bundle(path)
    assert found == read(path)
    assert {fact.__name__ for fact in found.evidence.facts} == {
        "AppLog", "Contents", "Device", "DeviceClock", "FederationFaults", "Hardware", "Heartbeats", "NetworkFaults",
        "Restarts", "SignIns", "Timeline", "Versions"}
    assert not found.evidence.gaps
