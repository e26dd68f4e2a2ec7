"""Every link, anchor and picture of the pages is there, and every page can be come by."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.contracts.pages import ROOT, anchors, links, named, pages

DOCS = ROOT / "docs"
EVERY = pytest.mark.parametrize("page", pages(generated=True), ids=named)


def led_to(page: Path) -> Iterator[tuple[str, Path, str]]:
    """Each link within the repository as it is written, with the file and the anchor that it names."""
    for written in links(page):
        parts = urlsplit(written)
        if not parts.scheme and not parts.netloc:
            yield written, (page.parent / unquote(parts.path)).resolve() if parts.path else page, parts.fragment


@EVERY
def test_every_link_leads_to_what_is_there(page: Path) -> None:
    assert not [written for written, file, _ in led_to(page) if not file.exists()]


@EVERY
def test_every_anchor_is_a_heading(page: Path) -> None:
    assert not [written for written, file, anchor in led_to(page)
                if anchor and file.suffix == ".md" and file.exists() and anchor not in anchors(file)]


@EVERY
def test_links_into_the_world_are_encrypted(page: Path) -> None:
    assert not [written for written in links(page) if urlsplit(written).scheme not in ("", "https")]


def test_every_page_is_found_from_the_first_one() -> None:
    found, open_ = set[Path](), [DOCS / "README.md"]
    while open_:
        page = open_.pop()
        if page not in found and page.suffix == ".md" and page.exists():
            found.add(page)
            open_ += [file for _, file, _ in led_to(page)]
    assert not sorted(named(page) for page in {*pages(generated=True), ROOT / "README.md"} - found)


def test_every_picture_is_shown() -> None:
    shown = {file for page in pages() for _, file, _ in led_to(page)}
    assert not sorted(named(each) for each in (DOCS / "images").iterdir() if each not in shown)
