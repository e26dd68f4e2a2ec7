"""Who may do what."""

from dataclasses import fields
from datetime import timedelta
from typing import get_args

import pytest

from bot.authorise import Allowed, Denied, Policy, authorise
from bot.commands.model import (
    Analyze,
    AskAccess,
    BeginDialog,
    Check,
    CheckAgain,
    Command,
    ContinueDialog,
    Explain,
    OpenReport,
    ShowEvidence,
    ShowFix,
    ShowHelp,
    ShowReport,
    ShowTicket,
)
from bot.turns import Actor
from tests.bot.fakes import OPERATOR, STRANGER

OPEN: tuple[Command, ...] = (ShowHelp(), Explain(), Explain("sign_in.mfa"))
CLOSED: tuple[Command, ...] = (
    Check(("room-42@contoso.com",)), Analyze("logs.zip", "https://x"), ShowReport("bern"),
    CheckAgain("run", timedelta(0)), OpenReport("r"), ShowEvidence("r"), ShowFix("r"), ShowTicket("r"),
    BeginDialog("collect_logs"), ContinueDialog("d", "leave", {}),
    AskAccess("run"),
)
POLICY = Policy(frozenset({OPERATOR.id}))


def test_every_command_is_tried_here() -> None:
    assert {type(each) for each in OPEN + CLOSED} == set(get_args(Command))


@pytest.mark.parametrize("command", OPEN + CLOSED, ids=lambda each: type(each).__name__)
def test_an_operator_may_do_everything(command: Command) -> None:
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


@pytest.mark.parametrize("operators", [frozenset[str](), frozenset({""})])
def test_nobody_is_no_operator(operators: frozenset[str]) -> None:
    verdict = authorise(Actor("", "Eve", "t"), Check(("bern",)), Policy(operators))
    assert isinstance(verdict, Denied)
    assert "did not tell me who you are" in verdict.ask


def test_only_the_simulated_tenant_lets_everyone_in() -> None:
    everyone = next(field for field in fields(Policy) if field.name == "everyone")
    assert everyone.default is False
    assert authorise(STRANGER, Check(("bern",)), Policy(frozenset(), everyone=True)) == Allowed()
