"""Files put where Teams said: where they may go, and what goes with them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.file_hosts import FileHosts
from bot.file_ports import NotSavedError
from bot.uploads import MOST_BYTES, Uploader

CONTENT = b"\xef\xbb\xbfRoom\r\n"


@dataclass
class FakeDrive:
    """A OneDrive on this machine, that answers every file with ``status``."""

    url: str = ""
    status: int = 201
    location: str = ""
    taken: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.taken.append((request.path_qs, dict(request.headers), await request.read()))
        return web.Response(status=self.status, headers={"Location": self.location} if self.location else None)


@pytest.fixture(name="drive")
async def _drive() -> AsyncIterator[FakeDrive]:
    fake = FakeDrive()
    app = web.Application()
    app.router.add_put("/{name}", fake.take)
    async with TestServer(app, host="127.0.0.1") as server:
        fake.url = f"{server.make_url('/up')}?tempauth=a%2Fb"
        yield fake


def uploader(**hosts: bool) -> Uploader:
    return Uploader(FileHosts(**hosts), timeout=5)  # type: ignore[arg-type]  # only the switch of this machine


async def test_the_whole_file_in_one_request_without_a_credential(drive: FakeDrive) -> None:
    await uploader(allow_loopback=True).save(drive.url, CONTENT)
    (path, headers, content), = drive.taken
    assert (path, content) == ("/up?tempauth=a%2Fb", CONTENT)
    assert headers["Content-Range"] == f"bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}"
    assert not {"Authorization", "Cookie"} & headers.keys()


@pytest.mark.parametrize(("status", "why"), [(403, "expired"), (404, "expired"), (500, "HTTP 500"), (507, "HTTP 507"),
                                             (202, "HTTP 202")])
async def test_what_is_not_taken_is_said(drive: FakeDrive, status: int, why: str) -> None:
    drive.status = status
    with pytest.raises(NotSavedError, match=why):
        await uploader(allow_loopback=True).save(drive.url, CONTENT)


async def test_no_redirect_is_followed(drive: FakeDrive) -> None:
    drive.status, drive.location = 307, drive.url.replace("/up", "/elsewhere")
    with pytest.raises(NotSavedError, match="HTTP 307"):
        await uploader(allow_loopback=True).save(drive.url, CONTENT)
    assert len(drive.taken) == 1


@pytest.mark.parametrize("url", [
    "http://contoso-my.sharepoint.com/x", "https://contoso-my.sharepoint.com.evil.example/x", "https://evil.example/x",
    "https://contoso-my.sharepoint.com:8443/x", "https://a@contoso-my.sharepoint.com/x", "file:///etc/passwd", "",
    "https://[", "https://contoso-my.sharepoint.com/a b", "https://contoso-my.sharepoint.com/\r\nHost: x",
    "https://contoso-my.sharepoint.com\\@evil.example/x", "//contoso-my.sharepoint.com/x",
])
async def test_other_places_get_nothing(url: str) -> None:
    assert not uploader().trusts(url)
    with pytest.raises(NotSavedError, match="not one where it keeps files"):
        await uploader().save(url, CONTENT)


async def test_this_machine_gets_nothing_unless_that_was_allowed(drive: FakeDrive) -> None:
    with pytest.raises(NotSavedError):
        await uploader().save(drive.url, CONTENT)
    assert not drive.taken


def test_a_drive_of_teams_is_trusted() -> None:
    assert uploader().trusts("https://contoso-my.sharepoint.com/personal/x?tempauth=1")


async def test_too_large_a_file_is_not_sent(drive: FakeDrive) -> None:
    with pytest.raises(NotSavedError, match="larger than 50 MB"):
        await uploader(allow_loopback=True).save(drive.url, bytes(MOST_BYTES + 1))
    assert not drive.taken


async def test_nobody_there_is_said_without_the_address(drive: FakeDrive, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NotSavedError) as failed:
        await uploader(allow_loopback=True).save("http://127.0.0.1:9/up?tempauth=s3cret", CONTENT)
    assert "s3cret" not in str(failed.value) + caplog.text
    assert not drive.taken
