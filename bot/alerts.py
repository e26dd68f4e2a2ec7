"""What is told of a room, when and to whom: from two reports to a transition. Nothing here asks or sends anything."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.fleet import (
    NOT_KNOWN,
    Alert,
    Change,
    Extent,
    Quiet,
    RoomState,
    Sight,
    Standing,
    Subscription,
)
from checks.model import Cause, Confidence, Finding, GapReason, Report, Severity, Status

SEVERITIES = tuple(Severity)
"""From the least to the worst."""
_WELL = frozenset({Cause.HEALTHY, Cause.RECOVERED})
_NOBODY_ASKED = frozenset({GapReason.NOT_REQUESTED, GapReason.NOT_OFFERED})
_DAY = timedelta(days=1)
_ROW_LASTS = timedelta(days=8)
"""How far two reports may lie apart to be in a row; so that of a weekly sweep they are."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When a change counts, and when it is told.

    ``confirm`` reports in a row make a change. After ``most_flips`` changes within a day a room's single changes are
    not told until it has stood still for ``calm``.
    """

    confirm: int = 2
    most_flips: int = 4
    calm: timedelta = timedelta(hours=2)


def sight_of(report: Report, before: Sight = NOT_KNOWN) -> Sight:
    """How the report's room stands. ``before`` is what holds so far.

    A cause that is only suggested is not known well enough to call anybody. Nor is a room well again while a check that
    showed it broken could not be judged.
    """
    diagnosis = report.diagnosis
    found = {finding.id: finding for finding in report.findings}
    if diagnosis.cause in _WELL:
        unjudged = before.standing is Standing.BROKEN and any(_unjudged(found.get(each)) for each in before.behind)
        return NOT_KNOWN if unjudged else Sight(Standing.WELL, diagnosis.cause)
    if diagnosis.cause is Cause.UNDETERMINED or diagnosis.confidence is Confidence.LOW:
        return NOT_KNOWN
    behind = [found[each] for each in diagnosis.findings if each in found]
    return Sight(Standing.BROKEN, diagnosis.cause, _worst(behind), tuple(finding.id for finding in behind))


def _unjudged(finding: Finding | None) -> bool:
    """Whether a check wanted to be judged and could not be."""
    if finding is None or finding.status is Status.ERROR:
        return True
    return finding.status is Status.SKIPPED and any(gap.reason not in _NOBODY_ASKED for gap in finding.gaps)


def _worst(findings: Iterable[Finding]) -> Severity:
    return max((finding.severity for finding in findings), key=SEVERITIES.index, default=Severity.MEDIUM)


def observed(state: RoomState, sight: Sight, at: datetime, rule: Rule) -> tuple[RoomState, Change | None]:
    """The room's state after one more report, and what of it is to be told.

    What is not known neither makes a change nor breaks a row of reports, unless nothing was known for long. The
    state's ``outage`` and ``episode`` are left to whoever keeps them.
    """
    if sight.standing is Standing.UNKNOWN:
        return replace(state, judged_at=at), None
    recent = state.newest_at is not None and at - state.newest_at <= _ROW_LASTS
    again = recent and _kind(state, state.newest) == _kind(state, sight)
    state = replace(state, newest=sight, newest_at=at, streak=state.streak + 1 if again else 1,
                    first=state.first if again else at, judged_at=at)
    if state.streak < rule.confirm:
        return state, None
    return _told(_settled(state, sight, at), at, rule)


def _kind(state: RoomState, sight: Sight) -> tuple[object, ...]:
    """What has to be said again to count: of a change of standing that alone, else the cause and how bad it is."""
    if sight.standing is not state.seen.standing or sight.standing is Standing.WELL:
        return (sight.standing,)
    return (sight.standing, sight.cause, sight.severity)


def _settled(state: RoomState, sight: Sight, at: datetime) -> RoomState:
    """The state with what has now been said often enough."""
    before, flips = state.seen, tuple(flip for flip in state.flips if at - flip < _DAY)
    turned = before.standing is not Standing.UNKNOWN and _kind(state, before) != _kind(state, sight)
    flips = (*flips, at) if turned else flips
    if sight.standing is before.standing:
        return replace(state, seen=sight, flips=flips)
    return replace(state, seen=sight, since=state.first or at, flips=flips)


def _told(state: RoomState, at: datetime, rule: Rule) -> tuple[RoomState, Change | None]:
    if state.muted and state.flips and at - state.flips[-1] < rule.calm:
        return state, None
    broken = state.seen.standing is Standing.BROKEN
    change = (Change.BROKE if broken else Change.RECOVERED) if state.muted else _change(state.told, state.seen)
    if change and len(state.flips) > rule.most_flips and not state.muted:
        last = state.seen if broken else state.told
        return replace(state, muted=True, told=replace(last, standing=Standing.UNKNOWN)), Change.FLAPPING
    return replace(state, muted=False, told=state.seen), change


def _change(before: Sight, after: Sight) -> Change | None:
    if after.standing is Standing.WELL:
        return Change.RECOVERED if before.standing is Standing.BROKEN else None
    if before.standing is not Standing.BROKEN:
        return Change.BROKE
    if SEVERITIES.index(after.severity) > SEVERITIES.index(before.severity):
        return Change.WORSE
    return Change.CAUSE_CHANGED if after.cause is not before.cause else None


def concerns(subscription: Subscription, alert: Alert) -> bool:
    """Whether the conversation wants to be told. A recovery counts however little was wrong with the room at last."""
    if subscription.disabled or not (alert.change is Change.RECOVERED or _severe_enough(subscription, alert)):
        return False
    match subscription.extent:
        case Extent.ALL:
            return True
        case Extent.ROOM:
            return subscription.target == alert.room.address
        case Extent.BUILDING:
            return subscription.target.casefold() == alert.building.casefold()


def _severe_enough(subscription: Subscription, alert: Alert) -> bool:
    """Whether what is or was wrong is; that it is less bad now is worth telling where the worse was told."""
    severity = max(alert.before.severity, alert.after.severity, key=SEVERITIES.index)
    return SEVERITIES.index(severity) >= SEVERITIES.index(subscription.least)


def quiet_until(quiet: Quiet | None, at: datetime) -> datetime | None:
    """When the quiet hours that ``at`` lies in end; None when it lies in none."""
    if quiet is None or quiet.start == quiet.end:
        return None
    here = at.astimezone(ZoneInfo(quiet.time_zone))
    now, over_midnight = here.time(), quiet.end < quiet.start
    inside = (now >= quiet.start or now < quiet.end) if over_midnight else quiet.start <= now < quiet.end
    if not inside:
        return None
    day = here.date() + (_DAY if over_midnight and now >= quiet.start else timedelta(0))
    return datetime.combine(day, quiet.end, here.tzinfo).astimezone(at.tzinfo)


def bundle_of(alert: Alert, alike: int, from_: int) -> str:
    """The message that an alert goes out with: with all of its kind and cause where they are as many as ``from_``."""
    return f"{alert.sweep}|{alert.change}|{alert.after.cause}" if alike >= from_ else alert.id
