"""Where telemetry goes, as OpenTelemetry's own variables of the environment say: nowhere, unless one is set."""

import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.settings import ConfigurationError

OTLP, PROMETHEUS, CONSOLE = "otlp", "prometheus", "console"
_ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
_PROTOCOL = "http/protobuf"
_LARGEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Exports:
    """The exporters of each signal, and where Prometheus may read."""

    traces: frozenset[str]
    metrics: frozenset[str]
    host: str = "localhost"
    port: int = 9464


@contextmanager
def exported() -> Iterator[None]:
    """What is measured inside goes where the environment says. Raises :class:`~bot.settings.ConfigurationError`."""
    wanted = wanted_exports()
    if not wanted.traces | wanted.metrics:
        yield
        return
    try:
        from bot.exporting import exporting  # noqa: PLC0415 - OpenTelemetry's SDK is loaded for those alone who want it
    except ValueError as wrong:  # it reads some of its variables as it is loaded
        raise ConfigurationError(refusal_of(str(wrong))) from None

    with exporting(wanted):
        yield


def refusal_of(complaint: str) -> str:
    """A sentence with what the SDK complains of, and which variables that is about: all that are set, where it does not
    say. What stands in those of headers is a secret.
    """
    said = {name: value for name, value in sorted(os.environ.items()) if name.startswith("OTEL_") and value.strip()}
    words = " ".join(complaint.split())
    named = [name for name in said if name.removeprefix("OTEL_").casefold() in words.casefold()]
    quoted = [name for name, value in said.items() if any(_stands_in(words, part) for part in value.split(","))]
    for part in (part.strip() for name in said if name.endswith("_HEADERS") for part in said[name].split(",")):
        words = words.replace(part, "…") if part else words
    return f"OpenTelemetry does not take what is set as {' or '.join(named or quoted or said)}: {words.rstrip('.')}."


def _stands_in(words: str, part: str) -> bool:
    found = re.search(rf"(?<!\w){re.escape(part.strip())}(?!\w)", words, re.IGNORECASE)
    return bool(part.strip() and found)


def wanted_exports() -> Exports:
    """What the environment asks for. Raises :class:`~bot.settings.ConfigurationError`."""
    if _said("OTEL_SDK_DISABLED").lower() == "true":
        return Exports(frozenset(), frozenset())
    traces = _exporters("TRACES", (OTLP, CONSOLE))
    metrics = _exporters("METRICS", (OTLP, PROMETHEUS, CONSOLE))
    if OTLP in traces | metrics:
        _refuse_other_protocols()
    return Exports(traces, metrics, _said("OTEL_EXPORTER_PROMETHEUS_HOST") or "localhost", _port())


def _exporters(signal: str, known: Collection[str]) -> frozenset[str]:
    """Those that are named; the one for OTLP where none is named and somebody said where to."""
    variable, endpoint = f"OTEL_{signal}_EXPORTER", f"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"
    said = _said(variable)
    names = {name.strip() for name in said.split(",") if name.strip()} - {"none"}
    if names.difference(known):
        raise ConfigurationError(f"{variable} is wrong: it names what is no exporter of Roomcheck's. It may be none, "
                                 f"or of {', '.join(known)} one or several, separated by commas.")
    for name in filter(_said, (endpoint, _ENDPOINT)):
        if not _said(name).lower().startswith(("http://", "https://")):
            raise ConfigurationError(f"{name} is wrong: it must be an address such as http://collector:4318.")
    wanted = names or ({OTLP} if not said and (_said(endpoint) or _said(_ENDPOINT)) else set())
    return frozenset(wanted)


def _refuse_other_protocols() -> None:
    for variable in ("OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
                     "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL"):
        if _said(variable) not in ("", _PROTOCOL):
            raise ConfigurationError(f"{variable} is wrong: Roomcheck speaks {_PROTOCOL} alone, to which collectors "
                                     "listen on port 4318.")


def _port() -> int:
    said = _said("OTEL_EXPORTER_PROMETHEUS_PORT") or "9464"
    if not said.isdecimal() or not 0 < int(said) <= _LARGEST_PORT:
        raise ConfigurationError("OTEL_EXPORTER_PROMETHEUS_PORT is wrong: it must be a number from 1 to 65535.")
    return int(said)


def _said(variable: str) -> str:
    return os.environ.get(variable, "").strip()
