"""Work beside the turns: it is waited for, interrupted at the end, and its faults are logged."""

import asyncio

import pytest

from bot.background import Background


async def test_what_goes_on_is_waited_for() -> None:
    background, done = Background(), []

    async def first() -> None:
        background.begin(second())
        done.append("first")

    async def second() -> None:
        done.append("second")

    background.begin(first())
    await background.settled()
    assert done == ["first", "second"]


async def test_at_the_end_it_is_interrupted_and_may_say_so() -> None:
    background, said = Background(), []
    begun = asyncio.Event()

    async def endless() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0)
            said.append("interrupted")
            raise

    background.begin(endless())
    await begun.wait()
    await background.close()
    assert said == ["interrupted"]


async def test_a_fault_is_logged_and_costs_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    background = Background()

    async def faulty() -> None:
        raise KeyError("lost")

    background.begin(faulty())
    await background.settled()
    await background.close()
    assert "Work beside the turns failed." in caplog.text
    assert "KeyError: 'lost'" in caplog.text
