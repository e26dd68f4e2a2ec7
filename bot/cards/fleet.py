"""A sweep's card: how far it is, and what it found."""

from collections.abc import Sequence
from datetime import timedelta

from bot.cards.frame import banner, bar, first_thing, headline
from bot.cards.names import cause_name, change_name
from bot.cards.parts import (
    MARK,
    Action,
    Element,
    button,
    card,
    columns,
    container,
    heading,
    paragraph,
    press,
    quiet,
    row,
    run,
    some,
)
from bot.cards.retold import retold
from bot.cards.times import moment, span
from bot.cards.wording import FAULT, HEALTHY, PROBLEM, RUNNING, UNDETERMINED, Look
from bot.commands.model import BeginDialog, BeginSweep, OpenReport, ShowFleet
from bot.fleet import Alert, Change, FleetCounts, RoomState, Sweep, SweepState
from bot.turns import Card
from bot.words import _, mark, n_, number_in_words
from checks.model import Cause

_SECOND = timedelta(seconds=1)
MOST_WORST, MOST_CHANGED, MOST_CAUSES = 8, 6, 16
_FINE = frozenset({Cause.HEALTHY, Cause.RECOVERED})
_SWEEPING = Look(RUNNING.symbol, mark("Looking at every room"), RUNNING.colour, RUNNING.style)
_MISSED = Look("○", mark("Not looked"), "default", "emphasis")
_SYMBOLS = {Change.RECOVERED: HEALTHY, Change.FLAPPING: Look("▲", "", "warning")}


_TITLES = {SweepState.DONE: mark("Rooms by cause"), SweepState.LOOKING: mark("The fleet so far")}
_AS_LAST_SEEN = mark("The fleet as last seen")


def fleet_card(sweep: Sweep, counts: FleetCounts, *, time_zone: str = "") -> Card:
    """The sweep as it stands, with the fleet as it stands."""
    body = [_banner(sweep, counts, time_zone), *_outcome(sweep), *_causes(sweep, counts),
            *_worst(counts, time_zone), *_changed(sweep, counts.changed)]
    return card(body, _actions(sweep), fallback=fleet_summary(sweep, counts))


def fleet_summary(sweep: Sweep, counts: FleetCounts) -> str:
    """What a notification shows of the card."""
    match sweep.state:
        case SweepState.FAILED:
            failed = _("The sweep failed.")
            return f"{failed} {retold(sweep.fault)}".strip()
        case SweepState.MISSED:
            return _("A sweep was due while another one was under way.")
        case SweepState.DONE:
            return standing(counts)
        case _:
            return _how_far(sweep)


def standing(counts: FleetCounts) -> str:
    """How many of the fleet's rooms need attention."""
    bad, total = in_trouble(counts), counts.total
    if not total:
        return _("No room was found")
    if bad:
        return n_("{n} of {rooms} needs attention", "{n} of {rooms} need attention", bad, rooms=rooms_in_words(total))
    unknown = dict(counts.by_cause).get(Cause.UNDETERMINED, 0)
    if unknown:
        return _("No room is known to fail; of {n} it could not be told", n=number_in_words(unknown))
    return n_("The only room is well", "All {n} rooms are well", total)


def rooms_in_words(number: int) -> str:
    return n_("{n} room", "{n} rooms", number)


def in_trouble(counts: FleetCounts) -> int:
    """How many rooms have a cause that stops them."""
    return sum(number for cause, number in counts.by_cause if cause not in _FINE and cause is not Cause.UNDETERMINED)


def look_of_fleet(counts: FleetCounts) -> Look:
    if in_trouble(counts):
        return PROBLEM
    return UNDETERMINED if dict(counts.by_cause).get(Cause.UNDETERMINED) or not counts.total else HEALTHY


def look_of_cause(cause: Cause) -> Look:
    if cause in _FINE:
        return HEALTHY
    return UNDETERMINED if cause is Cause.UNDETERMINED else PROBLEM


def _banner(sweep: Sweep, counts: FleetCounts, time_zone: str) -> Element:
    at = moment(sweep.created_at, time_zone)
    begun = _("Asked for {moment}", moment=at) if sweep.conversation else _("Begun {moment}", moment=at)
    match sweep.state:
        case SweepState.FAILED:
            return banner(FAULT, _("The sweep failed"), begun)
        case SweepState.MISSED:
            return banner(_MISSED, _("Another sweep was under way"), begun)
        case SweepState.DONE:
            return banner(look_of_fleet(counts), standing(counts), begun, _effort(sweep))
        case _:
            return banner(_SWEEPING, _how_far(sweep), begun)


def _effort(sweep: Sweep) -> str:
    """What the sweep took."""
    lasted = sweep.ended_at - sweep.created_at if sweep.ended_at else None
    took = "" if lasted is None else _("Took less than a second") if lasted < _SECOND else \
        _("Took {span}", span=span(lasted))
    asked = n_("{n} request to Microsoft Graph", "{n} requests to Microsoft Graph", sweep.requests) \
        if sweep.requests else ""
    return ", ".join(filter(None, (took, asked)))


def _how_far(sweep: Sweep) -> str:
    if not sweep.rooms:
        return _("Finding the rooms")
    # For translators: {n} is how many, {rooms} is such as "12 rooms", here and in what needs attention.
    return _("{n} of {rooms} looked at", n=number_in_words(sweep.looked_at), rooms=rooms_in_words(sweep.rooms))


def _outcome(sweep: Sweep) -> list[Element]:
    """How far it is, or what it could not do."""
    if sweep.state is SweepState.FAILED:
        remedy = paragraph(_("Sweep again in a few minutes. If it fails again, an administrator can write {doctor} to "
                             "see what is missing.", doctor="doctor"), spacing="none")
        return [headline(retold(sweep.fault) or _("It could not be told why.")),
                first_thing(_("What to do"), remedy)]
    if sweep.state is SweepState.MISSED:
        return [headline(_("It looked at nothing; the next one will."))]
    if sweep.state is SweepState.DONE:
        return [quiet(_("Not seen: {what}", what=retold(sweep.fault)), spacing="medium")] if sweep.fault else []
    told = quiet(_("The rooms are counted here as they are looked at."), spacing="small")
    return [container(bar(sweep.looked_at, sweep.rooms), told)]


def _causes(sweep: Sweep, counts: FleetCounts) -> list[Element]:
    """Rooms by cause, the bad ones first."""
    ranked = sorted(counts.by_cause, key=lambda each: (each[0] in _FINE, each[0] is Cause.UNDETERMINED, -each[1]))
    rows = [cause_row(cause, number) for cause, number in ranked if number]
    title = _TITLES.get(sweep.state, _AS_LAST_SEEN)
    return [heading(_(title)), *rows] if rows else []


def cause_row(cause: Cause, number: int) -> Element:
    look = look_of_cause(cause)
    name = paragraph(run(cause_name(cause)), spacing="none")
    return columns((MARK, [paragraph(look.mark, spacing="none")]), ("stretch", [name]),
                   ("auto", [paragraph(run(number_in_words(number), bold=True), spacing="none")]))


def _worst(counts: FleetCounts, time_zone: str) -> list[Element]:
    rows = [room_row(each, time_zone) for each in counts.worst[:MOST_WORST]]
    broken = sum(number for cause, number in counts.by_cause if cause not in (*_FINE, Cause.UNDETERMINED))
    left = broken - len(rows)
    more = [quiet(n_("and {n} more room: {button} names them all", "and {n} more rooms: {button} names them all", left,
                     button=_("As CSV")))] if rows and left > 0 else []
    return [heading(_("The worst rooms")), *rows, *more] if rows else []


def more_rooms(left: int) -> str:
    return n_("and {n} more room", "and {n} more rooms", left)


def room_row(state: RoomState, time_zone: str) -> Element:
    """A room, of what and since when; pressed it opens its report."""
    since = began(state, time_zone)
    where = f"; {state.building}" if state.building else ""
    opened = press(_("Report: {room}", room=state.room.label), OpenReport(state.report)) if state.report else None
    return row(look_of_cause(state.now.cause).mark, paragraph(run(state.room.label, bold=True), spacing="none"),
               quiet(f"{cause_name(state.now.cause)}{since}{where}"), press=opened)


def began(state: RoomState, time_zone: str) -> str:
    """Since when it stands so, behind what is said of it; empty where that is not known."""
    if state.now_since is None:
        return ""
    at = moment(state.now_since, time_zone)
    # For translators: behind the name of a cause.
    return _(", at least since {moment}", moment=at) if state.at_least else _(", since {moment}", moment=at)


def _changed(sweep: Sweep, changed: Sequence[Alert]) -> list[Element]:
    """What is otherwise than in the sweep before."""
    if sweep.state is not SweepState.DONE:
        return []
    title = heading(_("Since the last sweep"))
    if not changed:
        return [title, quiet(_("Nothing has changed."))]
    return [title, *some([_change(each) for each in changed], MOST_CHANGED,
                         lambda left: n_("and {n} more change", "and {n} more changes", left))]


def _change(alert: Alert) -> Element:
    look = _SYMBOLS.get(alert.change, PROBLEM)
    cause = alert.before.cause if alert.change is Change.RECOVERED else alert.after.cause
    told = f"{change_name(alert.change)}: {cause_name(cause)}"
    return row(look.mark, paragraph(run(alert.room.label, bold=True), run(f"  {told}", small=True), spacing="none"))


def _actions(sweep: Sweep) -> list[Action | None]:
    if sweep.state in (SweepState.QUEUED, SweepState.LOOKING):
        return []
    return [button(_("Sweep again"), BeginSweep(), primary=sweep.state is SweepState.FAILED),
            button(_("Availability"), ShowFleet()), button(_("As CSV"), ShowFleet(as_file=True)),
            button(_("Watch rooms"), BeginDialog("watch_rooms"))]
