"""A device's whole timeline as an SVG: a row for each day, with its bars, its restarts and its codes by name.

It is a document of its own: times are in UTC, it brings its background for light and dark, and a screen reader is told
all of it in words. Text from the logs is only ever text.
"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from html import escape

from bot.cards.hours import HOUR, CodeSeen, codes_seen, hours_of, spans
from bot.cards.text import count, plain
from bot.cards.timeline import in_words, told
from bot.cards.times import brief, moment, period
from checks.history import Condition, History, Mark
from checks.model import Room

MOST_DAYS = 62
"""Rows, the newest days; a device keeps its logs for about a month."""
_DAY = timedelta(days=1)
_LEFT, _HOUR_WIDTH, _MARGIN = 170, 36, 24
_WIDTH = _LEFT + 24 * _HOUR_WIDTH + _MARGIN
_BAR, _LANE, _BETWEEN, _LINE = 42, 16, 20, 20
_HEIGHTS = {Condition.WELL: 14, Condition.PARTLY: 28, Condition.UNWELL: 42}
_WORDS = {Condition.WELL: "well", Condition.PARTLY: "well and unwell by turns", Condition.UNWELL: "unwell",
          Condition.SILENT: "silent, no heartbeat"}
_LONGEST_LINE, _LONGEST_NAME, _LONGEST_CODE = 140, 100, 20
_STYLE = """
.ground{fill:#fff}text{fill:#242424;font:13px system-ui,"Segoe UI",sans-serif}.large{font-size:20px;font-weight:600}
.quiet{fill:#5c5c5c;font-size:12px}.grid{stroke:#d6d6d6}.base{stroke:#767676}.well{fill:#237b4b}.unwell{fill:#c4314b}
.partly{fill:#b85c00}.silent{stroke:#767676;stroke-width:4;stroke-dasharray:6 5}.mark{fill:#5b5fc7;stroke:#5b5fc7}
.restart{fill:#242424}
@media (prefers-color-scheme:dark){.ground{fill:#1f1f1f}text{fill:#fff}.quiet{fill:#c2c2c2}.grid{stroke:#474747}
.base{stroke:#9c9c9c}.well{fill:#5fb878}.unwell{fill:#f4737f}.partly{fill:#e59a3c}.silent{stroke:#9c9c9c}
.mark{fill:#9ea2ff;stroke:#9ea2ff}.restart{fill:#fff}}
"""


@dataclass(frozen=True, slots=True)
class _Row:
    """One day, drawn from ``top`` on."""

    day: datetime
    codes: Sequence[CodeSeen]
    top: int

    @property
    def bottom(self) -> int:
        return self.top + _BAR + _LANE * len(self.codes)

    @property
    def ground(self) -> int:
        """Where its bars stand."""
        return self.top + _BAR

    def across(self, start: datetime, end: datetime) -> tuple[float, float] | None:
        """From where to where these moments lie within the day; None when they do not."""
        if start >= self.day + _DAY or end < self.day or start < end == self.day:
            return None
        return self._x(max(start, self.day)), self._x(min(end, self.day + _DAY))

    def _x(self, at: datetime) -> float:
        return round(_LEFT + (at - self.day) / HOUR * _HOUR_WIDTH, 1)


def timeline_svg(history: History, room: Room, computer: str = "") -> str:
    """The drawing, as the text of an XML document."""
    codes = codes_seen(history)
    first, intro = f"When {room.label} was well", _intro(history, room, computer)
    top = _MARGIN + _LINE * (len(intro) + 1) + 3 * _LINE
    rows = _rows(history, codes, top)
    legend = _legend(history, codes)
    below = rows[-1].bottom + _BETWEEN + _LINE
    height = below + _LINE * len(legend) + _MARGIN
    parts = [
        _element("title", first, id="title"),
        _element("desc", in_words(history, hours_of(history, MOST_DAYS * 24), codes, "", len(codes)), id="desc"),
        f"<style>{_STYLE}</style>",
        _shape("rect", css="ground", width=_WIDTH, height=height),
        _text(_MARGIN, _MARGIN + _LINE // 2, first, "large"),
        *(_text(_MARGIN, _MARGIN + _LINE * place, line) for place, line in enumerate(intro, start=2)),
        *_grid(rows),
        *(part for row in rows for part in _day(row, history)),
        *(_text(_MARGIN, below + _LINE * place, line) for place, line in enumerate(legend)),
    ]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" '
            f'height="{height}" role="img" aria-labelledby="title desc">\n{chr(10).join(parts)}\n</svg>\n')


def _intro(history: History, room: Room, computer: str) -> list[str]:
    whose = room.address if room.label != room.address else ""
    names = ", ".join(filter(None, (whose, f"computer {computer}" if computer else "")))
    said = [names, told(history, ""), f"The device's logs of {period(history.begins, history.ends)}. Times are in UTC."]
    if _midnight(history.ends) - _midnight(history.begins) >= MOST_DAYS * _DAY:
        said.append(f"Only the newest {MOST_DAYS} days are drawn.")
    if history.merged:
        said.append(f"There was too much to draw singly: {history.merged:,} of the shortest stretches and of the marks "
                    "are joined with their neighbours, or left out.")
    return [line for each in said for line in _lines(each)]


def _rows(history: History, codes: Sequence[CodeSeen], top: int) -> list[_Row]:
    last = _midnight(history.ends)
    days = min((last - _midnight(history.begins)) // _DAY + 1, MOST_DAYS)
    rows: list[_Row] = []
    for back in reversed(range(days)):
        day = last - back * _DAY
        seen = [code for code in codes if any(mark.start < day + _DAY and mark.end >= day for mark in code.marks)]
        rows.append(_Row(day, seen, rows[-1].bottom + _BETWEEN if rows else top))
    return rows


def _grid(rows: Sequence[_Row]) -> Iterator[str]:
    """A line every three hours, named above the first day."""
    for hour in range(0, 25, 3):
        x = _LEFT + hour * _HOUR_WIDTH
        yield _shape("line", css="grid", x1=x, x2=x, y1=rows[0].top - 14, y2=rows[-1].bottom)
        yield _text(x, rows[0].top - 20, f"{hour:02}:00", "quiet", anchor="middle")


def _day(row: _Row, history: History) -> Iterator[str]:
    yield _text(_MARGIN, row.ground - 4, f"{moment(row.day).partition(',')[0]}")
    yield _shape("line", css="base", x1=_LEFT, x2=_LEFT + 24 * _HOUR_WIDTH, y1=row.ground, y2=row.ground)
    for condition, start, end in spans(history.stretches):
        across = row.across(start, end)
        if across:
            yield _stretch(condition, across, row.ground, f"{_WORDS[condition]}, {period(start, end)}")
    for at in history.restarts:
        across = row.across(at, at)
        if across:
            yield _restart(across[0], row.ground - _height_at(history, at), at)
    for lane, code in enumerate(row.codes):
        yield from _code(row, lane, code)


def _stretch(condition: Condition, across: tuple[float, float], ground: int, told_: str) -> str:
    first, last = across
    if condition is Condition.SILENT:
        return _shape("line", told_, css="silent", x1=first, x2=last, y1=ground - 6, y2=ground - 6)
    height = _HEIGHTS[condition]
    width = max(round(last - first, 1), 1)
    return _shape("rect", told_, css=condition.value, x=first, y=ground - height, width=width, height=height)


def _height_at(history: History, at: datetime) -> int:
    """How high the bar is at this moment."""
    return max((_HEIGHTS.get(each.condition, 0) for each in history.stretches if each.start <= at <= each.end),
               default=0)


def _restart(x: float, top: int, at: datetime) -> str:
    """A mark that stands on its own day's bar."""
    return _shape("path", f"the app restarted, {moment(at)}", css="restart", d=f"M{x - 5} {top - 12}h10l-5 9z")


def _code(row: _Row, lane: int, seen: CodeSeen) -> Iterator[str]:
    """A lane with the code's name before it: a dot where a mark begins, and a line as long as it goes on."""
    middle = row.ground + lane * _LANE + _LANE // 2 + 3
    yield _text(_LEFT - 10, middle + 4, plain(seen.name, _LONGEST_CODE), "quiet", anchor="end")
    for mark in seen.marks:
        across = row.across(mark.start, mark.end)
        if across:
            yield from _mark(across, middle, _said(seen, mark), begins=mark.start >= row.day)


def _mark(across: tuple[float, float], middle: int, told_: str, *, begins: bool) -> Iterator[str]:
    first, last = across
    yield _shape("rect", told_, css="mark", x=first, y=middle - 1, width=max(round(last - first, 1), 1), height=2)
    if begins:
        yield _shape("circle", told_, css="mark", cx=first, cy=middle, r=4)


def _said(seen: CodeSeen, mark: Mark) -> str:
    often = "once" if mark.count == 1 else f"{mark.count:,} times"
    return f"{seen.name}: {seen.meaning}; {often}, {period(mark.start, mark.end)}"


def _legend(history: History, codes: Sequence[CodeSeen]) -> list[str]:
    bars = ("A low green bar: well. A full red one: unwell. One of middle height: both by turns. Dashes: silent, no "
            "heartbeat although one was due every five minutes. Nothing: not known.")
    said = [bars if history.has_heartbeats else "", *map(_code_in_words, codes)]
    if history.restarts:
        said.append(f"▼ {count(len(history.restarts), 'restart')} of the room's app.")
    return [line for each in said for line in _lines(each)]


def _code_in_words(seen: CodeSeen) -> str:
    first, last = brief(seen.marks[0].start), brief(seen.last)
    often = f"once, on {last}" if seen.count == 1 else f"{seen.count:,} times, from {first} to {last}"
    return f"● {seen.name}: {seen.meaning}; {often}."


def _lines(text: str) -> list[str]:
    return textwrap.wrap(plain(text), _LONGEST_LINE)


def _midnight(at: datetime) -> datetime:
    return datetime.combine(at.astimezone(UTC).date(), time(), UTC)


def _text(x: float, y: float, text: str, css: str = "", anchor: str = "start") -> str:
    return _element("text", text, x=x, y=y, css=css, text_anchor=anchor)


def _shape(kind: str, told_: str = "", **attributes: object) -> str:
    """A shape, with what it shows in words."""
    inside = _element("title", told_) if told_ else ""
    return f"<{kind}{_attributes(attributes.items())}>{inside}</{kind}>"


def _element(kind: str, text: str, **attributes: object) -> str:
    return f"<{kind}{_attributes(attributes.items())}>{escape(plain(text))}</{kind}>"


def _attributes(attributes: Iterable[tuple[str, object]]) -> str:
    """``css`` is the class, and other names have hyphens for underscores."""
    named = (("class" if name == "css" else name.replace("_", "-"), value) for name, value in attributes)
    return "".join(f' {name}="{escape(str(value))}"' for name, value in named if value != "")
