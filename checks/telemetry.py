"""What whoever runs Roomcheck may watch while it works: spans, counts and durations.

Nothing is recorded, and next to nothing spent, until :func:`listen` says who listens. What is recorded is of a closed
set, or an id of Roomcheck's own: never a name, an address, a web address or the words of an error. This is the one
module that knows OpenTelemetry's API.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

About = Mapping[str, str | int | float | bool]
Note = Callable[[About], None]
Record = Callable[[float, Mapping[str, str]], None]

SHOWN_FOR = 60.0
"""Seconds after which a level that nobody has measured anew is not shown any more."""


@dataclass(slots=True)
class _Ears:
    """Who listens in this process; nobody at first. ``trace`` is OpenTelemetry's module, loaded for listeners alone."""

    tracer: "Tracer | None" = None
    trace: Any = None
    records: Mapping[str, Record] = field(default_factory=dict)


_ears = _Ears()
_levels: dict[str, tuple[float, Mapping[str, float]]] = {}
_brief: ContextVar[bool] = ContextVar("brief", default=False)
_trace: ContextVar[int] = ContextVar("trace", default=0)


@dataclass(frozen=True, slots=True)
class Instrument:
    """Something that is measured. ``by`` names the attributes, whose values are of closed sets."""

    name: str
    unit: str
    purpose: str
    by: tuple[str, ...] = ()


class Count(Instrument):
    """How often something happened, since the process began."""

    __slots__ = ()

    def add(self, amount: float = 1, **by: str) -> None:
        if record := _ears.records.get(self.name):
            record(amount, by)


class Spread(Instrument):
    """How long something takes, in seconds."""

    __slots__ = ()

    def took(self, seconds: float, **by: str) -> None:
        if record := _ears.records.get(self.name):
            record(max(0.0, seconds), by)


class Level(Instrument):
    """How much there is of something now; of at most one attribute."""

    __slots__ = ()

    def show(self, values: Mapping[str, float]) -> None:
        """The values by their attribute; by an empty name where there is none. They are shown for a minute."""
        _levels[self.name] = (time.monotonic(), values)

    def shown(self) -> Iterator[tuple[float, Mapping[str, str]]]:
        at, values = _levels.get(self.name, (0.0, {}))
        if time.monotonic() - at <= SHOWN_FOR:
            yield from ((value, {self.by[0]: name} if self.by else {}) for name, value in values.items())


GRAPH_REQUESTS = Count("roomcheck.graph.requests", "{request}", "What was asked of Microsoft Graph and how it "
                       "answered: an HTTP status, or none. The parts of a batch are counted one by one.",
                       ("route", "status"))
GRAPH_DURATION = Spread("roomcheck.graph.duration", "s", "How long Microsoft Graph took for one answer.", ("route",))
GRAPH_THROTTLES = Count("roomcheck.graph.throttles", "{answer}", "Answers by which Microsoft Graph asked for patience "
                        "(429), by the limit that was reached.", ("limit",))
GRAPH_PAUSES = Count("roomcheck.graph.pauses", "s", "How long Microsoft Graph asked to be left alone (Retry-After), "
                     "all in all.", ("limit",))
INSTRUMENTS: tuple[Instrument, ...] = (GRAPH_REQUESTS, GRAPH_DURATION, GRAPH_THROTTLES, GRAPH_PAUSES)


def listen(tracer: "Tracer | None" = None, records: Mapping[str, Record] | None = None) -> None:
    """Record from now on: spans with the tracer, each instrument by its name. Without either, nothing any more."""
    if tracer is not None:
        from opentelemetry import trace  # noqa: PLC0415 - whoever reads a zip, or explains a check, does not wait for it

        _ears.trace = trace
    _ears.tracer, _ears.records = tracer, records or {}


def is_heard() -> bool:
    """Whether anybody listens."""
    return _ears.tracer is not None or is_counted()


def is_counted() -> bool:
    """Whether anybody listens to what is counted and measured, and not to spans alone."""
    return bool(_ears.records)


@contextmanager
def span(name: str, about: About | None = None, *, of: str = "", one_of_many: bool = False,
         expected: tuple[type[BaseException], ...] = ()) -> Iterator[Note]:
    """What happens inside, as a part of what it happens in; gives what adds to what is said of it.

    With ``of``, an id, it stands by itself, in the trace of that id, which is the same in every process. What is
    ``one_of_many`` is left out inside :func:`brief`. An exception that is not ``expected`` is named, and not quoted.
    """
    if _ears.tracer is None or (one_of_many and _brief.get()):
        yield _unheard
        return
    made = _begun(_ears.tracer, name, about, of)
    with _ears.trace.use_span(made, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        try:
            yield made.set_attributes
        except BaseException as fault:
            if not isinstance(fault, expected):
                made.set_attribute("error.type", type(fault).__name__)
                made.set_status(_ears.trace.StatusCode.ERROR)
            raise


def _begun(tracer: "Tracer", name: str, about: About | None, of: str) -> "Span":
    if not of:
        return tracer.start_span(name, attributes=about)
    wanted = _trace.set(trace_of(of))
    try:
        return tracer.start_span(name, _ears.trace.set_span_in_context(_ears.trace.INVALID_SPAN), attributes=about)
    finally:
        _trace.reset(wanted)


def _unheard(_about: About) -> None:
    return


def note(about: About) -> None:
    """Add to what is said of the innermost span at hand."""
    if _ears.tracer is not None:
        _ears.trace.get_current_span().set_attributes(about)


@contextmanager
def brief() -> Iterator[None]:
    """Inside, many rooms are looked at as one: spans of single questions would be thousands."""
    before = _brief.set(True)
    try:
        yield
    finally:
        _brief.reset(before)


def trace_of(named: str) -> int:
    """The trace of an id. It is spread over all numbers, as what samples traces by their numbers expects."""
    return int.from_bytes(hashlib.sha256(named.encode()).digest()[:16])


def wanted_trace() -> int:
    """The trace that the span being started shall begin, 0 for any."""
    return _trace.get()


def ids_at_hand() -> Mapping[str, str]:
    """The ids of the span at hand, for the log."""
    if _ears.tracer is None:
        return {}
    context = _ears.trace.get_current_span().get_span_context()
    return {"trace_id": f"{context.trace_id:032x}", "span_id": f"{context.span_id:016x}"} if context.is_valid else {}
