"""Charts of weeks: when one room was broken, and how many rooms of a fleet were at once.

Nothing is told by colour alone: bars differ in height, and the words beside a chart say the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from bot.availability import Span
from bot.cards.canvas import WIDTH, Canvas
from bot.cards.parts import Element, columns, container, image, quiet
from bot.cards.png import Pixels, png
from bot.cards.timeline import data_uri
from bot.cards.times import date, local
from bot.words import _, number_in_words

_LOW, _FULL, _BASELINE, _TICK = 14, 54, 2, 8
_LEAST_BAR = 3
_DASH, _DASH_HEIGHT = 5, 4
_GAP = 2
_LEAST_SHARE = 0.12
"""A week with less of the picture's width has no room for its name."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Weeks:
    """The time that a chart shows, and whose days it names."""

    start: datetime
    end: datetime
    time_zone: str = ""

    def mondays(self) -> list[datetime]:
        """The moments within the time at which a week of the reader begins."""
        midnight = local(self.start, self.time_zone).replace(hour=0, minute=0, second=0, microsecond=0)
        days = (midnight + place * _DAY for place in range((self.end - self.start) // _DAY + 2))
        return [day for day in days if day.weekday() == 0 and self.start < day < self.end]


def room_chart(spans: Sequence[Span], known: datetime, weeks: Weeks, told: str) -> list[Element]:
    """When one room was broken, from left to right; ``told`` says it in words."""
    legend = _("From left to right: ▂ working, █ broken, ┄ not known.") if known > weeks.start else \
        _("From left to right: ▂ working, █ broken.")
    return _chart(_room_picture(spans, known, weeks), told, legend, weeks)


def fleet_chart(at_once: Sequence[float | None], weeks: Weeks, told: str) -> list[Element]:
    """How many rooms were broken on average in each part of the time; ``told`` says it in words."""
    most = max((each for each in at_once if each is not None), default=0.0)
    if not most:
        return []
    legend = _("Each bar is a day: how many rooms were broken on average, at most {most}.",
               most=number_in_words(most, 1))
    return _chart(_fleet_picture(at_once, most, weeks), told, legend, weeks)


def _chart(picture: Pixels, told: str, legend: str, weeks: Weeks) -> list[Element]:
    """The picture with its weeks and what its bars mean: one group, since neither says anything without the other."""
    url = data_uri(png(picture))
    return [container(image(url, told), _named(weeks), quiet(legend), spacing="small")] if url else []


def _room_picture(spans: Sequence[Span], known: datetime, weeks: Weeks) -> Pixels:
    canvas, pixel = Canvas(_FULL + _BASELINE + _TICK), (weeks.end - weeks.start) / WIDTH
    for x in range(WIDTH):
        begun = weeks.start + x * pixel
        column = range(x, x + 1)
        if any(first < begun + pixel and begun < until for first, until in spans):
            canvas.fill("unwell", column, range(_FULL))
        elif begun + pixel > known:
            canvas.fill("well", column, range(_FULL - _LOW, _FULL))
        else:
            _dash(canvas, column)
    _ground(canvas, weeks)
    return canvas.pixels()


def _fleet_picture(at_once: Sequence[float | None], most: float, weeks: Weeks) -> Pixels:
    canvas = Canvas(_FULL + _BASELINE + _TICK)
    for place, broken in enumerate(at_once):
        column = range(place * WIDTH // len(at_once), (place + 1) * WIDTH // len(at_once) - _GAP)
        if broken is None:
            for x in column:
                _dash(canvas, range(x, x + 1))
        else:
            high = max(round(_FULL * broken / most), _LEAST_BAR)
            canvas.fill("unwell" if broken else "well", column, range(_FULL - high, _FULL))
    _ground(canvas, weeks)
    return canvas.pixels()


def _dash(canvas: Canvas, column: range) -> None:
    if column.start // _DASH % 2:
        canvas.fill("line", column, range(_FULL - 2 * _DASH_HEIGHT, _FULL - _DASH_HEIGHT))


def _ground(canvas: Canvas, weeks: Weeks) -> None:
    """The line on which the bars stand, with a tick where a week begins."""
    canvas.fill("line", range(WIDTH), range(_FULL, _FULL + _BASELINE))
    for monday in weeks.mondays():
        x = int(WIDTH * ((monday - weeks.start) / (weeks.end - weeks.start)))
        canvas.fill("line", range(x - 1, x + 1), range(_FULL, _FULL + _BASELINE + _TICK))


def _named(weeks: Weeks) -> Element:
    """The first day of each week, as wide as the week is in the picture."""
    made: list[tuple[str | int, list[Element]]] = []
    for begun, until in pairwise([weeks.start, *weeks.mondays(), weeks.end]):
        share = (until - begun) / (weeks.end - weeks.start)
        name = [quiet(date(local(begun, weeks.time_zone)))] if share >= _LEAST_SHARE else []
        made.append((max(round(1_000 * share), 1), name))
    return columns(*made, spacing="none", apart="none")
