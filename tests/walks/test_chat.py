"""The bot spoken to in a terminal: what is typed reaches it, and its cards come back as text."""

import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

from rich.console import Console

import app
from demo.at_work import demo_bot
from demo.chat import chat
from tests.bot.run_parts import until
from tests.settings import named_settings
from tests.walks.conftest import Walk, room
from tests.walks.test_fleet import swept

BLOCKED = room("Lugano Ceresio")


async def typed(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


async def on_screen(walk: Walk, *lines: str) -> str:
    """What the terminal shows after these lines, in one line."""
    console = Console(file=io.StringIO(), width=100, record=True)
    await chat(walk.endpoint, console, typed(*lines))
    return " ".join(console.export_text().split())


def in_one_line(console: Console) -> str:
    return " ".join(console.export_text(clear=False).split())


def number_of(title: str, console: Console) -> str:
    """The number that stands before a button."""
    return str(re.findall(rf"\[(\d+)\] {title}", in_one_line(console))[-1])


async def test_a_check_and_a_button_by_its_number(walk: Walk) -> None:
    shown = await on_screen(walk, f"check {BLOCKED.address}", "1")
    assert "Conditional Access blocks the sign-in of Lugano Ceresio" in shown
    assert "[1]" in shown
    assert shown.index("AADSTS53003") > 0


async def test_german_is_spoken_where_it_is_asked_for(walk: Walk) -> None:
    console = Console(file=io.StringIO(), width=100, record=True)
    await chat(walk.endpoint, console, typed("hilfe"), language="de")
    assert "Was Sie schreiben können" in in_one_line(console)
    assert "What you can write" in await on_screen(walk, "hilfe")


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
    assert "There is no button 7: no card has one yet." in shown
    assert "There is no file /nowhere.zip." in shown
    assert "What you can write" not in shown


async def test_a_number_presses_a_button_of_an_earlier_card(walk: Walk) -> None:
    console = Console(file=io.StringIO(), width=100, record=True)

    async def presses() -> AsyncIterator[str]:
        yield f"check {BLOCKED.address}"
        number = number_of("How to fix", console)
        yield "help"
        assert "PowerShell" not in in_one_line(console)
        yield number
        yield "999"
    await chat(walk.endpoint, console, presses())
    shown = in_one_line(console)
    assert shown.index("What you can write") < shown.index("PowerShell")
    assert "There is no button 999: the cards above have 1 to " in shown


async def test_a_field_can_be_left_empty(walk: Walk) -> None:
    console = Console(file=io.StringIO(), width=100, record=True)

    async def answers() -> AsyncIterator[str]:
        yield "watch"
        yield number_of("Watch all rooms", console)
        while "I tell this chat when all rooms" not in in_one_line(console):
            yield ""
    await chat(walk.endpoint, console, answers())
    assert "(Enter alone leaves it empty):" in in_one_line(console)
    assert "(Enter alone keeps en):" in in_one_line(console)
    assert "Nothing is sent from" not in in_one_line(console)


async def test_what_comes_by_itself_is_shown_while_nobody_types(walk: Walk) -> None:
    console = Console(file=io.StringIO(), width=100, record=True)

    async def waits_for_the_alerts() -> AsyncIterator[str]:
        yield "watch all"
        async with walk.chat({"id": "another-chat", "conversationType": "personal"}) as other:
            await swept(other)
            await swept(other)
        await until(lambda: "Stopped working" in in_one_line(console), within=60)
    await chat(walk.endpoint, console, waits_for_the_alerts(), "> ")
    shown = in_one_line(console)
    assert "Check now" in shown[shown.index("Stopped working"):]
    assert console.export_text(clear=False).endswith("> ")


async def test_an_unreachable_bot_is_said() -> None:
    console = Console(file=io.StringIO(), width=100, record=True)
    await chat("http://127.0.0.1:9/api/messages", console, typed("help"))
    assert "The bot did not take this" in console.export_text()
