"""What whoever watches sees of a turn, a check, a sweep and an upload: spans within one another, and counts."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.exports import exported
from bot.telemetry import INSTRUMENTS
from checks.registry import discover
from checks.telemetry import INSTRUMENTS as OF_GRAPH
from demo.connector import Posted, Teams
from demo.graph_faults import Throttle
from tests.bot.run_parts import until
from tests.bot.watching_parts import Received, attributes, collector, free_port, only, scraped
from tests.walks.conftest import buttons, judged, room, walking

BLOCKED = room("Lugano Ceresio")
_ID = re.compile("[0-9a-f]{32}(-0)?")
_KNOWN = {"roomcheck.run", "roomcheck.room", "roomcheck.command", "roomcheck.fact", "roomcheck.source", "roomcheck.gap",
          "roomcheck.cause", "roomcheck.kind", "roomcheck.outcome", "roomcheck.rooms", "roomcheck.parts",
          "roomcheck.waited", "http.request.method", "http.route", "http.response.status_code",
          "http.request.resend_count", "error.type"}


@pytest.fixture(name="received")
def _received(monkeypatch: pytest.MonkeyPatch) -> Iterator[Received]:
    with collector(monkeypatch) as received:
        yield received


def ended(person: Teams) -> Callable[[], Posted | None]:
    """The card of a sweep that has ended, as something to wait for."""
    return lambda: next((each for each in person.posted.values() if "Sweep again" in buttons(each.card)), None)


async def test_a_check_is_one_trace_from_the_run_to_each_question(tmp_path: Path, received: Received) -> None:
    with exported():
        async with walking(tmp_path) as walk, walk.chat() as person:
            await person.say(f"check {BLOCKED.address}")
            await person.until(judged(person, "Conditional Access"), within=60)
            await until(lambda: received.named("run"))
    (run,), (of_room,) = received.named("run"), received.named("room")
    told = attributes(run)
    assert _ID.fullmatch(str(told["roomcheck.run"]))
    assert told == {"roomcheck.run": told["roomcheck.run"], "roomcheck.rooms": 1, "roomcheck.kind": "check",
                    "roomcheck.outcome": "done"}
    assert attributes(of_room)["roomcheck.cause"] == "conditional_access_block"
    whole = [each for each in received.spans if each.trace_id == run.trace_id]
    asked = [each for each in whole if each.name.startswith("graph ")]
    assert all(received.above(each)[-3:] == ["collect", "room", "run"] for each in asked)
    facts = {attributes(each)["roomcheck.fact"] for each in whole if each.name == "collect"}
    assert {"the room's account", "sign-in attempts", "the room mailbox"} <= facts
    (turn,) = received.named("turn")
    assert attributes(turn) == {"roomcheck.command": "Check"}
    assert turn.trace_id != run.trace_id


async def test_a_sweep_is_one_trace_with_a_span_for_each_portion_and_batch(tmp_path: Path, received: Received) -> None:
    with exported():
        async with walking(tmp_path) as walk, walk.chat() as person:
            await person.say("sweep")
            await person.until(ended(person), within=90)
            await until(lambda: received.named("sweep"))
    (sweep,), portions = received.named("sweep"), received.named("portion")
    assert attributes(sweep)["roomcheck.outcome"] == "done"
    looked_at = sum(int(str(attributes(each)["roomcheck.rooms"])) for each in portions)
    assert looked_at == attributes(sweep)["roomcheck.rooms"]
    assert received.named("collect") == []
    batches = [each for each in received.named("graph /$batch") if each.trace_id == sweep.trace_id]
    assert all(received.above(each) == ["portion", "sweep"] for each in batches)
    assert batches


async def test_every_attribute_is_known_and_of_a_closed_set(tmp_path: Path, received: Received) -> None:
    with exported():
        async with walking(tmp_path) as walk, walk.chat() as person:
            walk.faults.denied.add("AuditLog.Read.All")
            for said in (f"check {BLOCKED.address}", "check anna.keller@contoso.com", "what?", "sweep"):
                await person.say(said)
            await person.until(judged(person, "AuditLog.Read.All"), within=60)
            await person.until(ended(person), within=90)
    declared = {each.name: set(each.by) for each in (*INSTRUMENTS, *OF_GRAPH)}
    for name, by in received.points():
        assert by.keys() == declared[name], name
        assert not any(len(value) > 80 or "@" in value for value in by.values())
    assert all(attributes(each).keys() <= _KNOWN for each in received.spans)
    assert not any(each.events for each in received.spans)


async def test_what_graph_refuses_is_counted_with_the_pause_that_it_wants(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    only(monkeypatch, OTEL_METRICS_EXPORTER="prometheus", OTEL_EXPORTER_PROMETHEUS_HOST="127.0.0.1",
         OTEL_EXPORTER_PROMETHEUS_PORT=str(port))
    with exported():
        async with walking(tmp_path, ROOMCHECK_ROOM_PATTERNS="room-*@contoso.com") as walk, walk.chat() as person:
            walk.faults.throttles.append(Throttle("/auditLogs", retry_after=1))
            await person.say(f"check {BLOCKED.address}")
            await person.until(judged(person, "Conditional Access"), within=60)
            page = await until(lambda: _with(port, 'roomcheck_runs_total{kind="check",outcome="done"} 1.0'))
    assert re.search(r'requests_total\{route="(/beta)?/auditLogs/signIns",status="429"\} 1.0', page)
    for line in ('roomcheck_graph_throttles_total{limit="the sign-in log"} 1.0',
                 'roomcheck_graph_pauses_seconds_total{limit="the sign-in log"} 1.0',
                 'roomcheck_reports_total{cause="conditional_access_block"} 1.0',
                 'roomcheck_turn_duration_seconds_count{command="Check"} 1.0',
                 'roomcheck_card_delay_seconds_count{kind="check"} 1.0', "roomcheck_queue_length 0.0"):
        assert f"\n{line}\n" in page
    counted = set(re.findall(r'roomcheck_verdicts_total\{check="([^"]+)"', page))
    assert counted == set(discover())


def _with(port: int, line: str) -> str:
    page = scraped(port)
    return page if line in page else ""
