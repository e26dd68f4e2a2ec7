"""Whoever watches: a collector that OpenTelemetry's exporters really send to, and what Prometheus reads."""

import threading
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import create_server

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from bot import telemetry
from checks.telemetry import INSTRUMENTS, Record, listen

VARIABLES = ("OTEL_SDK_DISABLED", "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_TRACES_EXPORTER",
             "OTEL_METRICS_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
             "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_PROMETHEUS_HOST",
             "OTEL_EXPORTER_PROMETHEUS_PORT")


@dataclass
class Received:
    """What was sent, as it came."""

    spans: list[Span] = field(default_factory=list)
    metrics: list[ExportMetricsServiceRequest] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def take(self, path: str, body: bytes) -> None:
        if path == "/v1/traces":
            traces = ExportTraceServiceRequest.FromString(body)
            self.words.append(str(traces))
            self.spans += [span for each in traces.resource_spans for scope in each.scope_spans for span in scope.spans]
        else:
            self.metrics.append(ExportMetricsServiceRequest.FromString(body))
            self.words.append(str(self.metrics[-1]))

    def named(self, beginning: str) -> list[Span]:
        return [span for span in self.spans if span.name.startswith(beginning)]

    def points(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Everything that was counted or measured, with its attributes."""
        for sent in self.metrics:
            scopes = [scope for of in sent.resource_metrics for scope in of.scope_metrics]
            for metric in (each for scope in scopes for each in scope.metrics):
                for point in getattr(metric, metric.WhichOneof("data") or "").data_points:
                    yield metric.name, {each.key: each.value.string_value for each in point.attributes}

    def above(self, span: Span) -> list[str]:
        """The names of the spans that it is a part of, the nearest first."""
        by_id = {each.span_id: each for each in self.spans}
        names: list[str] = []
        while span.parent_span_id:
            span = by_id[span.parent_span_id]
            names.append(span.name)
        return names


def attributes(span: Span) -> Mapping[str, object]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value") or "") for each in span.attributes}


@contextmanager
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Received]:
    """A collector on this machine, named by the environment, which names nothing else. It has a thread of its own,
    since the end of telemetry is waited for.
    """
    received = Received()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_given: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        only(monkeypatch, OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{server.server_port}",
             OTEL_BSP_SCHEDULE_DELAY="100")
        try:
            yield received
        finally:
            server.shutdown()
            thread.join()


def only(monkeypatch: pytest.MonkeyPatch, **named: str) -> None:
    """An environment that says this and nothing else of telemetry."""
    for each in VARIABLES:
        monkeypatch.delenv(each, raising=False)
    for each, value in named.items():
        monkeypatch.setenv(each, value)


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def scraped(port: int) -> str:
    """What Prometheus reads."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as page:
        text: str = page.read().decode()
        return text


@contextmanager
def counting() -> Iterator[Counter[str]]:
    """Everything that is counted inside, by its name and its attributes."""
    counted: Counter[str] = Counter()

    def record_of(name: str) -> Record:
        def record(amount: float, by: Mapping[str, str]) -> None:
            counted[" ".join((name, *by.values()))] += int(amount)
        return record

    listen(records={each.name: record_of(each.name) for each in (*telemetry.INSTRUMENTS, *INSTRUMENTS)})
    try:
        yield counted
    finally:
        listen()
