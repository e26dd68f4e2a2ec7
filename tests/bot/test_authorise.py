"""Who may do what."""

from dataclasses import fields
from datetime import timedelta
from typing import get_args

import pytest

from bot.authorise import RULES, Allowed, Denied, Policy, Role, authorise
from bot.commands.model import (
    Acknowledge,
    Analyze,
    AnswerOffer,
    AskAccess,
    BeginDialog,
    BeginSweep,
    Check,
    CheckAgain,
    Command,
    ContinueDialog,
    Doctor,
    Explain,
    OpenReport,
    ShowEvidence,
    ShowFix,
    ShowFleet,
    ShowHelp,
    ShowHistory,
    ShowReport,
    ShowTicket,
    ShowWatches,
    Snooze,
    StopWatching,
    Unsnooze,
    Unwatch,
    Watch,
    Which,
)
from bot.fleet import Extent
from bot.turns import Actor
from tests.bot.fakes import OPERATOR, STRANGER

OPEN: tuple[Command, ...] = (ShowHelp(), Explain(), Explain("sign_in.mfa"))
CLOSED: tuple[Command, ...] = (
    Check(("room-42@contoso.com",)), Analyze("logs.zip", "https://x"), ShowReport("bern"),
    CheckAgain("run", timedelta(0)), OpenReport("r"), ShowEvidence("r"), ShowFix("r"), ShowTicket("r"),
    BeginDialog("collect_logs"), ContinueDialog("d", "leave", {}),
    AskAccess("run"), Watch(Which(everything=True)), Unwatch(Which(("bern",))), StopWatching(Extent.ALL, ""),
    ShowWatches(), Snooze("bern", timedelta(hours=1)), Unsnooze("bern"), BeginSweep(), ShowFleet(), ShowHistory("bern"),
    Acknowledge("alert"), AnswerOffer("offer", accepted=True, url="https://x"),
)
ADMINS_ONLY: tuple[Command, ...] = (Doctor(), Doctor("room-42@contoso.com"))
EVERY = OPEN + CLOSED + ADMINS_ONLY
ADMIN = Actor("0a1b2c3d-0000-4000-8000-0000000000ad", "Ann", "tenant-1")
POLICY = Policy(frozenset({OPERATOR.id}), admins=frozenset({ADMIN.id}))


def test_every_command_is_tried_here() -> None:
    assert {type(each) for each in EVERY} == set(get_args(Command))


def test_every_command_has_a_rule_and_every_rule_a_command() -> None:
    assert set(RULES) == set(get_args(Command))
    assert Role.NOBODY not in RULES.values()


@pytest.mark.parametrize("actor", [STRANGER, OPERATOR, ADMIN, Actor("", "", "t")], ids=lambda actor: actor.name)
def test_a_command_without_a_rule_is_nobodys(actor: Actor) -> None:
    class Unknown:
        pass
    verdict = authorise(actor, Unknown(), Policy(frozenset(), everyone=True))  # type: ignore[arg-type]  # none of ours
    assert isinstance(verdict, Denied)


@pytest.mark.parametrize("command", EVERY, ids=lambda each: type(each).__name__)
def test_an_admin_may_do_everything(command: Command) -> None:
    assert authorise(ADMIN, command, POLICY) == Allowed()
    assert authorise(Actor(ADMIN.id.upper(), "", "t"), command, POLICY) == Allowed()


@pytest.mark.parametrize("command", ADMINS_ONLY, ids=repr)
@pytest.mark.parametrize("actor", [OPERATOR, STRANGER, Actor("", "Eve", "t")], ids=lambda actor: actor.name)
def test_the_doctor_is_for_admins(command: Command, actor: Actor) -> None:
    verdict = authorise(actor, command, POLICY)
    assert isinstance(verdict, Denied)
    assert "what Roomcheck itself is allowed" in verdict.why
    assert ("ROOMCHECK_ADMINS" in verdict.ask and actor.id in verdict.ask) if actor.id else "who you are" in verdict.ask


@pytest.mark.parametrize("command", OPEN + CLOSED, ids=lambda each: type(each).__name__)
def test_an_operator_may_do_everything_about_rooms(command: Command) -> None:
    assert authorise(OPERATOR, command, POLICY) == Allowed()
    assert authorise(Actor(OPERATOR.id.upper(), "", "t"), command, POLICY) == Allowed()


@pytest.mark.parametrize("command", OPEN, ids=lambda each: type(each).__name__)
def test_help_is_open_to_anybody(command: Command) -> None:
    assert authorise(Actor("", "", "t"), command, Policy(frozenset())) == Allowed()


@pytest.mark.parametrize("command", CLOSED, ids=lambda each: type(each).__name__)
def test_everything_else_is_denied_to_others(command: Command) -> None:
    verdict = authorise(STRANGER, command, POLICY)
    assert isinstance(verdict, Denied)
    assert STRANGER.id in verdict.ask
    assert "ROOMCHECK_OPERATORS" in verdict.ask


@pytest.mark.parametrize("people", [frozenset[str](), frozenset({""})])
@pytest.mark.parametrize("command", [Check(("bern",)), Doctor()], ids=lambda each: type(each).__name__)
def test_nobody_is_neither_operator_nor_admin(people: frozenset[str], command: Command) -> None:
    verdict = authorise(Actor("", "Eve", "t"), command, Policy(people, admins=people))
    assert isinstance(verdict, Denied)
    assert "did not tell me who you are" in verdict.ask


def test_only_the_simulated_tenant_lets_everyone_in() -> None:
    everyone = next(field for field in fields(Policy) if field.name == "everyone")
    assert everyone.default is False
    for command in EVERY:
        assert authorise(STRANGER, command, Policy(frozenset(), everyone=True)) == Allowed()
