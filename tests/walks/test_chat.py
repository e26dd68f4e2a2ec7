"""The bot spoken to in a terminal: what is typed reaches it, and its cards come back as text."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

from rich.console import Console

import app
from demo.at_work import demo_bot
from demo.chat import chat
from tests.settings import named_settings
from tests.walks.conftest import Walk, room

BLOCKED = room("Lugano Ceresio")


async def typed(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


async def on_screen(walk: Walk, *lines: str) -> str:
    """What the terminal shows after these lines, in one line."""
    console = Console(file=io.StringIO(), width=100, record=True)
    await chat(walk.endpoint, console, typed(*lines))
    return " ".join(console.export_text().split())


async def test_a_check_and_a_button_by_its_number(walk: Walk) -> None:
    shown = await on_screen(walk, f"check {BLOCKED.address}", "1")
    assert "Conditional Access blocks the sign-in of Lugano Ceresio" in shown
    assert "[1]" in shown
    assert shown.index("AADSTS53003") > 0


async def test_a_demo_leaves_the_database_of_a_real_bot_alone(tmp_path: Path) -> None:
    real = named_settings(DATABASE_URL="postgresql://127.0.0.1:1/roomcheck")
    async with demo_bot(real, app.world, home=tmp_path, port=0):
        assert (tmp_path / "roomcheck.sqlite").is_file()


async def test_a_zip(walk: Walk) -> None:
    zipped = walk.bundle(BLOCKED)
    console = Console(file=io.StringIO(), width=100, record=True)
    await chat(walk.endpoint, console, typed(f"/send {zipped}", f"report {BLOCKED.address}"))
    assert "Lugano Ceresio" in console.export_text()


async def test_what_cannot_be_done_is_said(walk: Walk) -> None:
    shown = await on_screen(walk, "7", "/send /nowhere.zip", "/quit", "help")
    assert "There is no button 7" in shown
    assert "There is no file /nowhere.zip." in shown
    assert "What you can write" not in shown


async def test_an_unreachable_bot_is_said() -> None:
    console = Console(file=io.StringIO(), width=100, record=True)
    await chat("http://127.0.0.1:9/api/messages", console, typed("help"))
    assert "The bot did not take this" in console.export_text()
