"""Where telemetry goes, as the environment says; and that it goes nowhere otherwise, and disturbs nothing."""

import logging
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import app
from bot import exporting
from bot.commands.model import Check, Doctor
from bot.exports import Exports, exported, wanted_exports
from bot.setting_values import LogFormat
from bot.settings import ConfigurationError
from bot.telemetry import (
    QUEUE_AGE,
    ROOMS,
    RUNS,
    count_end,
    note_command,
    room_at_work,
    run_at_work,
    sweep_at_work,
    turn_at_work,
)
from checks.telemetry import GRAPH_DURATION, is_heard, span
from tests.bot.kept import whole_log
from tests.bot.run_parts import ShiftedClock
from tests.bot.watching_parts import Received, attributes, collector, counting, free_port, only, scraped

NONE, COLLECTOR = frozenset[str](), "http://127.0.0.1:4318"


@pytest.mark.parametrize(("said", "traces", "metrics"), [
    ({}, NONE, NONE),
    ({"OTEL_EXPORTER_OTLP_ENDPOINT": COLLECTOR}, {"otlp"}, {"otlp"}),
    ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": COLLECTOR}, {"otlp"}, NONE),
    ({"OTEL_EXPORTER_OTLP_ENDPOINT": COLLECTOR, "OTEL_METRICS_EXPORTER": "prometheus"}, {"otlp"}, {"prometheus"}),
    ({"OTEL_EXPORTER_OTLP_ENDPOINT": COLLECTOR, "OTEL_TRACES_EXPORTER": "none"}, NONE, {"otlp"}),
    ({"OTEL_METRICS_EXPORTER": "prometheus, otlp"}, NONE, {"prometheus", "otlp"}),
    ({"OTEL_TRACES_EXPORTER": "console"}, {"console"}, NONE),
    ({"OTEL_EXPORTER_OTLP_ENDPOINT": COLLECTOR, "OTEL_SDK_DISABLED": "True"}, NONE, NONE),
    ({"OTEL_EXPORTER_OTLP_ENDPOINT": " ", "OTEL_TRACES_EXPORTER": ""}, NONE, NONE),
])
def test_what_is_exported_is_what_the_environment_says(
        monkeypatch: pytest.MonkeyPatch, said: Mapping[str, str], traces: frozenset[str],
        metrics: frozenset[str]) -> None:
    only(monkeypatch, **said)
    assert wanted_exports() == Exports(frozenset(traces), frozenset(metrics))


@pytest.mark.parametrize(("said", "sentence"), [
    ({"OTEL_TRACES_EXPORTER": "jaeger"}, "OTEL_TRACES_EXPORTER is wrong: it names what is no exporter"),
    ({"OTEL_TRACES_EXPORTER": "prometheus"}, "it names what is no exporter"),
    ({"OTEL_METRICS_EXPORTER": "otlp,statsd"}, "OTEL_METRICS_EXPORTER is wrong: it names what is no exporter"),
    ({"OTEL_EXPORTER_OTLP_ENDPOINT": "collector:4317"}, "OTEL_EXPORTER_OTLP_ENDPOINT is wrong: it must be an address"),
    ({"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, "Roomcheck speaks http/protobuf alone"),
    ({"OTEL_EXPORTER_PROMETHEUS_PORT": "http"}, "OTEL_EXPORTER_PROMETHEUS_PORT is wrong"),
    ({"OTEL_TRACES_EXPORTER": "console", "OTEL_TRACES_SAMPLER_ARG": "x", "OTEL_BSP_MAX_QUEUE_SIZE": "-1"},
     "OTEL_BSP_MAX_QUEUE_SIZE or OTEL_TRACES_EXPORTER or OTEL_TRACES_SAMPLER_ARG: max_queue_size must be a positive"),
    *(({"OTEL_EXPORTER_OTLP_ENDPOINT": COLLECTOR, name: value}, name) for name, value in (
        ("OTEL_TRACES_SAMPLER", "foo"), ("OTEL_EXPORTER_OTLP_TIMEOUT", "abc"), ("OTEL_BSP_SCHEDULE_DELAY", "abc"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "abc"), ("OTEL_METRIC_EXPORT_INTERVAL", "0"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "foo"),
        ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "foo"), ("OTEL_EXPORTER_OTLP_HEADERS", "canary-header"),
        ("OTEL_RESOURCE_ATTRIBUTES", "foo"))),
])
def test_what_is_wrong_is_a_sentence(monkeypatch: pytest.MonkeyPatch, said: Mapping[str, str], sentence: str) -> None:
    only(monkeypatch, **said)
    QUEUE_AGE.show({"": 12})
    with whole_log() as log, pytest.raises(ConfigurationError, match=re.escape(sentence)) as raised, exported():
        pass
    assert not is_heard()
    assert log.getvalue() == ""
    assert re.fullmatch(r"(?:(?! {2}).)*[^.]\.", str(raised.value))
    assert "canary" not in str(raised.value)


def test_what_is_wrong_as_the_sdk_is_loaded_is_a_sentence_too() -> None:
    said = ("from bot.exports import exported\nfrom bot.settings import ConfigurationError\n"
            "try:\n    with exported(): pass\nexcept ConfigurationError as wrong:\n    print(wrong)")
    named = {"OTEL_TRACES_EXPORTER": "console", "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "x"}
    ran = subprocess.run([sys.executable, "-c", said], env={**os.environ, **named}, capture_output=True, text=True,  # noqa: S603 - ours
                         timeout=120, check=True)
    assert "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT must be a non-negative integer but got x." in ran.stdout


def test_without_a_word_nothing_is_loaded_nor_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch)
    said = ("import sys\nfrom bot.exports import exported\nfrom checks.telemetry import is_heard\n"
            "with exported():\n    print(is_heard(), any(name.startswith('opentelemetry') for name in sys.modules))")
    ran = subprocess.run([sys.executable, "-c", said], env=dict(os.environ), capture_output=True, text=True,  # noqa: S603 - ours
                         timeout=120, check=True)
    assert ran.stdout.split() == ["False", "False"]


@pytest.fixture(name="received")
def _received(monkeypatch: pytest.MonkeyPatch) -> Iterator[Received]:
    with collector(monkeypatch) as received:
        yield received


@pytest.mark.parametrize(("whole", "at_work"), [("run", run_at_work), ("sweep", sweep_at_work)])
def test_a_run_or_a_sweep_is_one_trace_whichever_process_performs_it(
        received: Received, whole: str, at_work: Callable[[str], AbstractContextManager[None]]) -> None:
    for _process in range(2):
        with exported(), at_work("r1"), room_at_work("r1-0"):
            pass
    with exported(), at_work("r2"):
        pass
    first, again, other = received.named(whole)
    assert first.trace_id == again.trace_id != other.trace_id
    assert {each.trace_id for each in received.named("room")} == {first.trace_id}
    assert not any(each.parent_span_id for each in received.named(whole))
    assert all(received.above(each) == [whole] for each in received.named("room"))


def test_a_turn_within_another_is_counted_as_itself_alone() -> None:
    with counting() as counted, turn_at_work():
        note_command(Check(("room-1@contoso.com",)))
        with turn_at_work():
            note_command(Doctor())
    assert {name for name in counted if "turn" in name} == {
        "roomcheck.turn.duration Check", "roomcheck.turn.duration Doctor"}


def test_an_error_is_named_and_not_quoted(received: Received) -> None:
    with exported(), pytest.raises(ValueError, match="canary"), span("turn"):
        raise ValueError("canary of anna.keller@contoso.com")
    with exported(), pytest.raises(LookupError), span("run", expected=(LookupError,)):
        raise LookupError
    (failed,), (ended,) = received.named("turn"), received.named("run")
    assert attributes(failed) == {"error.type": "ValueError"}
    assert failed.status.code == 2
    assert not failed.events
    assert ended.status.code == 0
    assert "canary" not in "".join(received.words)


def test_the_log_names_the_span_at_hand(received: Received) -> None:
    with whole_log(LogFormat.JSON) as log, exported(), span("turn"):
        logging.getLogger("a").warning("here")
    (turn,) = received.named("turn")
    assert f'"trace_id": "{turn.trace_id.hex()}", "span_id": "{turn.span_id.hex()}"' in log.getvalue()


def test_the_service_is_named_by_the_environment_or_by_us(received: Received, monkeypatch: pytest.MonkeyPatch) -> None:
    with exported(), span("a"):
        pass
    monkeypatch.setenv("OTEL_SERVICE_NAME", "rooms-north")
    with exported(), span("b"):
        pass
    first, second = [each for each in received.words if "spans" in each]
    assert '"roomcheck"' in first
    assert '"rooms-north"' in second


def test_prometheus_reads_counts_durations_and_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    port, now = free_port(), ShiftedClock()()
    only(monkeypatch, OTEL_METRICS_EXPORTER="prometheus", OTEL_EXPORTER_PROMETHEUS_HOST="127.0.0.1",
         OTEL_EXPORTER_PROMETHEUS_PORT=str(port))
    with exported():
        count_end("check", "done", now, now)
        RUNS.add(2, kind="sweep", outcome="failed")
        GRAPH_DURATION.took(0.2, route="/users/{id}")
        QUEUE_AGE.show({"": 12})
        ROOMS.show({"well": 3, "broken": 1})
        logging.getLogger("a").warning("counted")
        page = scraped(port)
        for line in ('roomcheck_runs_total{kind="check",outcome="done"} 1.0',
                     'roomcheck_runs_total{kind="sweep",outcome="failed"} 2.0',
                     'roomcheck_run_duration_seconds_count{kind="check"} 1.0',
                     'roomcheck_graph_duration_seconds_bucket{le="0.25",route="/users/{id}"} 1.0',
                     "roomcheck_queue_age_seconds 12.0", 'roomcheck_rooms{standing="broken"} 1.0',
                     'roomcheck_log_lines_total{level="warning"} 1.0'):
            assert f"\n{line}\n" in page
        with pytest.raises(ConfigurationError, match="every process needs one of its own"), exported():
            pass
    assert not is_heard()


def test_a_collector_that_is_not_there_costs_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    with whole_log() as log, exported():
        for _each in range(3):
            with span("turn"):
                RUNS.add(kind="check", outcome="done")
        written = log
    lines = [line for line in written.getvalue().splitlines() if "WARNING" in line or "ERROR" in line]
    assert len(lines) == 1
    assert "telemetry is not delivered" in lines[0]


def test_a_collector_that_never_answers_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Left alone, the SDK waits half a minute for it, and longer."""
    asked, given_up = threading.Event(), threading.Event()

    class Silent(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.set()
            given_up.wait(120)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_given: object) -> None:
            return

    monkeypatch.setattr(exporting, "_PATIENCE", 0.1)
    with ThreadingHTTPServer(("127.0.0.1", 0), Silent) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        only(monkeypatch, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=f"http://127.0.0.1:{server.server_port}/v1/traces",
             OTEL_BSP_SCHEDULE_DELAY="10", OTEL_EXPORTER_OTLP_TIMEOUT="60")
        with exported():
            with span("turn"):
                pass
            assert asked.wait(60)
            begun = time.monotonic()
        took = time.monotonic() - begun
        given_up.set()
        server.shutdown()
    assert took < 15


def test_the_page_is_offered_to_this_machine_alone() -> None:
    assert Exports(NONE, NONE).host == "localhost"


def test_only_two_files_know_opentelemetry_and_one_its_sdk() -> None:
    root = Path(__file__).parents[2]
    sources = [path for folder in ("bot", "checks", "dialogs", "demo") for path in (root / folder).rglob("*.py")]
    knows = re.compile(r"^\s*(?:from|import) (opentelemetry[\w.]*|prometheus_client)", re.MULTILINE)
    found = {str(path.relative_to(root)): set(knows.findall(path.read_text())) for path in (*sources, root / "app.py")}
    known = {name: modules for name, modules in found.items() if modules}
    assert known.keys() == {"bot/exporting.py", "checks/telemetry.py"}
    assert known["checks/telemetry.py"] == {"opentelemetry", "opentelemetry.trace"}


def test_serve_says_what_is_wrong_before_it_begins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
                                                   capsys: pytest.CaptureFixture[str]) -> None:
    only(monkeypatch, OTEL_METRICS_EXPORTER="statsd")
    ids = dict.fromkeys(("MicrosoftAppId", "MicrosoftAppTenantId"), "1b2c3d4e-0000-4000-8000-123456789abc")
    for name, value in {**ids, "MicrosoftAppPassword": "canary-password", "ROOMCHECK_HOME": str(tmp_path / "bot"),
                        "ROOMCHECK_GRAPH_URL": "http://127.0.0.1:9"}.items():
        monkeypatch.setenv(name, value)
    assert app.main(["serve"]) == 2
    assert "OTEL_METRICS_EXPORTER is wrong: it names" in capsys.readouterr().err
    assert not (tmp_path / "bot").exists()
