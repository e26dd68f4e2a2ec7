"""Help: first what the person may use where they ask, then what they would have to ask for."""

import pytest

from bot.actions import unpack
from bot.authorise import Policy, Role, grants_of, least_role
from bot.cards.help import COMMANDS
from bot.cards.parts import walk
from bot.commands.model import SetDetail, Unclear
from bot.desk import Desk
from bot.turns import Card
from checks.collector import CannotCollect
from checks.model import GapReason
from tests.bot.fakes import OPERATOR, World, payloads, texts

GROUP_ID = "10000000-0000-4000-8000-000000000001"
POLICIES = {
    Role.ANYBODY: Policy(), Role.VIEWER: Policy(viewers=grants_of([OPERATOR.id])),
    Role.OPERATOR: Policy(operators=grants_of([OPERATOR.id])), Role.ADMIN: Policy(admins=grants_of([OPERATOR.id])),
}
NEW = ("allow ", "disallow ", "audit ", "forget ", "detail ")


async def help_of(policy: Policy, world: World | None = None) -> Card:
    world = world or World()
    world.policy = policy
    answer = await Desk(world.services).said(world.said("help"))
    assert answer.message
    assert answer.message.card
    return answer.message.card


def folded(card: Card) -> str:
    return "\n".join(texts(each) for each in walk(card) if each.get("id") == "others-body")


@pytest.mark.parametrize("role", POLICIES, ids=lambda role: role.name)
async def test_what_is_shown_first_is_what_the_role_allows(role: Role) -> None:
    card = await help_of(POLICIES[role])
    others, everything = folded(card).splitlines(), texts(card).splitlines()
    for example, what, command in COMMANDS:
        assert everything.count(example) == 1
        assert (example in others) is (least_role(command) > role), example
        assert what in everything
    for payload in payloads(card).values():
        pressed = unpack(payload)
        assert not isinstance(pressed, Unclear)
        assert least_role(pressed) <= role
    assert ("diagnostic zip" in texts(card)) is (role >= Role.OPERATOR)


async def test_an_admin_is_shown_what_admins_do_and_nothing_to_ask_for() -> None:
    card = await help_of(POLICIES[Role.ADMIN])
    assert not folded(card)
    lines = texts(card).splitlines()
    assert all(any(line.startswith(verb) for line in lines) for verb in NEW)
    assert least_role(SetDetail()) is Role.ADMIN


async def test_others_are_told_whom_to_ask() -> None:
    assert "Ask the administrator who set up Roomcheck" in folded(await help_of(POLICIES[Role.VIEWER]))


async def test_a_group_that_cannot_be_read_shows_less_and_not_nothing() -> None:
    world = World()
    world.membership.broken = CannotCollect(GapReason.THROTTLED, "Graph asks us to wait.")
    assert "16 commands that you may not use here" in texts(
        await help_of(Policy(admins=grants_of([f"group:{GROUP_ID}"])), world))
