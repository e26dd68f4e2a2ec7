"""A bot that is killed while it fetches a file: what it had on its disk was private, and goes at the next start."""

import asyncio
import signal
import stat
import subprocess
import sys
from pathlib import Path

from bot.attachments import Downloader
from tests.bot.run_parts import until

FETCHING = """
import asyncio, pathlib, sys
from bot.attachments import Downloader
async def main():
    async with Downloader(pathlib.Path(sys.argv[1]), allow_loopback=True).fetch(sys.argv[2]):
        pass
asyncio.run(main())
"""
_ROOT = Path(__file__).parents[2]


async def test_a_killed_bots_upload_is_private_and_goes_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "uploads" / "alone"

    async def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 600000\r\n\r\n" + b"x" * 500_000)
        await reader.read()
        writer.close()

    async with await asyncio.start_server(begin, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/room.zip"
        bot = subprocess.Popen([sys.executable, "-c", FETCHING, str(folder), url], cwd=_ROOT)  # noqa: ASYNC220, S603 - ours
        try:
            await until(lambda: any(file.stat().st_size for file in folder.glob("*")))
        finally:
            bot.send_signal(signal.SIGKILL)
            await asyncio.to_thread(bot.wait)
    [left] = folder.iterdir()
    assert stat.S_IMODE(left.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    Downloader(folder)
    assert not list(folder.iterdir())
