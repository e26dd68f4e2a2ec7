"""The picture of a history: a bar for each hour, taller the worse it was, and below it a row of marks for each code.

Its colours are of middle lightness, so that they can be read on white, dark and high-contrast backgrounds alike, and
nothing is told by colour alone: bars differ in height, codes in the shape of their marks. It holds no text.
"""

from collections.abc import Callable, Sequence

from bot.cards.canvas import WIDTH, Canvas
from bot.cards.hours import CodeSeen, Hours
from bot.cards.png import Pixels
from checks.history import Condition

SHAPES = ("▲", "◆", "■", "●")
"""The shapes of the rows of marks, from the top, as text shows them."""
_LOW, _MIDDLE, _FULL = 18, 36, 54
_GAP_FROM = 5
"""Hours of so many pixels have a gap between them."""
_DASH, _DASH_HEIGHT = 5, 4
_TICK, _BASELINE = 8, 2
_LANE, _RADIUS = 19, 7

_OUTLINES: Sequence[Callable[[int, int], bool]] = (
    lambda x, y: abs(x) * 2 <= y + _RADIUS,
    lambda x, y: abs(x) + abs(y) <= _RADIUS,
    lambda x, y: max(abs(x), abs(y)) <= _RADIUS - 1,
    lambda x, y: x * x + y * y <= _RADIUS * _RADIUS,
)


def picture(hours: Hours, codes: Sequence[CodeSeen], midnights: Sequence[int]) -> Pixels:
    """The hours as bars, unless no heartbeat log tells any; as many of the codes as there are shapes; and a tick below
    the bars where one of the hours at ``midnights`` begins.
    """
    top = _FULL if any(hours.conditions) else 0
    shown = codes[:len(SHAPES)]
    canvas = Canvas(top + _BASELINE + _TICK + _LANE * len(shown))
    for place, condition in enumerate(hours.conditions):
        _bar(canvas, condition, _columns(hours, place), top)
    canvas.fill("line", range(WIDTH), range(top, top + _BASELINE))
    for place in midnights:
        x = place * WIDTH // len(hours.conditions)
        canvas.fill("line", range(x - 1, x + 1), range(top, top + _BASELINE + _TICK))
    for lane, seen in enumerate(shown):
        _marks(canvas, hours, seen, lane, top + _BASELINE + _TICK + lane * _LANE)
    return canvas.pixels()


def _columns(hours: Hours, place: int) -> range:
    total = len(hours.conditions)
    first, last = place * WIDTH // total, (place + 1) * WIDTH // total
    return range(first, last - 1 if last - first >= _GAP_FROM else last)


def _bar(canvas: Canvas, condition: Condition | None, columns: range, ground: int) -> None:
    """Low for well, of middle height in two parts for partly, full for unwell, dashes on the ground for silent."""
    match condition:
        case Condition.WELL:
            canvas.fill("well", columns, range(ground - _LOW, ground))
        case Condition.PARTLY:
            canvas.fill("well", columns, range(ground - _LOW, ground))
            canvas.fill("partly", columns, range(ground - _MIDDLE, ground - _LOW))
        case Condition.UNWELL:
            canvas.fill("unwell", columns, range(ground - _FULL, ground))
        case Condition.SILENT:
            for x in columns:
                if x // _DASH % 2:
                    canvas.fill("line", range(x, x + 1), range(ground - 2 * _DASH_HEIGHT, ground - _DASH_HEIGHT))


def _marks(canvas: Canvas, hours: Hours, seen: CodeSeen, lane: int, top: int) -> None:
    """A shape where a mark begins, and a line as long as it goes on."""
    middle = top + _LANE // 2
    for mark in seen.marks:
        first, last = max(hours.place(mark.start), 0), hours.place(mark.end)
        if last < 0:
            continue
        columns = range(_columns(hours, first).start, _columns(hours, last).stop)
        canvas.fill("mark", columns, range(middle - 1, middle + 1))
        _shape(canvas, _OUTLINES[lane], min(max(columns.start + _RADIUS, _RADIUS), WIDTH - 1 - _RADIUS), middle)


def _shape(canvas: Canvas, outline: Callable[[int, int], bool], x: int, y: int) -> None:
    around = range(-_RADIUS, _RADIUS + 1)
    for down in around:
        for right in around:
            if outline(right, down):
                canvas.fill("mark", range(x + right, x + right + 1), range(y + down, y + down + 1))
