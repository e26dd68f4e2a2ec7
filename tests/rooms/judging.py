"""A changed room, and who judges it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from checks.collector import BundleReading
from checks.engine import Outcome
from checks.model import Cause, Report
from checks.sources.bundle.reading import read
from demo.graph_faults import Faults
from demo.scenario import Scenario
from demo.tenant import Tenant
from tests.rooms.cases import NOW, by_zip, graph_of, report_of, report_of_zip, through_graph, zip_of
from tests.rooms.twins import refusals


@dataclass(frozen=True, slots=True)
class Twin:
    """``expected`` is the headline by source; ``denied`` are permissions that Graph refuses, ``beside`` other rooms of
    the tenant, ``zip_age`` how long ago the zip was made.
    """

    room: Scenario
    expected: Mapping[str, Cause]
    beside: tuple[Scenario, ...] = ()
    denied: frozenset[str] = frozenset()
    unlicensed: bool = False
    zip_age: timedelta = timedelta(0)


class Judge:
    """Judges twins. What Graph answers and what a zip holds is read once for all that share it."""

    def __init__(self) -> None:
        self._checked: dict[tuple[object, ...], Outcome] = {}
        self._read: dict[tuple[object, ...], BundleReading] = {}

    async def report(self, twin: Twin, source: str) -> Report:
        """The twin's report from this source."""
        if source == "graph":
            return report_of(twin.room, await self._through_graph(twin))
        reading = await self._zip(twin.room, twin.zip_age)
        if source == "bundle":
            return report_of_zip(reading, by_zip(reading))
        return report_of(twin.room, by_zip(reading, (await self._through_graph(twin)).evidence))

    async def _through_graph(self, twin: Twin) -> Outcome:
        asked = (twin.room, twin.beside, twin.denied, twin.unlicensed)
        if asked not in self._checked:
            faults = Faults(denied=set(twin.denied), unlicensed=twin.unlicensed)
            async with graph_of(Tenant(NOW, (twin.room, *twin.beside)), faults) as collectors_for:
                self._checked[asked] = await through_graph(twin.room, collectors_for)
        return self._checked[asked]

    async def _zip(self, of: Scenario, age: timedelta) -> BundleReading:
        written = (of.address, of.display_name, refusals(of), of.phases, of.network_faults, of.app_errors, age)
        if written not in self._read:
            async with zip_of(of, NOW - age) as path:
                self._read[written] = read(path)
        return self._read[written]
