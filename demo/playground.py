"""Microsoft's Agents Playground beside the bot, where Node and the package are present."""

import asyncio
import contextlib
import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

_ROOT = Path(__file__).parent.parent
_COMMAND_LINE = _ROOT / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
_PEOPLE = Path(__file__).parent / "playground" / ".m365agentsplayground.yml"
_READY = re.compile(rb"Listening on (\d+)")


class PlaygroundError(Exception):
    """The Playground cannot be started; the message says why and what to do instead."""


@contextlib.asynccontextmanager
async def playground(endpoint: str, port: int, folder: Path) -> AsyncIterator[str]:
    """Run the Playground against the bot at ``endpoint`` while the block runs; gives its address.

    It takes another port when ``port`` is taken, and writes what it remembers into ``folder``. Raises
    :class:`PlaygroundError`.
    """
    node = shutil.which("node")
    if not node or not _COMMAND_LINE.is_file():
        missing = "Node is not installed" if not node else "its npm package is not installed (npm ci)"
        raise PlaygroundError(f"Microsoft's Agents Playground is not here: {missing}.")
    shutil.copy(_PEOPLE, folder)
    process = await _start(node, endpoint, port, folder)
    output = cast("asyncio.StreamReader", process.stdout)
    try:
        address = await _address(output)
        async with asyncio.TaskGroup() as group:
            draining = group.create_task(_drain(output))
            yield address
            draining.cancel()
    finally:
        await _stop(process)


async def _start(node: str, endpoint: str, port: int, folder: Path) -> asyncio.subprocess.Process:
    options = ["--app-endpoint", endpoint, "--channel-id", "msteams", "--port", str(port), "--disable-telemetry"]
    # A group of its own, so that Ctrl-C reaches it through us alone and it is not left behind.
    return await asyncio.create_subprocess_exec(
        node, str(_COMMAND_LINE), "start", *options, cwd=folder, start_new_session=True,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "BROWSER": "none"})


async def _address(output: asyncio.StreamReader) -> str:
    said = b""
    async with asyncio.timeout(30):
        while chunk := await output.read(1000):
            said += chunk
            # Its line has no end, so it cannot be read as one.
            if port := _READY.search(said):
                return f"http://127.0.0.1:{int(port[1])}"
    words = said.decode(errors="replace").strip()
    raise PlaygroundError(f"Microsoft's Agents Playground ended at once: {words[:300] or 'it said nothing'}.")


async def _drain(output: asyncio.StreamReader) -> None:
    while await output.read(1 << 16):
        pass


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), timeout=5)
    except TimeoutError:
        process.kill()
        await process.wait()
