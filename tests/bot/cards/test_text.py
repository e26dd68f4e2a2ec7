"""Text from outside is shown, never obeyed."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.text import BREAK, breakable, count, cut, cut_encoded, encoded, literal, plain, read_literal

HOSTILE = st.text() | st.text(st.sampled_from("*_[]()~`#>-+.!\\<>{}&@:/ 1\n\u202e\u2066\u200bDATEhtps"))


@given(HOSTILE)
def test_plain_text_is_one_line_that_hides_nothing(text: str) -> None:
    shown = plain(text)
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for char in shown)
    assert shown == shown.strip()
    assert "{{" not in shown
    assert "}}" not in shown
    assert plain(shown) == shown


@given(HOSTILE)
def test_literal_text_reads_as_the_plain_one(text: str) -> None:
    assert read_literal(literal(text)) == plain(text)


@given(HOSTILE)
def test_literal_text_has_no_mark_that_is_not_escaped(text: str) -> None:
    escaped = False
    for char in literal(text):
        assert escaped or char not in "`*_{}[]()<>#+-.!~|&@:/"
        escaped = char == "\\" and not escaped
    assert not escaped


@pytest.mark.parametrize(("text", "shown"), [
    ("Room\u202e42", "Room42"),
    ("a\x1b[31mb\x00", "a[31mb"),
    ("two\r\nlines\tand\u2028more", "two lines and more"),
    ("{{DATE(2026-11-22T15:14:04Z)}}", "{ {DATE(2026-11-22T15:14:04Z)} }"),
    ("{\u200b{TIME(2026-11-22T15:14:04Z)}}", "{ {TIME(2026-11-22T15:14:04Z)} }"),
    ("Z" + "\u0301" * 40, "Z" + "\u0301" * 2),
    ("Zürich, 東京, غرفة", "Zürich, 東京, غرفة"),
    ("\ud800lone", "lone"),
])
def test_what_is_shown(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize("text", ["**b**", "[x](https://evil.example)", "https://evil.example", "<at>Everyone</at>",
                                  "1. one", "- one", "&lt;b&gt;", "room-42@contoso.com", "a\\*b*"])
def test_markdown_is_escaped_where_it_is_read(text: str) -> None:
    assert literal(text) != text
    assert read_literal(literal(text)) == text


@given(st.text(), st.integers(1, 50))
def test_text_is_cut_visibly(text: str, longest: int) -> None:
    assert len(cut(text, longest)) <= longest
    assert cut(text, longest) == text or cut(text, longest).endswith("…")


@given(st.text(), st.integers(10, 200))
def test_encoded_text_fits(text: str, most: int) -> None:
    short = cut_encoded(text, most)
    assert len(json.dumps(short)) - 2 == encoded(short) <= most


@given(st.text())
def test_breaks_change_nothing_that_is_seen(text: str) -> None:
    shown = plain(text)
    assert breakable(shown).replace(BREAK, "") == shown


def test_long_words_can_break_and_short_ones_stay_whole() -> None:
    assert breakable("room-42@contoso.com") == "room-42@contoso.com"
    pieces = breakable("averyveryverylongname@contoso.onmicrosoft.com" + "x" * 90).split(BREAK)
    assert max(len(piece) for piece in pieces) <= 31


@pytest.mark.parametrize("id_", ["0c0ffee0-1111-4222-8333-444455550000", "a94a8fe5ccb19ba61c4c0873d391e987"])
@pytest.mark.parametrize("place", ["{}", "admin/teams/userConfigurations/{}", "x" * 41 + ".{}", "({}),"])
def test_no_break_gets_into_an_id(id_: str, place: str) -> None:
    assert id_ in breakable(place.format(id_))


def test_numbers_come_with_their_noun() -> None:
    assert [count(0, "check"), count(1, "check"), count(1200, "check")] == ["0 checks", "1 check", "1,200 checks"]
