"""Interpreters of a run as an older and as a newer version of Roomcheck might have them."""

from collections.abc import Awaitable, Callable, Mapping

from dbos import DBOS

from bot.jobs.engine import Jobs, _each, _patient
from bot.ports import RunSteps

Perform = Callable[[str], Awaitable[None]]


class Older(Jobs):
    """Announces nothing: the last step is missing."""

    def _of_run(self, steps: RunSteps) -> Perform:
        async def perform(run_id: str) -> None:
            with self._tracked():
                rooms = await DBOS.run_step_async({"name": "prepare"}, _patient(steps.prepare), run_id)
                await _each("examine", rooms, 4, _patient(steps.examine), run_id)
                await DBOS.run_step_async({"name": "deliver"}, _patient(steps.deliver), run_id)

        return perform


class Newer(Jobs):
    """Has one step more in the middle, behind a guard."""

    def _of_run(self, steps: RunSteps) -> Perform:
        async def perform(run_id: str) -> None:
            with self._tracked():
                rooms = await DBOS.run_step_async({"name": "prepare"}, _patient(steps.prepare), run_id)
                if await DBOS.patch_async("weigh"):
                    await DBOS.run_step_async({"name": "weigh"}, _weigh, run_id)
                await _each("examine", rooms, 4, _patient(steps.examine), run_id)
                await DBOS.run_step_async({"name": "deliver"}, _patient(steps.deliver), run_id)
                await DBOS.run_step_async({"name": "announce"}, _patient(steps.announce), run_id)

        return perform


async def _weigh(run_id: str) -> int:
    return len(run_id)


VERSIONS: Mapping[str, type[Jobs]] = {"older": Older, "this": Jobs, "newer": Newer}
