"""Which rooms a conversation is told about."""

from dataclasses import replace
from datetime import time

import pytest

from bot.actions import pack
from bot.commands.grammar import parse
from bot.commands.model import StopWatching, Unclear, Watch, Which
from bot.commands.watch import MOST_SUBSCRIPTIONS
from bot.desk import Desk
from bot.fleet import Extent, Quiet, RoomState, Subscription
from bot.turns import Conversation, Scope
from checks.collector import CannotCollect
from checks.model import GapReason, Room, Severity
from tests.bot.fakes import AARE, BERN, CHAT, LIMMAT, OPERATOR, START, World, payloads, texts

CHANNEL = Conversation("19:team@thread.tacv2", Scope.CHANNEL, "tenant-1", {"serviceUrl": "https://smba.example"})


@pytest.fixture
def world() -> World:
    world = World(time_zone="Europe/Zurich")
    world.fleet.rooms = [RoomState(AARE, "Zurich, Europaallee"), RoomState(LIMMAT, "Zurich, Europaallee"),
                         RoomState(BERN, "Bern")]
    return world


async def said(world: World, text: str, where: Conversation = CHAT) -> str:
    answer = await Desk(world.services).said(world.said(text, where=where))
    return texts(answer.message.card) if answer.message else ""


async def pressed(world: World, payload: dict[str, object]) -> str:
    answer = await Desk(world.services).pressed(world.pressed(payload))
    return texts(answer.message.card) + answer.message.text if answer.message else ""


def only(world: World) -> Subscription:
    (kept,) = world.subscriptions.kept
    return kept


async def test_a_room_with_every_condition(world: World) -> None:
    told = await said(world, "watch zurich aare only critical quiet 18:00-07:00 in German")
    kept = only(world)
    assert (kept.extent, kept.target, kept.asked_by) == (Extent.ROOM, AARE.address, OPERATOR.id)
    assert (kept.least, kept.language, kept.time_zone) == (Severity.CRITICAL, "de", "Europe/Zurich")
    assert kept.quiet == Quiet(time(18), time(7), "Europe/Zurich")
    assert "I tell this chat when Zurich Aare stops working" in told
    assert "18:00 to 07:00 (Europe/Zurich)" in told
    assert "Alerts are in German." in told
    assert "every 30 minutes" in told


async def test_quiet_hours_of_a_client_without_a_known_zone_are_in_utc(world: World) -> None:
    world.time_zone = "W. Europe Standard Time"
    assert "(UTC)" in await said(world, "watch all quiet 18:00-07:00")
    assert only(world).quiet == Quiet(time(18), time(7), "UTC")


async def test_the_language_is_the_readers_own_unless_another_is_wanted(world: World) -> None:
    world.locale = "fr-CH"
    await said(world, "watch all")
    assert only(world).language == "fr"
    await said(world, "watch all in English")
    assert only(world).language == "en"


async def test_a_building_by_part_of_its_name(world: World) -> None:
    assert "building Zurich, Europaallee" in await said(world, "watch building zurich")
    assert (only(world).extent, only(world).target) == (Extent.BUILDING, "Zurich, Europaallee")


async def test_a_name_of_two_buildings_asks_which(world: World) -> None:
    world.fleet.rooms.append(RoomState(Room("x@contoso.com"), "Zurich, Hardturm"))
    answer = await Desk(world.services).said(world.said("watch building zurich"))
    assert answer.message
    assert not world.subscriptions.kept
    await pressed(world, payloads(answer.message.card)["Watch Zurich, Hardturm"])
    assert only(world).target == "Zurich, Hardturm"


async def test_without_a_sweep_no_building_is_known_and_a_sweep_is_offered(world: World) -> None:
    world.fleet.rooms = []
    assert "Sweep now" in await said(world, "watch building Zurich")
    assert not world.subscriptions.kept


async def test_a_name_of_several_rooms_is_asked_about_and_the_conditions_are_kept(world: World) -> None:
    await said(world, "watch zurich from high in German")
    (_, question), = world.messenger.posted
    told = await pressed(world, payloads(question.card)["Watch: Zurich Limmat"])
    assert "Zurich Limmat" in told
    assert (only(world).target, only(world).least, only(world).language) == (LIMMAT.address, Severity.HIGH, "de")
    assert not world.dialogs.kept


async def test_rooms_that_are_known_are_watched_and_the_other_is_told(world: World) -> None:
    told = await said(world, "watch bern, nowhere")
    assert "No room on Exchange's list has “nowhere”" in told
    assert only(world).target == BERN.address


async def test_a_room_no_sweep_has_seen_is_said(world: World) -> None:
    assert "No sweep has seen new@contoso.com yet." in await said(world, "watch new@contoso.com")


async def test_without_a_schedule_a_sweep_is_offered(world: World) -> None:
    world.schedule = ""
    told = await said(world, "watch all")
    assert "no schedule is set" in told
    assert "Sweep now" in told


async def test_the_same_once_more_says_so(world: World) -> None:
    await said(world, "watch all")
    assert "is told about all rooms already" in await said(world, "watch all")
    assert "I tell this chat when all rooms" in await said(world, "watch all from high")


async def test_two_hundred_and_no_more(world: World) -> None:
    kept = Subscription("", CHAT, Extent.ROOM, "", OPERATOR.id, START)
    world.subscriptions.kept = [replace(kept, target=f"r{number}@contoso.com")
                                for number in range(MOST_SUBSCRIPTIONS - 1)]
    assert "I tell this chat" in await said(world, "watch bern")
    assert "it may watch 200" in await said(world, "watch all")
    assert "is told about Bern Bundeshaus already" in await said(world, "watch bern")


async def test_a_language_that_nobody_speaks_here_is_refused(world: World) -> None:
    assert "Alerts are written in English, German, French, Italian" in await said(world, "watch all in Spanish")
    assert not world.subscriptions.kept


HANDS, ZURICH, HALL = (Room("allhands@contoso.com", "All Hands 3"), Room("only@contoso.com", "Only Zurich"),
                       Room("hall@contoso.com", "Hall Basel"))


@pytest.mark.parametrize(("text", "stray", "instead"), [
    ("watch all in Klingon", "in Klingon", "watch all in German"),
    ("watch all foo", "foo", "watch all only high"),
    ("watch all the rooms only bananas in German", "only bananas", "watch all the rooms only high"),
    ("watch everything quiet at night", "quiet at night", "watch everything quiet 18:00-07:00"),
    ("watch building Zurich only bananas", "only bananas", "watch building Zurich only high"),
    ("watch room-42@contoso.com in Klingon", "in Klingon", "watch room-42@contoso.com in German"),
    ("watch bern, aare from bananas", "from bananas", "watch bern, aare only high"),
    ("watch all basel", "basel", "watch all only high"),
])
async def test_a_condition_that_is_none_is_named_and_nothing_is_watched_without_it(
        world: World, text: str, stray: str, instead: str) -> None:
    world.rooms.rooms += (HALL,)
    told = await said(world, text)
    assert f"“{stray}” is no condition that I know." in told
    assert "only high, quiet 18:00-07:00, in German" in told
    assert instead in told.splitlines()
    assert not world.subscriptions.kept
    assert not isinstance(parse(instead), Unclear)


@pytest.mark.parametrize(("text", "found"), [("watch all hands", HANDS), ("watch Only Zurich in German", ZURICH),
                                             ("watch bern, only zurich", ZURICH)])
async def test_a_room_whose_name_looks_like_a_condition_is_found(world: World, text: str, found: Room) -> None:
    world.rooms.rooms += (HANDS, ZURICH)
    assert "I tell this chat when" in await said(world, text)
    assert world.subscriptions.kept[-1].target == found.address


async def test_a_room_whose_name_comes_near_is_offered_with_the_conditions_that_were_understood(world: World) -> None:
    world.rooms.rooms += (HANDS,)
    answer = await Desk(world.services).said(world.said("watch all hnads 3 from high"))
    assert answer.message
    assert "is no condition that I know." in texts(answer.message.card)
    await pressed(world, payloads(answer.message.card)["Watch: All Hands 3"])
    assert (only(world).target, only(world).least) == (HANDS.address, Severity.HIGH)


async def test_a_building_whose_name_looks_like_a_condition_is_found(world: World) -> None:
    world.fleet.rooms.append(RoomState(Room("x@contoso.com"), "Annex in Bern"))
    await said(world, "watch building annex in bern")
    assert only(world).target == "Annex in Bern"


async def test_where_the_list_of_rooms_cannot_be_read_a_condition_that_is_none_is_named_too(world: World) -> None:
    world.rooms.broken = CannotCollect(GapReason.NO_PERMISSION, "Place.Read.All is not granted.")
    assert "“in Klingon” is no condition that I know." in await said(world, "watch all in Klingon")


async def test_unwatch_a_room_that_is_watched_with_all_others(world: World) -> None:
    await said(world, "watch all")
    told = await said(world, "unwatch bern")
    assert "Bern Bundeshaus was not watched here by name" in told
    assert "still told about all rooms" in told
    assert world.subscriptions.kept


async def test_unwatch_a_room_a_building_and_everything(world: World) -> None:
    await said(world, "watch bern, limmat, aare")
    await said(world, "watch building bern")
    assert "no more about Bern Bundeshaus" in await said(world, "unwatch bern")
    assert "no more about building Bern" in await said(world, "unwatch building Bern")
    assert len(world.subscriptions.kept) == 2
    assert "2 subscriptions ended" in await said(world, "unwatch all")
    assert "Nothing was watched" in await said(world, "unwatch all")


async def test_watches_lists_the_broadest_first_and_each_can_be_ended(world: World) -> None:
    await said(world, "watch bern")
    await said(world, "watch all")
    answer = await Desk(world.services).said(world.said("watches"))
    assert answer.message
    shown = texts(answer.message.card)
    assert shown.index("All rooms") < shown.index("Bern Bundeshaus")
    left = await pressed(world, payloads(answer.message.card)["Stop: All rooms"])
    assert "Bern Bundeshaus" in left
    assert "All rooms" not in left
    assert only(world).extent is Extent.ROOM


async def test_what_teams_refuses_is_shown_with_why_and_can_be_watched_again(world: World) -> None:
    await said(world, "watch all from high quiet 18-7")
    await world.subscriptions.disable(CHAT.id, "The bot is not in this chat any more.")
    answer = await Desk(world.services).said(world.said("watches"))
    assert answer.message
    assert "The bot is not in this chat any more." in texts(answer.message.card)
    await pressed(world, payloads(answer.message.card)["Watch again: All rooms"])
    assert not only(world).disabled
    assert (only(world).least, only(world).quiet) == (Severity.HIGH, Quiet(time(18), time(7), "Europe/Zurich"))


async def test_what_another_conversation_watches_is_none_of_this_one(world: World) -> None:
    await said(world, "watch all", CHANNEL)
    assert "I tell this chat about no room." in await said(world, "watches")
    await pressed(world, pack(StopWatching(Extent.ALL, "")))
    assert only(world).conversation == CHANNEL


async def test_a_channel_is_called_one(world: World) -> None:
    assert "I tell this channel when all rooms" in await said(world, "watch all", CHANNEL)


async def test_a_button_watches_as_words_do(world: World) -> None:
    await pressed(world, pack(Watch(Which(everything=True), Severity.MEDIUM)))
    assert only(world).least is Severity.MEDIUM
