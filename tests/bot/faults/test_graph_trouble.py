"""Graph refuses, dawdles, tears its answers or never gives one in the middle of a sweep: what could not be seen is
said and changes nothing, what could be seen is told, and the next sweep is whole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.fleet import Standing, SweepState
from checks.sources.graph.client import ATTEMPTS
from checks.sources.graph.fleet_sign_ins import TOGETHER
from demo.graph_faults import Faults, Mishap, Throttle, Trouble
from tests.bot.faults.graph_fleet import DISABLED, MFA, NO_MAILBOX, WELL, Swept, object_id, swept_through_graph

Plant = Callable[[Faults, str, int], None]
"""Lets so many requests for a path meet a fault."""
FOR_EVER, SHORT = 1_000_000, 1.0


def _trouble(what: Mishap) -> Plant:
    return lambda faults, path, times: faults.troubles.append(Trouble(path, what, times))


def _throttled(retry_after: int | None) -> Plant:
    return lambda faults, path, times: faults.throttles.append(Throttle(path, times, retry_after))


def _denied(faults: Faults, path: str, _times: int) -> None:
    faults.denied.add(path)


PASSING: tuple[Plant, ...] = (
    _throttled(None), _throttled(20), _trouble(Mishap.FAILS), _trouble(Mishap.AWAY), _trouble(Mishap.TORN))
LASTING: tuple[Plant, ...] = (_trouble(Mishap.GARBLED), _trouble(Mishap.MUTE), _denied)
FAULTS = (*PASSING, *LASTING)
ROOMS = {"steady": WELL, "refused": MFA, "mailless": NO_MAILBOX,
         **{f"{name}{number}": WELL for number in range(len(FAULTS)) for name in ("closes", "breaks")}}
"""While a fault lasts, one room's account is disabled (closes), and another's sign-ins are refused (breaks)."""
STOOD = {"steady": Standing.WELL, "refused": Standing.BROKEN, "mailless": Standing.BROKEN}


@dataclass(frozen=True)
class Blind:
    """What a sweep that cannot read ``path`` sees all the same, and what it says; of nothing seen it has failed."""

    path: str
    sees: frozenset[str]
    says: str
    faults: tuple[Plant, ...] = FAULTS

    @property
    def ends(self) -> SweepState:
        return SweepState.DONE if self.sees else SweepState.FAILED


BOTH = frozenset({"closes", "breaks"})
PLACES = Blind("/places/microsoft.graph.room", BOTH, "list of rooms", FAULTS[::2])
ACCOUNTS = Blind("/users", frozenset(), "list of accounts with a licence for rooms", FAULTS[1::2])
SIGN_INS = Blind("/auditLogs/signIns", frozenset({"closes"}), "Too little was seen of")
BATCHES = Blind("/$batch", BOTH, "Too little was seen of 1 of", FAULTS[:-1])
ONE_OF_A_BATCH = Blind(f"/users/{object_id('mailless')}/mailboxSettings", BOTH, "Too little was seen of 1 of",
                       FAULTS[1::2])


@pytest.mark.parametrize("blind", [PLACES, ACCOUNTS, SIGN_INS, BATCHES, ONE_OF_A_BATCH], ids=lambda each: each.path)
async def test_what_cannot_be_read_changes_nothing_and_hides_nothing_else(tmp_path: Path, blind: Blind) -> None:
    async with swept_through_graph(tmp_path, ROOMS) as fleet:
        await fleet.sweep()
        assert await fleet.news() == {("refused", "broke"), ("mailless", "broke")}
        for number, plant in enumerate(blind.faults):
            plant(fleet.faults, blind.path, FOR_EVER)
            await _breaking(fleet, blind, number)
            mended(fleet.faults)
        assert await _is_whole(fleet)
        unseen = BOTH - blind.sees
        numbers = range(len(blind.faults))
        assert await fleet.news() == {(f"{name}{number}", "broke") for name in unseen for number in numbers}


async def _breaking(fleet: Swept, blind: Blind, number: int) -> None:
    fleet.graph.become(**{f"closes{number}": DISABLED, f"breaks{number}": MFA})
    sweep = await fleet.sweep(SHORT)
    assert (sweep.state, sweep.rooms) == (blind.ends, len(ROOMS)), number
    assert blind.says in sweep.fault, number
    assert await fleet.news() == {(f"{name}{number}", "broke") for name in blind.sees}, number
    standings = await fleet.standings()
    assert {name: standings[name] for name in STOOD} == STOOD, number


def mended(faults: Faults) -> None:
    faults.troubles.clear()
    faults.throttles.clear()
    faults.denied.clear()


def _all_were_met(faults: Faults) -> bool:
    return not any(each.times for each in faults.troubles) and not any(each.times for each in faults.throttles)


async def _is_whole(fleet: Swept) -> bool:
    sweep = await fleet.sweep()
    return (sweep.state, sweep.rooms, sweep.looked_at, sweep.fault) == (SweepState.DONE, len(ROOMS), len(ROOMS), "")


async def test_what_passes_and_what_is_slow_is_waited_for(tmp_path: Path) -> None:
    async with swept_through_graph(tmp_path, ROOMS) as fleet:
        await fleet.sweep()
        for plant in PASSING:
            for blind in (PLACES, ACCOUNTS, SIGN_INS, BATCHES, ONE_OF_A_BATCH):
                plant(fleet.faults, blind.path, 1)
            assert await _is_whole(fleet)
            assert _all_were_met(fleet.faults)
            mended(fleet.faults)
        fleet.faults.delay = timedelta(seconds=0.05)
        assert await _is_whole(fleet)


async def test_one_question_of_several_that_is_not_answered_costs_its_own_rooms(tmp_path: Path) -> None:
    rooms = {f"breaks{number}": WELL for number in range(TOGETHER + 5)}
    async with swept_through_graph(tmp_path, rooms) as fleet:
        await fleet.sweep()
        fleet.faults.troubles.append(Trouble(SIGN_INS.path, Mishap.FAILS, ATTEMPTS))
        fleet.graph.become(**dict.fromkeys(rooms, MFA))
        sweep = await fleet.sweep()
        assert (sweep.state, len(await fleet.news())) == (SweepState.DONE, 5)
        assert f"Too little was seen of {TOGETHER} of {len(rooms)} rooms" in sweep.fault
        assert (await fleet.sweep()).fault == ""
        assert len(await fleet.news()) == TOGETHER
