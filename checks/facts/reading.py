"""The rules by which every check reads what happened: what speaks for the device, what is over, and what is fresh.

The present is the latest moment any source could see, never a clock (see :attr:`checks.facts.base.Facts.now`).
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from checks.facts.base import NEVER, Record, Records
from checks.facts.federation_faults import FederationFault, FederationFaults
from checks.facts.heartbeats import Heartbeat, Heartbeats
from checks.facts.network_faults import NetworkFaults
from checks.facts.remembered import remembered
from checks.facts.sign_ins import Kind, Origin, SignIn, SignIns
from checks.model import Citation, Window

FRESH = timedelta(hours=24)
"""What happened within this time of the present says how things stand."""

LOOK_BACK = timedelta(days=7)
"""What is older than this is told, but is never more than a suggestion."""

SETTLED = timedelta(hours=1)
"""How long sign-ins must have worked again before the failures count as over."""

ENOUGH_HEARTBEATS = 3
"""How many healthy heartbeats after the last failure show the same."""

BEYOND_THE_LOG = timedelta(minutes=10)
"""Two heartbeats: a sign-in this long after the last one happened when the device's log had ended."""

MOST_CITATIONS = 5

INTERACTIVE_LOG = "graph.sign_ins.interactive"
NON_INTERACTIVE_LOG = "graph.sign_ins.non_interactive"
ENTRA_LOGS = frozenset({INTERACTIVE_LOG, NON_INTERACTIVE_LOG})

_QUIET_EXCHANGE = frozenset({"", "connected", "healthy", "notapplicable"})
_QUIET = frozenset({"", "healthy", "notapplicable"})

R = TypeVar("R", bound=Record)


def windows(*records: Records[Any] | None) -> tuple[Window, ...]:
    """Everything these could see."""
    return tuple(window for each in records if each is not None for window in each.covers)


def scope(*records: Records[Any] | None) -> str:
    """In which logs something was looked for, and since when: what is not found is only said of these."""
    seen = windows(*records)
    begun = {source: min(window.start for window in seen if window.source == source)
             for source in sorted({window.source for window in seen}, reverse=True)}
    since: dict[str, list[str]] = {}
    for name, start in _named(begun).items():
        since.setdefault(f"{start.astimezone(UTC):%a %d %b %Y}", []).append(name)
    return ", ".join(f"{' and '.join(names)} since {day}" for day, names in since.items())


def seen_in(*records: Records[Any] | None) -> str:
    """How a sentence on what was not found goes on: in which logs, and since when. Empty where no log could show it."""
    where = scope(*records)
    return f" in {where}" if where else ""


def of_entra(sign_ins: SignIns | None) -> SignIns | None:
    """What Entra's own logs hold and cover. The device's event log knows neither a success nor the client's kind."""
    if sign_ins is None:
        return None
    covers = tuple(window for window in sign_ins.covers if window.source in ENTRA_LOGS)
    return SignIns(in_entra_log(sign_ins.items), covers)


def _named(begun: Mapping[str, datetime]) -> dict[str, datetime]:
    """The logs as a person calls them, each with when it begins; of several under one name the latest beginning."""
    both = begun.keys() >= ENTRA_LOGS
    names = {INTERACTIVE_LOG: "Entra's interactive sign-in log", NON_INTERACTIVE_LOG: "Entra's non-interactive log"}
    named: dict[str, datetime] = {}
    for source, start in begun.items():
        name = "Entra's sign-in logs" if both and source in ENTRA_LOGS else names.get(source, "the device's own logs")
        named[name] = max(start, named.get(name, start))
    return named


def is_fresh(at: datetime, now: datetime) -> bool:
    """Whether this happened within the last 24 hours before ``now``."""
    return now - at <= FRESH


def counted(number: int, thing: str) -> str:
    """A number with its unit."""
    return f"{number} {thing}" + ("" if number == 1 else "s")


def moment(at: datetime) -> str:
    """A time as a sentence tells it, always in UTC."""
    return at.astimezone(UTC).strftime("%a %d %b %Y %H:%M UTC")


def age_note(at: datetime, now: datetime) -> str:
    """How old the newest evidence is, when that takes away from it."""
    age = now - at
    if is_fresh(at, now):
        return ""
    return f"The newest is {counted(max(1, age // timedelta(days=1)), 'day')} old."


def newest(items: Iterable[R]) -> R | None:
    """The latest of the items."""
    return max(items, key=lambda item: item.at, default=None)


def oldest(items: Iterable[R]) -> R | None:
    """The earliest of the items."""
    return min(items, key=lambda item: item.at, default=None)


def cited(*cites: Citation) -> tuple[Citation, ...]:
    """The first few citations, each once."""
    return tuple(dict.fromkeys(cites))[:MOST_CITATIONS]


def both_logs_readable(sign_ins: SignIns) -> bool:
    """Whether both of Entra's sign-in logs were read. Only then does an absence of attempts mean anything."""
    return {window.source for window in sign_ins.covers} >= ENTRA_LOGS


@remembered
def device_successes(sign_ins: SignIns | None) -> tuple[SignIn, ...]:
    """Successes of the room's own device. A person or another program with its account proves nothing."""
    items = sign_ins.items if sign_ins else ()
    return tuple(item for item in items if item.succeeded and item.origin is Origin.DEVICE)


def last_device_success(sign_ins: SignIns | None) -> SignIn | None:
    """The newest success of the room's own device."""
    return newest(device_successes(sign_ins))


@remembered
def attempts_of_room(sign_ins: SignIns | None) -> tuple[SignIn, ...]:
    """Attempts that the device made or may have made."""
    items = sign_ins.items if sign_ins else ()
    return tuple(item for item in items if item.origin in (Origin.DEVICE, Origin.UNKNOWN))


def answered(sign_ins: SignIns | None) -> tuple[SignIn, ...]:
    """Attempts of the device that Entra answered, with whatever code: each proves that the network let it through."""
    return tuple(item for item in attempts_of_room(sign_ins) if item.origin is Origin.DEVICE)


def in_entra_log(items: Iterable[SignIn]) -> tuple[SignIn, ...]:
    """Those that Entra recorded, as against those only the device's log holds."""
    return tuple(item for item in items if item.kind is not Kind.DEVICE_LOG)


def state(word: str) -> str:
    """A heartbeat's state, as it is compared."""
    return word.strip(" .").casefold()


def lets_in(beat: Heartbeat) -> bool:
    """Whether the device was signed in to Teams at this heartbeat, even if something else was wrong."""
    return beats_well(beat) or (state(beat.teams_sign_in) == "healthy" and state(beat.network) != "unhealthy")


def is_false_alarm(beat: Heartbeat) -> bool:
    """An "unhealthy" heartbeat in which only the sign-in to Skype for Business fails while Teams is healthy."""
    return (not beat.healthy and not beat.codes and state(beat.teams_sign_in) == "healthy"
            and state(beat.network) in _QUIET and state(beat.exchange) in _QUIET_EXCHANGE)


def beats_well(beat: Heartbeat) -> bool:
    """Whether the device was well at this heartbeat."""
    return beat.healthy or is_false_alarm(beat)


def well_heartbeats(heartbeats: Heartbeats | None) -> tuple[Heartbeat, ...]:
    """The heartbeats at which the device was well."""
    return tuple(beat for beat in heartbeats.items if beats_well(beat)) if heartbeats else ()


def last_well(heartbeats: Heartbeats | None) -> datetime:
    """When the device was last well; the beginning of time when it never was."""
    beat = newest(well_heartbeats(heartbeats))
    return beat.at if beat else NEVER


def unwell_now(heartbeats: Heartbeats | None, sign_ins: SignIns | None) -> tuple[Heartbeat, ...]:
    """The unbroken row of unhealthy heartbeats up to the newest one, newest first; empty when the device is well.

    A sign-in of the device after the log had ended makes the row a thing of the past.
    """
    if not heartbeats:
        return ()
    well = last_well(heartbeats)
    row = tuple(beat for beat in heartbeats.items if beat.at > well and not beats_well(beat))
    success, last = last_device_success(sign_ins), newest(row)
    if success and last and success.at > last.at + BEYOND_THE_LOG:
        return ()
    return tuple(sorted(row, key=lambda beat: beat.at, reverse=True))


def latest_beat(heartbeats: Heartbeats | None) -> Heartbeat | None:
    """The newest heartbeat. None where there is none, and where the end of the log is lost and the device was signed in
    before that: whether it still was afterwards, nobody knows.
    """
    beat = newest(heartbeats.items) if heartbeats else None
    return None if beat and heartbeats and heartbeats.cut and lets_in(beat) else beat


def no_beat(heartbeats: Heartbeats) -> str:
    """Why there is no latest heartbeat, as a sentence."""
    if heartbeats.items:
        return "The end of the heartbeats' log is lost, so how the device is now is not known."
    return f"No heartbeat was seen{seen_in(heartbeats)}."


def is_well_now(heartbeats: Heartbeats | None, now: datetime) -> bool:
    """Whether the newest heartbeat is a healthy one, and fresh."""
    beat = latest_beat(heartbeats)
    return beat is not None and beats_well(beat) and is_fresh(beat.at, now)


def open_faults(faults: NetworkFaults | None, sign_ins: SignIns | None,
                heartbeats: Heartbeats | None) -> NetworkFaults | None:
    """The network errors after which nothing got through any more; None when there are none.

    Any answer from Entra to the device, even a refusal, shows that the network works; so does a healthy heartbeat.
    """
    if not faults:
        return None
    answer = newest(answered(sign_ins))
    through = max(answer.at if answer else NEVER, last_well(heartbeats))
    still = tuple(fault for fault in faults.items if fault.at > through)
    return NetworkFaults(still, faults.covers) if still else None


def open_federation_faults(faults: FederationFaults | None, sign_ins: SignIns | None, heartbeats: Heartbeats | None,
                           now: datetime) -> tuple[FederationFault, ...]:
    """The federation errors of the last week after which the device did not get in, newest first."""
    success = last_device_success(sign_ins)
    through = max(success.at if success else NEVER, last_well(heartbeats), now - LOOK_BACK)
    items = (fault for fault in (faults.items if faults else ()) if fault.at > through)
    return tuple(sorted(items, key=lambda fault: fault.at, reverse=True))
