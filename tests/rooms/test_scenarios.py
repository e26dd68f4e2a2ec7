"""The scenarios of :mod:`tests.rooms.scenarios`, each judged as its helpdesk would: over HTTP, by a zip, or by both."""

import pytest

from checks.collector import NOTHING, Evidence
from checks.engine import Outcome
from checks.facts.asked import Asked
from checks.facts.base import Facts
from checks.model import Report, Status
from checks.sources.bundle.reading import read
from demo.graph_faults import Faults
from demo.tenant import Tenant
from tests.rooms.case import Case
from tests.rooms.cases import NOW, by_zip, graph_of, report_of, report_of_zip, through_graph, zip_of
from tests.rooms.scenarios import SCENARIOS

BAD = (Status.WARN, Status.FAIL)


async def report(case: Case) -> Report:
    """The report on the scenario's room."""
    if case.source == "graph":
        return report_of(case.room, await _through_graph(case))
    async with zip_of(case.room) as path:
        reading = read(path, clock=lambda: NOW)
    if case.source == "bundle":
        return report_of_zip(reading, by_zip(reading))
    return report_of(case.room, by_zip(reading, (await _through_graph(case)).evidence))


async def _through_graph(case: Case) -> Outcome:
    tenant = Tenant(NOW, (case.room, *case.others), case.policies, case.state)
    known = Evidence(Facts([Asked(case.asked)])) if case.asked else NOTHING
    async with graph_of(tenant, Faults(denied=set(case.denied), unlicensed=case.unlicensed)) as collectors_for:
        return await through_graph(case.room, collectors_for, known)


@pytest.mark.parametrize("name", SCENARIOS)
async def test_scenario(name: str) -> None:
    case = SCENARIOS[name]
    found = await report(case)
    diagnosis = found.diagnosis
    assert (diagnosis.cause, diagnosis.confidence) == (case.cause, case.confidence), diagnosis.why
    statuses = {each.id: each.status for each in found.findings}
    assert {each: statuses[each] for each in case.beside} == dict(case.beside)
    assert not [each.id for each in found.findings if each.status is Status.ERROR]


@pytest.mark.parametrize("name", [name for name, case in SCENARIOS.items() if case.is_trap])
async def test_nothing_of_a_trap_is_stated(name: str) -> None:
    """No finding of a trap fails with a cause that is more than a suggestion."""
    found = await report(SCENARIOS[name])
    stated = [each.id for each in found.findings
              if each.status is Status.FAIL and each.cause is not None and each.confidence.value != "low"]
    assert not stated


def test_there_are_enough_of_them_and_a_third_are_traps() -> None:
    traps = [name for name, case in SCENARIOS.items() if case.is_trap]
    assert len(SCENARIOS) >= 60
    assert 3 * len(traps) >= len(SCENARIOS)
