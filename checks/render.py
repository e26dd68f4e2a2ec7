"""A check's docstring, as the page that documents it and as the blocks of the card that explains it.

The form is small on purpose, so that every reader of it stays simple: paragraphs, ``*`` and ``1.`` lists, commands
indented by four spaces, and links alone on their line.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from checks.registry import Catalogue, Check, discover

DOCS = Path(__file__).parent.parent / "docs" / "checks"
_LINK = re.compile(r"\[(?P<title>[^\]]+)\]\((?P<url>[^)\s]+)\)")
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
    """All there is to say about one check. ``reads`` are the facts it judges, each with what brings it."""

    id: str
    title: str
    severity: str
    sections: tuple[Section, ...]
    reads: tuple[tuple[str, str], ...]


def explain(check: Check) -> Explanation:
    """The check's docstring, in blocks."""
    sections: dict[str, list[str]] = {}
    title = ""
    for line in check.doc.splitlines()[1:]:
        if line.startswith("## "):
            title = line.removeprefix("## ").strip()
        elif title:
            sections.setdefault(title, []).append(line)
    reads = tuple((need.fact.title, need.fact.how_to_get) for need in check.needs)
    parts = tuple(Section(name, tuple(_blocks(lines))) for name, lines in sections.items())
    return Explanation(check.id, check.title, check.severity.value, parts, reads)


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


def page(check: Check) -> str:
    """The check's documentation page, in Markdown."""
    told = explain(check)
    reads = [f"* {fact}: {how}" for fact, how in told.reads]
    head = f"`{told.id}`, severity {told.severity}. This page is written from the check itself: change it there."
    lines = [f"# {told.title}", "", head, ""]
    for section in told.sections:
        lines += [f"## {section.title}", "", *_markdown(section)]
    return "\n".join([*lines, "## What it reads", "", *reads, ""])


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


def index(catalogue: Catalogue) -> str:
    """The list of all checks, in Markdown."""
    rows = [f"| [{each.title}]({each.id}.md) | `{each.id}` | {each.severity.value} |" for each in catalogue.values()]
    head = "Every check that Roomcheck makes. These pages are written from the checks themselves by `make docs`."
    return "\n".join(["# The checks", "", head, "", "| check | id | severity |", "| --- | --- | --- |", *rows, ""])


def pages(catalogue: Catalogue) -> Mapping[str, str]:
    """Every generated page by its file name."""
    return {"README.md": index(catalogue), **{f"{each.id}.md": page(each) for each in catalogue.values()}}


def write(folder: Path = DOCS) -> list[str]:
    """Write every page, remove those of checks that are gone, and return what was written."""
    written = pages(discover())
    folder.mkdir(parents=True, exist_ok=True)
    for gone in {path.name for path in folder.glob("*.md")} - written.keys():
        (folder / gone).unlink()
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    return sorted(written)


if __name__ == "__main__":
    sys.stdout.write("\n".join(write()) + "\n")
