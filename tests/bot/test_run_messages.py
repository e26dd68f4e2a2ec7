"""What a run says where: as much as its conversation sees when the card is drawn."""

from datetime import timedelta

import pytest

from bot.cards.links import Links
from bot.ports import Fault, Run
from bot.progress import Progress, RoomProgress, begun, faulted, reported
from bot.run_messages import RunMessages
from bot.turns import Conversation, Detail, Message
from checks.model import Cause
from tests.bot.access_fakes import FakeDetails
from tests.bot.fakes import AARE, CHAT, GROUP, LIMMAT, OPERATOR, START, World, finding_of, texts

SEEN = "14 sign-ins were stopped."
FINDING = finding_of(Cause.MFA_REQUIRED, summary=SEEN)


def run_in(place: Conversation) -> Run:
    return Run("run-1", place, OPERATOR.id, "key", START, (AARE,))


def half() -> Progress:
    return Progress("run-1", START, (RoomProgress(AARE, 3, (FINDING,)),))


async def whole() -> Progress:
    report = await World().keep_report(findings=(FINDING,))
    return reported(begun(run_in(CHAT), 3), 0, report)


def said(message: Message) -> str:
    return texts(message.card)


@pytest.mark.parametrize(("place", "detail", "seen"), [
    (CHAT, None, True), (GROUP, None, False), (GROUP, Detail.CAUSE, False), (GROUP, Detail.EVIDENCE, True)])
async def test_a_card_shows_as_much_as_its_conversation_sees(place: Conversation, detail: Detail | None, *,
                                                             seen: bool) -> None:
    details = FakeDetails({place.id: detail} if detail else {})
    messages, run = RunMessages(details), run_in(place)
    assert (SEEN in said(await messages.going_on(run, half()))) is seen
    assert (SEEN in said(await messages.done(run, await whole()))) is seen


async def test_a_level_that_changes_holds_for_the_next_painting() -> None:
    details, run = FakeDetails(), run_in(GROUP)
    messages = RunMessages(details)
    assert SEEN not in said(await messages.done(run, await whole()))
    await details.set(GROUP, Detail.EVIDENCE, OPERATOR.id, START + timedelta(hours=1))
    assert SEEN in said(await messages.done(run, await whole()))
    await details.set(GROUP, Detail.CAUSE, OPERATOR.id, START + timedelta(hours=2))
    assert SEEN not in said(await messages.done(run, await whole()))


async def test_what_is_said_beside_the_card_holds_no_evidence() -> None:
    run, report = run_in(GROUP), (await whole()).rooms[0].report
    assert report
    messages = RunMessages(FakeDetails())
    ending, done = messages.ending(run, [report]), await messages.done(run, await whole())
    assert SEEN not in f"{ending.text} {ending.summary} {done.summary}"
    assert "The room suffers from mfa_required." in ending.text


@pytest.mark.parametrize("elsewhere", [False, True])
async def test_what_has_to_be_sent_elsewhere_comes_with_the_way_there(*, elsewhere: bool) -> None:
    chat = "https://teams.microsoft.com/l/entity/app/conversations"
    said = RunMessages(FakeDetails(), Links(personal_chat=chat)).failed(Fault("It did not arrive.", "Go.", elsewhere))
    assert (chat in str(said.card)) is elsewhere


async def test_several_rooms_tell_their_causes_alone() -> None:
    two = Run("run-1", GROUP, OPERATOR.id, "key", START, (AARE, LIMMAT))
    report = await World().keep_report(findings=(FINDING,))
    progress = faulted(reported(begun(two, 3), 0, report), 1, "Graph is down.")
    card = said(await RunMessages(FakeDetails()).done(two, progress))
    assert "The room suffers from mfa_required." in card
    assert SEEN not in card
