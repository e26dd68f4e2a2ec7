"""Cards drawn as text, for the command line and for a chat in the terminal."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.actions import FIELD
from bot.cards.text import plain, read_literal
from bot.turns import Card

_COLOURS = {"good": "green", "attention": "red", "warning": "yellow", "accent": "cyan"}
_INPUTS = frozenset({"Input.Text", "Input.ChoiceSet"})
_MARKS = ("→", "▸", "▾")
"""What invites a finger; in a terminal a number does."""


@dataclass(frozen=True, slots=True)
class ActionChoice:
    """A button with the number it is drawn with. ``action`` is the card's own; ``inputs`` are what is to be filled in
    with it.
    """

    number: int
    title: str
    action: Mapping[str, Any]
    inputs: tuple["Field", ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a card with its ``label``, and what it is filled in with already."""

    id: str
    label: str
    filled: str = ""


def draw(card: Card, *, pressable: bool = True, first: int = 1) -> tuple[RenderableType, list[ActionChoice]]:
    """The card as text, what it folds away after a rule, its buttons numbered from ``first`` on; and those buttons in
    that order.

    Not ``pressable``, it has no buttons: the addresses of pages stand in their place. Nothing in a card can become
    markup or a control sequence of the terminal.
    """
    body = card.get("body", [])
    drawing = _Drawing(tuple(_inputs(body)), pressable, first)
    shown = [*drawing.elements(body), *drawing.folded_parts()]
    offered = drawing.buttons(card.get("actions", []))
    return Group(*shown, *([Text(), *offered] if offered else [])), drawing.choices


def _inputs(element: Any) -> Iterable[Field]:
    if isinstance(element, list):
        for each in element:
            yield from _inputs(each)
    elif isinstance(element, Mapping):
        if element.get("type") in _INPUTS and str(element["id"]).startswith(FIELD):
            yield Field(str(element["id"]), _question(element), plain(str(element.get("value", ""))))
        for inside in ("items", "columns"):
            yield from _inputs(element.get(inside, []))


def _question(element: Mapping[str, Any]) -> str:
    """The input's label, with what there is to choose from."""
    values = ", ".join(str(each["value"]) for each in element.get("choices", []) if each["value"])
    return plain(f"{element.get('label', element['id'])}{f' ({values})' if values else ''}")


@dataclass(slots=True)
class _Drawing:
    """One card being drawn: the buttons numbered so far, and the folds still to be shown."""

    inputs: tuple[Field, ...]
    pressable: bool
    first: int
    choices: list[ActionChoice] = field(default_factory=list)
    folds: list[tuple[str, list[Mapping[str, Any]]]] = field(default_factory=list)

    def elements(self, elements: Iterable[Mapping[str, Any]]) -> list[RenderableType]:
        drawn = (self.element(each) for each in elements if each.get("isVisible", True))
        return [each for each in drawn if each is not None]

    def element(self, element: Mapping[str, Any]) -> RenderableType | None:
        kinds: Mapping[str, Callable[[Mapping[str, Any]], RenderableType | None]] = {
            "TextBlock": _heading, "RichTextBlock": _rich_text, "Container": self._container,
            "ColumnSet": self._columns, "ActionSet": self._action_set, "Input.Text": self._input,
        }
        kind = kinds.get(element.get("type", ""))
        return kind(element) if kind else None

    def buttons(self, actions: Iterable[Mapping[str, Any]], indent: str = "  ") -> list[RenderableType]:
        """Buttons, one line each."""
        if not self.pressable:
            return [Text(f"{indent}{_page(each)}") for each in actions if "url" in each]
        return [Text(f"{indent}{self._number(each)} {self.choices[-1].title}", style="cyan") for each in actions]

    def folded_parts(self) -> list[RenderableType]:
        """What the card folds away, each part after a rule with its title."""
        drawn: list[RenderableType] = []
        while self.folds:
            title, items = self.folds.pop(0)
            inside = self.elements(items)
            drawn += [Rule(style="dim"), Text(plain(title), style="bold"), *inside] if inside else []
        return drawn

    def _number(self, action: Mapping[str, Any]) -> str:
        asks = action.get("verb") == "continue_dialog"
        number = self.first + len(self.choices)
        title = plain(str(action.get("title", "")))
        self.choices.append(ActionChoice(number, title, action, self.inputs if asks else ()))
        return f"[{number}]"

    def _container(self, element: Mapping[str, Any]) -> RenderableType | None:
        items = element.get("items", [])
        if items and items[0].get("type") == "Image":  # a picture and its captions; the words beside it say the same
            return Group()
        if _is_fold(element):
            self.folds.append((_toggle(items[0])["title"], items[1].get("items", [])))
            return None
        if "selectAction" in element:
            return self._grid([("stretch", items)], element["selectAction"])
        return _framed(Group(*self.elements(items)), element)

    def _columns(self, element: Mapping[str, Any]) -> RenderableType:
        columns = [(str(each.get("width", "")), each.get("items", [])) for each in element.get("columns", [])]
        return self._grid(columns, element.get("selectAction"))

    def _grid(self, columns: Iterable[tuple[str, list[Mapping[str, Any]]]],
              press: Mapping[str, Any] | None) -> RenderableType:
        """Columns side by side, and the number that presses them all."""
        grid = Table.grid(padding=(0, 1), expand=True)
        cells: list[RenderableType] = []
        for width, items in columns:
            said = [each for each in items if _said(each) not in _MARKS]
            if said:
                grid.add_column(overflow="fold", ratio=1 if width == "stretch" else None)
                cells.append(Group(*self.elements(said)))
        if press and self.pressable:
            grid.add_column(justify="right", no_wrap=True)
            cells.append(Text(self._number(press), style="cyan"))
        grid.add_row(*cells)
        return grid

    def _action_set(self, element: Mapping[str, Any]) -> RenderableType | None:
        offered = self.buttons(element.get("actions", []), indent="")
        return Group(*offered) if offered else None

    def _input(self, element: Mapping[str, Any]) -> RenderableType | None:
        label = Text(plain(str(element.get("label", ""))), style="bold")
        if "value" not in element:
            return Text.assemble(label, ": ", (plain(str(element.get("placeholder", ""))), "dim"))
        lines = [plain(line) for line in str(element["value"]).splitlines()]
        return Group(label, Padding(Group(*(Text(line) for line in lines)), (0, 0, 0, 2)))


def _page(action: Mapping[str, Any]) -> str:
    return f"{plain(str(action.get('title', '')))}: {plain(str(action['url']))}"


def _framed(inside: Group, element: Mapping[str, Any]) -> RenderableType:
    style = element.get("style", "default")
    if element.get("bleed"):
        return Panel(inside, box=box.HEAVY, border_style=_COLOURS.get(style, ""))
    return Panel(inside, box=box.ROUNDED, border_style="dim") if style == "emphasis" else _spaced(inside, element)


def _spaced(inside: RenderableType, element: Mapping[str, Any]) -> RenderableType:
    return Padding(inside, (1 if element.get("spacing") == "medium" else 0, 0, 0, 0))


def _is_fold(element: Mapping[str, Any]) -> bool:
    items = element.get("items", [])
    return bool(items) and _toggle(items[0]).get("type") == "Action.ToggleVisibility"


def _toggle(element: Mapping[str, Any]) -> Mapping[str, Any]:
    action: Mapping[str, Any] = element.get("selectAction", {})
    return action


def _said(element: Mapping[str, Any]) -> str:
    return "".join(str(each.get("text", "")) for each in element.get("inlines", []))


def _heading(element: Mapping[str, Any]) -> RenderableType:
    colour = _COLOURS.get(element.get("color", ""), "")
    return _spaced(Text(plain(read_literal(str(element.get("text", "")))), style=f"bold {colour}".strip()), element)


def _rich_text(element: Mapping[str, Any]) -> RenderableType:
    runs = ((_kept_edges(str(each.get("text", ""))), _style(each)) for each in element.get("inlines", []))
    return _spaced(Text.assemble(*runs), element)


def _kept_edges(text: str) -> str:
    return f"{' ' * text.startswith(' ')}{plain(text)}{' ' * text.endswith(' ')}"


def _style(run: Mapping[str, Any]) -> str:
    looks = ("bold" if run.get("weight") == "bolder" else "", "dim" if run.get("isSubtle") else "",
             _COLOURS.get(run.get("color", ""), ""))
    return " ".join(look for look in looks if look)
