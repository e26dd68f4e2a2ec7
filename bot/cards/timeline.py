"""The device's timeline on a report: a sentence, a picture with its days below it, and its codes with their meaning."""

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from bot.cards.hours import HOUR, CodeSeen, Hours, codes_seen, hours_of
from bot.cards.parts import Element, columns, container, fold, heading, image, paragraph, quiet, row, run
from bot.cards.picture import SHAPES, picture
from bot.cards.png import png
from bot.cards.times import brief, day, later, local, moment, period, span
from bot.words import _, mark, n_
from checks.history import Condition, History, Stretch

MOST_PICTURE_BYTES = 12_000
"""Of a picture as a data URI; no larger one is shown."""
_LEAST_SHARE = 0.12
"""A day with less of the picture's width has no room for its name."""
_BARS = {Condition.WELL: mark("▂ well"), Condition.PARTLY: mark("▅ partly well"),
         Condition.UNWELL: mark("█ unwell"), Condition.SILENT: mark("┄ silent")}

_HOURS: Mapping[Condition, Callable[[int], str]] = {
    Condition.WELL: lambda number: n_("{n} hour well", "{n} hours well", number),
    Condition.PARTLY: lambda number: n_("{n} hour partly well", "{n} hours partly well", number),
    Condition.UNWELL: lambda number: n_("{n} hour unwell", "{n} hours unwell", number),
    Condition.SILENT: lambda number: n_("{n} hour silent", "{n} hours silent", number),
}


def timeline(history: History | None, time_zone: str) -> list[Element]:
    """What the device's logs say of its last days: open when there was trouble, else behind its one sentence."""
    if history is None or not (history.stretches or history.marks):
        return []
    sentence, hours, codes = told(history, time_zone), hours_of(history), codes_seen(history)
    shown = [*_pictured(history, hours, codes, time_zone), *_named(codes, time_zone)]
    if history.first_bad is None:
        return [fold("timeline", sentence, *shown)]
    return [heading(_("When the device was well")), paragraph(run(sentence, small=True), spacing="none"), *shown]


def told(history: History, time_zone: str) -> str:
    """When it was well and when not, in words."""
    first, last = history.first_bad, history.last_bad
    if not history.has_heartbeats:
        return _("The zip holds no heartbeat, so when the room was well is not known.")
    if first is None or last is None:
        said = _never_unwell(history, time_zone)
    elif history.recovered:
        said = _("{unwell}; well again after that.", unwell=_unwell(first, last, time_zone))
    elif history.last_good and history.last_good > last:
        said = _("{unwell}; well again, but only briefly so far.", unwell=_unwell(first, last, time_zone))
    else:
        said = _unwell_since(first, last, history.last_good, time_zone)
    return f"{said}{_silent_at_last(history, time_zone)}{_lost(history)}"


def _unwell(first: datetime, last: datetime, time_zone: str) -> str:
    if first == last:
        return _("Unwell at one heartbeat, {moment}", moment=moment(first, time_zone))
    return _("Unwell for {span}, {period}", span=span(last - first), period=period(first, last, time_zone))


def _unwell_since(first: datetime, last: datetime, good: datetime | None, time_zone: str) -> str:
    said = {"start": moment(first, time_zone), "newest": later(last, first, time_zone),
            "well": later(good, first, time_zone) if good else ""}
    if last > first:
        return _("Unwell since {start}, up to the newest heartbeat, {newest}; last well {well}.", **said) if good else \
            _("Unwell since {start}, up to the newest heartbeat, {newest}; the log shows it at no time well.", **said)
    return _("Unwell since {start}; last well {well}.", **said) if good else \
        _("Unwell since {start}; the log shows it at no time well.", **said)


def _never_unwell(history: History, time_zone: str) -> str:
    if not history.stretches:
        return _("The heartbeat log shows no heartbeat.")
    within = period(history.stretches[0].start, history.stretches[-1].end, time_zone)
    if history.last_good is None:
        return _("No heartbeat, {period}.", period=within)
    silences = [each for each in history.stretches if each.condition is Condition.SILENT]
    silent = sum(((each.end - each.start) for each in silences), timedelta(0))
    if not silences:
        return _("Well at every heartbeat, {period}.", period=within)
    return _("Well at every heartbeat, {period}. It was silent for {span} of that time.", period=within,
             span=span(silent))


def _silent_at_last(history: History, time_zone: str) -> str:
    newest: Stretch | None = history.stretches[-1] if history.stretches else None
    if not newest or newest.condition is not Condition.SILENT or len(history.stretches) == 1:
        return ""
    silent = _("No heartbeat since {moment}.", moment=moment(newest.start, time_zone))
    return f" {silent}"


def _lost(history: History) -> str:
    lost = _("Records of the heartbeat log are lost, so that an empty hour shows nothing.")
    return f" {lost}" if history.is_damaged else ""


def _pictured(history: History, hours: Hours, codes: Sequence[CodeSeen], time_zone: str) -> list[Element]:
    """The picture, its days and what its bars mean: one group, since none of it says anything without the others."""
    midnights = _midnights(hours, time_zone)
    url = data_uri(png(picture(hours, codes, midnights)))
    if not url:
        return []
    seen = ", ".join(_(name) for each, name in _BARS.items() if each in hours.conditions)
    bars = _("Each bar is an hour: {bars}.", bars=seen) if seen else ""
    since = "" if hours.start <= history.begins else \
        _("The logs begin on {moment}.", moment=moment(history.begins, time_zone))
    legend = [quiet(" ".join(filter(None, (bars, since))))] if bars or since else []
    return [container(image(url, in_words(history, hours, codes, time_zone)), _days(hours, midnights, time_zone),
                      *legend, spacing="small")]


def data_uri(picture_: bytes) -> str:
    """The PNG as a card can carry it; empty where it is too large for one."""
    uri = f"data:image/png;base64,{base64.b64encode(picture_).decode()}"
    return uri if len(uri) <= MOST_PICTURE_BYTES else ""


def in_words(history: History, hours: Hours, codes: Sequence[CodeSeen], time_zone: str,
             most_codes: int = len(SHAPES)) -> str:
    """All that the picture shows, for those who cannot see it."""
    sums = [(each, hours.conditions.count(each)) for each in Condition]
    seen = ", ".join(_HOURS[each](number) for each, number in sums if number)
    within = period(max(hours.start, history.begins), history.ends, time_zone)
    shown = _("In {period}: {hours}.", period=within, hours=seen) if seen else _("Shown: {period}.", period=within)
    named = [f"{code.name} ({code.meaning}): {_times(code, time_zone)}." for code in codes[:most_codes]]
    return " ".join([told(history, time_zone), shown, *named])


def _named(codes: Sequence[CodeSeen], time_zone: str) -> list[Element]:
    """The codes with the shape of their marks. What has no shape is counted."""
    rows = [row(run(shape, colour="accent"), quiet(f"{seen.name}: {seen.meaning}; {_times(seen, time_zone)}"))
            for shape, seen in zip(SHAPES, codes, strict=False)]
    left = len(codes) - len(rows)
    return [*rows, quiet(n_("and {n} more code", "and {n} more codes", left), spacing="small")] if left > 0 else rows


def _times(seen: CodeSeen, time_zone: str) -> str:
    at = brief(seen.last, time_zone)
    return n_("once on {moment}", "{n} times, the last on {moment}", seen.count, moment=at)


def _midnights(hours: Hours, time_zone: str) -> list[int]:
    """Before which of the hours the reader's day changes. The hours are whole in UTC, so it may be half an hour off."""
    days = [_local(hours, place, time_zone).date() for place in range(len(hours.conditions))]
    return [place for place, (before, after) in enumerate(pairwise(days), start=1) if before != after]


def _days(hours: Hours, midnights: Sequence[int], time_zone: str) -> Element:
    """The days' names, each as wide as its day is in the picture."""
    total = len(hours.conditions)
    edges = [0, *midnights, total]
    named = [day(_local(hours, first, time_zone)) if last - first >= _LEAST_SHARE * total else ""
             for first, last in pairwise(edges)]
    made = [(last - first, [quiet(name)] if name else [])
            for name, (first, last) in zip(named, pairwise(edges), strict=True)]
    return columns(*made, spacing="none", apart="none")


def _local(hours: Hours, place: int, time_zone: str) -> datetime:
    return local(hours.start + place * HOUR, time_zone)
