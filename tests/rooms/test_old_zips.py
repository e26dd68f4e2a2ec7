"""A zip beside Microsoft Graph: whatever it says, the present is when Graph was asked, and never its own."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from checks.facts.base import Facts
from checks.model import Cause, Confidence, GapReason, Report
from checks.sources.bundle.reading import read
from demo.bundles import bundle_for
from demo.graph_faults import Faults
from demo.rooms import ROOMS
from demo.scenario import Scenario
from demo.tenant import Tenant
from tests.rooms.cases import NOW, by_zip, graph_of, report_of, through_graph

WELL, BLOCKED = "Zurich Aare", "Lugano Ceresio"
LAST_WEEK = NOW - timedelta(days=5)
NO_LOGS = Faults(denied={"AuditLog.Read.All"})


def room(name: str) -> Scenario:
    return next(each for each in ROOMS if each.display_name == name)


async def beside_graph(folder: Path, scenario: Scenario, faults: Faults | None = None, shift: timedelta = timedelta(0),
                       collected: timedelta = timedelta(0)) -> Report:
    """The report on a room of which a zip was sent before the check; its clock was ``shift`` from ours."""
    path = folder / "bundle.zip"
    path.write_bytes(bundle_for(scenario, NOW - collected + shift))
    reading = read(path, clock=lambda: NOW)
    async with graph_of(Tenant(NOW), faults) as collectors_for:
        outcome = await through_graph(scenario, collectors_for, reading.evidence)
    late = by_zip(reading, outcome.collected)
    assert [each.status for each in late.findings] == [each.status for each in outcome.findings]
    return report_of(scenario, outcome)


async def test_a_healthy_zip_of_last_week_says_nothing_of_today(tmp_path: Path) -> None:
    report = await beside_graph(tmp_path, room(WELL), NO_LOGS, collected=timedelta(days=5))
    assert report.diagnosis.cause is Cause.UNDETERMINED, report.diagnosis.why
    assert not [each.id for each in report.findings if each.cause is Cause.HEALTHY]


async def test_a_healthy_zip_of_last_week_does_not_weaken_what_graph_sees(tmp_path: Path) -> None:
    report = await beside_graph(tmp_path, room(WELL), collected=timedelta(days=5))
    assert report.diagnosis.cause is Cause.HEALTHY
    assert "heartbeat" not in report.diagnosis.why


async def test_a_failing_zip_of_last_week_is_never_certain(tmp_path: Path) -> None:
    report = await beside_graph(tmp_path, room(BLOCKED), NO_LOGS, collected=timedelta(days=5))
    assert report.diagnosis.confidence is not Confidence.HIGH
    assert "5 days old" in report.diagnosis.why


async def test_a_failing_zip_of_last_week_beside_graph_that_sees_it_fail_now(tmp_path: Path) -> None:
    report = await beside_graph(tmp_path, room(BLOCKED), collected=timedelta(days=5))
    assert (report.diagnosis.cause, report.diagnosis.confidence) == (Cause.CONDITIONAL_ACCESS_BLOCK, Confidence.HIGH)


@pytest.mark.parametrize("lead", [timedelta(hours=2), timedelta(days=300)])
async def test_a_device_whose_clock_is_ahead_neither_heals_nor_ages_what_graph_sees(tmp_path: Path,
                                                                                   lead: timedelta) -> None:
    well_on_device = replace(room(BLOCKED), phases=room(WELL).phases, network_faults=(), attempts=tuple(
        replace(each, on_device=False) for each in room(BLOCKED).attempts))
    report = await beside_graph(tmp_path, well_on_device, shift=lead)
    assert (report.diagnosis.cause, report.diagnosis.confidence) == (Cause.CONDITIONAL_ACCESS_BLOCK, Confidence.HIGH)
    assert "clock is ahead" in " ".join(gap.detail for gap in report.gaps if gap.reason is GapReason.DAMAGED)
    assert max(window.end for window in report.looked_at) <= NOW


async def test_a_room_of_another_tenant_is_told_as_such() -> None:
    elsewhere = replace(room(WELL), address="room-aare@fabrikam.example")
    async with graph_of(Tenant(NOW)) as collectors_for:
        report = report_of(elsewhere, await through_graph(elsewhere, collectors_for))
    assert report.diagnosis.cause is Cause.ACCOUNT_MISSING
    assert "not a domain of this tenant" in report.diagnosis.why
    assert "restore" not in report.diagnosis.first_step.casefold()


async def test_where_graph_is_down_nobody_is_asked_for_a_permission() -> None:
    async with graph_of(Tenant(NOW), Faults(down=True)) as collectors_for:
        outcome = await through_graph(room(WELL), collectors_for)
    report = report_of(room(WELL), outcome)
    assert outcome.collected.facts == Facts()
    assert not [gap for gap in outcome.collected.gaps if "Grant" in gap.remedy]
    assert "Grant" not in report.diagnosis.first_step
