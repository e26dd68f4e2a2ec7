"""Every word of our own in an answer comes from the catalogues: nothing is said past them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

import bot
import dialogs
from bot.actions import Pressable, pack
from bot.authorise import Policy, grants_of
from bot.cards.names import LANGUAGES
from bot.cards.retold import retold
from bot.cards.text import by_language
from bot.commands.grammar import _VERBS
from bot.commands.model import (
    Acknowledge,
    BeginDialog,
    CheckAgain,
    ContinueDialog,
    OpenReport,
    ShowEvidence,
    ShowFix,
    ShowFleet,
    ShowTicket,
    Snooze,
)
from bot.desk import Desk
from bot.fleet import Extent, Quiet, Subscription
from bot.limits import Limit, Limits
from bot.ports import Fault, NotDeliveredError, StoreAwayError, StoreFullError
from bot.run_messages import RunMessages
from bot.turns import Actor, Answer, Conversation, Message
from bot.words import using
from bot.words.kept import NOT_LOOKED_AT, TOO_LITTLE_SEEN
from checks.collector import CannotCollect
from checks.likeness import Likeness
from checks.model import Cause, GapReason, Severity
from dialogs.guide import OUTCOMES, STEPS
from tests.bot.access_fakes import FakeDetails
from tests.bot.bracketed import BRACKETED, foreign_words
from tests.bot.cards.brackets import known_messages
from tests.bot.commands import test_fleet_words, test_grammar
from tests.bot.fakes import AARE, BERN, CHAT, GROUP, LIMMAT, OPERATOR, STRANGER, World, finding_of

_WORD = re.compile(r"[^\W\d_]{2,}")
_TYPED = (*_VERBS, "watch all only high quiet in German until tomorrow 2 days", "csv app.py --csv FILE",
          "building Zurich everything cause evidence")
"""What people type. It is the same in every language."""
_NAMES = (OPERATOR.name, *LANGUAGES.values(), AARE.label, LIMMAT.label, BERN.label, AARE.address, "room-42@contoso.com",
          OPERATOR.id, STRANGER.id, "ROOMCHECK_ADMINS ROOMCHECK_OPERATORS ROOMCHECK_VIEWERS UTC")
_WHOLE = 30
"""Letters. A longer word may have been cut."""
DATA = frozenset(word.lower() for text in (*_TYPED, *_NAMES) for word in _WORD.findall(text))
"""Words that nobody translates."""

SAID = [text for text, _command in (*test_grammar.UNDERSTOOD, *test_fleet_words.UNDERSTOOD)]
UNCLEAR = [
    "", "check", "chekc", "chekc zurich", "quux", "report", "report a@x.com b@x.com", "doctor a@x.com b@x.com",
    "check room-42@", "check @contoso.com", "check a@b@contoso.com", "check a+b@contoso.com", "check room-42@contoso",
    "check room-42@contoso..com", "check .room@contoso.com", f"check {'r' * 65}@contoso.com",
    f"check room@{'c' * 45}.com", 'check "zurich \u202eeraa"', f'check "{"z" * 120}"',
    "check " + " ".join(f"r{n}@x.com" for n in range(21)), "check " + "@ " * 2_500, "z" * 5_000,
    "explain " + "w" * 120, "explain quux", "explain password", "explain sign", "explain mailbox",
    "explain AADSTS50076",
    "allow", "allow x@x.com y@y.com", "audit zurich", "detail quux", "detail", "detail cause", "detail evidence",
    "watch building", "watch all quiet 18:00", "watch all in Spanish", "watch only critical", "watch a, b, all",
    "watch " + " ".join(f"r{n}@x.com" for n in range(21)), "unwatch building", "watch all but in Klingon",
    "watch building Bern in Klingon", "snooze", "snooze 4h", "snooze a@x.com b@x.com 4h", "snooze bern 31 days",
    "snooze bern until 26:00", "snooze all 4h", "history all", "unsnooze", "sweep room-42@contoso.com",
    "fleet building " + "q" * 120, "forget zurich-aare@contoso.com", "disallow zurich-aare@contoso.com",
    "allow zurich-aare@contoso.com", "audit", "audit zurich-aare@contoso.com",
]


def world() -> World:
    return World()


def _second(kept: tuple[object, Message]) -> Message:
    return kept[1]


def outside(answer: Answer, *known: str) -> list[str]:
    """The words of an answer that come from nowhere."""
    given = DATA | {word.lower() for text in known for word in _WORD.findall(text)}
    found = foreign_words(answer.message) if answer.message else []
    return [word for word in found if word.lower() not in given
            and not (len(word) > _WHOLE and any(each.startswith(word.lower()) for each in given))]


async def said(of: World, text: str, **who: object) -> Answer:
    with using(BRACKETED):
        answer = await Desk(of.services).said(of.said(text, **who))  # type: ignore[arg-type]  # actor and where
        await of.background.settled()
    return answer


@pytest.mark.parametrize("where", [CHAT, GROUP], ids=["chat", "group"])
@pytest.mark.parametrize("text", [*SAID, *UNCLEAR], ids=lambda text: text[:40])
async def test_an_answer_says_nothing_past_the_catalogues(text: str, where: object) -> None:
    made = world()
    answer = await said(made, text, where=where)
    assert not outside(answer, text)
    for message in [*map(_second, made.messenger.posted), *map(_second, made.messenger.updated)]:
        assert not outside(Answer(message), text)


@pytest.mark.parametrize("actor", [STRANGER, replace(STRANGER, id="")], ids=["stranger", "nobody"])
@pytest.mark.parametrize("text", ["check zurich aare", "report zurich aare", "watch all", "help"])
async def test_what_is_not_allowed_is_said_in_the_language_and_noted_in_english(text: str, actor: Actor) -> None:
    made = world()
    assert not outside(await said(made, text, actor=actor))
    assert all(not line.why or line.why.startswith("You are not on the list") for line in made.audit.lines)
    assert text == "help" or made.audit.lines


async def test_groups_that_cannot_be_read_are_said_in_the_language() -> None:
    made = World(policy=Policy(admins=grants_of(["group:g"])))
    made.membership.broken = UNREAD
    assert not outside(await said(made, "check zurich aare"))


UNREAD = CannotCollect(GapReason.FAILED, "Graph answered nonsense.", "See elsewhere.")


@pytest.mark.parametrize("broken", [UNREAD, None], ids=["unread", "a person"])
async def test_whoever_is_no_room_is_refused_in_the_language(broken: CannotCollect | None) -> None:
    made = world()
    made.recognition.broken, made.recognition.of = broken, {AARE.address: Likeness.OTHER}
    for text in ("check zurich-aare@contoso.com", "doctor zurich-aare@contoso.com", "disallow zurich-aare@contoso.com"):
        assert not outside(await said(made, text))
    assert not [word for message in made.messenger.updated for word in outside(Answer(message[1]))]


async def test_a_list_that_cannot_be_read_is_told_in_the_language() -> None:
    made = world()
    made.rooms.broken = UNREAD
    for text in ("check zurich", "doctor", "doctor zurich", "history zurich", "watch zurich in Klingon"):
        assert not outside(await said(made, text), text)
    for _card, message in made.messenger.updated:
        assert not outside(Answer(message))


@pytest.mark.parametrize("cause", [Cause.MFA_REQUIRED, Cause.UNDETERMINED, Cause.SIGN_IN_BLOCKED_OTHER])
async def test_every_step_of_the_guide_is_said_in_the_language(cause: Cause) -> None:
    made = world()
    await made.keep_report(cause=cause, findings=(finding_of(Cause.MFA_REQUIRED), finding_of(Cause.LICENCE_MISSING)))
    with using(BRACKETED):
        begun = await Desk(made.services).pressed(made.pressed(pack(BeginDialog("guided_fix", AARE.address))))
        assert not outside(begun)
        opened = made.dialogs.only()
        for step in STEPS.values():
            for choice in step.choices:
                state = {**opened.state, "at": step.id, "ends": "", "answers": {}}
                await made.dialogs.keep(replace(opened, state=state))
                assert not outside(await pressed(made, ContinueDialog(opened.id, f"{step.id}.{choice.id}", {})))
        for ends in OUTCOMES:
            await made.dialogs.keep(replace(opened, state={**opened.state, "ends": ends,
                                                           "answers": {"heartbeat": "not_sure"}}))
            assert not outside(await pressed(made, ContinueDialog(opened.id, "", {})))


async def pressed(of: World, command: Pressable, **where: object) -> Answer:
    with using(BRACKETED):
        return await Desk(of.services).pressed(of.pressed(pack(command), **where))  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize("command", [
    *(make for make in (OpenReport("gone"), CheckAgain("gone"), Acknowledge("gone"), ContinueDialog("gone", "", {}),
                        BeginDialog("quux"), BeginDialog("collect_logs", AARE.address), BeginDialog("watch_rooms"),
                        ShowFix("report-1"), ShowTicket("report-1"), ShowEvidence("report-1"), OpenReport("report-1"),
                        CheckAgain("run-1"), CheckAgain("run-1", timedelta(minutes=15)), ShowFleet(as_file=True),
                        Snooze(AARE.address, timedelta(hours=4)))),
], ids=lambda command: type(command).__name__)
@pytest.mark.parametrize("where", [CHAT, GROUP], ids=["chat", "group"])
async def test_a_press_is_answered_in_the_language(command: Pressable, where: Conversation) -> None:
    made = world()
    await made.keep_report()
    await made.keep_run()
    answer = await pressed(made, command, where=where)
    for message in (answer.message, *map(_second, made.messenger.posted), *map(_second, made.messenger.updated)):
        assert not outside(Answer(message), *TICKET)


TICKET = ()


async def test_a_payload_that_was_made_up_is_refused_in_the_language() -> None:
    made = world()
    with using(BRACKETED):
        assert not outside(await Desk(made.services).pressed(made.pressed({"verb": "quux"})))


@pytest.mark.parametrize("wrong", [StoreAwayError("away"), StoreFullError("full"), ValueError("quux"),
                                   NotDeliveredError("no")], ids=lambda wrong: type(wrong).__name__)
async def test_what_goes_wrong_is_said_in_the_language(wrong: Exception) -> None:
    made = world()
    made.rooms.broken = wrong
    assert not outside(await said(made, "check zurich"), "id")


async def test_whoever_is_too_fast_is_told_in_the_language() -> None:
    for limits in (Limits(Limit(1, 60.0), None), Limits(None, Limit(1, 60.0))):
        made = World(limits=limits)
        await said(made, "help")
        assert not outside(await said(made, "help"))


@pytest.mark.parametrize("subscribed", [(Extent.ALL, ""), (Extent.BUILDING, "Bern"), (Extent.ROOM, AARE.address)])
@pytest.mark.parametrize("where", [CHAT, GROUP], ids=["chat", "group"])
async def test_what_is_watched_is_told_in_the_language(subscribed: tuple[Extent, str], where: Conversation) -> None:
    made = world()
    await made.subscriptions.keep(Subscription("s", where, *subscribed, OPERATOR.id, made.clock(), Severity.HIGH,
                                               Quiet(time(18), time(7), "UTC"), "fr"))
    for text in ("watches", "watch all", "watch zurich aare", "snooze zurich aare 4h", "unsnooze zurich aare",
                 "unwatch zurich aare", "unwatch bern", "unwatch all"):
        assert not outside(await said(made, text, where=where), text, "Français")


@pytest.mark.parametrize("fault", [
    Fault("The zip could not be fetched and read within five minutes.",
          "Send it again; if that does not help, collect the logs of a shorter time."),
    Fault("The file is larger than 512 MB.", "Please send it again."),
    Fault("SharePoint did not hand the file out (HTTP 500).", "Please send it again in a few minutes."),
])
def test_a_fault_that_was_kept_in_english_is_shown_in_the_language(fault: Fault) -> None:
    with using(BRACKETED):
        assert not set(outside(Answer(RunMessages(FakeDetails()).failed(fault)))) - {"MB", "HTTP"}


def test_what_is_kept_is_told_anew_sentence_by_sentence() -> None:
    kept = "Graph is away. " + NOT_LOOKED_AT.format(failed=3, rooms=40) + " " + TOO_LITTLE_SEEN.format(
        unjudged=2, rooms=40)
    assert retold(kept) == kept
    with using(BRACKETED):
        told = retold(kept)
    assert "3⟦ of ⟧40⟦ rooms could not" in told
    assert "⟦Too little was seen of ⟧2⟦ of ⟧40" in told
    assert by_language(told)[0] == ("Graph is away.", True)
    assert retold("") == ""


_SAYING = frozenset({"_", "n_", "in_", "n_in_", "mark"})
_UNSEEN = frozenset({"info", "warning", "error", "exception", "debug", "compile", "TypeVar", "NotDeliveredError",
                     "MessageGoneError", "LookupError", "Ignored"})
"""Calls of which nobody in Teams sees the words: the log, patterns, errors that are caught."""
_SENTENCE = re.compile(r"^[“A-Z].*[a-z] |[a-z] .*[a-z][.!?]$", re.DOTALL)
_SHOWN_IN_TEAMS = ("activity_handler", "actions", "admission", "attachments", "authorise", "desk", "examination",
                   "incoming", "likely_rooms", "limits", "outbox", "progress", "run_messages", "runs", "schedule",
                   "shared_files", "sweep_card", "sweeps", "uploads")
_ROOT = Path(bot.__file__).parent
MODULES = [*(_ROOT / f"{each}.py" for each in _SHOWN_IN_TEAMS), *sorted((_ROOT / "commands").glob("*.py")),
           *sorted(Path(dialogs.__file__).parent.glob("*.py"))]


def unsaid(tree: ast.AST) -> Iterator[str]:
    """What reads like a sentence and is no message: neither said, nor a docstring, nor for the log."""
    passed = {id(part) for call in ast.walk(tree) if isinstance(call, ast.Call)
              and getattr(call.func, "id", getattr(call.func, "attr", "")) in _SAYING | _UNSEEN
              for argument in call.args for part in ast.walk(argument)}
    passed |= {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for each in ast.walk(tree):
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in passed \
                and _SENTENCE.search(each.value):
            yield each.value


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_sentence_is_written_past_the_catalogues(module: Path) -> None:
    assert list(unsaid(ast.parse(module.read_text(encoding="utf-8")))) == []


def test_a_sentence_past_the_catalogues_is_found() -> None:
    planted = ('def f(x):\n    """Says."""\n    log.info("Not this one.")\n'
               '    return _("Nor this."), f"But {x} this one is."')
    assert list(unsaid(ast.parse(planted))) == ["But ", " this one is."]


def written(tree: ast.AST) -> Iterator[str]:
    """Every message that is written out in a call that says it, or keeps it to be said."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in _SAYING:
            said = [each.value for each in call.args if isinstance(each, ast.Constant)]
            yield from (each for each in said[getattr(call.func, "id", "").count("in_"):][:1] if isinstance(each, str))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_message_hides_where_the_extraction_does_not_look(module: Path) -> None:
    known = {message for _context, message in known_messages()}
    assert not set(written(ast.parse(module.read_text(encoding="utf-8")))) - known
