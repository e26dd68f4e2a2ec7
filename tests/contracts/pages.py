"""The pages that people read, as tests look at them: fenced blocks, the commands within, headings and links."""

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[2]
GENERATED = ROOT / "docs" / "checks"
SHELL = frozenset({"", "sh", "bash", "shell", "console"})
"""The tags of blocks that hold commands. One without a tag is read so too: what is no command says what it is."""

_FENCE = re.compile(r"^ *```(?P<tag>[\w-]*)\s*$")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)
_PUNCTUATION = "();<>|&\n"
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)
_BEFORE_A_PROGRAM = frozenset({"{", "}", "export", "exec", "do", "then", "else", "if", "while", "!", "time"})
_INLINE = re.compile(r"`+([^`\n]+)`+")
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^()\s]+)\)|\b(?:src|srcset|href)=\"([^\"]+)\"")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: ``where`` names its page and its first line."""

    where: str
    tag: str
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """One program with its arguments, without variables set for it and without redirections."""

    where: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.where} {shlex.join(self.words)}"


def pages(*, generated: bool = False) -> list[Path]:
    """The pages written by hand, and with ``generated`` those written from the checks."""
    code = (ROOT.glob(f"{folder}/**/README.md") for folder in ("bench", "checks", "demo", "infra", "manifest", "tests"))
    written = (ROOT.glob("*.md"), ROOT.glob("docs/*.md"), ROOT.glob("docs/decisions/*.md"), *code)
    return sorted({*chain.from_iterable(written), *(GENERATED.glob("*.md") if generated else ())})


def named(page: Path) -> str:
    """The page as a person would name it."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order. Raises :class:`ValueError` for one that does not end."""
    tag, begun, held = "", 0, list[str]()
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        fence = _FENCE.match(line)
        if not begun and fence:
            tag, begun, held = fence["tag"], number, []
        elif begun and fence:
            yield Block(f"{named(page)}:{begun}", tag, dedent("\n".join(held)))
            begun = 0
        elif begun:
            held.append(line)
    if begun:
        raise ValueError(f"{named(page)}:{begun}: the block does not end")


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    kept, within = [], False
    for line in page.read_text(encoding="utf-8").splitlines():
        fence = _FENCE.match(line) is not None
        within ^= fence
        if not (within or fence):
            kept.append(line)
    return "\n".join(kept)


def commands(block: Block) -> Iterator[Command]:
    """The commands of a block of shell, those within ``$( )`` and behind ``|`` or ``&&`` by themselves."""
    lexer = shlex.shlex(_COMMENT.sub("", typed(block)), posix=True, punctuation_chars=_PUNCTUATION)
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t\r", True, ""
    for punctuation, held in groupby(_without_redirections(list(lexer)), lambda each: set(each) <= set(_PUNCTUATION)):
        words = [] if punctuation else list(held)
        while words and (count := _before_the_program(words)):
            del words[:count]
        if words and words[0] not in ("for", "done", "fi", "$"):
            yield Command(block.where, tuple(words))


def _before_the_program(words: Sequence[str]) -> int:
    """How many of the first words only say how the program is called."""
    if words[0] == "sudo":
        return 3 if words[1:2] == ["-u"] else 1
    return int(words[0] in _BEFORE_A_PROGRAM or bool(_ASSIGNMENT.fullmatch(words[0])))


def typed(block: Block) -> str:
    """What a person types: of a console's lines those behind its prompt, where it shows one."""
    text = block.text.replace("\\\n", " ")
    prompted = [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ ")]
    return "\n".join(prompted) if block.tag == "console" and prompted else text


def _without_redirections(tokens: Sequence[str]) -> Iterator[str]:
    into = False
    for token in tokens:
        redirects = set(token) <= set(_PUNCTUATION) and bool(set(token) & {"<", ">"})
        if not (into or redirects):
            yield token
        into = redirects


def inline(page: Path) -> list[str]:
    """What stands in backquotes in the running text."""
    return _INLINE.findall(prose(page))


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives the page's headings."""
    found: set[str] = set()
    for heading in _HEADING.findall(prose(page)):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
        found.add(next(each for each in (slug, *(f"{slug}-{n}" for n in range(1, 99))) if each not in found))
    return found


def links(page: Path) -> list[str]:
    """Where the page's links and pictures lead, in order."""
    return ["".join(found) for found in _LINK.findall(_INLINE.sub("", prose(page)))]
