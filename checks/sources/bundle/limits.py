"""What a worker process may use, set by the worker on itself: memory, time, and no life without its parent."""

import ctypes
import os
import resource
import signal
import sys
import threading
import time
from dataclasses import asdict, dataclass
from typing import Self

from checks.sources.bundle.cost import MIB

_PR_SET_PDEATHSIG = 1
_POLL = 0.5


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """``memory`` is address space and ``written`` the size of any file, in bytes; the times are in seconds.

    ``cpu_seconds`` is the worker's own; ``wall_seconds`` is kept by the parent.
    """

    memory: int = 1536 * MIB
    cpu_seconds: int = 60
    wall_seconds: float = 120.0
    written: int = 320 * MIB

    def as_words(self) -> list[str]:
        """As the worker's command line takes them."""
        return [f"{name}={value}" for name, value in asdict(self).items()]

    @classmethod
    def of_words(cls, words: list[str]) -> Self:
        """What :meth:`as_words` wrote."""
        given = dict(word.split("=", 1) for word in words)
        return cls(int(given["memory"]), int(given["cpu_seconds"]), float(given["wall_seconds"]), int(given["written"]))


def confine(limits: WorkerLimits, parent: int) -> None:
    """Set the limits on this process, and have it end when the process ``parent`` ends."""
    _lower(resource.RLIMIT_CORE, 0)
    # one second between the signal that says why, and the one that cannot be told from others
    _lower(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1)
    _lower(resource.RLIMIT_FSIZE, limits.written)
    _lower(resource.RLIMIT_AS, limits.memory)
    _end_with(parent)


def _lower(which: int, limit: int, at_most: int | None = None) -> None:
    _, allowed = resource.getrlimit(which)
    soft, hard = (wanted if allowed == resource.RLIM_INFINITY else min(wanted, allowed)
                  for wanted in (limit, limit if at_most is None else at_most))
    try:
        resource.setrlimit(which, (soft, hard))
    except (ValueError, OSError):
        # macOS refuses some limits; the others and the parent's clock still hold
        if sys.platform == "linux":
            raise


def _end_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    _end_if_orphaned(parent)


def _watch(parent: int) -> None:
    while True:
        _end_if_orphaned(parent)
        time.sleep(_POLL)


def _end_if_orphaned(parent: int) -> None:
    if os.getppid() != parent:
        os._exit(1)
