"""How rooms have been: the fleet's or a building's availability, and one room's history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.availability import Availability, Share, broken_spans, mean_time_to_recover, share_of
from bot.cards.charts import Weeks, fleet_chart, room_chart
from bot.cards.fleet import began, cause_row, look_of_cause, look_of_fleet, standing
from bot.cards.frame import banner, headline
from bot.cards.languages import ENGLISH
from bot.cards.parts import Element, button, card, columns, heading, paragraph, press, quiet, row, run, some
from bot.cards.text import count
from bot.cards.times import date, local, moment, span
from bot.cards.wording import HEALTHY, UNDETERMINED, Look
from bot.commands.model import BeginDialog, BeginSweep, Check, ShowFleet, ShowHistory, ShowReport, Watch, Which
from bot.fleet import FleetCounts, Outage, RoomState, Standing, Sweep
from bot.turns import Card
from checks.model import Room

MOST_BUILDINGS, MOST_ROOMS, MOST_CAUSES, MOST_OUTAGES = 6, 6, 5, 8
_DIGITS, _HOUR = 2, timedelta(hours=1)
_UNKNOWN = Look(UNDETERMINED.symbol, "Not known yet", "default", "emphasis")


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
                      schedule: str = "", time_zone: str = "") -> Card:
    """How the rooms have been, all or those of a building. ``counts`` are of the whole fleet, which ``last`` saw."""
    told = _available(found.whole, _longest_known(found))
    body = [
        _fleet_banner(counts, building, last, time_zone),
        headline(told, *_recovering(found)),
        *fleet_chart(found.at_once, Weeks(found.start, found.end, time_zone), _chart_told(found, time_zone)),
        *_shares("Buildings", [(name, "", share, ShowFleet(name)) for name, share in found.buildings], MOST_BUILDINGS,
                 "building"),
        *_shares("Least available rooms", [(each.room.label, each.building, each.share, ShowHistory(each.room.address))
                                           for each in found.rooms if each.share.outages], MOST_ROOMS, "room"),
        *_causes(found),
        quiet(how_often(schedule), spacing="medium"),
    ]
    actions = [button("Sweep now", BeginSweep(), primary=last is None),
               *([button("As CSV", ShowFleet(building, as_file=True))] if found.rooms else []),
               *([button("The whole fleet", ShowFleet())] if building else []),
               button("Watch this building", Watch(Which(building=building))) if building else
               button("Watch rooms", BeginDialog("watch_rooms"))]
    return card(body, actions, fallback=told)


def _longest_known(found: Availability) -> str:
    """The window, or as much of it as anything is known of."""
    known, window = max((each.share.known for each in found.rooms), default=timedelta()), found.end - found.start
    return span(known) if known < window else count(max(window.days, 1), "day")


def how_often(schedule: str) -> str:
    """When every room is looked at."""
    if not schedule:
        return "Rooms are looked at only when somebody writes sweep: no schedule is set."
    return f"Every room is looked at {schedule}, and when somebody writes sweep."


def _fleet_banner(counts: FleetCounts, building: str, last: Sweep | None, time_zone: str) -> Element:
    if last is None:
        return banner(_UNKNOWN, building or "No sweep has looked at the rooms yet")
    seen = f"Last sweep {moment(last.created_at, time_zone)}"
    if building:
        return banner(Look("", "A building", "accent", "emphasis"), building, seen)
    return banner(look_of_fleet(counts), standing(counts), seen)


def _available(share: Share, days: str) -> str:
    if share.available is None:
        return "How available the rooms were is not known yet: no sweep has judged them long enough."
    told = f"{percent(share.available)} available over the last {days}"
    return f"{told}, {count(share.outages, 'outage')}" if share.outages else f"{told}, without any outage"


def percent(part: float) -> str:
    """``99.93 %``; never 100 when it is less, and never 0 when it is more."""
    if part in {0, 1}:
        return f"{part:.0%}".replace("%", " %")
    shown = min(max(round(100 * part, _DIGITS), 0.01), 99.99)
    return f"{shown:.{_DIGITS}f} %"


def _recovering(found: Availability) -> list[Element]:
    known = quiet("Counted from when each room was first judged: "
                  f"{_hours(found.whole.known)} of {_rooms(found)} together. While nothing could be seen, a room "
                  "counts as it stood before.")
    if found.to_recover is None:
        return [known] if found.whole.known else []
    return [paragraph(run("Mean time to recover: ", bold=True), span(found.to_recover)), known]


def _hours(known: timedelta) -> str:
    return count(round(known / _HOUR), "hour") if known >= _HOUR else "less than an hour"


def _rooms(found: Availability) -> str:
    return count(sum(bool(each.share.known) for each in found.rooms), "room")


def _chart_told(found: Availability, time_zone: str) -> str:
    known = [(broken, place) for place, broken in enumerate(found.at_once) if broken is not None]
    if not known:
        return "Nothing is known of this time."
    most, place = max(known)
    day = found.start + place * (found.end - found.start) / len(found.at_once)
    mean = sum(broken for broken, _ in known) / len(known)
    return (f"How many rooms were broken at once, day by day: {mean:,.1f} on average, at most {most:,.1f} on "
            f"{date(local(day, time_zone))}.")


_Shown = tuple[str, str, Share, ShowFleet | ShowHistory]


def _shares(title: str, shares: Sequence[_Shown], most: int, noun: str) -> list[Element]:
    rows = [_share_row(*each) for each in shares]
    return [heading(title), *some(rows, most, noun)] if rows else []


def _share_row(name: str, where: str, share: Share, opened: ShowFleet | ShowHistory) -> Element:
    told = percent(share.available) if share.available is not None else "not known"
    outages = quiet(", ".join(filter(None, (count(share.outages, "outage"), where))))
    return columns(("stretch", [paragraph(run(name, bold=True), spacing="none"), outages]),
                   ("auto", [paragraph(run(f"{told}  "), run("→", colour="accent"), spacing="none")]),
                   press=press(f"Open: {name}", opened))


def _causes(found: Availability) -> list[Element]:
    rows = [cause_row(cause, number) for cause, number in found.causes]
    return [heading("Most frequent causes of outages"), *some(rows, MOST_CAUSES, "cause")] if rows else []


def history_card(history: History, *, time_zone: str = "", watching: bool = False) -> Card:
    """When a room was broken, of what and for how long. ``watching`` is whether this conversation watches it."""
    days = count(max((history.end - history.start).days, 1), "day")
    told = _told(history, days)
    since = history.watched or history.end
    spans = broken_spans(history.outages, since, history.start, history.end)
    chart = room_chart(spans, since, Weeks(history.start, history.end, time_zone), told) if since < history.end else []
    rows = [_outage_row(each, history, time_zone) for each in history.outages]
    body = [
        _room_banner(history, time_zone), headline(told, *_recovered_in(history)), *chart,
        *([heading("Outages"), *some(rows, MOST_OUTAGES, "outage")] if rows else []),
    ]
    address = history.room.address
    actions = [button("Check now", Check((address,)), primary=True), button("Last report", ShowReport(address)),
               *([button("As CSV", ShowHistory(address, as_file=True))] if history.watched else []),
               *([] if watching else [button("Watch", Watch(Which((address,))))])]
    return card(body, actions, fallback=f"{history.room.label}: {told}")


def _room_banner(history: History, time_zone: str) -> Element:
    room, state = history.room, history.state
    address = room.address if room.label != room.address else ""
    if state is None or state.now.standing is Standing.UNKNOWN:
        return banner(_UNKNOWN, room.label, address)
    well = state.now.standing is Standing.WELL
    look = HEALTHY if well else Look(look_of_cause(state.now.cause).symbol, "Broken", "attention", "attention")
    since = f"{'Working' if well else ENGLISH.causes[state.now.cause]}{began(state, time_zone)}" \
        if state.now_since else ""
    judged = f"Judged {moment(state.judged_at, time_zone)}" if state.judged_at else ""
    return banner(look, room.label, address, since, judged)


def _told(history: History, days: str) -> str:
    """The room's availability in one sentence."""
    if history.watched is None:
        return "No sweep could judge this room yet, so that nothing is known of its past."
    share = share_of(history.outages, history.watched, history.start, history.end)
    return _available(share, days if history.watched <= history.start else span(history.end - history.watched))


def _recovered_in(history: History) -> list[Element]:
    mean = mean_time_to_recover(history.outages, history.start, history.end)
    return [paragraph(run("Mean time to recover: ", bold=True), span(mean))] if mean is not None else []


def _outage_row(outage: Outage, history: History, time_zone: str) -> Element:
    """When it was. It may have begun before the room was first looked at: then it was at least so long."""
    causes = ", then ".join(ENGLISH.causes[each] for each in outage.causes)
    unseen = history.watched is not None and outage.began <= history.watched
    lasted = span((outage.ended or history.end) - outage.began) + " or longer" * unseen
    until = f"until {moment(outage.ended, time_zone)}, for {lasted}" if outage.ended else f"and still is, for {lasted}"
    mark = look_of_cause(outage.causes[-1]).mark if not outage.ended and outage.causes else run("○", subtle=True)
    return row(mark, paragraph(run(causes or "Cause not kept", bold=True), spacing="none"),
               quiet(f"{'At least from' if unseen else 'From'} {moment(outage.began, time_zone)} {until}"))
