"""No way leads to a colleague's sign-ins: whatever is said, pressed or answered, no run is begun about a person."""

from collections.abc import Awaitable, Callable

import pytest

from bot.actions import Pressable, pack
from bot.authorise import Policy, grants_of
from bot.commands.model import AllowRoom, AskAccess, BeginDialog, Check, CheckAgain, ContinueDialog, Doctor
from bot.commands.services import GUIDED_FIX
from bot.desk import Desk
from bot.file_ports import Upload
from bot.ports import RunState
from bot.turns import Answer
from checks.collector import CannotCollect
from checks.likeness import Likeness
from checks.model import Cause, GapReason, Room
from tests.bot.fakes import BERN, CHAT, OPERATOR, START, World, payloads, report_of, texts
from tests.bot.run_parts import a_run

ANNA = Room("anna.keller@contoso.com", "Anna Keller")
OTHER = Room("anna.kollar@contoso.com", "Anna Kollar")
UNREAD = CannotCollect(GapReason.NO_PERMISSION, "Roomcheck may not read places.", "Grant Place.Read.All.")
LINE_OF_A_REFUSAL = "does not look like a room's account"


@pytest.fixture
def world() -> World:
    made = World(policy=Policy(operators=grants_of([OPERATOR.id])))
    made.recognition.of = {ANNA.address: Likeness.OTHER}
    return made


def shown(answer: Answer) -> str:
    assert answer.message
    return texts(answer.message.card)


async def press(world: World, command: Pressable, card: str = "card-1") -> Answer:
    return await Desk(world.services).pressed(world.pressed(pack(command), card=card))


async def by_typing(world: World) -> Answer:
    return await Desk(world.services).said(world.said(f"check {ANNA.address}"))


async def by_asking_for_access(world: World) -> Answer:
    return await Desk(world.services).said(world.said(f"access {ANNA.address}"))


async def by_button(world: World) -> Answer:
    return await press(world, Check((ANNA.address,)))


async def by_check_again_after_an_upload(world: World) -> Answer:
    upload = a_run(id="u", conversation=CHAT, rooms=(ANNA,), upload=Upload("logs.zip", ""), state=RunState.DONE,
                   card_id="card-1")
    world.runs.kept["u"] = upload
    return await press(world, CheckAgain("u"))


async def by_asking_access_after_an_upload(world: World) -> Answer:
    world.runs.kept["u"] = a_run(id="u", conversation=CHAT, rooms=(ANNA,), upload=Upload("logs.zip", ""),
                                 state=RunState.DONE, card_id="card-1")
    return await press(world, AskAccess("u"))


async def by_check_again_of_a_kept_report(world: World) -> Answer:
    await world.reports.keep("r", "r", report_of(ANNA, Cause.HEALTHY, START))
    return await press(world, CheckAgain("r"))


async def by_picking_in_a_dialog(world: World) -> Answer:
    world.rooms.rooms = (ANNA, OTHER)
    await Desk(world.services).said(world.said("check anna"))
    return await press(world, ContinueDialog(world.dialogs.only().id, ANNA.address, {}))


async def by_naming_it_in_a_dialog(world: World) -> Answer:
    await Desk(world.services).said(world.said("check zurich"))
    return await Desk(world.services).said(world.said(ANNA.address))


async def by_the_guided_fix(world: World) -> Answer:
    await press(world, BeginDialog(GUIDED_FIX, ANNA.address))
    return await press(world, ContinueDialog(world.dialogs.only().id, "check", {}))


WAYS = [by_typing, by_asking_for_access, by_button, by_check_again_after_an_upload, by_asking_access_after_an_upload,
        by_check_again_of_a_kept_report, by_picking_in_a_dialog, by_naming_it_in_a_dialog, by_the_guided_fix]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_a_colleagues_account_is_not_looked_at(world: World, way: Callable[[World], Awaitable[Answer]]) -> None:
    before = set(world.runs.kept)
    told = shown(await way(world))
    assert LINE_OF_A_REFUSAL in told
    assert f"allow {ANNA.address}" in told
    assert not {each for key, each in world.runs.kept.items() if key not in before and not each.upload}
    assert not world.known_rooms.kept
    (noted,) = [line for line in world.audit.lines if not line.allowed]
    assert (noted.person, noted.rooms, noted.command) == (OPERATOR.id, (ANNA.address,), "Check")


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_the_same_ways_lead_to_an_account_that_is_allowed(world: World,
                                                                way: Callable[[World], Awaitable[Answer]]) -> None:
    """Else the test before this one shows nothing."""
    world.known_rooms.kept = {ANNA.address: Likeness.ALLOWED}
    await way(world)
    assert [run.rooms[0].address for run in world.runs.kept.values() if not run.upload] == [ANNA.address]


async def test_of_several_rooms_the_others_are_looked_at(world: World) -> None:
    answer = await Desk(world.services).said(world.said(f"check {ANNA.address}, {BERN.address}"))
    assert [room.address for room in world.runs.only().rooms] == [BERN.address]
    assert LINE_OF_A_REFUSAL in shown(answer)
    assert BERN.address not in shown(answer)


async def test_what_cannot_be_read_is_told_with_what_to_do(world: World) -> None:
    world.recognition.broken = UNREAD
    told = shown(await by_typing(world))
    assert "I cannot tell whether anna.keller@contoso.com is a room's account" in told
    assert "Grant Place.Read.All." in told
    assert not world.runs.kept


async def test_a_slow_directory_is_no_way_round(world: World) -> None:
    world.recognition.late, world.patience = True, 0.01
    assert "did not answer in time" in shown(await by_typing(world))
    assert not world.runs.kept


async def test_an_account_that_does_not_exist_is_looked_for(world: World) -> None:
    world.recognition.of = {ANNA.address: Likeness.ABSENT}
    await by_typing(world)
    assert world.runs.only().rooms[0].address == ANNA.address


async def test_only_an_admin_has_the_button_to_allow_it(world: World) -> None:
    refused = await by_typing(world)
    assert refused.message
    assert "Allow anna.keller@contoso.com" not in payloads(refused.message.card)
    denied = await press(world, AllowRoom(ANNA.address))
    assert "ROOMCHECK_ADMINS" in shown(denied)
    world.policy = Policy(admins=grants_of([OPERATOR.id]))
    offered = await by_typing(world)
    assert offered.message
    allow = payloads(offered.message.card)["Allow anna.keller@contoso.com"]
    await Desk(world.services).pressed(world.pressed(allow))
    await by_typing(world)
    assert world.runs.only().rooms[0].address == ANNA.address


async def test_the_doctor_asks_through_rooms_only(world: World) -> None:
    world.policy = Policy(admins=grants_of([OPERATOR.id]))
    await press(world, Doctor(ANNA.address))
    await world.background.settled()
    assert not world.doctor.asked
    assert LINE_OF_A_REFUSAL in texts(world.messenger.updated[-1][1].card)
    (noted,) = [line for line in world.audit.lines if not line.allowed]
    assert (noted.command, noted.rooms, noted.why) == ("Doctor", (ANNA.address,), "These do not look like rooms.")


async def test_the_doctor_asks_through_a_room_of_the_list_where_it_cannot_be_told_what_was_named(world: World) -> None:
    world.policy, world.recognition.broken = Policy(admins=grants_of([OPERATOR.id])), UNREAD
    await press(world, Doctor(ANNA.address))
    await world.background.settled()
    assert world.doctor.asked == [world.rooms.rooms[0]]
    assert [line.rooms for line in world.audit.lines if not line.allowed] == [(ANNA.address,)]


async def test_the_doctor_asks_through_nobody_where_no_room_is_known(world: World) -> None:
    world.policy, world.recognition.broken = Policy(admins=grants_of([OPERATOR.id])), UNREAD
    world.rooms.broken = UNREAD
    await press(world, Doctor(ANNA.address))
    await world.background.settled()
    assert not world.doctor.asked
    assert "Grant Place.Read.All." in texts(world.messenger.updated[-1][1].card)


async def test_the_doctor_is_asked_although_nothing_can_be_read(world: World) -> None:
    world.policy, world.recognition.broken = Policy(admins=grants_of([OPERATOR.id])), UNREAD
    await press(world, Doctor(BERN.address))
    await world.background.settled()
    assert [room.address for room in world.doctor.asked] == [BERN.address]
    assert all(line.allowed for line in world.audit.lines)
