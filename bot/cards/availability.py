"""How rooms have been: the fleet's or a building's availability, and one room's history."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions import Pressable
from bot.availability import Availability, Share, broken_spans, mean_time_to_recover, share_of
from bot.cards.charts import Weeks, fleet_chart, room_chart
from bot.cards.fleet import began, cause_row, look_of_cause, look_of_fleet, more_rooms, standing
from bot.cards.frame import banner, headline, judged, labelled
from bot.cards.help import May, anything
from bot.cards.names import cause_name
from bot.cards.parts import Action, Element, button, card, columns, heading, paragraph, press, quiet, row, run, some
from bot.cards.times import date, days_in_words, hours_in_words, local, moment, span
from bot.cards.wording import HEALTHY, UNDETERMINED, Look
from bot.commands.model import (
    BeginDialog,
    BeginSweep,
    Check,
    ShowFleet,
    ShowHistory,
    ShowReport,
    Watch,
    Which,
)
from bot.fleet import FleetCounts, Outage, RoomState, Standing, Sweep
from bot.turns import Card
from bot.words import _, mark, n_, number_in_words
from checks.model import Cause, Room

MOST_BUILDINGS, MOST_ROOMS, MOST_CAUSES, MOST_OUTAGES = 6, 6, 5, 8
_DIGITS, _HOUR = 2, timedelta(hours=1)
_UNKNOWN = Look(UNDETERMINED.symbol, mark("Not known yet"), "default", "emphasis")


@dataclass(frozen=True, slots=True)
class History:
    """One room's outages that had not ended at ``start``, the newest first, and since when it is ``watched``."""

    room: Room
    outages: tuple[Outage, ...]
    watched: datetime | None
    start: datetime
    end: datetime
    state: RoomState | None = None


def availability_card(found: Availability, counts: FleetCounts, *, building: str = "", last: Sweep | None = None,
                      schedule: str = "", time_zone: str = "", may: May = anything) -> Card:
    """How the rooms have been, all or those of a building. ``counts`` are of the whole fleet, which ``last`` saw; what
    the reader ``may`` not do is not offered.
    """
    told = _available(found.whole, _longest_known(found))
    body = [
        _fleet_banner(counts, building, last, time_zone),
        headline(told, *_recovering(found)),
        *fleet_chart(found.at_once, Weeks(found.start, found.end, time_zone), _chart_told(found, time_zone)),
        *_buildings(found), *_rooms_of(found),
        *_causes(found),
        quiet(how_often(schedule), spacing="medium"),
    ]
    return card(body, _ways_on(found, building, may, swept=last is not None), fallback=told)


def _ways_on(found: Availability, building: str, may: May, *, swept: bool) -> list[Action]:
    watching: tuple[str, Pressable] = (_("Watch this building"), Watch(Which(building=building))) if building else \
        (_("Watch rooms"), BeginDialog("watch_rooms"))
    ways: list[tuple[str, Pressable]] = [
        (_("Sweep now"), BeginSweep()),
        *([(_("As CSV"), ShowFleet(building, as_file=True))] if found.rooms else []),
        *([(_("The whole fleet"), ShowFleet())] if building else []),
        watching,
    ]
    return [button(title, way, primary=not swept and way == BeginSweep()) for title, way in ways if may(way)]


def _longest_known(found: Availability) -> str:
    """The window, or as much of it as anything is known of."""
    known, window = max((each.share.known for each in found.rooms), default=timedelta()), found.end - found.start
    return span(known) if known < window else days_in_words(max(window.days, 1))


def how_often(schedule: str) -> str:
    """When every room is looked at."""
    if not schedule:
        return _("Rooms are looked at only when somebody writes {sweep}: no schedule is set.", sweep="sweep")
    # For translators: {schedule} is such as "every 30 minutes"; {sweep} is what people type.
    return _("Every room is looked at {schedule}, and when somebody writes {sweep}.", schedule=schedule, sweep="sweep")


def _fleet_banner(counts: FleetCounts, building: str, last: Sweep | None, time_zone: str) -> Element:
    if last is None:
        return banner(_UNKNOWN, building or _("No sweep has looked at the rooms yet"))
    seen = _("Last sweep {moment}", moment=moment(last.created_at, time_zone))
    if building:
        return banner(Look("", mark("A building"), "accent", "emphasis"), building, seen)
    return banner(look_of_fleet(counts), standing(counts), seen)


def _available(share: Share, days: str) -> str:
    if share.available is None:
        return _("How available the rooms were is not known yet: no sweep has judged them long enough.")
    available = percent(share.available)
    if not share.outages:
        # For translators: {percent} is such as "99.93 %", {days} such as "30 days".
        return _("{percent} available over the last {days}, without any outage", percent=available, days=days)
    return n_("{percent} available over the last {days}, {n} outage",
              "{percent} available over the last {days}, {n} outages", share.outages, percent=available, days=days)


def percent(part: float) -> str:
    """``99.93 %``; never 100 when it is less, and never 0 when it is more."""
    told = 100 * part if part in {0, 1} else min(max(round(100 * part, _DIGITS), 0.01), 99.99)
    return f"{number_in_words(told, _DIGITS)} %"


def _recovering(found: Availability) -> list[Element]:
    known = quiet(_("Counted from when each room was first judged: {hours} of {rooms} together. While nothing could be "
                    "seen, a room counts as it stood before.", hours=_hours(found.whole.known), rooms=_rooms(found)))
    if found.to_recover is None:
        return [known] if found.whole.known else []
    return [labelled(_("Mean time to recover:"), span(found.to_recover)), known]


def _hours(known: timedelta) -> str:
    return hours_in_words(round(known / _HOUR)) if known >= _HOUR else _("less than an hour")


def _rooms(found: Availability) -> str:
    return n_("{n} room", "{n} rooms", sum(bool(each.share.known) for each in found.rooms))


def _chart_told(found: Availability, time_zone: str) -> str:
    known = [(broken, place) for place, broken in enumerate(found.at_once) if broken is not None]
    if not known:
        return _("Nothing is known of this time.")
    most, place = max(known)
    worst = found.start + place * (found.end - found.start) / len(found.at_once)
    mean = sum(broken for broken, _ in known) / len(known)
    return _("How many rooms were broken at once, day by day: {mean} on average, at most {most} on {day}.",
             mean=number_in_words(mean, 1), most=number_in_words(most, 1), day=date(local(worst, time_zone)))


_Shown = tuple[str, str, Share, ShowFleet | ShowHistory]


def _buildings(found: Availability) -> list[Element]:
    shares = [(name, "", share, ShowFleet(name)) for name, share in found.buildings]
    return _shares(_("Buildings"), shares, MOST_BUILDINGS,
                   lambda left: n_("and {n} more building", "and {n} more buildings", left))


def _rooms_of(found: Availability) -> list[Element]:
    shares = [(each.room.label, each.building, each.share, ShowHistory(each.room.address))
              for each in found.rooms if each.share.outages]
    return _shares(_("Least available rooms"), shares, MOST_ROOMS, more_rooms)


def _shares(title: str, shares: Sequence[_Shown], most: int, more: Callable[[int], str]) -> list[Element]:
    rows = [_share_row(*each) for each in shares]
    return [heading(title), *some(rows, most, more)] if rows else []


def _share_row(name: str, where: str, share: Share, opened: ShowFleet | ShowHistory) -> Element:
    told = percent(share.available) if share.available is not None else _("not known")
    outages = quiet(", ".join(filter(None, (n_("{n} outage", "{n} outages", share.outages), where))))
    return columns(("stretch", [paragraph(run(name, bold=True), spacing="none"), outages]),
                   ("auto", [paragraph(run(f"{told}  "), run("→", colour="accent"), spacing="none")]),
                   press=press(_("Open: {name}", name=name), opened))


def _causes(found: Availability) -> list[Element]:
    rows = [cause_row(cause, number) for cause, number in found.causes]
    shown = some(rows, MOST_CAUSES, lambda left: n_("and {n} more cause", "and {n} more causes", left))
    return [heading(_("Most frequent causes of outages")), *shown] if rows else []


def history_card(history: History, *, time_zone: str = "", watching: bool = False) -> Card:
    """When a room was broken, of what and for how long. ``watching`` is whether this conversation watches it."""
    days = days_in_words(max((history.end - history.start).days, 1))
    told = _told(history, days)
    since = history.watched or history.end
    spans = broken_spans(history.outages, since, history.start, history.end)
    chart = room_chart(spans, since, Weeks(history.start, history.end, time_zone), told) if since < history.end else []
    rows = [_outage_row(each, history, time_zone) for each in history.outages]
    body = [
        _room_banner(history, time_zone), headline(told, *_recovered_in(history)), *chart,
        *([heading(_("Outages")), *some(rows, MOST_OUTAGES, _more_outages)] if rows else []),
    ]
    address = history.room.address
    actions = [button(_("Check now"), Check((address,)), primary=True), button(_("Last report"), ShowReport(address)),
               *([button(_("As CSV"), ShowHistory(address, as_file=True))] if history.watched else []),
               *([] if watching else [button(_("Watch"), Watch(Which((address,))))])]
    return card(body, actions, fallback=f"{history.room.label}: {told}")


def _more_outages(left: int) -> str:
    return n_("and {n} more outage", "and {n} more outages", left)


def _room_banner(history: History, time_zone: str) -> Element:
    room, state = history.room, history.state
    address = room.address if room.label != room.address else ""
    if state is None or state.now.standing is Standing.UNKNOWN:
        return banner(_UNKNOWN, room.label, address)
    well = state.now.standing is Standing.WELL
    look = HEALTHY if well else Look(look_of_cause(state.now.cause).symbol, mark("Broken"), "attention", "attention")
    stands = _("Working") if well else cause_name(state.now.cause)
    since = f"{stands}{began(state, time_zone)}" if state.now_since else ""
    return banner(look, room.label, address, since, judged(state.judged_at, time_zone) if state.judged_at else "")


def _told(history: History, days: str) -> str:
    """The room's availability in one sentence."""
    if history.watched is None:
        return _("No sweep could judge this room yet, so that nothing is known of its past.")
    share = share_of(history.outages, history.watched, history.start, history.end)
    return _available(share, days if history.watched <= history.start else span(history.end - history.watched))


def _recovered_in(history: History) -> list[Element]:
    mean = mean_time_to_recover(history.outages, history.start, history.end)
    return [labelled(_("Mean time to recover:"), span(mean))] if mean is not None else []


def _outage_row(outage: Outage, history: History, time_zone: str) -> Element:
    """When it was. It may have begun before the room was first looked at: then it was at least so long."""
    causes = one_after_another(outage.causes)
    symbol = look_of_cause(outage.causes[-1]).mark if not outage.ended and outage.causes else run("○", subtle=True)
    return row(symbol, paragraph(run(causes or _("Cause not kept"), bold=True), spacing="none"),
               quiet(_when(outage, history, time_zone)))


def one_after_another(causes: Sequence[Cause]) -> str:
    """The causes that an outage has had, the first one first."""
    # For translators: between causes of one outage that followed upon each other.
    return _(", then ").join(map(cause_name, causes))


def _when(outage: Outage, history: History, time_zone: str) -> str:
    unseen = history.watched is not None and outage.began <= history.watched
    said = {"start": moment(outage.began, time_zone), "span": span((outage.ended or history.end) - outage.began)}
    if outage.ended is None:
        return _("At least from {start} and still is, for {span} or longer", **said) if unseen else \
            _("From {start} and still is, for {span}", **said)
    said["end"] = moment(outage.ended, time_zone)
    return _("At least from {start} until {end}, for {span} or longer", **said) if unseen else \
        _("From {start} until {end}, for {span}", **said)
