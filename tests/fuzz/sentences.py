"""What people may write to the bot: the words it knows, addresses, what Teams puts round them, and anything else."""

import json

from hypothesis import strategies as st

from bot.actions import Pressable, pack, unpack
from bot.commands.grammar import MOST_ROOMS, opens_with_verb, parse, room_beside
from bot.commands.model import Check, Command, Unclear
from bot.commands.wording import plain

_WORDS = (
    "check", "check on", "report", "explain", "hi", "why", "what is wrong with", "access", "watch", "unwatch", "all",
    "building", "snooze", "unsnooze", "fleet", "history", "sweep", "doctor", "watches", "help", "csv", "as csv",
    "quiet 18:00-07:00", "quiet 24:00-24:00", "quiet 9", "in german", "in klingon", "at least high", "only critical",
    "for 4h", "999999 weeks", "an hour", "until tomorrow", "until 25:61", "till 12 am tomorrow", "please", "the",
    "hilfe", "prüfe", "bericht", "erkläre", "beobachte", "alle", "verlauf", "danke", "was ist")
_SCRAPS = (
    "room-42@contoso.com", "Zürich Aare", "<room-42@contoso.com>", '"Room 42"', "'a@b.ch'", "mailto:a@b.ch", "@", "<",
    ">", '"', "“", "<a href='x'>", "</at>", "<br>", "[x](mailto:a@b.ch)", "&amp;", "&#0;", "&#xd800;", "&#1114112;",
    "\u202e", "\u200b", "\u2066", ",", ";", "and", "&", "\n", "\x00", "\ud800", "\udfff", "?", "!", ".", "x@y",
    "r\u043em@x.com", "\u212aelvin", "AADSTS50076", "AADSTS" + "9" * 400, "a" * 400, "a@" * 200, "\u0661\u0662:00",
    "(" * 60, "<" * 60, "'" * 60, " " * 300)
_units = st.sampled_from(("m", " min", "h", " hours", "d", " days", " weeks", "w", ""))
_clocks = st.tuples(st.integers(0, 99), st.sampled_from((":", ".", "h", "")), st.integers(0, 99) | st.just(""),
                    st.sampled_from(("", "am", " pm", "p.m."))).map(lambda made: "".join(map(str, made)))
_times = st.one_of(
    st.tuples(st.sampled_from(("for ", "")), st.integers(0, 10**9), _units).map(lambda made: "".join(map(str, made))),
    _clocks.map("until {}".format), _clocks.map("until tomorrow at {}".format),
    st.tuples(_clocks, st.sampled_from(("-", " to ", "\u2013")), _clocks).map(lambda made: "quiet " + "".join(made)))
_of_fleet = st.tuples(st.sampled_from(("watch", "unwatch", "snooze", "history", "fleet")),
                      st.sampled_from(("a@b.ch", "all", "building Zug", "")), st.lists(_times, max_size=2)).map(
    lambda made: " ".join((made[0], made[1], *made[2])))
_pieces = st.one_of(_times, st.sampled_from(_WORDS), st.sampled_from(_WORDS).map(str.upper), st.sampled_from(_SCRAPS),
                    st.text(max_size=8))
SENTENCES = st.one_of(
    _of_fleet,
    st.text(st.characters(), max_size=300),
    st.tuples(st.sampled_from(("", " ", ", ", "\n", "\u00a0")), st.lists(_pieces, max_size=25)).map(
        lambda made: made[0].join(made[1])),
    st.tuples(_pieces, st.integers(1, 3_000)).map(lambda made: (made[0] * made[1])[:40_000]))


def attempt(text: str) -> None:
    """A command or a question, which can be written, told apart and carried by a button."""
    answer = parse(text)
    assert isinstance(answer, Command | Unclear)
    assert isinstance(opens_with_verb(text), bool)
    assert isinstance(room_beside(text), str | Unclear)
    json.dumps(str(answer), ensure_ascii=False).encode()
    if isinstance(answer, Unclear):
        assert answer.reason or answer.suggestions
        for suggestion in answer.suggestions:
            assert not isinstance(parse(suggestion), Unclear), f"{suggestion!r} is offered and not understood"
    elif isinstance(answer, Check):
        assert 0 < len(answer.rooms) <= MOST_ROOMS
        assert all(room.isascii() and room == room.lower() for room in answer.rooms if "@" in room)
    # a name that holds what cannot be shown is looked for, and found nowhere: no button ever carries it
    if isinstance(answer, Pressable) and plain(text).replace("\n", " ").isprintable():
        assert unpack(json.loads(json.dumps(pack(answer)))) == answer
