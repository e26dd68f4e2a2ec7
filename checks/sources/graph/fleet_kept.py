"""What the last sweep knew of a room's sign-ins, joined with what is new."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from checks.facts.sign_ins import SignIn, SignIns
from checks.model import Window
from checks.sources.graph.fleet_log import MOST_RECORDS, Seen
from checks.sources.graph.sign_ins import INTERACTIVE, LOOK_BACK, NON_INTERACTIVE, joined

LATE = timedelta(hours=2)
"""How late a record may come (Microsoft Learn, "Microsoft Entra monitoring and health FAQ"): so far back, what was read
before is read again.
"""
_CLOCKS_DIFFER = timedelta(minutes=5)
_LOGS = (INTERACTIVE, NON_INTERACTIVE)


def wanted_since(kept: SignIns | None, now: datetime) -> datetime:
    """From when on the sign-ins have to be read: where the last sweep read both logs, from a little before its end."""
    ends = [_window(kept, source, now) for source in _LOGS]
    known = [window.end for window in ends if window]
    return max(now - LOOK_BACK, min(known) - LATE) if len(known) == len(_LOGS) else now - LOOK_BACK


def with_kept(kept: SignIns | None, seen: Seen, now: datetime) -> SignIns | None:
    """The fact as a check of one room has it, None when no log was read.

    What the last sweep knew of a log counts only where that log was read now, without a hole between.
    """
    before = {source: _window(kept, source, now) for source in seen.windows}
    covers = tuple(_joined(before[source], window, now) for source, window in seen.windows.items())
    if not covers:
        return None
    known = {source for source, window in seen.windows.items() if _goes_on(before[source], window)}
    old = [each for each in (kept.items if kept else ()) if each.cite.source in known]
    new = [each for each in seen.attempts if each.cite.source in seen.windows]
    return _cut(SignIns(joined(each for each in (*new, *old) if each.at >= now - LOOK_BACK - _CLOCKS_DIFFER), covers))


def _window(kept: SignIns | None, source: str, now: datetime) -> Window | None:
    """What was read of a log; None where it was not, or where the clock has been set back since."""
    windows = [window for window in kept.covers if window.source == source] if kept else []
    last = max(windows, key=lambda window: window.end, default=None)
    return last if last and last.end <= now + _CLOCKS_DIFFER else None


def _goes_on(old: Window | None, new: Window) -> bool:
    """Whether nothing lies between what was read before and what was read now."""
    return old is not None and new.start <= old.end


def _joined(old: Window | None, new: Window, now: datetime) -> Window:
    start = min(old.start, new.start) if old and _goes_on(old, new) else new.start
    return replace(new, start=max(start, now - LOOK_BACK))


def _cut(known: SignIns) -> SignIns:
    """The newest records. Of older ones each application's last success and last refusals stay: one must not seem open,
    nor the other healed, because what came after it was left out.
    """
    if len(known.items) <= MOST_RECORDS:
        return known
    newest = known.items[:MOST_RECORDS]
    begins = newest[-1].at
    covers = tuple(replace(window, start=max(window.start, begins)) for window in known.covers)
    return SignIns((*newest, *_last_of_each(known.items[MOST_RECORDS:], newest)), covers)


def _last_of_each(older: Iterable[SignIn], newest: Iterable[SignIn]) -> tuple[SignIn, ...]:
    told = {_about(each) for each in newest}
    last: dict[tuple[object, ...], SignIn] = {}
    for each in older:
        if _about(each) not in told:
            last.setdefault(_about(each), each)
    return tuple(last.values())


def _about(attempt: SignIn) -> tuple[object, ...]:
    return attempt.app_key, attempt.origin, attempt.code
