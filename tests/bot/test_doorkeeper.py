"""The doorkeeper: groups are read, kept for minutes and fail closed; what was asked is noted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.authorise import Allowed, Denied, Policy, Role, grants_of
from bot.commands.model import Check, Command, ContinueDialog, Explain, ShowHelp, ShowReport
from bot.desk import Desk
from bot.doorkeeper import FAILURE_KEPT_FOR, GROUPS_KEPT_FOR, Doorkeeper
from bot.ports import StoreFullError
from bot.turns import Conversation, Scope, Turn
from checks.collector import CannotCollect
from checks.model import GapReason
from tests.bot.access_fakes import FakeAudit, FakeMembership
from tests.bot.fakes import CHAT, OPERATOR, START, STRANGER, FakeClock, World
from tests.bot.watching_parts import counting

HELPDESK = "10000000-0000-4000-8000-000000000001"
POLICY = Policy(viewers=grants_of(["team:10000000-0000-4000-8000-000000000003", "team:19:Other@thread.tacv2"]),
                operators=grants_of([f"group:{HELPDESK}"]), admins=grants_of([OPERATOR.id]))
CHECK = Check(("bern@contoso.com",))
UNREAD = CannotCollect(GapReason.THROTTLED, "Graph asks us to wait.")


class Door:
    def __init__(self) -> None:
        self.clock, self.membership, self.audit = FakeClock(), FakeMembership(), FakeAudit()
        self.keeper = Doorkeeper(POLICY, self.membership, self.audit, self.clock)
        self.turn = World().turn(actor=STRANGER)

    async def lets_in(self) -> bool:
        return await self.keeper.may(self.turn, CHECK) == Allowed()

    async def notes(self, command: Command, *rooms: str) -> None:
        await self.keeper.note(self.turn, command, await self.keeper.may(self.turn, command), rooms)


@pytest.fixture
def door() -> Door:
    return Door()


async def test_whoever_is_in_the_group_is_let_in(door: Door) -> None:
    door.membership.groups = {STRANGER.id: frozenset({HELPDESK})}
    assert await door.lets_in()
    assert await door.keeper.role(door.turn) is Role.OPERATOR


async def test_a_group_is_asked_for_once_in_some_minutes(door: Door) -> None:
    door.membership.groups = {STRANGER.id: frozenset({HELPDESK})}
    assert await door.lets_in()
    door.membership.groups = {}
    door.clock.pass_by(GROUPS_KEPT_FOR - timedelta(seconds=1))
    assert await door.lets_in()
    assert len(door.membership.asked) == 1
    door.clock.pass_by(timedelta(seconds=1))
    assert not await door.lets_in()


async def test_a_group_that_cannot_be_read_lets_nobody_in(door: Door) -> None:
    door.membership.groups = {STRANGER.id: frozenset({HELPDESK})}
    assert await door.lets_in()
    door.clock.pass_by(GROUPS_KEPT_FOR)
    door.membership.broken = UNREAD
    verdict = await door.keeper.may(door.turn, CHECK)
    assert isinstance(verdict, Denied)
    assert "could not read just now" in verdict.ask
    door.membership.broken = None
    door.clock.pass_by(FAILURE_KEPT_FOR)
    assert await door.lets_in(), "a failure is not kept for long"


async def test_a_directory_that_fails_is_not_asked_again_at_once_and_lets_nobody_in(door: Door) -> None:
    door.membership.groups, door.membership.broken = {STRANGER.id: frozenset({HELPDESK})}, UNREAD
    assert not await door.lets_in()
    door.membership.broken = None
    door.clock.pass_by(FAILURE_KEPT_FOR - timedelta(seconds=1))
    verdict = await door.keeper.may(door.turn, CHECK)
    assert isinstance(verdict, Denied)
    assert "could not read just now" in verdict.ask
    assert len(door.membership.asked) == 1


async def test_groups_are_not_asked_for_where_the_person_or_the_place_is_enough(door: Door) -> None:
    door.membership.broken = UNREAD
    team = frozenset({"10000000-0000-4000-8000-000000000003"})
    door.turn = replace(door.turn, team=team)
    assert await door.keeper.may(door.turn, ShowReport("bern")) == Allowed()
    assert await door.keeper.may(door.turn, ShowHelp()) == Allowed()
    assert await door.keeper.role(door.turn, enough=Role.VIEWER) is Role.VIEWER
    assert not door.membership.asked
    assert not await door.lets_in()
    assert door.membership.asked == [STRANGER.id]


async def test_an_admin_by_name_is_let_in_without_a_question(door: Door) -> None:
    door.membership.broken = UNREAD
    door.turn = World().turn(actor=OPERATOR)
    assert await door.lets_in()
    assert not door.membership.asked


@pytest.mark.parametrize("team", [{"10000000-0000-4000-8000-000000000003", "19:general@thread.tacv2"},
                                  {"19:Other@thread.tacv2"}], ids=["by its group", "by its own id"])
async def test_the_channels_team_gives_its_role_in_all_its_threads(door: Door, team: set[str]) -> None:
    thread = Conversation("19:helpdesk@thread.tacv2;messageid=17", Scope.CHANNEL, "tenant-1", CHAT.reference)
    door.turn = Turn(STRANGER, thread, "a", START, team=frozenset(team))
    assert await door.keeper.role(door.turn) is Role.VIEWER
    assert not await door.lets_in()


async def test_a_role_of_a_teams_first_channel_is_held_in_that_channel_alone() -> None:
    first = "19:first@thread.tacv2"  # which is the team's own id, too
    keeper = Doorkeeper(Policy(operators=grants_of([f"channel:{first}"])), FakeMembership(), FakeAudit(), FakeClock())
    here, elsewhere = (Turn(STRANGER, Conversation(each, Scope.CHANNEL, "tenant-1", CHAT.reference), "a", START,
                            team=frozenset({first})) for each in (f"{first};messageid=1", "19:second@thread.tacv2"))
    assert await keeper.role(here) is Role.OPERATOR
    assert await keeper.role(elsewhere) is Role.ANYBODY


async def test_what_was_asked_is_noted_allowed_or_denied(door: Door) -> None:
    await door.notes(CHECK, "bern@contoso.com")
    door.membership.groups = {STRANGER.id: frozenset({HELPDESK})}
    door.clock.pass_by(GROUPS_KEPT_FOR)
    await door.notes(CHECK, "bern@contoso.com")
    denied, allowed = door.audit.lines
    assert (denied.allowed, allowed.allowed) == (False, True)
    assert "may have rooms checked" in denied.why
    assert (allowed.person, allowed.tenant, allowed.place) == (STRANGER.id, "tenant-1", CHAT.id)
    assert (allowed.scope, allowed.command, allowed.rooms) == ("personal", "Check", ("bern@contoso.com",))
    assert allowed.at == START + GROUPS_KEPT_FOR


async def test_what_shows_nothing_of_rooms_is_noted_only_when_denied(door: Door) -> None:
    await door.notes(ShowHelp())
    assert not door.audit.lines
    for command in (Explain(), ContinueDialog("d", "x", {}), ShowReport("bern")):
        await door.notes(command)
    assert [line.command for line in door.audit.lines] == ["Explain", "ContinueDialog", "ShowReport"]


async def test_a_command_whose_line_cannot_be_kept_is_not_carried_out() -> None:
    class Full(FakeAudit):
        async def keep(self, asked: object) -> None:
            del asked
            raise StoreFullError("no room left")
    world = World(audit=Full())
    await Desk(world.services).said(world.said("check bern@contoso.com"))
    assert not world.runs.kept


async def test_what_is_denied_is_counted(door: Door) -> None:
    with counting() as counted:
        await door.notes(CHECK, "bern@contoso.com")
        await door.notes(ShowHelp())
    assert counted == {"roomcheck.denied Check": 1}
