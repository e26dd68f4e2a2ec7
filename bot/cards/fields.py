"""What can be filled in on a card, and text to copy from it."""

from collections.abc import Sequence

from bot.actions import COPY, FIELD
from bot.cards.parts import LONGEST_TITLE, Element, container
from bot.cards.text import TEXT_FUNCTION, plain
from bot.words import mark

TO_COPY = mark("Select all, copy, paste")
"""The label of a field to copy, a message of the catalogues."""
MOST_ROWS = 18
"""Rows of a field to copy that are shown at once."""
_ROW_LENGTH, _ROW_HEIGHT, _LABEL_HEIGHT = 50, 20, 40


def text_field(name: str, label: str, *, placeholder: str = "", longest: int = 320, filled: str = "") -> Element:
    """A line to fill in; it comes back as the field ``name`` of ContinueDialog."""
    made = {"type": "Input.Text", "id": f"{FIELD}{name}", "label": plain(label), "placeholder": plain(placeholder),
            "maxLength": longest}
    return made | {"value": plain(filled, longest)} if filled else made


def choice_field(name: str, label: str, choices: Sequence[tuple[str, str]], chosen: str = "") -> Element:
    """One of several values to choose, each with its title; it comes back as :func:`text_field` does. A value that no
    client may be given as it is, such as one with a line break in it, is left out.
    """
    choices = [(value, title) for value, title in choices if value.isprintable() and not TEXT_FUNCTION.search(value)]
    made = {"type": "Input.ChoiceSet", "id": f"{FIELD}{name}", "label": plain(label), "style": "compact",
            "choices": [{"title": plain(title, LONGEST_TITLE), "value": value} for value, title in choices]}
    return made | {"value": chosen} if chosen in dict(choices) else made


def copy_field(name: str, label: str, text: str) -> Element:
    """Text to copy as a whole: phones cannot select the text of a card, but that of a field."""
    lines = [plain(line) for line in text.splitlines()]
    field = {"type": "Input.Text", "id": f"{COPY}{name}", "label": plain(label), "isMultiline": True,
             "value": "\n".join(lines), "height": "stretch"}
    return container(field) | {"minHeight": f"{_field_height(lines)}px"}


def _field_height(lines: Sequence[str]) -> int:
    """Pixels in which the lines can be read. By itself a field shows two or three of them, whatever it holds."""
    rows = sum(1 + len(line) // _ROW_LENGTH for line in lines)
    return _LABEL_HEIGHT + _ROW_HEIGHT * min(max(rows, 2), MOST_ROWS)
