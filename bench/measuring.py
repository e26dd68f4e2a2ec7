"""Runs contestants in turn, and says what came out as Markdown."""

import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(slots=True)
class Runs:
    """Several runs of one contestant. ``peak`` is the largest, in megabytes."""

    seconds: list[float] = field(default_factory=list)
    records: int = 0
    peak: float = 0.0
    idle: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.median

    def spread(self) -> str:
        return f"{self.median:.3f} s ({min(self.seconds):.3f} to {max(self.seconds):.3f})"

    def add(self, found: Mapping[str, Any]) -> None:
        self.seconds.append(found["seconds"])
        self.records, self.peak = found["records"], max(self.peak, found["peak"])
        self.idle += found.get("idle", ())
        self.lags += found.get("lags", ())


def race(names: Iterable[str], path: Path, times: Mapping[str, int], *,
         others: Mapping[str, Path] = MappingProxyType({})) -> dict[str, Runs]:
    """Each contestant so many times in a process of its own, in turn, so that none has the quieter machine. Those in
    ``others`` are given another file.
    """
    runs = {name: Runs() for name in names}
    for lap in range(max(times[name] for name in runs)):
        for name, run in runs.items():
            if lap < times[name]:
                run.add(_run(name, others.get(name, path)))
    return runs


def _run(name: str, path: Path) -> dict[str, Any]:
    told = subprocess.run(  # noqa: S603 - this project's own program, and a path that this run made
        [sys.executable, "-m", "bench.contestants", name, str(path)], cwd=ROOT, check=True, capture_output=True,
        text=True)
    found: dict[str, Any] = json.loads(told.stdout)
    return found


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that must be reached: ``reached`` has to be at least ``wanted``, or at most if ``at_most``."""

    what: str
    wanted: float
    reached: float
    unit: str
    at_most: bool = True

    @property
    def met(self) -> bool:
        return self.reached <= self.wanted if self.at_most else self.reached >= self.wanted

    def row(self) -> tuple[str, ...]:
        limit = f"{'at most' if self.at_most else 'at least'} {self.wanted:g} {self.unit}"
        return self.what, limit, f"{self.reached:.3g} {self.unit}" if self.reached < 1000 else (  # noqa: PLR2004 - digits
            f"{self.reached:,.0f} {self.unit}"), "met" if self.met else "**missed**"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def machine() -> str:
    """What the numbers depend on."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("evtx", "python-evtx"))
    return (f"{os.cpu_count()} CPUs ({platform.machine()}), {platform.system()}, "
            f"Python {platform.python_version()}, {packages}.")


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
