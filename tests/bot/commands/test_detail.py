"""How much a channel sees: the level, and what is shown in a personal chat instead."""

from dataclasses import replace

import pytest

from bot.actions import pack
from bot.authorise import Policy, grants_of
from bot.cards.answers import OPEN_CHAT
from bot.cards.links import personal_chat
from bot.commands.model import OpenReport, SetDetail, ShowEvidence, ShowFix, ShowReport, ShowTicket
from bot.desk import Desk
from bot.ports import NotDeliveredError
from bot.turns import Answer, Conversation, Detail, Scope
from checks.model import Cause
from tests.bot.fakes import AARE, CHAT, GONE, GROUP, OPERATOR, World, finding_of, payloads, texts

CHANNEL = Conversation("19:rooms@thread.tacv2;messageid=17", Scope.CHANNEL, "tenant-1", GROUP.reference)
OTHER_THREAD = replace(CHANNEL, id="19:rooms@thread.tacv2;messageid=18")
SEEN = "14 sign-ins were stopped."
EVIDENCE = [ShowEvidence("report-1"), ShowEvidence("report-1", "sign_in.mfa_required"), ShowTicket("report-1")]
WRITE = f"Open our personal chat and write: report {AARE.address}"


@pytest.fixture
async def world() -> World:
    made = World()
    await made.keep_report(findings=(finding_of(Cause.MFA_REQUIRED, summary=SEEN),))
    return made


def shown(answer: Answer) -> str:
    assert answer.message
    return texts(answer.message.card)


async def said(world: World, text: str, where: Conversation = CHANNEL) -> Answer:
    return await Desk(world.services).said(world.said(text, where=where))


async def pressed(world: World, command: OpenReport | SetDetail | ShowEvidence | ShowFix | ShowReport | ShowTicket,
                  where: Conversation = CHANNEL) -> Answer:
    return await Desk(world.services).pressed(world.pressed(pack(command), where=where))


async def test_a_channel_sees_the_cause_until_an_admin_sets_another_level(world: World) -> None:
    assert "sees the cause" in shown(await said(world, "detail"))
    told = await said(world, "detail evidence")
    assert "This channel sees the evidence too" in shown(told)
    assert "sees the evidence too" in shown(await said(world, "detail", OTHER_THREAD))
    assert "This chat sees the cause" in shown(await said(world, "detail", GROUP))
    assert told.message
    back = payloads(told.message.card)["Show the cause alone"]
    assert back == pack(SetDetail(Detail.CAUSE))
    answer = await Desk(world.services).pressed(world.pressed(back, where=OTHER_THREAD))
    assert "This channel sees the cause" in shown(answer)
    assert world.details.kept == {"19:rooms@thread.tacv2": Detail.CAUSE}


@pytest.mark.parametrize("text", ["detail", "detail cause", "detail evidence"])
async def test_in_a_personal_chat_everything_is_shown(world: World, text: str) -> None:
    assert "everything is shown" in shown(await said(world, text, CHAT))
    assert not world.details.kept
    assert SEEN in shown(await said(world, f"report {AARE.address}", CHAT))


@pytest.mark.parametrize("where", [CHANNEL, GROUP], ids=["channel", "group chat"])
@pytest.mark.parametrize("command", [OpenReport("report-1"), ShowReport(AARE.address), ShowFix("report-1")],
                         ids=["open", "report", "fix"])
async def test_a_report_is_shown_as_the_level_has_it(world: World, command: OpenReport, where: Conversation) -> None:
    assert "The room suffers from mfa_required." in shown(await pressed(world, command, where))
    assert SEEN not in shown(await pressed(world, command, where))
    await said(world, "detail evidence", where)
    if not isinstance(command, ShowFix):
        assert SEEN in shown(await pressed(world, command, where))


@pytest.mark.parametrize("command", EVIDENCE, ids=["evidence", "of a finding", "ticket"])
async def test_evidence_is_shown_in_the_personal_chat_and_said_so(world: World, command: ShowEvidence) -> None:
    world.people.chats[OPERATOR.id] = CHAT
    answer = await pressed(world, command)
    assert SEEN not in shown(answer)
    assert "This channel sees no evidence; that is shown in our personal chat." in shown(answer)
    assert "I have posted it there, about Zurich Aare." in shown(answer)
    ((where, message),) = world.messenger.posted
    assert where == CHAT
    assert SEEN in texts(message.card)


@pytest.mark.parametrize("command", EVIDENCE, ids=["evidence", "of a finding", "ticket"])
async def test_where_no_chat_is_known_it_says_what_to_write_there(world: World, command: ShowEvidence) -> None:
    services = replace(world.services, links=replace(world.services.links, personal_chat=personal_chat("app", "t")))
    answer = await Desk(services).pressed(world.pressed(pack(command), where=CHANNEL))
    assert WRITE in shown(answer)
    assert answer.message
    assert answer.message.card
    assert answer.message.card["actions"][0]["title"] == OPEN_CHAT
    assert not world.messenger.posted


@pytest.mark.parametrize("refusal", [GONE, NotDeliveredError("later")], ids=["gone", "not now"])
async def test_a_chat_that_takes_nothing_is_as_if_unknown(world: World, refusal: Exception) -> None:
    world.people.chats[OPERATOR.id] = CHAT
    world.messenger.refusal = refusal
    assert WRITE in shown(await pressed(world, ShowEvidence("report-1")))


@pytest.mark.parametrize("command", EVIDENCE, ids=["evidence", "of a finding", "ticket"])
async def test_a_role_that_the_channel_gives_shows_nothing_in_the_personal_chat(world: World,
                                                                                command: ShowEvidence) -> None:
    world.policy = Policy(admins=grants_of(["channel:19:rooms@thread.tacv2"]))
    world.people.chats[OPERATOR.id] = CHAT
    answer = await pressed(world, command)
    assert "a role of their own" in shown(answer)
    assert "ROOMCHECK_VIEWERS" in shown(answer)
    assert not world.messenger.posted
    here, there = world.audit.lines[-2:]
    assert (here.allowed, here.place, there.allowed, there.place) == (True, "19:rooms@thread.tacv2", False, CHAT.id)


async def test_somebody_elses_chat_is_never_written_to(world: World) -> None:
    world.people.chats["somebody-else"] = CHAT
    assert WRITE in shown(await pressed(world, ShowEvidence("report-1")))
    assert not world.messenger.posted


async def test_a_chat_of_several_people_is_no_personal_chat(world: World) -> None:
    world.people.chats[OPERATOR.id] = GROUP
    assert WRITE in shown(await pressed(world, ShowEvidence("report-1")))
    assert not world.messenger.posted


@pytest.mark.parametrize("command", EVIDENCE, ids=["evidence", "of a finding", "ticket"])
async def test_a_channel_that_sees_evidence_is_shown_it(world: World, command: ShowEvidence) -> None:
    await said(world, "detail evidence")
    assert SEEN in shown(await pressed(world, command))
    assert not world.messenger.posted


async def test_a_viewer_cannot_set_the_level(world: World) -> None:
    world.policy = Policy(viewers=grants_of([OPERATOR.id]))
    for answer in (await said(world, "detail evidence"), await pressed(world, SetDetail(Detail.EVIDENCE))):
        assert "Not allowed" in shown(answer)
    assert not world.details.kept
