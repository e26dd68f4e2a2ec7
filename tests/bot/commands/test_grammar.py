"""What people write, in all the ways they do."""


import pytest

from bot.cards import help_card, welcome_card
from bot.cards.help import COMMANDS
from bot.commands.grammar import opens_with_verb, parse, room_beside
from bot.commands.model import (
    Check,
    Command,
    Doctor,
    Explain,
    ShowHelp,
    ShowHistory,
    ShowReport,
    Unclear,
    Watch,
    Which,
)
from checks.facts.asked import Topic
from tests.bot.fakes import texts

ROOM = "room-42@contoso.com"
ACCESS = frozenset({Topic.ACCESS})

UNDERSTOOD = [
    (f"check {ROOM}", Check((ROOM,))),
    ("CHECK Room-42@Contoso.COM.", Check((ROOM,))),
    (f"/check {ROOM}", Check((ROOM,))),
    (ROOM, Check((ROOM,))),
    (f"diagnose {ROOM}", Check((ROOM,))),
    (f"test: {ROOM}!", Check((ROOM,))),
    (f"why is {ROOM} down?", Check((ROOM,))),
    (f"hi, please check {ROOM} again please", Check((ROOM,))),
    ("check a@x.com b@x.com,c@x.com; d@x.com\ne@x.com and f@x.com AND a@x.com",
     Check(("a@x.com", "b@x.com", "c@x.com", "d@x.com", "e@x.com", "f@x.com"))),
    ("check zurich aare", Check(("zurich aare",))),
    ("check Zürich Aare", Check(("Zürich Aare",))),
    ("check 東京 1", Check(("東京 1",))),
    ('check "Sales and Marketing", bern and basel', Check(("Sales and Marketing", "bern", "basel"))),
    ("check „Zürich Aare“", Check(("Zürich Aare",))),
    (f"check zurich aare {ROOM} bern", Check(("zurich aare", ROOM, "bern"))),
    ("check o'brien_1#2@rooms.contoso.com", Check(("o'brien_1#2@rooms.contoso.com",))),
    ("check '!room@contoso.com', 'room@contoso.com'.", Check(("!room@contoso.com", "room@contoso.com"))),
    (f"access {ROOM}", Check((ROOM,), ACCESS)),
    (f"What-if {ROOM}?", Check((ROOM,), ACCESS)),
    (f"what if {ROOM}", Check((ROOM,), ACCESS)),
    (f"please ask conditional access about {ROOM}", Check((ROOM,), ACCESS)),
    (f"access zurich aare, {ROOM}", Check(("zurich aare", ROOM), ACCESS)),
    ("check access lounge", Check(("access lounge",))),
    (f"report {ROOM}", ShowReport(ROOM)),
    ("last report of zurich aare", ShowReport("zurich aare")),
    (f"Last {ROOM}", ShowReport(ROOM)),
    ("explain", Explain()),
    ("explain sign_in.mfa", Explain("sign_in.mfa")),
    ("What is Signs in without MFA?", Explain("Signs in without MFA")),
    ("doctor", Doctor()),
    ("Permissions?", Doctor()),
    (f"doctor {ROOM}", Doctor(ROOM)),
    ("doctor for zurich aare", Doctor("zurich aare")),
    ("help", ShowHelp()),
    ("Help me", ShowHelp()),
    ("?", ShowHelp()),
    ("Hi", ShowHelp()),
    ("Good morning!", ShowHelp()),
    ("Hilfe!", ShowHelp()),
    ("Guten Morgen", ShowHelp()),
    ("Prüfe zurich aare", Check(("zurich aare",))),
    (f"Hallo, bitte prüfen {ROOM}", Check((ROOM,))),
    (f"bericht von {ROOM}", ShowReport(ROOM)),
    ("Bericht zu zurich aare bitte", ShowReport("zurich aare")),
    ("erkläre sign_in.mfa", Explain("sign_in.mfa")),
    ("erklären", Explain()),
    ("Beobachte alle", Watch(Which(everything=True))),
    (f"beobachten {ROOM}", Watch(Which((ROOM,)))),
    (f"Verlauf {ROOM}", ShowHistory(ROOM)),
]


@pytest.mark.parametrize(("text", "command"), UNDERSTOOD)
def test_command(text: str, command: object) -> None:
    assert parse(text) == command


@pytest.mark.parametrize("text", [
    f"check\u00a0{ROOM}\u00a0",
    "check room-\u200b42@\u2060contoso.com\ufeff",
    f"check \u202a{ROOM}\u202c",
    f"check mailto:{ROOM}",
    f'check <a href="mailto:{ROOM}">{ROOM}</a>&nbsp;',
    f"<p>check <a title='x' href=\"mailto:{ROOM}\">{ROOM}</a></p>",
    f"check [{ROOM}](mailto:{ROOM})",
    f"check <{ROOM}>",
    f"check Room 42 <{ROOM}>",
    f"check `{ROOM}`",
    f"check\r\n{ROOM}",
])
def test_remains_of_teams_and_keyboards_do_not_matter(text: str) -> None:
    assert parse(text) == Check((ROOM,))


def test_what_is_shown_counts_not_the_hidden_target_of_a_link() -> None:
    assert parse('check <a href="mailto:other@contoso.com">room-42@contoso.com</a>') == Check((ROOM,))


@pytest.mark.parametrize(("text", "shown"), [
    ("check r\u043e\u043em-42@contoso.com", "CYRILLIC SMALL LETTER O (U+043E)"),
    ("check room-42@c\u03bfntoso.com", "GREEK SMALL LETTER OMICRON (U+03BF)"),
    ("check room-42\uff20contoso.com", "FULLWIDTH COMMERCIAL AT (U+FF20)"),
    ("check room\u202e24-@contoso.com", "RIGHT-TO-LEFT OVERRIDE (U+202E)"),
    ("check r\u00f6\u00f6m@contoso.com", "LATIN SMALL LETTER O WITH DIAERESIS (U+00F6)"),
    ("check \u05d0@contoso.com", "HEBREW LETTER ALEF (U+05D0)"),
    ('check "zurich \u202eeraa"', "RIGHT-TO-LEFT OVERRIDE (U+202E)"),
])
def test_look_alikes_are_shown_and_never_folded(text: str, shown: str) -> None:
    answer = parse(text)
    assert isinstance(answer, Unclear)
    assert shown in answer.reason
    assert "\u202e" not in answer.said + answer.reason


@pytest.mark.parametrize(("text", "why"), [
    ("check room-42@", "no domain after the @"),
    ("check @contoso.com", "nothing before the @"),
    ("check a@b@contoso.com", "more than one @"),
    ("check a+b@contoso.com", "holds “+”"),
    ("check room-42@contoso", "no ending"),
    ("check room-42@contoso..com", "not a domain"),
    ("check room-42@-contoso.com", "not a domain"),
    ("check .room@contoso.com", "a dot must stand between"),
    (f"check {'r' * 65}@contoso.com", "65 characters before the @"),
    (f"check room@{'c' * 45}.com", "49 characters"),
    ("room-42@contoso", "no ending"),
])
def test_malformed_address_says_what_is_wrong(text: str, why: str) -> None:
    answer = parse(text)
    assert isinstance(answer, Unclear)
    assert why in answer.reason


def test_one_bad_address_among_good_ones_offers_the_good_ones() -> None:
    answer = parse("check a@x.com b@x c@x.com")
    assert isinstance(answer, Unclear)
    assert answer.suggestions == ("check a@x.com c@x.com",)


def test_twenty_rooms_are_checked_and_twenty_one_are_not() -> None:
    assert parse("check " + " ".join(f"r{n}@x.com" for n in range(20))) == Check(
        tuple(f"r{n}@x.com" for n in range(20)))
    answer = parse("check " + " ".join(f"r{n}@x.com" for n in range(21)))
    assert isinstance(answer, Unclear)
    assert "21 rooms" in answer.reason


@pytest.mark.parametrize("text", ["check " + ", ".join(f"room-{n}@contoso.com" for n in range(500)),
                                  "\n".join(f"room-{n}@contoso.com" for n in range(500))])
def test_five_hundred_rooms_are_counted_and_told_how(text: str) -> None:
    answer = parse(text)
    assert isinstance(answer, Unclear)
    assert "500 rooms; I check at most 20 in one go" in answer.reason
    assert "several messages" in answer.reason


@pytest.mark.parametrize("text", ["x" * 30_000, "check " + "zurich " * 5_000, "<a " * 10_000, "hi " * 10_000,
                                  "[" * 30_000, "\u202e" * 30_000, "&#64;" * 6_000, '"' * 30_000])
def test_thirty_kilobytes_are_answered(text: str) -> None:
    answer = parse(text)
    assert isinstance(answer, Unclear)
    assert answer.reason
    assert len(answer.said) <= 80


@pytest.mark.parametrize("text", ["", " ", "\u200b\u00a0\n", "<p></p>"])
def test_an_empty_message_is_told_what_to_write(text: str) -> None:
    answer = parse(text)
    assert isinstance(answer, Unclear)
    assert f"check {ROOM}" in answer.reason


@pytest.mark.parametrize(("text", "nearest"), [
    (f"chekc {ROOM}", f"check {ROOM}"),
    (f"reprot {ROOM}", f"report {ROOM}"),
    (f"acess {ROOM}", f"access {ROOM}"),
    (f"\u0441heck {ROOM}", f"check {ROOM}"),
    (f"chec\u212a {ROOM}", f"check {ROOM}"),
    (f"\u062a\u062d\u0642\u0642 {ROOM}", f"check {ROOM}"),
    ("reprot zurich", "report zurich"),
    ("hlep", "help"),
    ("zurich aare", "check zurich aare"),
    ("a room somewhere in the building is broken", "help"),
    ("report a@x.com b@x.com", "report a@x.com"),
    ("access a@x.com b@x", "access a@x.com"),
    ("access", f"access {ROOM}"),
])
def test_anything_else_is_answered_with_the_nearest_command(text: str, nearest: str) -> None:
    answer = parse(text)
    assert isinstance(answer, Unclear)
    assert answer.suggestions[0] == nearest


@pytest.mark.parametrize("text", ["Danke!", "danke für alles", "was ist los mit raum zug?", "Warum geht das nicht?",
                                  "thanks", "how do I do this", "ok", "wer bist du?", "Welche Räume?"])
def test_small_talk_is_offered_the_help_alone(text: str) -> None:
    answer = parse(text)
    assert isinstance(answer, Unclear)
    assert answer.suggestions == ("help",)


@pytest.mark.parametrize("text", ["check", "check please", "why", "report", "last report of"])
def test_a_verb_alone_asks_which_room(text: str) -> None:
    answer = parse(text)
    assert isinstance(answer, Unclear)
    assert answer.reason.startswith("Which room?")


@pytest.mark.parametrize(("text", "own_words"), [
    (f"check {ROOM}", True), ("hello, check bern", True), ("help", True), (ROOM, False), ("bern", False), ("", False),
])
def test_whether_a_message_is_a_command_by_its_own_words(text: str, *, own_words: bool) -> None:
    assert opens_with_verb(text) is own_words


@pytest.mark.parametrize(("text", "room"), [
    ("", ""), ("here are the logs", ""), (f"logs of {ROOM.upper()}, thanks", ROOM), (f"check {ROOM} {ROOM}", ROOM),
])
def test_room_beside_an_upload(text: str, room: str) -> None:
    assert room_beside(text) == room


@pytest.mark.parametrize(("text", "why"), [("a@x.com b@x.com", "names 2"), ("r\u043eom@x.com", "CYRILLIC")])
def test_room_beside_an_upload_that_cannot_be_used(text: str, why: str) -> None:
    answer = room_beside(text)
    assert isinstance(answer, Unclear)
    assert why in answer.reason


def test_what_the_help_says_can_be_written_can_be_written() -> None:
    shown = texts(help_card()).splitlines() + texts(welcome_card()).splitlines()
    examples = [line for line in shown if line.split(" ")[0] in ("check", "report", "access", "explain", "help")]
    assert len(examples) >= 5
    assert not [each for each in examples if isinstance(parse(each), Unclear)]


@pytest.mark.parametrize(("example", "command"), [(example, command) for example, _, command in COMMANDS])
def test_an_example_of_the_help_is_the_command_whose_right_is_asked_about(example: str, command: Command) -> None:
    assert parse(example) == command


@pytest.mark.parametrize("said", ["AADSTS50076", "aadsts50126 ", "explain AADSTS50076"])
def test_a_code_that_is_pasted_is_explained(said: str) -> None:
    assert parse(said) == Explain(said.removeprefix("explain ").strip())
