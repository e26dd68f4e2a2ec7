"""Where everything that people say, press or send meets."""

import logging
from dataclasses import replace

import pytest

from bot.actions import pack
from bot.authorise import Policy, grants_of
from bot.commands.model import BeginDialog, Check, ShowEvidence, ShowHelp
from bot.desk import Desk
from bot.file_ports import Upload
from bot.incoming import Installed, Shared, UnusableUpload
from bot.ports import NotDeliveredError, RunState, StoreFullError
from bot.turns import ALREADY_ANSWERED, Actor, Answer, Conversation, Detail
from checks.model import Cause
from tests.bot.fakes import AARE, CHAT, GONE, GROUP, OPERATOR, STRANGER, World, finding_of, payloads, texts
from tests.bot.run_parts import POST


@pytest.fixture
def world() -> World:
    return World()


def shown(answer: Answer) -> str:
    assert answer.message
    assert answer.message.card
    assert answer.message.summary
    return texts(answer.message.card)


async def test_a_check_starts_one_run_whose_card_is_the_answer(world: World) -> None:
    answer = await Desk(world.services).said(world.said("check room-42@contoso.com"))
    run = world.runs.only()
    assert answer == ALREADY_ANSWERED
    assert [room.address for room in run.rooms] == ["room-42@contoso.com"]
    assert (run.state, run.card_id, len(world.messenger.posted)) == (RunState.QUEUED, "card-1", 1)


async def test_the_same_works_in_a_group(world: World) -> None:
    await Desk(world.services).said(world.said("check room-42@contoso.com", where=GROUP))
    assert world.messenger.posted[0][0] == GROUP


@pytest.mark.parametrize("text", ["check room-42@contoso.com", "check zurich", "check zurich aare, zurich"])
async def test_a_message_delivered_twice_is_answered_once(world: World, text: str) -> None:
    await Desk(world.services).said(world.said(text, activity="m1"))
    runs, dialogs = dict(world.runs.kept), dict(world.dialogs.kept)
    second = await Desk(world.services).said(world.said(text, activity="m1"))
    assert (world.runs.kept, world.dialogs.kept) == (runs, dialogs)
    assert second == ALREADY_ANSWERED


async def test_the_same_words_said_again_are_a_new_wish(world: World) -> None:
    for _ in range(2):
        await Desk(world.services).said(world.said("check room-42@contoso.com"))
    assert len(world.runs.kept) == 2


async def test_what_is_no_command_is_answered_with_the_nearest(world: World) -> None:
    card = shown(await Desk(world.services).said(world.said("chekc room-42@contoso.com")))
    assert "check room-42@contoso.com" in card


async def test_a_stranger_gets_help_but_no_room(world: World) -> None:
    desk = Desk(world.services)
    assert "What you can write" in shown(await desk.said(world.said("help", actor=STRANGER)))
    denied = shown(await desk.said(world.said("check room-42@contoso.com", actor=STRANGER)))
    assert STRANGER.id in denied
    assert not world.runs.kept


async def test_what_a_button_sends_is_authorised_again(world: World) -> None:
    await world.keep_report()
    for command in (Check((AARE.address,)), ShowEvidence("report-1"), BeginDialog("guided_fix", AARE.address)):
        denied = shown(await Desk(world.services).pressed(world.pressed(pack(command), actor=STRANGER)))
        assert STRANGER.id in denied
    assert not world.runs.kept
    assert not world.dialogs.kept


async def test_a_stranger_sends_no_zip(world: World) -> None:
    denied = shown(await Desk(world.services).uploaded(world.uploaded(actor=STRANGER)))
    assert STRANGER.id in denied
    assert not world.runs.kept


@pytest.mark.parametrize("payload", [{}, {"roomcheck": 1, "verb": "drop_tables"}, {"roomcheck": 9, "verb": "check"}])
async def test_a_payload_of_nobodys_is_refused(world: World, payload: dict[str, object]) -> None:
    assert "does not belong to this version" in shown(await Desk(world.services).pressed(world.pressed(payload)))


async def test_a_press_of_help_shows_it(world: World) -> None:
    assert "What you can write" in shown(await Desk(world.services).pressed(world.pressed(pack(ShowHelp()))))


async def test_an_installation_is_welcomed(world: World) -> None:
    assert "Roomcheck is here" in shown(await Desk(world.services).installed(Installed(world.turn())))


async def test_a_disk_that_is_full_is_told_with_what_to_do(world: World) -> None:
    world.rooms.broken = StoreFullError("full")
    card = shown(await Desk(world.services).said(world.said("check zurich")))
    assert "no room left on its disk" in card
    assert "Tell whoever runs Roomcheck to make some" in card


async def test_a_fault_is_shown_without_its_trace_and_logged_with_it(
        world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.rooms.broken = KeyError("secret internals")
    with caplog.at_level(logging.ERROR):
        card = shown(await Desk(world.services).said(world.said("check zurich")))
    (entry,) = caplog.records
    reference = card.split("reference: ")[1].split("\n")[0]
    assert "Something went wrong inside Roomcheck" in card
    assert "secret" not in card
    assert "KeyError" not in card
    assert reference in entry.getMessage()
    assert entry.exc_info


async def test_a_chat_that_is_gone_is_left_alone(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.messenger.refusal = GONE
    with caplog.at_level(logging.ERROR):
        assert await Desk(world.services).said(world.said("check zurich, bo, zu")) == ALREADY_ANSWERED
    assert not caplog.records


async def test_a_message_that_teams_does_not_take_is_said(world: World) -> None:
    world.messenger.refusal = NotDeliveredError("busy")
    assert "Teams did not take" in shown(await Desk(world.services).said(world.said("check zurich, zu")))


async def test_an_upload_starts_a_run_of_the_room_beside_it(world: World) -> None:
    answer = await Desk(world.services).uploaded(world.uploaded("logs of Room-42@contoso.com"))
    run = world.runs.only()
    assert answer == ALREADY_ANSWERED
    assert [room.address for room in run.rooms] == ["room-42@contoso.com"]
    assert run.upload
    assert run.upload.file_name == "LogCollection_7.zip"


async def test_a_shared_file_starts_a_run_that_knows_its_message(world: World) -> None:
    desk = Desk(replace(world.services, fetches_shared_files=True))
    assert await desk.shared(shared(world, "logs of Room-42@contoso.com")) == ALREADY_ANSWERED
    run = world.runs.only()
    assert [room.address for room in run.rooms] == ["room-42@contoso.com"]
    assert run.upload == Upload("logs.zip", "", "room-42@contoso.com", POST)
    assert [(each.command, each.allowed) for each in world.audit.lines] == [("Analyze", True)]


async def test_a_shared_file_of_a_stranger_starts_nothing(world: World) -> None:
    desk = Desk(replace(world.services, fetches_shared_files=True))
    assert "Not allowed" in shown(await desk.shared(shared(world, actor=STRANGER)))
    assert not world.runs.kept


async def test_where_no_shared_file_can_be_had_that_is_said(world: World) -> None:
    assert "It did not arrive." in shown(await Desk(world.services).shared(shared(world)))
    assert not world.runs.kept
    assert [(each.command, each.allowed) for each in world.audit.lines] == [("UnusableUpload", False)]


def shared(world: World, text: str = "", actor: Actor = OPERATOR) -> Shared:
    turn = world.turn(actor=actor, where=GROUP)
    return Shared("logs.zip", POST, text, turn, UnusableUpload("It did not arrive.", "Drop it there.", turn))


async def test_an_upload_beside_an_odd_address_is_read_all_the_same(world: World) -> None:
    card = shown(await Desk(world.services).uploaded(world.uploaded("r\u043eom-42@contoso.com")))
    assert "CYRILLIC SMALL LETTER O" in card
    assert world.runs.only().rooms == ()


async def test_an_upload_delivered_twice_is_read_once(world: World) -> None:
    for _ in range(2):
        await Desk(world.services).uploaded(world.uploaded(activity="m1"))
    assert len(world.runs.kept) == 1
    assert list(world.dialogs.kept) == [world.runs.only().id]


async def test_the_room_asked_for_is_named_in_words(world: World) -> None:
    await Desk(world.services).uploaded(world.uploaded())
    run = world.runs.only()
    world.runs.change(run.id, state=RunState.WAITING)
    answer = await Desk(world.services).said(world.said("room-42@contoso.com"))
    assert world.runs.only().rooms[0].address == "room-42@contoso.com"
    assert world.runs.only().state is RunState.QUEUED
    assert not world.dialogs.kept
    assert answer.message


async def test_while_a_room_is_asked_for_commands_still_work(world: World) -> None:
    await Desk(world.services).uploaded(world.uploaded())
    world.runs.change(world.runs.only().id, state=RunState.WAITING)
    await Desk(world.services).said(world.said("check bern@contoso.com"))
    assert len(world.runs.kept) == 2
    assert "What you can write" in shown(await Desk(world.services).said(world.said("help")))


async def test_before_the_room_is_asked_for_an_address_is_a_check(world: World) -> None:
    await Desk(world.services).uploaded(world.uploaded())
    await Desk(world.services).said(world.said("bern@contoso.com"))
    assert len(world.runs.kept) == 2


async def test_a_stranger_does_not_answer_for_others(world: World) -> None:
    await Desk(world.services).said(world.said("check zurich", where=GROUP))
    press = payloads(world.messenger.posted[-1][1].card)["Check: Zurich Aare"]
    desk = Desk(world.services)
    assert STRANGER.id in shown(await desk.pressed(world.pressed(press, actor=STRANGER, where=GROUP)))
    assert not world.runs.kept


async def test_one_installation_is_welcomed_once_though_teams_reports_it_twice(world: World) -> None:
    desk = Desk(world.services)
    assert "Roomcheck is here" in shown(await desk.installed(Installed(world.turn())))
    assert await desk.installed(Installed(world.turn())) == ALREADY_ANSWERED
    assert "Roomcheck is here" in shown(await desk.installed(Installed(world.turn(where=GROUP))))


@pytest.mark.parametrize(("where", "said"), [(CHAT, "check room-42@contoso.com"),
                                             (GROUP, "@Roomcheck check room-42@contoso.com")])
async def test_the_welcome_says_to_mention_the_bot_where_that_is_needed(world: World, where: Conversation,
                                                                        said: str) -> None:
    assert said in shown(await Desk(world.services).installed(Installed(world.turn(where=where)))).split("\n")


async def test_a_file_that_cannot_be_read_is_answered(world: World) -> None:
    upload = UnusableUpload("Two zips came at once.", "Send one.", world.turn())
    said = shown(await Desk(world.services).unusable(upload))
    assert "Two zips came at once." in said
    assert "Send one." in said


@pytest.mark.parametrize(("policy", "where", "whole"), [
    (Policy(operators=grants_of([OPERATOR.id])), CHAT, True),
    (Policy(viewers=grants_of([OPERATOR.id])), CHAT, False),
    (Policy(admins=grants_of([OPERATOR.id])), GROUP, False),
])
async def test_only_operators_see_whole_ip_addresses_and_only_in_their_personal_chats(
        world: World, policy: Policy, where: Conversation, whole: bool) -> None:
    finding = finding_of(Cause.MFA_REQUIRED, summary="14 sign-ins from 203.0.113.7 were stopped.")
    await world.keep_report(findings=(finding,))
    world.policy, world.details.kept = policy, {GROUP.id: Detail.EVIDENCE}
    desk = Desk(world.services)
    answers = [await desk.pressed(world.pressed(pack(ShowEvidence("report-1")), where=where)),
               await desk.said(world.said(f"report {AARE.address}", where=where))]
    seen = [shown(each) for each in answers]
    assert ["203.0.113.7" in each for each in seen] == [whole] * 2
    assert whole or all("203.0.x.x" in each for each in seen)


@pytest.mark.parametrize(("policy", "whole"), [
    (Policy(operators=grants_of([OPERATOR.id])), True), (Policy(viewers=grants_of([OPERATOR.id])), False),
])
async def test_what_is_shown_in_private_instead_is_masked_for_viewers_too(world: World, policy: Policy,
                                                                          whole: bool) -> None:
    await world.keep_report(findings=(finding_of(Cause.MFA_REQUIRED, summary="14 sign-ins from 203.0.113.7."),))
    await world.people.remember(OPERATOR.id, CHAT)
    world.policy = policy
    await Desk(world.services).pressed(world.pressed(pack(ShowEvidence("report-1")), where=GROUP))
    ((place, message),) = world.messenger.posted
    assert place == CHAT
    assert ("203.0.113.7" in texts(message.card)) is whole


async def test_a_personal_chat_is_remembered_for_those_alone_who_may_do_something(world: World) -> None:
    desk = Desk(world.services)
    for text in ("help", "check bern", "nothing that I know"):
        await desk.said(world.said(text, actor=STRANGER))
    await desk.said(world.said("help"))
    await world.background.settled()
    assert world.people.chats == {OPERATOR.id: CHAT}
