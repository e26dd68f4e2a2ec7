"""Draws the app's two icons: ``python -m manifest.icons``. A test holds the files to what this draws.

Teams crops the coloured one to rounded corners or a hexagon, so its symbol keeps 48 pixels from every side. The outline
may hold white and nothing in between white and transparent, so it is drawn without soft edges.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bot.cards.png import Colour, Pixels, png
from manifest import COLOURED, OUTLINED

ACCENT: Colour = (0x10, 0x4F, 0x5E)
"""The ground of the icon, and the accent colour of the manifest."""

_WHITE: Colour = (0xFF, 0xFF, 0xFF)
_SCREEN: Colour = (0x0A, 0x2F, 0x3A)
_GOOD: Colour = (0x4A, 0xDE, 0x9B)
_PEOPLE: Colour = (0xB9, 0xD9, 0xDF)
_SIDE, _SMALL_SIDE = 192, 32
_SAMPLES = 4
_PIXEL_REACHES = math.sqrt(0.5)

Point = tuple[float, float]
Shape = Callable[[float, float], float]
"""How far a point lies outside of a figure; negative inside."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A figure and its colour."""

    shape: Shape
    colour: Colour


def panel(left: float, top: float, right: float, bottom: float, radius: float) -> Shape:
    """A rectangle with round corners."""
    across, down = (left + right) / 2, (top + bottom) / 2
    wide, high = (right - left) / 2 - radius, (bottom - top) / 2 - radius

    def distance(x: float, y: float) -> float:
        beside, above = abs(x - across) - wide, abs(y - down) - high
        return math.hypot(max(beside, 0), max(above, 0)) + min(max(beside, above), 0) - radius
    return distance


def stroke(points: Sequence[Point], width: float) -> Shape:
    """A line through some points, with round ends."""
    return lambda x, y: min(_from_segment((x, y), *segment) for segment in pairwise(points)) - width / 2


def rim(shape: Shape, width: float) -> Shape:
    """A figure's inner edge."""
    return lambda x, y: abs(shape(x, y) + width / 2) - width / 2


def _from_segment(point: Point, start: Point, end: Point) -> float:
    (x, y), (from_x, from_y) = point, start
    along_x, along_y = end[0] - from_x, end[1] - from_y
    along = ((x - from_x) * along_x + (y - from_y) * along_y) / (along_x**2 + along_y**2)
    reached = min(max(along, 0.0), 1.0)
    return math.hypot(x - from_x - reached * along_x, y - from_y - reached * along_y)


def coloured() -> Pixels:
    """The icon in most places: a room's screen that says all is well, above its table."""
    layers = (
        Layer(panel(48, 48, 144, 111, 8), _WHITE),
        Layer(panel(54, 54, 138, 105, 3), _SCREEN),
        Layer(stroke([(79, 80), (91, 92), (114, 68)], 9), _GOOD),
        *(Layer(seat, _PEOPLE) for middle in (64, 96, 128) for seat in _person(middle)),
    )
    rows = [[_painted(layers, column, row) for column in range(_SIDE)] for row in range(_SIDE)]
    colours = tuple(dict.fromkeys(colour for row in rows for colour in row))
    places = {colour: place for place, colour in enumerate(colours, start=1)}
    return Pixels(tuple(bytes(places[colour] for colour in row) for row in rows), colours)


def _person(middle: float) -> tuple[Shape, Shape]:
    """Someone at the table, seen from behind."""
    return panel(middle - 7, 116, middle + 7, 130, 7), panel(middle - 13, 132, middle + 13, 144, 6)


def outlined() -> Pixels:
    """The icon in the app bar: the same in white lines, up to the edges."""
    people = [shape for middle in (5, 16, 27)
              for shape in (panel(middle - 2, 22, middle + 2, 26, 1.5), panel(middle - 4, 27, middle + 4, 36, 3))]
    shapes = (rim(panel(0, 0, 32, 20, 3), 2), stroke([(10.5, 9.5), (14.5, 13.5), (21.5, 6.5)], 2.2), *people)
    rows = (bytes(any(shape(column + 0.5, row + 0.5) < 0 for shape in shapes) for column in range(_SMALL_SIDE))
            for row in range(_SMALL_SIDE))
    return Pixels(tuple(rows), (_WHITE,))


def _painted(layers: Sequence[Layer], column: int, row: int) -> Colour:
    colour = ACCENT
    for layer in layers:
        share = _covered(layer.shape, column, row)
        colour = _mixed(colour, layer.colour, share)
    return colour


def _covered(shape: Shape, column: int, row: int) -> float:
    """The part of a pixel that a figure covers."""
    distance = shape(column + 0.5, row + 0.5)
    if abs(distance) > _PIXEL_REACHES:
        return float(distance < 0)
    return sum(shape(x, y) < 0 for x, y in _samples(column, row)) / _SAMPLES**2


def _samples(column: int, row: int) -> Iterator[Point]:
    for across in range(_SAMPLES):
        for down in range(_SAMPLES):
            yield column + (across + 0.5) / _SAMPLES, row + (down + 0.5) / _SAMPLES


def _mixed(below: Colour, above: Colour, share: float) -> Colour:
    red, green, blue = (round(one + (other - one) * share) for one, other in zip(below, above, strict=True))
    return red, green, blue


def main() -> None:
    folder = Path(__file__).parent
    (folder / COLOURED).write_bytes(png(coloured()))
    (folder / OUTLINED).write_bytes(png(outlined()))


if __name__ == "__main__":
    main()
