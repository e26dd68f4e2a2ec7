"""``allow`` and ``disallow``: an admin decides about one account, and is told by what it passes all the same."""

import pytest

from bot.authorise import Policy, grants_of
from bot.desk import Desk
from checks.collector import CannotCollect
from checks.likeness import Likeness
from checks.model import GapReason
from tests.bot.access_fakes import FakeKnownRooms
from tests.bot.fakes import OPERATOR, World, payloads, texts

ANNA = "anna.keller@contoso.com"


@pytest.fixture
def world() -> World:
    made = World()
    made.recognition.of = {ANNA: Likeness.OTHER}
    return made


async def said(world: World, text: str) -> str:
    answer = await Desk(world.services).said(world.said(text))
    assert answer.message
    return texts(answer.message.card)


async def test_what_is_allowed_is_looked_at(world: World) -> None:
    assert f"{ANNA} is looked at from now on" in await said(world, "allow Anna.Keller@contoso.com")
    assert world.known_rooms.kept == {ANNA: Likeness.ALLOWED}
    await Desk(world.services).said(world.said(f"check {ANNA}"))
    assert world.runs.only().rooms[0].address == ANNA


async def test_it_can_be_looked_at_at_once(world: World) -> None:
    answer = await Desk(world.services).said(world.said(f"allow {ANNA}"))
    assert answer.message
    await Desk(world.services).pressed(world.pressed(payloads(answer.message.card)["Check now"]))
    assert world.runs.only().rooms[0].address == ANNA


async def test_what_is_disallowed_is_looked_at_no_more(world: World) -> None:
    await said(world, f"allow {ANNA}")
    told = await said(world, f"disallow {ANNA}")
    assert f"{ANNA} is known as a room no more. Nobody can have it checked any more." in told
    assert f"forget {ANNA}" in told
    assert "does not look like a room's account" in await said(world, f"check {ANNA}")


@pytest.mark.parametrize(("likeness", "words"), [
    (Likeness.LICENCE, "has a licence for Teams Rooms"), (Likeness.MAILBOX, "its mailbox is a room's"),
    (Likeness.PLACE, "on the list of places"), (Likeness.GROUP, "ROOMCHECK_ROOM_GROUPS"),
    (Likeness.ABSENT, "no such account"), (Likeness.OTHER, "Nobody can have it checked"),
])
async def test_it_is_told_by_what_the_account_passes_still(world: World, likeness: Likeness, words: str) -> None:
    world.recognition.of = {ANNA: likeness}
    told = await said(world, f"disallow {ANNA}")
    assert words in told
    assert "was neither allowed nor recognised before" in told
    assert not world.known_rooms.kept, "nothing is kept of what was only asked to tell"


async def test_a_pattern_goes_on_to_fit(world: World) -> None:
    world.patterns = ("anna*@contoso.com",)
    assert "ROOMCHECK_ROOM_PATTERNS" in await said(world, f"disallow {ANNA}")


async def test_what_cannot_be_read_is_said(world: World) -> None:
    world.recognition.broken = CannotCollect(GapReason.FAILED, "Graph failed.", "Check again later.")
    assert "could not be read. Graph failed." in await said(world, f"disallow {ANNA}")


class AllowedMeanwhile(FakeKnownRooms):
    """Another admin allows the account as soon as it is known no more."""

    async def forget(self, address: str) -> bool:
        known = await super().forget(address)
        self.kept[address] = Likeness.ALLOWED
        return known


async def test_what_another_admin_allows_meanwhile_is_told(world: World) -> None:
    world.known_rooms = AllowedMeanwhile()
    assert "an admin has allowed it again meanwhile" in await said(world, f"disallow {ANNA}")


@pytest.mark.parametrize("verb", ["allow", "disallow"])
async def test_an_operator_may_not(world: World, verb: str) -> None:
    world.policy = Policy(operators=grants_of([OPERATOR.id]))
    assert "ROOMCHECK_ADMINS" in await said(world, f"{verb} {ANNA}")
    assert not world.known_rooms.kept


@pytest.mark.parametrize("command", ["allow_room", "disallow_room"])
async def test_a_button_with_no_address_does_nothing(world: World, command: str) -> None:
    answer = await Desk(world.services).pressed(world.pressed({"v": 1, "command": command, "room": "the ceo"}))
    assert answer.message
    assert not world.known_rooms.kept
