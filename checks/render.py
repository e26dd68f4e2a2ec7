"""A check's docstring, as the page that documents it and as the blocks of the card that explains it.

The form is small on purpose, so that every reader of it stays simple: paragraphs, ``*`` and ``1.`` lists, commands
indented by four spaces, and links alone on their line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from checks.permissions import NOT_TOLD, Permissions, permissions_of
from checks.registry import Check

_LINK = re.compile(r"\[(?P<title>[^\]]+)\]\((?P<url>[^)\s]+)\)")
_WITHOUT = {True: "without it, Microsoft Graph cannot answer this check.", False: "with it, the check sees more."}
_ITEM = re.compile(r"(?:\*|(?P<number>\d+)\.) (?P<text>.+)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list; ``numbered`` when the order is the order of work."""

    items: tuple[str, ...]
    numbered: bool


@dataclass(frozen=True, slots=True)
class Commands:
    """PowerShell lines."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str


Block = Paragraph | Items | Commands | Link


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All there is to say about one check: how bad it is if it fails, its documentation, what it reads with what brings
    that, and the permissions that it takes.
    """

    id: str
    title: str
    severity: str
    sections: tuple[Section, ...]
    requirements: tuple[Section, ...]

    @property
    def told(self) -> str:
        """The line below the title."""
        return f"{self.id}, severity {self.severity}"


def explain(check: Check, permissions: Permissions = NOT_TOLD) -> Explanation:
    """The check's docstring, in blocks, and what follows from its code and the permissions."""
    sections: dict[str, list[str]] = {}
    title = ""
    for line in check.doc.splitlines()[1:]:
        if line.startswith("## "):
            title = line.removeprefix("## ").strip()
        elif title:
            sections.setdefault(title, []).append(line)
    parts = tuple(Section(name, tuple(_blocks(lines))) for name, lines in sections.items())
    return Explanation(check.id, check.title, check.severity.value, parts, tuple(_requirements(check, permissions)))


def _requirements(check: Check, permissions: Permissions) -> Iterator[Section]:
    facts = (need.fact for need in check.needs if need.fact.is_evidence)
    reads = tuple(f"{fact.title}: {fact.how_to_get}" for fact in facts)
    yield Section("What it reads", (Items(reads, numbered=False),))
    if permissions:
        yield Section("Permissions", (_permissions(check, permissions),))


def _permissions(check: Check, permissions: Permissions) -> Block:
    served = permissions_of(check, permissions)
    if not served:
        return Paragraph("None: all of this stands in the device's logs.")
    return Items(tuple(f"{each.name}: {_WITHOUT[needed]}" for each, needed in served), numbered=False)


def _blocks(lines: list[str]) -> Iterator[Block]:
    for filled, group in groupby(lines, key=lambda line: bool(line.strip())):
        if filled:
            yield from _part(list(group))


def _part(lines: list[str]) -> Iterator[Block]:
    """The blocks of lines that no blank line parts."""
    if all(line.startswith("    ") for line in lines):
        yield Commands(tuple(line.strip() for line in lines))
        return
    for kind, group in groupby(_joined(lines), key=_kind):
        texts = list(group)
        if kind == "link":
            yield from (Link(found["title"], found["url"]) for found in map(_LINK.fullmatch, texts) if found)
        elif kind == "paragraph":
            yield from (Paragraph(text) for text in texts)
        else:
            items = tuple(found["text"] for found in map(_ITEM.fullmatch, texts) if found)
            yield Items(items, numbered=kind == "numbered")


def _joined(lines: list[str]) -> Iterator[str]:
    """Wrapped lines as one: an item goes on while its lines are indented, a paragraph until an item or link begins."""
    text = ""
    for line in lines:
        begins = _kind(line) != "paragraph" or (_kind(text) != "paragraph" and not line.startswith(" "))
        if begins and text:
            yield text
            text = ""
        text = f"{text} {line.strip()}".strip()
    yield text


def _kind(text: str) -> str:
    if _LINK.fullmatch(text):
        return "link"
    item = _ITEM.match(text)
    if not item:
        return "paragraph"
    return "numbered" if item["number"] else "bullets"


def page(check: Check, permissions: Permissions = NOT_TOLD) -> str:
    """The check's documentation page, in Markdown."""
    told = explain(check, permissions)
    lines = ["<!-- Written from the check itself: change it there, then run make docs. -->", "", f"# {told.title}", "",
             told.told, ""]
    for section in (*told.sections, *told.requirements):
        lines += [f"## {section.title}", "", *_markdown(section)]
    return "\n".join(lines)


def _markdown(section: Section) -> Iterator[str]:
    for block in section.blocks:
        match block:
            case Paragraph(text):
                yield text
            case Items(items, numbered):
                yield from (f"{place}. {item}" if numbered else f"* {item}" for place, item in enumerate(items, 1))
            case Commands(lines):
                yield from ("```powershell", *lines, "```")
            case Link(title, url):
                yield f"[{title}]({url})"
        yield ""
