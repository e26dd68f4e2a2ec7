"""Who is looked at: what passes and by what, what is kept of it, and that whatever fails lets nobody in."""

from dataclasses import dataclass, field

import pytest

from bot.likely_rooms import PATIENCE, LikelyRooms, Refusal
from checks.collector import CannotCollect
from checks.likeness import Likeness
from checks.model import GapReason, Room
from tests.bot.access_fakes import FakeKnownRooms, FakeRecognition
from tests.bot.fakes import AARE, BERN, OPERATOR, START, FakeClock

ANNA = Room("anna.keller@contoso.com")
UNREAD = CannotCollect(GapReason.THROTTLED, "Graph asks us to wait.", "Check again later.")


@dataclass
class Gate:
    known: FakeKnownRooms = field(default_factory=FakeKnownRooms)
    recognition: FakeRecognition = field(default_factory=lambda: FakeRecognition({ANNA.address: Likeness.OTHER}))
    patterns: tuple[str, ...] = ()
    patience: float = PATIENCE

    @property
    def likely_rooms(self) -> LikelyRooms:
        return LikelyRooms(self.patterns, self.known, self.recognition, FakeClock(), patience=self.patience)

    async def refused(self, *rooms: Room) -> list[str]:
        return [each.room.address for each in await self.likely_rooms.admit(rooms, OPERATOR.id)]


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.mark.parametrize("likeness", [Likeness.LICENCE, Likeness.MAILBOX, Likeness.PLACE, Likeness.GROUP])
async def test_what_is_recognised_passes_and_is_known_from_then_on(gate: Gate, likeness: Likeness) -> None:
    gate.recognition.of = {AARE.address: likeness}
    assert not await gate.refused(AARE)
    assert gate.known.kept == {AARE.address: likeness}
    gate.recognition.of = {AARE.address: Likeness.OTHER}
    assert not await gate.refused(AARE), "the patient that lost licence and mailbox passes by its history"
    assert gate.recognition.asked == [AARE.address]
    assert gate.known.seen == {AARE.address: START}


async def test_a_persons_account_does_not_pass_and_is_not_kept(gate: Gate) -> None:
    assert await gate.likely_rooms.admit([ANNA], OPERATOR.id) == (Refusal(ANNA),)
    assert not gate.known.kept


async def test_only_those_that_do_not_pass_are_named(gate: Gate) -> None:
    assert await gate.refused(AARE, ANNA, BERN) == [ANNA.address]


async def test_an_account_that_does_not_exist_passes_and_is_not_kept(gate: Gate) -> None:
    gate.recognition.of = {ANNA.address: Likeness.ABSENT}
    assert not await gate.refused(ANNA)
    assert not gate.known.kept
    assert not await gate.likely_rooms.knows(ANNA.address)


async def test_a_pattern_passes_without_a_question(gate: Gate) -> None:
    gate.patterns = ("zurich-*@contoso.com",)
    gate.recognition.broken = UNREAD
    assert not await gate.refused(AARE)
    assert not gate.recognition.asked
    assert not gate.known.kept
    assert await gate.likely_rooms.standing(AARE) is Likeness.PATTERN


@pytest.mark.parametrize("likeness", [Likeness.SWEPT, Likeness.ALLOWED])
async def test_what_a_sweep_found_or_an_admin_allowed_passes_without_a_question(gate: Gate, likeness: Likeness) -> None:
    gate.known.kept = {ANNA.address: likeness}
    assert not await gate.refused(ANNA)
    assert not gate.recognition.asked


async def test_what_cannot_be_read_does_not_pass(gate: Gate) -> None:
    gate.recognition.broken = UNREAD
    assert await gate.likely_rooms.admit([AARE], OPERATOR.id) == (Refusal(AARE, UNREAD),)
    assert not gate.known.kept
    gate.recognition.broken = None
    assert not await gate.refused(AARE), "a failure is not kept"


async def test_a_directory_that_does_not_answer_lets_nobody_in(gate: Gate) -> None:
    gate.recognition.late, gate.patience = True, 0.01
    (refusal,) = await gate.likely_rooms.admit([AARE], OPERATOR.id)
    assert refusal.unread
    assert refusal.unread.reason is GapReason.TIMED_OUT


async def test_a_fault_of_ours_lets_nobody_in(gate: Gate) -> None:
    gate.recognition.broken = KeyError("x")
    with pytest.raises(KeyError):
        await gate.refused(AARE)
    assert not gate.known.kept
