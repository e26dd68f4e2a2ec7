"""Downloads: what is fetched, and what is refused."""

import asyncio
import contextlib
import hashlib
import os
import stat
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.attachments import Downloader
from bot.file_ports import DownloadError
from tests.bot.run_parts import until

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class FakeShare:
    """A SharePoint on this machine. ``serve`` answers every path with the handler of that name."""

    url: str = ""
    pages: dict[str, Handler] = field(default_factory=dict)
    asked: list[web.Request] = field(default_factory=list)

    def serve(self, name: str, handler: Handler) -> str:
        self.pages[name] = handler
        return f"{self.url}/{name}"

    def give(self, body: bytes, **kwargs: object) -> str:
        async def handler(_: web.Request) -> web.Response:
            return web.Response(body=body, **kwargs)  # type: ignore[arg-type]  # the test's own keywords

        return self.serve("file", handler)


@pytest.fixture(name="share")
async def _share() -> AsyncIterator[FakeShare]:
    fake = FakeShare()

    async def take(request: web.Request) -> web.StreamResponse:
        fake.asked.append(request)
        return await fake.pages[request.match_info["name"]](request)

    app = web.Application()
    app.router.add_get("/{name}", take)
    async with TestServer(app, host="127.0.0.1") as server:
        fake.url = str(server.make_url("/")).rstrip("/")
        yield fake


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    return tmp_path / "uploads"


@pytest.fixture(name="downloader")
def _downloader(folder: Path) -> Downloader:
    return Downloader(folder, allow_loopback=True, max_bytes=1024 * 1024, timeout=5)


def content(path: Path) -> bytes:
    return path.read_bytes()


def permissions(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def refusal(downloader: Downloader, url: str) -> DownloadError:
    with pytest.raises(DownloadError) as raised:
        async with downloader.fetch(url):
            pass
    assert raised.value.remedy
    return raised.value


async def test_file_is_private_and_gone_afterwards(downloader: Downloader, share: FakeShare, folder: Path) -> None:
    body = os.urandom(300_000)
    async with downloader.fetch(share.give(body)) as file:
        assert content(file.path) == body
        assert permissions(file.path) == 0o600
        assert permissions(folder) == 0o700
    assert not names(folder)


async def test_file_comes_with_the_digest_of_its_content(downloader: Downloader, share: FakeShare) -> None:
    for body in (b"", b"PK", os.urandom(700_001)):
        async with downloader.fetch(share.give(body)) as file:
            assert file.digest == hashlib.sha256(body).hexdigest()


async def test_file_is_on_the_disk_while_the_rest_is_still_to_come(
        downloader: Downloader, share: FakeShare, folder: Path) -> None:
    start, rest = os.urandom(600_000), os.urandom(1000)

    async def in_two(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(start + rest))})
        await response.prepare(request)
        await response.write(start)
        await until(lambda: sum(path.stat().st_size for path in folder.iterdir()) > 300_000)
        await response.write(rest)
        return response

    async with downloader.fetch(share.serve("file", in_two)) as file:
        assert content(file.path) == start + rest


async def test_a_large_file_takes_little_memory(folder: Path, share: FakeShare) -> None:
    block = b"x" * 262_144

    async def large(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(128):
            await response.write(block)
        return response

    tracemalloc.start()
    try:
        async with Downloader(folder, allow_loopback=True).fetch(share.serve("file", large)) as file:
            assert file.path.stat().st_size == 128 * len(block)
        assert tracemalloc.get_traced_memory()[1] < 4 * 1024 * 1024
    finally:
        tracemalloc.stop()


async def test_no_credential_of_the_bots_is_sent(
        downloader: Downloader, share: FakeShare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = tmp_path / "netrc"
    passwords.write_text("machine 127.0.0.1 login bot password secret\n")
    passwords.chmod(0o600)
    monkeypatch.setenv("NETRC", str(passwords))
    monkeypatch.setenv("MicrosoftAppPassword", "secret")
    share.give(b"PK", headers={"Set-Cookie": "kept=1"})
    async with downloader.fetch(share.serve("moved", to("/file"))), downloader.fetch(share.give(b"PK")):
        pass
    assert len(share.asked) == 3
    for asked in share.asked:
        assert {"Authorization", "Cookie", "Proxy-Authorization"}.isdisjoint(asked.headers)
        assert "secret" not in str(asked.headers)


async def test_a_proxy_that_the_environment_names_sees_nothing(
        downloader: Downloader, share: FakeShare, monkeypatch: pytest.MonkeyPatch) -> None:
    async with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy") as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy)
        async with downloader.fetch(share.give(b"PK")) as file:
            assert content(file.path) == b"PK"


async def test_file_is_gone_when_its_reader_fails(downloader: Downloader, share: FakeShare, folder: Path) -> None:
    with pytest.raises(KeyError):
        async with downloader.fetch(share.give(b"PK")):
            raise KeyError
    assert not names(folder)


def test_leftovers_of_processes_that_never_come_back_go(folder: Path) -> None:
    gone, at_work = folder.parent / "slot-2", folder.parent / "slot-3"
    for each in (gone, at_work):
        each.mkdir()
        (each / "upload-x.zip").write_bytes(b"x")
    os.utime(gone / "upload-x.zip", (0, 0))
    (gone / "kept.txt").write_bytes(b"x")
    Downloader(folder)
    assert names(gone) == ["kept.txt"]
    assert names(at_work) == ["upload-x.zip"]


def test_leftovers_of_an_earlier_process_go(folder: Path) -> None:
    folder.mkdir(mode=0o755)
    (folder / "upload-old.zip").write_bytes(b"x")
    (folder / "kept.txt").write_bytes(b"x")
    Downloader(folder)
    assert names(folder) == ["kept.txt"]
    assert permissions(folder) == 0o700


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_expired_link(downloader: Downloader, share: FakeShare, folder: Path, status: int) -> None:
    error = await refusal(downloader, share.give(b"<html>", status=status))
    assert "expired" in str(error)
    assert "send it again" in error.remedy
    assert not names(folder)


@pytest.mark.parametrize("status", [400, 429, 500, 503, 304])
async def test_other_answers(downloader: Downloader, share: FakeShare, status: int) -> None:
    assert f"HTTP {status}" in str(await refusal(downloader, share.give(b"", status=status)))


@pytest.mark.parametrize(("body", "content_type"), [(b"hello", "text/html"), (b"\n <!DOCTYPE html>", "application/zip"),
                                                    (b"<HTML>", "application/octet-stream")])
async def test_page_instead_of_the_file(
        downloader: Downloader, share: FakeShare, body: bytes, content_type: str) -> None:
    assert "iOS" in str(await refusal(downloader, share.give(body, content_type=content_type)))


async def test_announced_size_is_refused_before_a_byte_is_read(downloader: Downloader, share: FakeShare) -> None:
    async def two_gigabytes(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(2 * 1024**3)})
        await response.prepare(request)
        return response

    assert "larger than 1 MB" in str(await refusal(downloader, share.serve("file", two_gigabytes)))


async def test_size_is_counted_while_it_streams(downloader: Downloader, share: FakeShare, folder: Path) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(1000):
            await response.write(b"x" * 65536)
        return response

    assert "larger than 1 MB" in str(await refusal(downloader, share.serve("file", endless)))
    assert not names(folder)


async def test_compressed_body_is_not_unpacked(downloader: Downloader, share: FakeShare) -> None:
    body = b"\x1f\x8b rest"
    async with downloader.fetch(share.give(body, headers={"Content-Encoding": "gzip"})) as file:
        assert content(file.path) == body
    assert share.asked[0].headers["Accept-Encoding"] == "identity"


async def test_time_is_limited(folder: Path, share: FakeShare) -> None:
    async def never(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"PK")
        assert request.transport is not None
        while not request.transport.is_closing():
            await response.write(b"x")
        return response

    downloader = Downloader(folder, allow_loopback=True, max_bytes=2**40, timeout=0.2)
    assert "too long" in str(await refusal(downloader, share.serve("file", never)))
    assert not names(folder)


async def test_cut_connection(downloader: Downloader, share: FakeShare) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b"PK")
        assert request.transport is not None
        request.transport.abort()
        return response

    assert "only in part" in str(await refusal(downloader, share.serve("file", cut)))


@contextlib.asynccontextmanager
async def answering(reply: bytes, *, hangs_up: bool = True) -> AsyncIterator[str]:
    """A server that answers with these bytes and hangs up, or never does; gives its address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply)
        # the other side may have heard enough
        with contextlib.suppress(ConnectionError):
            await writer.drain()
            while not hangs_up and await reader.read(1):
                pass
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/file"


@pytest.mark.parametrize("reply", [b"Content-Length: 100\r\n\r\nPK", b"Transfer-Encoding: chunked\r\n\r\n2\r\nPK\r\n"])
async def test_file_that_ends_too_early_is_never_taken_for_whole(
        downloader: Downloader, folder: Path, reply: bytes) -> None:
    async with answering(b"HTTP/1.1 200 OK\r\n" + reply) as url:
        assert "only in part" in str(await refusal(downloader, url))
    assert not names(folder)


@pytest.mark.parametrize("reply", [
    b"Content-Length: 2\r\n\r\nPK and more",
    b"Transfer-Encoding: chunked\r\n\r\n2\r\nPK\r\n0\r\n\r\nand more",
])
async def test_what_comes_behind_the_end_of_the_file_is_no_part_of_it(downloader: Downloader, reply: bytes) -> None:
    async with answering(b"HTTP/1.1 200 OK\r\n" + reply) as url:
        # what comes at once with the file makes the whole answer suspect
        with contextlib.suppress(DownloadError):
            async with downloader.fetch(url) as file:
                assert content(file.path) == b"PK"


@pytest.mark.parametrize("reply", [
    b"Content-Length: -2\r\n\r\nPK",
    b"Content-Length: two\r\n\r\nPK",
    b"Content-Length: 2\r\nContent-Length: 4\r\n\r\nPKPK",
    b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nPKPK\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\n-2\r\nPK\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nPK",
    b"X: " + b"x" * 1_000_000 + b"\r\n\r\n",
    b"X: x\r\n" * 100_000 + b"\r\n",
])
async def test_an_answer_that_lies_about_its_length_or_never_ends_is_refused(
        downloader: Downloader, folder: Path, reply: bytes) -> None:
    async with answering(b"HTTP/1.1 200 OK\r\n" + reply) as url:
        await refusal(downloader, url)
    assert not names(folder)


@pytest.mark.parametrize("announced", ["", "Content-Length: 100\r\n"])
async def test_size_is_counted_whatever_the_server_says_of_it(folder: Path, announced: str) -> None:
    downloader = Downloader(folder, allow_loopback=True, max_bytes=10)
    reply = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n{announced}\r\n".encode() + b"x" * 100
    async with answering(reply) as url:
        assert "larger than" in str(await refusal(downloader, url))
    assert not names(folder)


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\nX: "])
async def test_time_is_limited_before_the_first_byte_too(folder: Path, begun: bytes) -> None:
    downloader = Downloader(folder, allow_loopback=True, timeout=0.2)
    async with answering(begun, hangs_up=False) as url:
        assert "too long" in str(await refusal(downloader, url))
    assert not names(folder)


def to(location: str) -> Handler:
    async def handler(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": location})

    return handler


async def test_redirect_within_the_allowed_hosts_is_followed(downloader: Downloader, share: FakeShare) -> None:
    share.give(b"PK")
    async with downloader.fetch(share.serve("moved", to("/file"))) as file:
        assert content(file.path) == b"PK"


@pytest.mark.parametrize("location", ["https://evil.example/x", "http://contoso.sharepoint.com/x", "file:///etc/passwd",
                                      "http://169.254.169.254/metadata", "https://127.0.0.1@evil.example/"])
async def test_redirect_off_the_allowed_hosts_is_refused(
        downloader: Downloader, share: FakeShare, location: str) -> None:
    assert "not where Teams keeps files" in str(await refusal(downloader, share.serve("moved", to(location))))


@pytest.mark.parametrize("location", ["/moved", ""])
async def test_redirects_in_circles_end(downloader: Downloader, share: FakeShare, location: str) -> None:
    assert "circles" in str(await refusal(downloader, share.serve("moved", to(location))))
    assert len(share.asked) == 4


@pytest.mark.parametrize("url", [
    "http://contoso.sharepoint.com/x", "https://evil.example/x", "https://sharepoint.com.evil.example/",
    "https://evilsharepoint.com/x", "https://user:pw@contoso.sharepoint.com/x", "https://contoso.sharepoint.com:8443/",
    "https://10.0.0.1/x", "http://127.0.0.1:1/x", "https://localhost/x", "ftp://contoso.sharepoint.com/x", "x", "",
])
async def test_other_addresses_are_refused(folder: Path, url: str) -> None:
    assert "not where Teams keeps files" in str(await refusal(Downloader(folder), url))


@pytest.mark.parametrize("url", ["https://[::1/x", "https://contoso.sharepoint.com:99999/"])
async def test_address_that_is_none_is_refused(folder: Path, url: str) -> None:
    assert "could not be fetched" in str(await refusal(Downloader(folder), url))
