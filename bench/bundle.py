"""How fast diagnostic zips are read, beside what else one could do, in the same run: ``make bench-bundle``.

It makes its own bundles, of simulated rooms, in a temporary folder, and needs Linux for the peaks of memory.
``--quick`` is a small run that shows that it works; its numbers mean nothing.
"""

import argparse
import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measuring import Bar, Runs, machine, percentile, race, table
from bench.upload import uploads
from demo.bundle_files import AAD_CHANNEL, Recipe, device_files
from demo.bundles import write_bundle
from demo.rooms import ROOMS

MB, WEEK = 1_000_000, timedelta(days=7)
NOISE = 2_500_000
MATTERING = 9.2 * MB
_WAYS = {
    "worker": "Roomcheck, in its worker process", "in process": "Roomcheck, in this process",
    "a zip of three": "the same, of a zip that holds only the three logs that matter",
    "those that matter": "only the three, by `zipfile` and `evtx`, without making facts of them",
    "alone": "the same in a process of their own", "everything": "unpack everything, parse with `evtx`",
}


@dataclass(frozen=True, slots=True)
class Options:
    """``sizes`` are those of bundles, inflated, in megabytes, ``largest`` that of the whole-bundle race."""

    records: int = 29_000
    sizes: tuple[int, ...] = (10, 100, 500)
    times: int = 7

    @property
    def largest(self) -> int:
        return max(self.sizes)


QUICK = Options(records=1500, sizes=(10, 20), times=1)


def main() -> None:
    options = _options()
    print(f"{machine()} Median of {options.times} runs (fastest to slowest); peak is the largest of any run.\n")
    bars: list[Bar] = []
    with TemporaryDirectory(prefix="roomcheck-bench-") as folder:
        made = _made(Path(folder), options)
        for part in (_records(made, options), _whole(made, options), _upload(made, options), _growth(made, options)):
            for told in part:
                if isinstance(told, Bar):
                    bars.append(told)
                else:
                    print(told, flush=True)
    if options != QUICK:
        print("### What must be reached\n")
        print(table(("bar", "wanted", "reached", ""), (bar.row() for bar in bars)))


def _options() -> Options:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--quick", action="store_true", help="a smoke run")
    words.add_argument("--records", type=int, help="records of the one log")
    words.add_argument("--sizes", type=int, nargs="+", help="megabytes of the bundles, inflated")
    words.add_argument("--times", type=int, help="how often each is measured")
    given = words.parse_args()
    base = QUICK if given.quick else Options()
    return Options(given.records or base.records, tuple(given.sizes or base.sizes), given.times or base.times)


def _made(folder: Path, options: Options) -> dict[int | str, Path]:
    """The files that are read: one log, and a bundle of each size that holds the same three logs that matter."""
    now = datetime.now(UTC)
    files: dict[int | str, Path] = {"log": folder / "aad.evtx", "three": folder / "three.zip"}
    busy = Recipe(ROOMS[0], span=WEEK, aad_noise=options.records - 48)
    [log] = [file for file in device_files(busy, now) if file.channel == AAD_CHANNEL]
    with files["log"].open("wb") as target:
        target.writelines(log.blocks())
    files |= {size: folder / f"bundle-{size}.zip" for size in options.sizes}
    for size in (0, *options.sizes):
        recipe = Recipe(ROOMS[0], span=WEEK, aad_noise=3000, app_news=timedelta(seconds=30),
                        noise_logs=max(0, round((size * MB - MATTERING) / NOISE)), noise_bytes=NOISE)
        write_bundle(files[size or "three"], recipe, now)
    return files


def _records(made: dict[int | str, Path], options: Options) -> Iterator[str | Bar]:
    size = made["log"].stat().st_size / MB
    runs = race(("our records", "bare filter", "python-evtx"), made["log"],
                {"our records": options.times, "bare filter": options.times, "python-evtx": min(options.times, 3)})
    ours, bare, python = runs["our records"], runs["bare filter"], runs["python-evtx"]
    # the bare loop keeps some records only, yet renders all of them, as ours does
    bare.records = ours.records
    yield f"### Records of one Entra ID log of {size:.1f} MB, {ours.records:,} records\n"
    yield table(("reader", "time", "records a second", "as fast as the bare loop", "peak"), (
        ("Roomcheck", *_speed(ours, bare)), ("`evtx`, JSON filter", *_speed(bare, bare)),
        (f"`python-evtx` as XML, {python.records:,} records only", *_speed(python, bare))))
    yield Bar("one log, against the bare `evtx` loop with JSON filter", 0.8, ours.rate / bare.rate, "of its speed",
              at_most=False)
    yield Bar("one log, against `python-evtx`", 300, ours.rate / python.rate, "times", at_most=False)


def _speed(runs: Runs, bare: Runs) -> tuple[str, ...]:
    return runs.spread(), f"{runs.rate:,.0f}", f"{runs.rate / bare.rate:.3g}", f"{runs.peak:.0f} MB"


def _whole(made: dict[int | str, Path], options: Options) -> Iterator[str | Bar]:
    path = made[options.largest]
    runs = race(_WAYS, path, dict.fromkeys(_WAYS, options.times) | {"everything": min(options.times, 3)},
                others={"a zip of three": made["three"]})
    worker, those, every = runs["worker"], runs["those that matter"], runs["everything"]
    worker.peak = _worker_peak(path)
    yield f"### A bundle of {options.largest} MB inflated, {path.stat().st_size / MB:.1f} MB as a zip\n"
    yield table(("way", "time", "against only the three", "found", "peak"), (
        (title, runs[name].spread(), f"{runs[name].median / those.median:.2f}", f"{runs[name].records:,}",
         f"{runs[name].peak:.0f} MB") for name, title in _WAYS.items()))
    yield "Found are heartbeats, and for everything the records of all logs.\n"
    yield "### The event loop while a worker reads that bundle: how late a tick of 2 ms is\n"
    yield table(("loop", "median", "99th percentile", "worst"), (
        (name, *(f"{percentile(lags, share):.2f} ms" for share in (0.5, 0.99, 1)))
        for name, lags in (("reading", worker.lags), ("idle", worker.idle))))
    yield Bar("whole bundle, against a zip of only the three, both read and made facts of by Roomcheck", 1.5,
              runs["in process"].median / runs["a zip of three"].median, "times")
    yield Bar("whole bundle in its worker, against everything", 5, every.median / worker.median, "times as fast",
              at_most=False)
    yield Bar("peak memory of the worker", 150, worker.peak, "MB")
    yield Bar("the loop's lag while parsing, 99th percentile", 20, percentile(worker.lags, 0.99), "ms")


def _worker_peak(path: Path) -> float:
    return race(("worker memory",), path, {"worker memory": 1})["worker memory"].peak


def _upload(made: dict[int | str, Path], options: Options) -> Iterator[str | Bar]:
    path = made[options.largest]
    waits = asyncio.run(uploads(path, options.times))
    card, fetch = waits["card"], waits["fetch"]
    yield f"### From the upload's arrival to the finished card, a zip of {path.stat().st_size / MB:.0f} MB\n"
    yield table(("wait", "time", "against the fetch"), (
        ("the finished card", card.spread(), f"{card.median / fetch.median:.1f}"),
        ("only fetching the file over HTTP and hashing it", fetch.spread(), "1.0")))
    yield Bar("from the upload's arrival to the finished card", 3, card.median, "s")


def _growth(made: dict[int | str, Path], options: Options) -> Iterator[str | Bar]:
    rows, first = [], 0.0
    for size in options.sizes:
        runs = race(("in process", "worker", "everything"), made[size],
                    {"in process": options.times, "worker": options.times, "everything": 1})
        first = first or runs["in process"].median
        rows.append((f"{size} MB", runs["in process"].spread(), f"{runs['in process'].median / first:.2f}",
                     runs["worker"].spread(), f"{_worker_peak(made[size]):.0f} MB", runs["everything"].spread()))
        last = runs["in process"].median / first
    yield "### The same three logs in ever larger bundles\n"
    yield table(("bundle, inflated", "in this process", "against the smallest", "in its worker", "peak of the worker",
                 "unpack and parse everything"), rows)
    growth = options.largest / options.sizes[0]
    yield Bar(f"time for {growth:g} times the bundle, the same three logs", growth / 10, last, "times")


if __name__ == "__main__":
    main()
