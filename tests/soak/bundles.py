"""Thousands of hostile bundles, made at random from seeds. Run: ``make soak-bundles``, for a night perhaps.

Every seed that fails is printed with the command that repeats it alone.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Lock

from tests.checks.sources.bundle.hostile.cell import Cell


class Seeds:
    """One seed after another, for several threads, until there were enough or the time is up."""

    def __init__(self, first: int, most: int, minutes: float) -> None:
        self._seeds, self._lock, self.given = count(first), Lock(), 0
        self._most, self._end = most, time.monotonic() + 60 * minutes

    def __iter__(self) -> Iterator[int]:
        while True:
            with self._lock:
                if self.given >= self._most or time.monotonic() > self._end:
                    return
                self.given += 1
                seed = next(self._seeds)
            yield seed


def soak(seeds: Seeds) -> int:
    """How many of the seeds failed."""
    failed = 0
    with Cell() as cell:
        for seed in seeds:
            if complaints := cell.complaints(f"mutant {seed}"):
                failed += 1
                again = f"make soak-bundles SEED={seed} COUNT=1"
                print(f"seed {seed}: {'; '.join(complaints)}\n    again: {again}", flush=True)
    return failed


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=5_000, help="how many bundles at most")
    options.add_argument("--seed", type=int, default=0, help="the first seed; the others follow")
    options.add_argument("--minutes", type=float, default=60.0, help="how long at most")
    given = options.parse_args()
    cells = min(os.cpu_count() or 1, given.count)
    seeds, begun = Seeds(given.seed, given.count, given.minutes), time.monotonic()
    with ThreadPoolExecutor(cells) as threads:
        failed = sum(threads.map(soak, [seeds] * cells))
    print(f"{seeds.given:,} bundles in {time.monotonic() - begun:.0f} s, {failed:,} failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
