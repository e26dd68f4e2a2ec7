"""The gate in front of Graph, on a clock that only moves when somebody sleeps."""

import asyncio

import pytest

from checks.limits import CongestedError
from checks.sources.graph.pacing import AUDIT_LOGS, CONDITIONAL_ACCESS, DIRECTORY, Pacer, Unpaced
from tests.checks.sources.graph.fake_graph import Time


@pytest.fixture
def pacer(time: Time) -> Pacer:
    return Pacer(now=time.now, sleep=time.sleep)


async def test_the_sign_in_log_takes_five_in_any_ten_seconds(pacer: Pacer, time: Time) -> None:
    entered = []
    for _ in range(12):
        await pacer.enter(AUDIT_LOGS, 10.0)
        entered.append(time.now() - 1_000)
    assert entered == [0.0] * 5 + [10.0] * 5 + [20.0] * 2


async def test_the_window_slides_with_the_requests(pacer: Pacer, time: Time) -> None:
    for _ in range(5):
        await pacer.enter(AUDIT_LOGS, 10.0)
        await time.sleep(1.0)
    await pacer.enter(AUDIT_LOGS, 10.0)
    assert time.now() == 1_010.0


async def test_conditional_access_takes_one_a_second(pacer: Pacer, time: Time) -> None:
    for _ in range(3):
        await pacer.enter(CONDITIONAL_ACCESS, 10.0)
    assert time.now() == 1_002.0


async def test_one_full_lane_does_not_stop_another(pacer: Pacer, time: Time) -> None:
    for _ in range(5):
        await pacer.enter(AUDIT_LOGS, 10.0)
    await pacer.enter(DIRECTORY, 10.0)
    assert time.slept == []


async def test_a_hold_is_waited_for(pacer: Pacer, time: Time) -> None:
    await pacer.hold(DIRECTORY, 4.0)
    await pacer.enter(DIRECTORY, 10.0)
    assert time.slept == [4.0]


async def test_a_long_hold_is_refused_at_once(pacer: Pacer, time: Time) -> None:
    await pacer.hold(DIRECTORY, 60.0)
    await pacer.hold(DIRECTORY, 1.0)
    with pytest.raises(CongestedError):
        await pacer.enter(DIRECTORY, 10.0)
    assert time.slept == []


async def test_a_caller_who_gives_up_leaves_the_queue() -> None:
    async def forever(_seconds: float) -> None:
        await asyncio.Event().wait()

    patient = Pacer(sleep=forever)
    await patient.hold(DIRECTORY, 5.0)
    waiting = asyncio.create_task(patient.enter(DIRECTORY, 10.0))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not patient._lane(DIRECTORY).turn.locked()


async def test_the_directory_counts_units(pacer: Pacer, time: Time) -> None:
    for _ in range(35):
        await pacer.enter(DIRECTORY, 10.0, units=100)
    assert time.slept == []
    await pacer.enter(DIRECTORY, 10.0)
    assert 10.0 <= sum(time.slept) <= 11.0


class Queue:
    """Requests at a gate, in the order in which they were let through; time goes on when nothing else can."""

    def __init__(self) -> None:
        self.time, self.order = Time(), list[str]()
        self.pacer = Pacer(now=self.time.now, sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        await self.time.sleep(min(seconds, 0.05))

    async def ask(self, name: str, *, behind: bool = False) -> None:
        await self.pacer.enter(CONDITIONAL_ACCESS, 10.0, behind=behind)
        self.order.append(name)


async def test_people_go_before_background_work() -> None:
    queue = Queue()
    await queue.ask("first")
    await asyncio.gather(*(queue.ask("sweep", behind=True) for _ in range(3)), *(queue.ask("person") for _ in range(4)))
    assert queue.order == ["first", *["person"] * 4, *["sweep"] * 3]


async def test_background_work_is_not_overtaken_for_ever() -> None:
    queue = Queue()

    async def somebody() -> None:
        for _ in range(60):
            await queue.ask("person")

    people = [asyncio.create_task(somebody()) for _ in range(2)]
    await asyncio.sleep(0)
    await queue.ask("sweep", behind=True)
    for each in people:
        each.cancel()
    assert 25 <= queue.order.index("sweep") <= 40


async def test_background_work_spaces_its_requests(pacer: Pacer, time: Time) -> None:
    for _ in range(3):
        await pacer.enter(AUDIT_LOGS, 10.0, behind=True)
    assert time.slept == [2.0, 2.0]
    await pacer.enter(AUDIT_LOGS, 10.0)
    assert time.slept == [2.0, 2.0]


async def test_a_simulated_tenant_is_only_ever_held(time: Time) -> None:
    free = Unpaced(now=time.now, sleep=time.sleep)
    for _ in range(20):
        await free.enter(CONDITIONAL_ACCESS, 10.0)
    assert time.slept == []
    await free.hold(CONDITIONAL_ACCESS, 2.0)
    await free.enter(CONDITIONAL_ACCESS, 10.0)
    assert time.slept == [2.0]
