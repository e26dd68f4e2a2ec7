"""The gate in front of Graph, on a clock that only moves when somebody sleeps."""

import asyncio

import pytest

from checks.sources.graph.pacing import AUDIT_LOGS, CONDITIONAL_ACCESS, DIRECTORY, CongestedError, Pacer, Unpaced
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


async def test_a_simulated_tenant_is_only_ever_held(time: Time) -> None:
    free = Unpaced(now=time.now, sleep=time.sleep)
    for _ in range(20):
        await free.enter(CONDITIONAL_ACCESS, 10.0)
    assert time.slept == []
    await free.hold(CONDITIONAL_ACCESS, 2.0)
    await free.enter(CONDITIONAL_ACCESS, 10.0)
    assert time.slept == [2.0]
