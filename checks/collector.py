"""What a source offers: one fact of one room, or the reason why not."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from checks.facts.base import Fact, Facts
from checks.model import Gap, GapReason, Room
from checks.telemetry import span

log = logging.getLogger(__name__)


class CannotCollect(Exception):
    """A fact cannot be had, and the collector knows why. Becomes a gap."""

    def __init__(self, reason: GapReason, detail: str, remedy: str = "") -> None:
        super().__init__(detail)
        self.reason, self.detail, self.remedy = reason, detail, remedy


def always(_known: Facts) -> bool:
    """The condition of a collector that every run wants."""
    return True


@dataclass(frozen=True, slots=True)
class Collector:
    """One way to one fact.

    ``collect`` is given the room and the facts named in ``needs``, as far as they could be had; it returns the fact or
    raises :class:`CannotCollect`. It runs only when ``when`` holds of those facts; otherwise the gap is NOT_REQUESTED,
    which never lowers confidence, and ``on_request`` says how to ask for it. ``timeout`` is in seconds. ``permissions``
    are the least Graph application permissions that it takes. A fact ``per_tenant`` is the same for every room.
    """

    fact: type[Fact]
    source: str
    collect: Callable[[Room, Facts], Awaitable[Fact]]
    needs: tuple[type[Fact], ...] = ()
    when: Callable[[Facts], bool] = always
    timeout: float = 20.0
    permissions: tuple[str, ...] = ()
    per_tenant: bool = False
    on_request: str = ""


async def answer(collector: Collector, asking: Awaitable[Fact], patience: float = 0.0) -> Fact:
    """The fact that a collector is being asked for, within its timeout, or ``patience`` seconds where that is given.

    Raises :class:`CannotCollect`, whatever goes wrong.
    """
    about = {"roomcheck.fact": collector.fact.title, "roomcheck.source": collector.source}
    with span("collect", about, one_of_many=True, expected=(CannotCollect,)) as note:
        try:
            return await _answer(collector, asking, patience or collector.timeout)
        except CannotCollect as why:
            note({"roomcheck.gap": why.reason.value})
            raise


async def _answer(collector: Collector, asking: Awaitable[Fact], seconds: float) -> Fact:
    try:
        async with asyncio.timeout(seconds):
            return await asking
    except TimeoutError as late:
        detail = f"No answer within {seconds:g} seconds."
        raise CannotCollect(GapReason.TIMED_OUT, detail, "Check again later.") from late
    except CannotCollect:
        raise
    except Exception as wrong:
        log.exception("collector %s failed", collector.source)
        detail = f"An unexpected fault in Roomcheck ({type(wrong).__name__})."
        raise CannotCollect(GapReason.FAILED, detail, "See Roomcheck's log.") from wrong


def not_wanted(collector: Collector) -> CannotCollect:
    """That the collector's condition does not hold."""
    return CannotCollect(GapReason.NOT_REQUESTED, "Nothing in this run asked for it.", collector.on_request)


def gap_of(collector: Collector, why: CannotCollect) -> Gap:
    """The gap that a collector leaves."""
    return Gap(collector.fact.title, collector.source, why.reason, why.detail, why.remedy)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a room: facts, and the gaps where a fact could not be had."""

    facts: Facts
    gaps: tuple[Gap, ...] = ()

    def joined(self, other: "Evidence") -> "Evidence":
        """Both, as one case."""
        return Evidence(self.facts.adding(*other.facts.values()), self.gaps + other.gaps)


NOTHING = Evidence(Facts())


@dataclass(frozen=True, slots=True)
class BundleReading:
    """What a diagnostic zip held. ``alias`` and ``display_name`` name the room as its own logs do, or are empty.

    ``will_hold`` tells whether the same zip says the same at any later moment. A record that is stamped later than it
    is read is left out; read later, it might not be.
    """

    evidence: Evidence
    alias: str = ""
    display_name: str = ""
    computer: str = ""
    will_hold: bool = True


READER_VERSION = 1
"""Grows with every change to what is read from the same zip: readings of another version are not used again."""


class UnreadableBundleError(Exception):
    """An upload of which nothing can be judged. The message says what it is; ``remedy`` what to send instead."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy
