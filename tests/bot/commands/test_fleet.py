"""Sweeps, availability, history, and who takes an alert."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import pack
from bot.authorise import Policy, grants_of
from bot.commands.model import Acknowledge
from bot.desk import Desk
from bot.fleet import (
    Alert,
    Change,
    FleetCounts,
    Outage,
    RoomState,
    Sight,
    Standing,
    Sweep,
    SweepState,
    Watched,
)
from bot.turns import Actor, Scope
from checks.model import Cause, Severity
from tests.bot.fakes import AARE, BERN, CHAT, LIMMAT, OPERATOR, START, World, payloads, texts

BROKEN = Sight(Standing.BROKEN, Cause.MFA_REQUIRED, Severity.CRITICAL)
WELL = Sight(Standing.WELL, Cause.HEALTHY)
DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    world = World()
    world.fleet.rooms = [RoomState(AARE, "Zurich", BROKEN, START - DAY, report="r-1", judged_at=START),
                         RoomState(BERN, "Bern", WELL, START - 9 * DAY, judged_at=START)]
    world.fleet.known = [Watched(AARE, "Zurich", START - 60 * DAY), Watched(BERN, "Bern", START - 10 * DAY)]
    world.fleet.kept_outages = [Outage("o1", AARE, "Zurich", (Cause.MFA_REQUIRED,), START - DAY)]
    world.fleet.counted = FleetCounts(2, ((Cause.HEALTHY, 1), (Cause.MFA_REQUIRED, 1)), (), ())
    world.sweeps.kept["s0"] = Sweep("s0", "k0", START - timedelta(hours=1), SweepState.DONE, rooms=2, looked_at=2,
                                    ended_at=START - timedelta(minutes=50))
    return world


async def said(world: World, text: str) -> str:
    answer = await Desk(world.services).said(world.said(text))
    return texts(answer.message.card) if answer.message else ""


async def test_a_sweep_is_begun_once_for_one_message(world: World) -> None:
    desk = Desk(world.services)
    await desk.said(world.said("sweep", activity="m1"))
    await desk.said(world.said("sweep", activity="m1"))
    begun = [each for each in world.sweeps.kept.values() if each.state is SweepState.QUEUED]
    assert [(each.conversation, each.asked_by) for each in begun] == [(CHAT, OPERATOR.id)]


async def test_while_a_sweep_is_under_way_that_one_is_shown(world: World) -> None:
    world.sweeps.kept["s1"] = Sweep("s1", "k1", START, SweepState.LOOKING, rooms=300, looked_at=12)
    assert "12 of 300 rooms looked at" in await said(world, "sweep")
    assert len(world.sweeps.kept) == 2


async def test_the_fleets_availability(world: World) -> None:
    shown = await said(world, "fleet")
    assert "1 of 2 rooms needs attention" in shown
    assert "97.50 % available over the last 30 days, 1 outage" in shown
    assert "Last sweep Sun 22 Nov 2026, 14:00 UTC" in shown


async def test_a_buildings_availability(world: World) -> None:
    shown = await said(world, "fleet building bern")
    assert "100.00 % available" in shown
    assert "Zurich" not in shown


@pytest.mark.parametrize(("scope", "offered"), [(Scope.PERSONAL, False), (Scope.CHANNEL, True)])
async def test_a_viewer_is_offered_what_a_viewer_may_where_nobody_else_reads(world: World, scope: Scope, *,
                                                                             offered: bool) -> None:
    world.policy = Policy(viewers=grants_of([OPERATOR.id]))
    for text, watching in (("fleet", "Watch rooms"), ("fleet building bern", "Watch this building")):
        answer = await Desk(world.services).said(world.said(text, where=replace(CHAT, scope=scope)))
        assert answer.message
        offers = payloads(answer.message.card)
        assert "As CSV" in offers
        assert ("Sweep now" in offers, watching in offers) == (offered, offered)


@pytest.mark.parametrize("text", ["fleet", "fleet csv", "fleet building Paris"])
async def test_where_nothing_is_known_a_viewer_is_offered_no_sweep(world: World, text: str) -> None:
    world.policy = Policy(viewers=grants_of([OPERATOR.id]))
    world.fleet.rooms, world.fleet.known, world.fleet.kept_outages, world.sweeps.kept = [], [], [], {}
    answer = await Desk(world.services).said(world.said(text))
    assert answer.message
    assert "Sweep now" not in payloads(answer.message.card)


async def test_an_unknown_building_offers_those_there_are(world: World) -> None:
    answer = await Desk(world.services).said(world.said("fleet building Paris"))
    assert answer.message
    offers = payloads(answer.message.card)
    assert {"Building Bern", "Building Zurich"} <= offers.keys()


async def test_before_the_first_sweep_the_fleet_offers_one(world: World) -> None:
    world.fleet.known, world.fleet.kept_outages, world.sweeps.kept = [], [], {}
    shown = await said(world, "fleet")
    assert "No sweep has looked at the rooms yet" in shown
    assert "Sweep now" in shown


@pytest.mark.parametrize("text", ["fleet csv", "fleet as a csv file"])
async def test_before_the_first_sweep_no_empty_file_is_offered(world: World, text: str) -> None:
    world.fleet.rooms, world.sweeps.kept = [], {}
    answer = await Desk(world.services).said(world.said(text))
    assert answer.message
    assert answer.message.file is None
    assert "No sweep has looked at the rooms yet" in texts(answer.message.card)
    await Desk(world.services).pressed(world.pressed(payloads(answer.message.card)["Sweep now"]))
    assert [each.state for each in world.sweeps.kept.values()] == [SweepState.QUEUED]
    assert not world.dialogs.kept


async def test_a_sweep_that_found_no_room_has_no_file_either(world: World) -> None:
    world.fleet.rooms = []
    assert "The last sweep found no room" in await said(world, "fleet csv")


async def test_a_room_no_sweep_has_judged_has_no_file_of_its_history(world: World) -> None:
    assert "No sweep could judge this room yet" in await said(world, f"history {LIMMAT.address} csv")


async def test_a_rooms_history(world: World) -> None:
    shown = await said(world, "history aare")
    assert "96.67 % available over the last 30 days, 1 outage" in shown
    assert "From Sat 21 Nov 2026, 15:00 UTC and still is, for 1 day" in shown


async def test_a_history_offers_to_watch_only_where_nobody_does(world: World) -> None:
    assert "Watch" in (await said(world, "history aare")).splitlines()
    await said(world, "watch all")
    assert "Watch" not in (await said(world, "history aare")).splitlines()


async def test_a_room_no_sweep_has_judged_has_no_history(world: World) -> None:
    assert "No sweep could judge this room yet" in await said(world, f"history {LIMMAT.address}")


async def test_the_history_of_a_name_of_several_rooms(world: World) -> None:
    await said(world, "history zurich")
    (_, question), = world.messenger.posted
    answer = await Desk(world.services).pressed(world.pressed(payloads(question.card)["Show history: Zurich Aare"]))
    assert answer.message
    assert "96.67 % available" in texts(answer.message.card)
    assert world.messenger.updated == [("card-1", answer.message)]


def an_alert(id_: str) -> Alert:
    return Alert(id_, "s0", AARE, "Zurich", Change.BROKE, WELL, BROKEN, START, START, "e1", "r-1")


async def take(world: World, actor: Actor = OPERATOR) -> str:
    answer = await Desk(world.services).pressed(world.pressed(pack(Acknowledge("a1")), actor=actor))
    assert answer.message
    return texts(answer.message.card) + answer.message.text


async def test_every_alert_on_the_card_is_taken_and_shown_so(world: World) -> None:
    world.fleet.alerts = {each: an_alert(each) for each in ("a1", "a2", "a3")}
    world.alerts.shown["card-1"] = [an_alert("a1"), an_alert("a2")]
    assert "You have taken 2 rooms" in await take(world)
    assert [each.acknowledged_by for each in world.fleet.alerts.values()] == ["Ada", "Ada", ""]
    assert world.alerts.repainted == ["a1", "a2"]


async def test_whoever_was_first_keeps_it(world: World) -> None:
    world.fleet.alerts = {"a1": replace(an_alert("a1"), acknowledged_by="Bob", acknowledged_at=START)}
    assert "Bob has taken it already, Sun 22 Nov 2026, 15:00 UTC." in await take(world)
    assert world.fleet.alerts["a1"].acknowledged_by == "Bob"


async def test_whoever_has_the_same_name_has_not_taken_it(world: World) -> None:
    other = replace(OPERATOR, id="0a1b2c3d-0000-4000-8000-00000000000b")
    world.policy = Policy(operators=grants_of([OPERATOR.id, other.id]))
    world.fleet.alerts = {"a1": an_alert("a1")}
    assert "You have taken Zurich Aare" in await take(world)
    assert "Ada has taken it already" in await take(world, other)
    assert "You have taken Zurich Aare" in await take(world), "whoever did is told so again"


async def test_an_alert_that_is_gone_is_said(world: World) -> None:
    assert "I no longer have this alert." in await take(world)
    assert not world.alerts.repainted
