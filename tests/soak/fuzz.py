"""Each fuzz target for a long time, one after the other. Run: ``make soak-fuzz``, 20 minutes each.

A finding is printed, smallest example first, with the command that repeats it alone; the other targets go on.
"""

import argparse
import secrets
import sys
import traceback

from tests.fuzz.fuzzing import fuzz
from tests.fuzz.targets import TARGETS

_FAR_FROM_ONE_ANOTHER = 2**40


def soaked(name: str, minutes: float, seed: int) -> bool:
    """Whether a target came through without a finding."""
    print(f"{name}: from seed {seed}", flush=True)
    try:
        tried = fuzz(name, TARGETS[name], 60 * minutes, seed)
    except Exception:  # noqa: BLE001 - whatever it is, it is a finding
        traceback.print_exc()
        return False
    print(f"{name}: {tried.examples:,} examples of {tried.seeds:,} seeds, nothing found", flush=True)
    return True


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--target", choices=["", *TARGETS], default="", help="one of them alone")
    options.add_argument("--minutes", type=float, default=20.0, help="how long each")
    options.add_argument("--seed", type=int, help="the first seed; by chance unless given")
    given = options.parse_args()
    seed = secrets.randbelow(_FAR_FROM_ONE_ANOTHER) if given.seed is None else given.seed
    names = [given.target] if given.target else list(TARGETS)
    failed = [name for name in names if not soaked(name, given.minutes, seed)]
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
