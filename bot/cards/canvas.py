"""What pictures on cards are drawn on.

The colours are of middle lightness, so that they can be read on white, dark and high-contrast backgrounds alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.cards.png import Colour, Pixels

WIDTH = 504
"""Pixels, of which an hour of a whole week has three."""
COLOURS: Mapping[str, Colour] = {
    "well": (0x2E, 0x96, 0x54), "partly": (0xD0, 0x70, 0x10), "unwell": (0xE0, 0x3E, 0x48), "line": (0x85, 0x85, 0x85),
    "mark": (0x82, 0x74, 0xE0),
}
_PLACES = {name: place for place, name in enumerate(COLOURS, start=1)}


@dataclass(slots=True)
class Canvas:
    """A picture as wide as a card, and so many pixels high."""

    height: int
    rows: list[bytearray] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = [bytearray(WIDTH) for _ in range(self.height)]

    def fill(self, colour: str, columns: range, lines: range) -> None:
        """Fill a rectangle. What lies outside the picture is left out."""
        for y in lines:
            for x in columns:
                if 0 <= x < WIDTH and 0 <= y < self.height:
                    self.rows[y][x] = _PLACES[colour]

    def pixels(self) -> Pixels:
        return Pixels(tuple(map(bytes, self.rows)), tuple(COLOURS.values()))
