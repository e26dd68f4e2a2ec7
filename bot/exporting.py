"""Hands what is measured to whoever is to watch. This is the one module that knows OpenTelemetry's SDK.

Its providers are not made global: the libraries that Roomcheck is made of would write into their spans whom they ask
about.
"""

import contextlib
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.metrics import CallbackOptions, Meter, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import ConsoleMetricExporter, MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SpanExporter
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import Tracer
from prometheus_client import CollectorRegistry, ProcessCollector, start_http_server

from bot import telemetry
from bot.exports import CONSOLE, OTLP, PROMETHEUS, Exports, refusal_of
from bot.settings import ConfigurationError
from checks.telemetry import INSTRUMENTS, Count, Level, Record, listen, wanted_trace

log = logging.getLogger(__name__)

_NAME = "roomcheck"
_PATIENCE = 5.0
"""Seconds that the end of the process waits for what is still to be sent."""
_TOLD_EVERY = 600.0
"""Seconds between two lines about telemetry that is not delivered."""
_BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3600.0)


class RunIds(RandomIdGenerator):
    """Begins the trace of a run or a sweep where that is wanted, so that every process goes on in the same one."""

    def generate_trace_id(self) -> int:
        """See OpenTelemetry."""
        return wanted_trace() or super().generate_trace_id()


@contextlib.contextmanager
def exporting(wanted: Exports) -> Iterator[None]:
    """What is measured inside goes where it is wanted. Raises :class:`~bot.settings.ConfigurationError`.

    What cannot be delivered is dropped, and told of in the log now and then.
    """
    with contextlib.ExitStack() as stack:
        told = stack.enter_context(_quietly())
        try:
            made = _listening(stack, wanted, told)
        except ValueError as wrong:
            raise ConfigurationError(refusal_of(str(wrong))) from None
        listen(*made)
        stack.callback(listen)
        yield


def _listening(stack: contextlib.ExitStack, wanted: Exports,
               told: "_NowAndThen") -> tuple[Tracer | None, Mapping[str, Record]]:
    resource = _resource()
    readers = list(_readers(stack, wanted))
    metrics = MeterProvider(readers, resource=resource, shutdown_on_exit=False)
    stack.callback(_in_time, metrics.shutdown)
    traces = TracerProvider(resource=resource, id_generator=RunIds(), shutdown_on_exit=False)
    for each in _span_exporters(wanted):
        traces.add_span_processor(BatchSpanProcessor(each))
    stack.callback(_in_time, traces.shutdown)
    told.begin()  # before there is anything that its end would send
    tracer = traces.get_tracer(_NAME) if wanted.traces else None
    return tracer, records_with(metrics.get_meter(_NAME)) if readers else {}


def _resource() -> Resource:
    """Who speaks, as the environment says, or else by Roomcheck's own name."""
    named = "service.name" in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "") or os.environ.get("OTEL_SERVICE_NAME")
    with contextlib.suppress(PackageNotFoundError):  # it runs from a folder, where it has no version
        return Resource.create({"service.version": version(_NAME), **({} if named else {"service.name": _NAME})})
    return Resource.create({} if named else {"service.name": _NAME})


def _span_exporters(wanted: Exports) -> Iterator[SpanExporter]:
    if OTLP in wanted.traces:
        yield OTLPSpanExporter()
    if CONSOLE in wanted.traces:
        yield ConsoleSpanExporter(out=sys.stderr)


def _readers(stack: contextlib.ExitStack, wanted: Exports) -> Iterator[MetricReader]:
    if OTLP in wanted.metrics:
        yield PeriodicExportingMetricReader(OTLPMetricExporter())
    if CONSOLE in wanted.metrics:
        yield PeriodicExportingMetricReader(ConsoleMetricExporter(out=sys.stderr))
    if PROMETHEUS in wanted.metrics:
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        yield PrometheusMetricReader(scope_info_enabled=False, registry=registry)
        _offer(stack, registry, wanted)


def _offer(stack: contextlib.ExitStack, registry: CollectorRegistry, wanted: Exports) -> None:
    """The page that Prometheus reads, on a port of its own."""
    try:
        server, thread = start_http_server(wanted.port, wanted.host, registry)
    except OSError as taken:
        raise ConfigurationError(
            f"{wanted.host}:{wanted.port} cannot be listened on for Prometheus ({taken.strerror}). Set "
            "OTEL_EXPORTER_PROMETHEUS_PORT to another port; every process needs one of its own.") from taken
    stack.callback(thread.join, _PATIENCE)
    stack.callback(server.server_close)
    stack.callback(server.shutdown)


def records_with(meter: Meter) -> Mapping[str, Record]:
    """What records each instrument. Levels are asked for when somebody looks."""
    made: dict[str, Record] = {}
    for each in (*INSTRUMENTS, *telemetry.INSTRUMENTS):
        if isinstance(each, Level):
            meter.create_observable_gauge(each.name, [_shows(each)], each.unit, each.purpose)
        elif isinstance(each, Count):
            made[each.name] = meter.create_counter(each.name, each.unit, each.purpose).add
        else:
            made[each.name] = meter.create_histogram(each.name, each.unit, each.purpose,
                                                     explicit_bucket_boundaries_advisory=_BOUNDS).record
    return made


def _shows(level: Level) -> Callable[[CallbackOptions], Iterable[Observation]]:
    return lambda _options: [Observation(value, by) for value, by in level.shown()]


def _in_time(end: Callable[[], None]) -> None:
    """End it, or leave it: nobody waits long for telemetry."""
    ending = threading.Thread(target=end, daemon=True)
    ending.start()
    ending.join(_PATIENCE)


class _NowAndThen(logging.Handler):
    """What the SDK complains of, often and at length, as one line now and then; until it is set up, what it says of its
    variables is kept.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._told_at = -_TOLD_EVERY
        self._set_up, self._complaints = False, list[str]()

    def begin(self) -> None:
        """It is set up. Raises :class:`ValueError` with the first thing that it said meanwhile."""
        self._set_up = True
        if self._complaints:
            raise ValueError(self._complaints[0])

    def emit(self, record: logging.LogRecord) -> None:
        if not self._set_up:
            self._complaints.append(record.getMessage())
            return
        now = time.monotonic()
        if now - self._told_at >= _TOLD_EVERY:
            self._told_at = now
            log.warning("telemetry is not delivered: %s", record.getMessage())


class _Counter(logging.Handler):
    """Counts what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        telemetry.LOG_LINES.add(level=record.levelname.lower())


@contextlib.contextmanager
def _quietly() -> Iterator[_NowAndThen]:
    """No word of the SDK's own in the log, but for a line now and then."""
    theirs, root = logging.getLogger("opentelemetry"), logging.getLogger()
    now_and_then, counter = _NowAndThen(), _Counter()
    before, theirs.propagate = theirs.propagate, False
    theirs.addHandler(now_and_then)
    root.addHandler(counter)
    try:
        yield now_and_then
    finally:
        theirs.propagate = before
        theirs.removeHandler(now_and_then)
        root.removeHandler(counter)
