"""A diagnostic zip in the chat: the same kind of answer, joined with what Graph said; and every bad one answered."""

import io
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from demo.connector import Posted, Teams
from tests.walks.conftest import Walk, judged, room, says, words

BLOCKED = room("Lugano Ceresio")
GRAPH, DEVICE = "Entra sign-in log", "heartbeat log of the device"


async def test_a_zip_is_judged_from_its_own_logs(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.send_file(walk.bundle(BLOCKED))
        done = await person.until(judged(person, "Conditional Access"))
        assert BLOCKED.address in words(done.card)
        assert DEVICE in words(done.card)
        assert GRAPH not in words(done.card)


async def test_a_zip_after_a_check_stands_in_one_report_with_it(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say(f"check {BLOCKED.address}")
        await person.until(judged(person, GRAPH))
        await person.send_file(walk.bundle(BLOCKED))
        done = await person.until(judged(person, DEVICE))
        assert GRAPH in words(done.card)
        assert "Block sign-ins from outside Switzerland" in words(done.card)


async def test_a_check_after_a_zip_stands_in_one_report_with_it(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.send_file(walk.bundle(BLOCKED))
        await person.until(judged(person, DEVICE))
        await person.say(f"check {BLOCKED.address}")
        done = await person.until(judged(person, GRAPH))
        assert DEVICE in words(done.card)


async def test_the_download_address_is_gone_once_it_was_used(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.send_file(walk.bundle(BLOCKED))
        await person.until(judged(person, "Conditional Access"))
    for file in (walk.home / "bot").glob("roomcheck.sqlite*"):
        assert b"/files/" not in file.read_bytes(), file
    assert not list((walk.home / "bot" / "uploads").glob("*/*"))
    with sqlite3.connect(walk.home / "bot" / "roomcheck.sqlite") as connection:
        assert "AADSTS" not in "\n".join(map(str, connection.execute("SELECT * FROM operation_outputs")))


def _zip(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in files.items():
            written.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize("content", [
    b"", b"PK", b"<html>sign in</html>", _zip(), _zip(notes=b"nothing"), _zip(**{"../../evil.evtx": b"ElfFile"}),
    _zip(bomb=b"0" * 80_000_000), _zip(inner=_zip(notes=b"nothing")),
], ids=["empty", "cut", "html", "no entries", "no logs", "slip", "bomb", "nested"])
async def test_a_bad_file_is_answered_with_what_to_do(walk: Walk, tmp_path: Path, content: bytes) -> None:
    sent = tmp_path / "room.zip"
    sent.write_bytes(content)
    async with walk.chat() as person:
        await person.send_file(sent)
        answered = await person.until(says(person, "What to do"))
        assert "Traceback" not in words(answered.card)
        await person.say("help")
        await person.until(says(person, "check"))


async def test_an_expired_link_is_answered(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say("", attachments=[{
            "contentType": "application/vnd.microsoft.teams.file.download.info", "name": "room.zip",
            "content": {"downloadUrl": f"{person.service_url}/files/gone", "uniqueId": "1", "fileType": "zip"}}])
        await person.until(says(person, "expired"))


async def test_a_zip_of_another_room_than_the_one_named_says_so(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.send_file(walk.bundle(BLOCKED), "logs of room-zug-rigi@contoso.com")
        done = await person.until(judged(person, "Conditional Access"))
        assert BLOCKED.address in words(done.card)
        await person.until(says(person, "not of room-zug-rigi@contoso.com"))


def all_judged(person: Teams, number: int, text: str) -> Callable[[], list[Posted] | None]:
    """So many finished reports that say this, in the order they were posted."""
    def found() -> list[Posted] | None:
        reports = [each for each in person.posted.values() if text in words(each.card)]
        return reports if len(reports) == number else None
    return found


async def test_the_same_zip_twice_starts_one_worker_and_ends_in_two_reports(walk: Walk) -> None:
    zip_ = walk.bundle(BLOCKED)
    async with walk.chat() as person:
        await person.send_file(zip_)
        await person.until(judged(person, "Conditional Access"))
        await person.send_file(zip_)
        first, second = await person.until(all_judged(person, 2, "Check again"))
        assert "Conditional Access" in words(second.card)
        assert "The same zip was read" not in words(first.card)
        assert "The same zip was read" in words(second.card)
        await person.send_file(zip_, "logs of room-zug-rigi@contoso.com")
        await person.until(says(person, "not of room-zug-rigi@contoso.com"))
    assert len(walk.read) == 1


async def test_a_zip_from_a_clock_that_is_ahead_is_read_anew(walk: Walk) -> None:
    zip_ = walk.bundle(BLOCKED, ahead=timedelta(hours=3))
    async with walk.chat() as person:
        for number in (1, 2):
            await person.send_file(zip_)
            cards = await person.until(all_judged(person, number, "Check again"))
        assert "clock is ahead" in words(cards[-1].card)
        assert "The same zip was read" not in words(cards[-1].card)
    assert len(walk.read) == 2
