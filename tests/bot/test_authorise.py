"""Who may do what."""

from dataclasses import fields
from datetime import timedelta
from typing import get_args

import pytest

from bot.authorise import (
    RULES,
    Allowed,
    Asker,
    Denied,
    Policy,
    Role,
    authorise,
    grants_of,
    least_role,
    role_of,
    team_place,
)
from bot.commands.model import (
    Acknowledge,
    AllowRoom,
    Analyze,
    AnswerOffer,
    AskAccess,
    BeginDialog,
    BeginSweep,
    Check,
    CheckAgain,
    Command,
    ContinueDialog,
    DisallowRoom,
    Doctor,
    Explain,
    Forget,
    OpenReport,
    SetDetail,
    ShowAudit,
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
from tests.bot.fakes import OPERATOR, STRANGER

OPEN: tuple[Command, ...] = (ShowHelp(),)
FOR_VIEWERS: tuple[Command, ...] = (
    ShowReport("bern"), OpenReport("r"), ShowEvidence("r"), ShowFix("r"), ShowTicket("r"), ShowHistory("bern"),
    ShowFleet(), AnswerOffer("offer", accepted=True, url="https://x"), ContinueDialog("d", "leave", {}),
    BeginDialog("pick_room"),
)
FOR_OPERATORS: tuple[Command, ...] = (
    Check(("room-42@contoso.com",)), Analyze("logs.zip", "https://x"), CheckAgain("run", timedelta(0)),
    AskAccess("run"), Explain(), Explain("sign_in.mfa"), Snooze("bern", timedelta(hours=1)), Unsnooze("bern"),
    Acknowledge("alert"), ShowWatches(), BeginDialog("collect_logs"), BeginDialog("guided_fix"),
    BeginDialog("room_of_upload"), BeginDialog("one of another version"),
)
FOR_ADMINS: tuple[Command, ...] = (
    Watch(Which(everything=True)), Unwatch(Which(("bern",))), StopWatching(Extent.ALL, ""), BeginSweep(), Doctor(),
    Doctor("room-42@contoso.com"), AllowRoom("x@contoso.com"), DisallowRoom("x@contoso.com"), ShowAudit(),
    Forget("bern@contoso.com", confirmed=True), SetDetail(), BeginDialog("watch_rooms"),
)
EVERY = {Role.ANYBODY: OPEN, Role.VIEWER: FOR_VIEWERS, Role.OPERATOR: FOR_OPERATORS, Role.ADMIN: FOR_ADMINS}
BY_COMMAND = [(command, role) for role, commands in EVERY.items() for command in commands]

VIC, ANN = Asker("0a1b2c3d-0000-4000-8000-0000000000ce"), Asker("0a1b2c3d-0000-4000-8000-0000000000ad")
ADA, EVE, UNNAMED = Asker(OPERATOR.id), Asker(STRANGER.id), Asker("")
HELPDESK, STAFF, TEAM, CHANNEL = "10000000-0000-4000-8000-000000000001", "10000000-0000-4000-8000-000000000002", \
    "10000000-0000-4000-8000-000000000003", "19:AbC@thread.tacv2"
POLICY = Policy(grants_of([VIC.id, f"group:{STAFF}"]), grants_of([ADA.id, f"group:{HELPDESK}", f"team:{TEAM}"]),
                grants_of([ANN.id, f"channel:{CHANNEL}"]))
HELD = [(UNNAMED, Role.ANYBODY), (EVE, Role.ANYBODY), (VIC, Role.VIEWER), (ADA, Role.OPERATOR), (ANN, Role.ADMIN)]


def test_every_command_is_tried_here() -> None:
    assert {type(command) for command, _role in BY_COMMAND} == set(get_args(Command))


def test_every_command_has_a_rule_and_every_rule_a_command() -> None:
    assert set(RULES) == set(get_args(Command))
    assert Role.NOBODY not in RULES.values()


@pytest.mark.parametrize(("command", "role"), BY_COMMAND, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize(("asker", "held"), HELD, ids=["unnamed", "eve", "vic", "ada", "ann"])
def test_a_role_may_do_its_own_and_what_those_below_may(command: Command, role: Role, asker: Asker,
                                                        held: Role) -> None:
    assert least_role(command) is role
    verdict = authorise(asker, command, POLICY)
    assert (verdict == Allowed()) is (held >= role)


@pytest.mark.parametrize("asker", [EVE, ADA, ANN, UNNAMED], ids=["eve", "ada", "ann", "unnamed"])
def test_a_command_without_a_rule_is_nobodys(asker: Asker) -> None:
    class Unknown:
        pass
    verdict = authorise(asker, Unknown(), Policy(everyone=True))  # type: ignore[arg-type]  # none of ours
    assert isinstance(verdict, Denied)


@pytest.mark.parametrize(("asker", "role"), [
    (Asker(ADA.id.upper()), Role.OPERATOR),
    (Asker(EVE.id, groups=frozenset({HELPDESK})), Role.OPERATOR),
    (Asker(EVE.id, groups=frozenset({STAFF})), Role.VIEWER),
    (Asker(EVE.id, groups=frozenset({STAFF, HELPDESK})), Role.OPERATOR),
    (Asker(EVE.id, places=frozenset({team_place(TEAM)})), Role.OPERATOR),
    (Asker(EVE.id, places=frozenset({CHANNEL.lower()})), Role.ADMIN),
    (Asker(VIC.id, places=frozenset({team_place(TEAM)})), Role.OPERATOR),
    (Asker(EVE.id, places=frozenset({HELPDESK})), Role.ANYBODY),
    (Asker(EVE.id, groups=frozenset({TEAM})), Role.ANYBODY),
    (Asker("", groups=frozenset({HELPDESK}), places=frozenset({team_place(TEAM), CHANNEL.lower()})), Role.ANYBODY),
])
def test_a_role_is_held_by_person_by_group_or_by_place(asker: Asker, role: Role) -> None:
    assert role_of(asker, POLICY) is role


@pytest.mark.parametrize("entry", ["someone:1", "group:", ":x"])
def test_an_entry_of_another_kind_is_no_grant(entry: str) -> None:
    with pytest.raises(ValueError, match="neither an object id nor group:ID"):
        grants_of([entry])


@pytest.mark.parametrize(("command", "setting"), [
    (ShowReport("bern"), "ROOMCHECK_VIEWERS"), (Check(("bern",)), "ROOMCHECK_OPERATORS"),
    (BeginSweep(), "ROOMCHECK_ADMINS"),
])
def test_a_denial_says_whom_to_ask_and_for_what(command: Command, setting: str) -> None:
    denied = authorise(EVE, command, POLICY)
    assert isinstance(denied, Denied)
    assert EVE.id in denied.ask
    assert setting in denied.ask


@pytest.mark.parametrize("policy", [Policy(), Policy(operators=grants_of([""]), admins=grants_of([""]))])
@pytest.mark.parametrize("command", [Check(("bern",)), Doctor()], ids=lambda each: type(each).__name__)
def test_nobody_is_neither_operator_nor_admin(policy: Policy, command: Command) -> None:
    verdict = authorise(UNNAMED, command, policy)
    assert isinstance(verdict, Denied)
    assert "did not tell me who you are" in verdict.ask


def test_a_group_that_could_not_be_read_is_told() -> None:
    denied = authorise(Asker(EVE.id, groups_known=False), Check(("bern",)), POLICY)
    assert isinstance(denied, Denied)
    assert "could not read" in denied.ask


def test_only_the_simulated_tenant_lets_everyone_in() -> None:
    everyone = next(field for field in fields(Policy) if field.name == "everyone")
    assert everyone.default is False
    for command, _role in BY_COMMAND:
        assert authorise(EVE, command, Policy(everyone=True)) == Allowed()
