"""What cards are built of: small functions that return Adaptive Card JSON, version 1.5.

All text goes through :func:`paragraph` or :func:`heading`, so nothing a card shows can become markdown, a link or a
mention.
Colours are the client's own names (``good``, ``attention``...), so every theme stays readable.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from bot.actions import Pressable, pack, unpack, verb_of
from bot.cards.links import is_allowed
from bot.cards.text import LONGEST_WHOLE, breakable, by_language, cut_encoded, literal, plain
from bot.commands.model import Unclear
from bot.turns import Card, Message
from bot.words import _, mark, number_in_words, spoken
from bot.words.catalogues import SOURCE

Element = dict[str, Any]
Action = dict[str, Any]
Colour = Literal["default", "dark", "light", "accent", "good", "warning", "attention"]
Style = Literal["default", "emphasis", "good", "attention", "warning", "accent"]

MOST_BYTES = 28_000
MOST_PAYLOAD_BYTES = 1_000
MOST_ACTIONS = 6
LONGEST_TITLE = 60
DOES_NOT_FIT = mark("and more, which does not fit on a card")
MARK = "20px"
"""The width of a column of symbols."""
_LONGEST_LARGE = 33
"""Characters of a word that a phone shows on one line where the text is not small."""
_LADDER = ((1_500, 60), (800, 60), (400, 60), (250, 30), (160, 20), (120, 12), (100, 8), (80, 5), (60, 3),
           (40, 1))
"""How long a text, in bytes, and how many things in one fold a card may hold until it fits."""


def run(text: str, *, colour: Colour = "default", subtle: bool = False, bold: bool = False, small: bool = False,
        large: bool = False, mono: bool = False) -> Element:
    """A piece of text in one look, for a paragraph. Any text is safe here."""
    made: Element = {"type": "TextRun", "text": text}
    if colour != "default":
        made["color"] = colour
    if small or large:
        made["size"] = "small" if small else "medium"
    return made | {key: value for key, value, wanted in
                   (("isSubtle", True, subtle), ("weight", "bolder", bold), ("fontType", "monospace", mono)) if wanted}


def paragraph(*runs: Element | str, spacing: str = "small") -> Element:
    """Text that wraps. Strings are runs in the default look."""
    inlines = [shown for each in runs for shown in _shown(run(each) if isinstance(each, str) else each)]
    return {"type": "RichTextBlock", "inlines": inlines, "spacing": spacing}


def _shown(made: Element) -> Iterator[Element]:
    """A run made harmless: in pieces, where some of it is English among words of another language."""
    longest = LONGEST_WHOLE if made.get("size") == "small" else _LONGEST_LARGE
    for text, english in by_language(made["text"]):
        shown = breakable(plain(text), longest)
        piece = made | {"text": f"{' ' * text.startswith(' ')}{shown}{' ' * text.endswith(' ')}"}
        yield piece | {"lang": SOURCE} if english else piece


def quiet(text: str, *, spacing: str = "none") -> Element:
    """A small line in the background."""
    return paragraph(run(text, subtle=True, small=True), spacing=spacing)


def heading(text: str, *, colour: Colour = "default", large: bool = False, spacing: str = "medium") -> Element:
    """A heading that screen readers announce as one. For our own words."""
    made: Element = {"type": "TextBlock", "text": literal(text), "wrap": True, "style": "heading", "weight": "bolder",
                     "spacing": spacing, "size": "large" if large else "default"}
    if all(english for _text, english in by_language(text)):
        made["lang"] = SOURCE
    return made if colour == "default" else made | {"color": colour}


def container(*items: Element, style: Style = "default", bleed: bool = False, spacing: str = "medium",
              press: Action | None = None, id_: str = "", visible: bool = True) -> Element:
    """A group of elements, with a background where ``style`` has one."""
    made: Element = {"type": "Container", "items": list(items), "spacing": spacing}
    extras = (("style", style, style != "default"), ("bleed", True, bleed), ("selectAction", press, press is not None),
              ("id", id_, bool(id_)), ("isVisible", False, not visible))
    return made | {key: value for key, value, wanted in extras if wanted}


def columns(*each: tuple[str | int, Sequence[Element]], press: Action | None = None, spacing: str = "small",
            apart: str = "") -> Element:
    """Columns side by side, each a width (``auto``, ``stretch``, or its share as a number) and its elements; ``apart``
    is the space between them where it is not the ordinary one.
    """
    between = {"spacing": apart} if apart else {}
    made = [{"type": "Column", "width": width, "items": list(items), **between} for width, items in each]
    together: Element = {"type": "ColumnSet", "columns": made, "spacing": spacing}
    return together | {"selectAction": press} if press else together


def image(url: str, told: str) -> Element:
    """A picture as wide as the card, and what it shows in words. It has to be our own, as a data URI."""
    return {"type": "Image", "url": url, "altText": plain(told), "size": "stretch", "spacing": "small"}


def row(symbol: Element, *lines: Element, press: Action | None = None) -> Element:
    """One line of a list: its symbol and its text; an arrow at its end shows that it can be pressed."""
    begun = [paragraph(symbol, spacing="none")]
    tail = [("auto", [paragraph(run("→", colour="accent"), spacing="none")])] if press else []
    return columns((MARK, begun), ("stretch", lines), *tail, press=press)


def fold(name: str, title: str, *items: Element) -> Element:
    """A line that opens and closes what lies behind it. ``name`` is unique on the card."""
    shut, open_, body = f"{name}-shut", f"{name}-open", f"{name}-body"
    toggle = {"type": "Action.ToggleVisibility", "title": plain(title), "targetElements": [shut, open_, body]}
    line = columns(
        (MARK, [_chevron("▸", shut), _chevron("▾", open_, visible=False)]),
        ("stretch", [paragraph(run(title), spacing="none")]),
        press=toggle, spacing="none",
    )
    return container(line, container(*items, id_=body, visible=False, spacing="small"), spacing="small")


def _chevron(symbol: str, id_: str, *, visible: bool = True) -> Element:
    made = paragraph(run(symbol, colour="accent"), spacing="none") | {"id": id_}
    return made if visible else made | {"isVisible": False}


def button(title: str, command: Pressable, *, primary: bool = False, tooltip: str = "") -> Action:
    """A button that is a command; where a client does not know Execute, the same payload is submitted."""
    payload = pack(command)
    face: Action = {"title": plain(title, LONGEST_TITLE), "data": payload}
    if primary:
        face["style"] = "positive"
    if verb_of(command) != "continue_dialog":
        face["associatedInputs"] = "none"
    told = {"tooltip": plain(tooltip, LONGEST_TITLE)} if tooltip else {}
    return {"type": "Action.Execute", "verb": payload["verb"], **face, **told,
            "fallback": {"type": "Action.Submit", **face}}


def press(title: str, command: Pressable) -> Action | None:
    """What happens when a whole row is pressed; None when the row's own ids cannot be carried by a button."""
    payload = pack(command)
    pressed = {"type": "Action.Execute", "title": plain(title, LONGEST_TITLE), "verb": payload["verb"], "data": payload}
    return pressed if _can_be_pressed(pressed) else None


def link(title: str, url: str) -> Action | None:
    """A button that opens a page of Microsoft's; None for any other address."""
    if not is_allowed(url):
        return None
    return {"type": "Action.OpenUrl", "title": plain(title, LONGEST_TITLE), "url": url}


def buttons(*actions: Action | None, spacing: str = "small") -> Element:
    """Buttons inside a card."""
    return {"type": "ActionSet", "actions": usable(actions), "spacing": spacing}


def usable(actions: Iterable[Action | None]) -> list[Action]:
    """The first six that can be pressed, each command once."""
    seen: dict[str, Action] = {}
    for action in actions:
        if action and _can_be_pressed(action):
            seen.setdefault(json.dumps(action.get("data") or action["url"], sort_keys=True), action)
    return list(seen.values())[:MOST_ACTIONS]


def _can_be_pressed(action: Action) -> bool:
    """Whether what comes back would be understood; ids from outside may be of any form and length."""
    if action["type"] != "Action.Execute":
        return True
    return size(action["data"]) <= MOST_PAYLOAD_BYTES and not isinstance(unpack(action["data"]), Unclear)


def card(body: Sequence[Element], actions: Iterable[Action | None] = (), *, fallback: str) -> Card:
    """A whole card of at most 28 kB: its longest texts are cut, visibly, until it fits.

    ``fallback`` is what a client that cannot draw it shows instead.
    """
    made: Card = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "lang": spoken(),
        "fallbackText": literal(cut_encoded(plain(fallback), 600)),
        "body": list(body),
    }
    pressed = usable(actions)
    return fitted(made | {"actions": pressed} if pressed else made)


def size(made: Mapping[str, Any]) -> int:
    """The bytes of a card, or a part of one, as JSON written in the longest way."""
    return len(json.dumps(made))


def fitted(made: Card) -> Card:
    """The card with its texts as long, and its folds as full, as 28 kB allow. A picture goes first, and whole: the
    words beside it say the same. Then what is folded away gives way, and what is read at once only after all of that.
    """
    if size(made) > MOST_BYTES:
        made = without_pictures(made)
    for everywhere in (False, True):
        for longest, most in _LADDER:
            if size(made) <= MOST_BYTES:
                return made
            made = _shortened(made, longest, most, cut=everywhere)
    return made


def without_pictures(element: Any) -> Any:
    """A card, or a part of one, without every group that begins with a picture: its captions go with it."""
    if isinstance(element, list):
        return [without_pictures(each) for each in element if not _begins_with_a_picture(each)]
    if not isinstance(element, Mapping):
        return element
    return {key: value if key == "data" else without_pictures(value) for key, value in element.items()}


def _begins_with_a_picture(element: Any) -> bool:
    first = next(iter(element.get("items", ())), None) if isinstance(element, Mapping) else None
    return isinstance(first, Mapping) and first.get("type") == "Image"


def _shortened(element: Any, longest: int, most: int, *, cut: bool) -> Any:
    """A card, or a part of one, with its folds shortened, and where ``cut`` everything else too."""
    if isinstance(element, list):
        return [_shortened(each, longest, most, cut=cut) for each in element]
    if not isinstance(element, Mapping):
        return element
    folded = _is_folded_away(element)
    cut = cut or folded
    made = {key: value if key == "data" else _shortened(value, longest, most, cut=cut)
            for key, value in element.items()}
    if folded and len(made["items"]) > most:
        made["items"] = [*made["items"][:most], quiet(_(DOES_NOT_FIT))]
    return _cut(made, longest) if cut else made


def _cut(made: Element, longest: int) -> Element:
    """An element with its own texts of at most so many bytes."""
    if made.get("type") == "TextRun":
        made["text"] = cut_encoded(made["text"], longest)
    made |= {key: cut_encoded(made[key], longest) for key in ("title", "tooltip") if key in made}
    if made.get("type") == "Input.Text" and "value" in made:
        made["value"] = cut_encoded(made["value"], 8 * longest)
    return made


def _is_folded_away(element: Mapping[str, Any]) -> bool:
    return element.get("type") == "Container" and element.get("isVisible") is False


def walk(element: Any) -> Iterator[Element]:
    """Every element and action of a card, from the outside in."""
    if isinstance(element, list):
        for each in element:
            yield from walk(each)
    elif isinstance(element, Mapping):
        yield dict(element)
        for key, value in element.items():
            if key != "data":
                yield from walk(value)


def some(items: Sequence[Element], most: int, more: Callable[[int], str] | None = None) -> list[Element]:
    """The first items, and how many more there are, in the words of ``more``."""
    left = len(items) - most
    if left <= 0:
        return list(items)
    return [*items[:most], quiet((more or and_more)(left))]


def and_more(left: int) -> str:
    """How many more of something there are."""
    return _("and {n} more", n=number_in_words(left))


def card_message(made: Card, summary: str) -> Message:
    """A card with what a notification shows of it, which may hold names from outside."""
    return Message(made, plain(summary, 200))


def line_message(text: str) -> Message:
    """A line without a card; it may hold names from outside."""
    return Message(None, plain(text, 200), plain(text, 500))
