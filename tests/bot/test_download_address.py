"""The address of an upload, which is a credential: nowhere once it was used, or will never be; and never in a job."""

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.file_ports import Download, DownloadError, Fetched
from bot.ports import MessageGoneError, NotDeliveredError, ReadBundle, Run, RunState
from bot.runs import GIVEN_UP_AFTER
from bot.store.database import embedded_url
from checks.collector import BundleReading, UnreadableBundleError
from tests.bot.kept import holding, tables, whole_log
from tests.bot.run_parts import (
    POST,
    RecordingTeams,
    ShiftedClock,
    a_shared_upload,
    an_upload,
    bot,
    downloaded,
    read_named,
    until,
)

CREDENTIAL = "canary-credential"
BUSY = NotDeliveredError("too many requests")


@pytest.fixture(params=("sqlite", "postgresql"))
def url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    if request.param == "sqlite":
        return embedded_url(tmp_path)
    named: URL = request.getfixturevalue("postgres_url")
    return named


@contextlib.asynccontextmanager
async def unfetched(_url: str) -> AsyncIterator[Fetched]:
    raise DownloadError("The link to the file has expired.", "Send it again.")
    yield  # makes it a generator


@contextlib.asynccontextmanager
async def broken(_url: str) -> AsyncIterator[Fetched]:
    raise OSError(f"failed at {_url}")
    yield  # makes it a generator


async def unreadable(_file: Path) -> BundleReading:
    raise UnreadableBundleError("It is no zip.", "Send a zip.")


@pytest.mark.parametrize(("parts", "faults", "state"), [
    ((downloaded, read_named), [], RunState.DONE),
    ((downloaded, unreadable), [], RunState.FAILED),
    ((unfetched, read_named), [], RunState.FAILED),
    ((broken, read_named), [], RunState.FAILED),
    ((downloaded, read_named), [MessageGoneError()], RunState.FAILED),
], ids=["read", "unreadable", "unfetched", "broken", "gone"])
async def test_it_is_erased_however_the_run_ends(
        tmp_path: Path, url: URL, parts: tuple[Download, ReadBundle], faults: Sequence[Exception],
        state: RunState) -> None:
    teams = RecordingTeams(faults=list(faults))
    with whole_log() as log:
        run = await _ended(tmp_path, url, teams, parts, state)
    assert holding(url, tmp_path, CREDENTIAL) == {}
    assert CREDENTIAL not in log.getvalue()
    assert CREDENTIAL not in repr(teams.shown) + repr(run)


async def _ended(home: Path, url: URL, teams: RecordingTeams, parts: tuple[Download, ReadBundle],
                 state: RunState) -> Run:
    download, read = parts
    async with bot(home, teams, url=url, download=download, read_bundle=read) as running:
        run = an_upload()
        await running.service.start(run)
        await running.settled(run.id, state)
        assert holding(url, home, CREDENTIAL) == {}
    return run


@pytest.mark.parametrize(("parts", "state"), [((downloaded, read_named), RunState.DONE),
                                              ((unfetched, read_named), RunState.FAILED)], ids=["read", "unfetched"])
async def test_neither_the_message_that_shares_a_file_nor_its_address_is_kept(
        tmp_path: Path, url: URL, parts: tuple[Download, ReadBundle], state: RunState) -> None:
    download, read = parts
    with whole_log() as log:
        async with bot(tmp_path, RecordingTeams(), url=url, download=download, read_bundle=read) as running:
            run = a_shared_upload()
            await running.service.start(run)
            await running.settled(run.id, state)
            assert holding(url, tmp_path, CREDENTIAL, POST.conversation) == {}
    assert CREDENTIAL not in log.getvalue()


async def test_it_is_erased_where_the_run_never_got_a_card(tmp_path: Path, url: URL) -> None:
    clock, teams = ShiftedClock(), RecordingTeams(faults=[BUSY] * 10_000)
    async with bot(tmp_path, teams, url=url, clock=clock) as running:
        run = an_upload(created_at=clock())
        await running.service.start(run)
        assert holding(url, tmp_path, CREDENTIAL)[CREDENTIAL] >= {"table runs"}
        assert not [name for name in tables(url) if name != "runs" and CREDENTIAL in tables(url)[name]]
        clock.shift = GIVEN_UP_AFTER + timedelta(minutes=1)
        await running.settled(run.id, RunState.FAILED)
        await until(lambda: holding(url, tmp_path, CREDENTIAL) == {})


@pytest.mark.parametrize(("made", "canary"), [(an_upload, CREDENTIAL), (a_shared_upload, POST.conversation)])
async def test_while_it_waits_to_be_used_no_job_holds_it(
        tmp_path: Path, url: URL, made: Callable[..., Run], canary: str) -> None:
    async with bot(tmp_path, RecordingTeams(), url=url) as running:
        run = made(start_at=ShiftedClock()() + timedelta(hours=1))
        await running.service.start(run)
        held = {name for name, rows in tables(url).items() if canary in rows}
        assert run.id in tables(url)["workflow_status"]
        assert held == {"runs"}
