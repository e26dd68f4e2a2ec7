"""Ten thousand hostile activities, made at random from a seed, against the whole bot. Run: ``make soak-hostile``.

The exit status is 1 when one was answered with 5xx or an apology, left an exception in the log, made memory grow, or
kept the bot from answering afterwards. What went wrong is printed with the body that was sent.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.hostile.siege import Siege, besieged

_MOST_GROWTH = 64
"""Mebibytes, from the first fifth of the activities to the last of them."""


async def main(count: int, seed: int) -> list[str]:
    """What went wrong."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rc-") as folder:
        async with besieged(Path(folder)) as siege:
            await siege.attack(count, seed)
            await siege.answers()
            complaints = [*siege.failed, *siege.log.found, *_growth(siege)]
            statuses = ", ".join(f"{status}: {number:,}" for status, number in sorted(siege.statuses.items()))
            print(f"{count:,} activities in {time.monotonic() - begun:.0f} s ({statuses}); {siege.said:,} messages of "
                  f"the bot; memory {siege.memory[0] >> 20} MiB after a fifth, {siege.memory[-1] >> 20} MiB at the end;"
                  f" {len(complaints)} complaints")
    return complaints


def _growth(siege: Siege) -> list[str]:
    grown = siege.grown >> 20
    return [f"memory grew by {grown} MiB"] if grown > _MOST_GROWTH else []


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=10_000, help="how many activities")
    options.add_argument("--seed", type=int, default=0, help="what they are made from")
    given = options.parse_args()
    wrong = asyncio.run(main(given.count, given.seed))
    print("\n".join(wrong))
    sys.exit(bool(wrong))
