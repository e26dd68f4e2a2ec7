"""Answers that are good for a while."""

import asyncio

import pytest

from checks.collector import CannotCollect
from checks.model import GapReason
from checks.sources.graph.kept import BAD_FOR, GOOD_FOR, Kept
from tests.checks.sources.graph.fake_graph import Time


class Source:
    """Counts its answers, each as long under way as ``under_way`` says; refuses while ``refusing``."""

    def __init__(self, time: Time) -> None:
        self.time, self.count, self.refusing = time, 0, False
        self.open = asyncio.Event()
        self.open.set()

    async def ask(self) -> int:
        self.count += 1
        mine = self.count
        await self.open.wait()
        self.time.seconds += 1
        if self.refusing:
            raise CannotCollect(GapReason.THROTTLED, "Later.")
        return mine


@pytest.fixture
def source(time: Time) -> Source:
    return Source(time)


@pytest.fixture
def kept(time: Time) -> Kept:
    return Kept(time.now)


async def test_an_answer_is_good_for_ten_minutes(kept: Kept, source: Source, time: Time) -> None:
    assert [await kept.get("q", source.ask), await kept.get("q", source.ask)] == [1, 1]
    time.seconds += GOOD_FOR - 1
    assert await kept.get("q", source.ask) == 1
    time.seconds += 1
    assert await kept.get("q", source.ask) == 2


async def test_an_answer_may_be_good_for_less(kept: Kept, source: Source, time: Time) -> None:
    assert await kept.get("q", source.ask, good_for=20) == 1
    time.seconds += 20
    assert await kept.get("q", source.ask) == 2


async def test_a_refusal_is_kept_for_a_minute(kept: Kept, source: Source, time: Time) -> None:
    source.refusing = True
    for _ in range(2):
        with pytest.raises(CannotCollect, match="Later"):
            await kept.get("q", source.ask)
    assert source.count == 1
    time.seconds += BAD_FOR
    source.refusing = False
    assert await kept.get("q", source.ask) == 2


async def test_each_question_has_its_own_answer(kept: Kept, source: Source) -> None:
    assert [await kept.get("q", source.ask), await kept.get("r", source.ask)] == [1, 2]


async def test_who_asks_meanwhile_waits_for_the_same_answer(kept: Kept, source: Source) -> None:
    source.open.clear()
    asked = [asyncio.create_task(kept.get("q", source.ask)) for _ in range(3)]
    await asyncio.sleep(0)
    source.open.set()
    assert await asyncio.gather(*asked) == [1, 1, 1]


async def test_another_question_takes_no_place_of_one_under_way(kept: Kept, source: Source) -> None:
    source.open.clear()
    first, _other, again = (asyncio.create_task(kept.get(each, source.ask)) for each in "qrq")
    await asyncio.sleep(0)
    source.open.set()
    assert await first == await again == 1


async def test_who_gives_up_leaves_the_question_to_the_next(kept: Kept, source: Source) -> None:
    source.open.clear()
    first, second = (asyncio.create_task(kept.get("q", source.ask)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    source.open.set()
    assert await second == 2


async def test_asking_anew_takes_no_older_answer(kept: Kept, source: Source) -> None:
    await kept.get("q", source.ask)
    assert await kept.get("q", source.ask, anew=True) == 2
    assert await kept.get("q", source.ask) == 2


async def test_two_who_ask_anew_at_once_share_the_answer(kept: Kept, source: Source) -> None:
    await kept.get("q", source.ask)
    source.open.clear()
    asked = [asyncio.create_task(kept.get("q", source.ask, anew=True)) for _ in range(2)]
    await asyncio.sleep(0)
    source.open.set()
    assert await asyncio.gather(*asked) == [2, 2]


async def test_what_is_past_makes_room(kept: Kept, source: Source, time: Time) -> None:
    for question in range(10):
        await kept.get(question, source.ask)
    time.seconds += GOOD_FOR
    await kept.get("new", source.ask)
    assert list(kept._slots) == ["new"]
