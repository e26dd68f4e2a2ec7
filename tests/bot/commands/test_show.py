"""What is shown of reports and checks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import pack
from bot.commands.model import (
    BeginDialog,
    ContinueDialog,
    Explain,
    OpenReport,
    ShowEvidence,
    ShowFix,
    ShowReport,
    ShowTicket,
)
from bot.desk import Desk
from checks.collector import CannotCollect
from checks.model import Cause, GapReason, Window
from tests.bot.fakes import AARE, World, finding_of, payloads, texts


@pytest.fixture
def world() -> World:
    return World()


async def pressed(world: World, command: OpenReport | ShowEvidence | ShowFix | ShowTicket | ShowReport | Explain
                  | BeginDialog | ContinueDialog) -> str:
    answer = await Desk(world.services).pressed(world.pressed(pack(command)))
    assert answer.message
    return texts(answer.message.card) + answer.message.text


async def said(world: World, text: str) -> str:
    answer = await Desk(world.services).said(world.said(text))
    assert answer.message
    return texts(answer.message.card)


async def test_the_last_report_is_shown_with_when(world: World) -> None:
    await world.keep_report("old", cause=Cause.PASSWORD_EXPIRED)
    world.clock.pass_by(timedelta(hours=1))
    await world.keep_report("new", cause=Cause.MFA_REQUIRED)
    shown = await said(world, "report zurich-aare@contoso.com")
    assert "The room suffers from mfa_required." in shown
    assert "Sun 22 Nov 2026, 16:00 UTC" in shown


async def test_the_last_report_of_a_part_of_a_name(world: World) -> None:
    await world.keep_report()
    assert "The room suffers from mfa_required." in await said(world, "report aare")


async def test_without_a_report_a_check_is_offered(world: World) -> None:
    answer = await Desk(world.services).said(world.said("report zurich-aare@contoso.com"))
    assert answer.message
    assert "No report yet" in texts(answer.message.card)
    assert not world.runs.kept
    await Desk(world.services).pressed(world.pressed(payloads(answer.message.card)["Check now"]))
    assert [room.address for room in world.runs.only().rooms] == [AARE.address]


async def test_no_room_of_that_name_offers_the_report_of_those_near_it(world: World) -> None:
    answer = await Desk(world.services).said(world.said("report zurihc aare"))
    assert answer.message
    assert "Show report: Zurich Aare" in payloads(answer.message.card)


async def test_a_name_of_several_rooms_asks_whose_report(world: World) -> None:
    await world.keep_report()
    await Desk(world.services).said(world.said("report zurich"))
    press = payloads(world.messenger.posted[-1][1].card)["Show report: Zurich Aare"]
    picked = await Desk(world.services).pressed(world.pressed(press))
    assert picked.message
    assert "The room suffers from mfa_required." in texts(picked.message.card)
    assert not world.runs.kept


async def test_a_report_of_a_name_needs_the_directory(world: World) -> None:
    world.rooms.broken = CannotCollect(GapReason.TIMED_OUT, "Graph is slow.")
    assert "Graph is slow." in await said(world, "report zurich")


@pytest.mark.parametrize("command", [OpenReport("report-1"), ShowEvidence("report-1"), ShowFix("report-1"),
                                     ShowTicket("report-1"), ShowEvidence("report-1", "sign_in.mfa_required")])
async def test_a_button_shows_its_part_of_the_report(world: World, command: OpenReport) -> None:
    await world.keep_report(findings=(finding_of(Cause.MFA_REQUIRED),))
    assert AARE.display_name in await pressed(world, command)


@pytest.mark.parametrize("command", [OpenReport("gone"), ShowEvidence("gone"), ShowFix("gone"), ShowTicket("gone")])
async def test_an_unknown_report_is_a_sentence(world: World, command: OpenReport) -> None:
    assert "I no longer have this report." in await pressed(world, command)


async def test_an_unknown_finding_is_a_sentence(world: World) -> None:
    await world.keep_report()
    assert "no such finding" in await pressed(world, ShowEvidence("report-1", "sign_in.nothing"))


@pytest.mark.parametrize("name", ["sign_in.mfa", "SIGN_IN.MFA", "Signs in without MFA", "mfa", "sign in mfa"])
async def test_a_check_is_explained_by_id_title_or_a_part(world: World, name: str) -> None:
    shown = await said(world, f"explain {name}")
    assert "Signs in without MFA" in shown
    assert "It does." in shown


@pytest.mark.parametrize(("name", "near"), [("s", "explain sign_in.password_expiry"),
                                            ("signin.mfa", "explain sign_in.mfa"), ("coffee", "explain")])
async def test_an_unknown_check_offers_those_near_it(world: World, name: str, near: str) -> None:
    assert near in (await said(world, f"explain {name}")).splitlines()


async def test_explain_alone_lists_every_check(world: World) -> None:
    shown = await said(world, "explain")
    assert "Has a mailbox" in shown
    assert "Signs in without MFA" in shown


@pytest.mark.parametrize(("command", "why"), [
    (BeginDialog("no_such_dialog"), "another version"), (BeginDialog("collect_logs", "room@contoso"), "no ending"),
    (BeginDialog("pick_room"), "which rooms to choose from"), (ContinueDialog("d1", "yes", {}), "no longer open"),
])
async def test_a_dialog_that_cannot_be_opened_is_a_sentence(world: World, command: BeginDialog, why: str) -> None:
    assert why in await pressed(world, command)


async def test_a_report_without_a_cause_offers_the_guide_once_whatever_was_read(world: World) -> None:
    kept = await world.keep_report(cause=Cause.UNDETERMINED)
    window = Window(world.clock(), world.clock(), "bundle.heartbeats")
    await world.reports.keep(kept.id, kept.run_id, replace(kept.report, looked_at=(window,)))
    assert (await said(world, f"report {AARE.address}")).count("Guide me") == 1
