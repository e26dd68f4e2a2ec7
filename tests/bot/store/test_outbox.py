"""Alerts on their way, on the real databases: to whom, when, how often, and what becomes of one that is refused."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import time, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.fleet import Alert, Change, Extent, Quiet, Sight, Snooze, Standing, Subscription
from bot.outbox import CLAIM_FOR, GIVEN_UP_AFTER, Outbox
from bot.ports import MessageGoneError, NotDeliveredError, StoreAwayError
from bot.store.fleet import SqlFleet
from bot.store.fleet_rows import alert_row
from bot.store.outbox import SqlOutbox
from bot.store.standing import Waiting, numbers_of
from bot.store.subscriptions import SqlPeople, SqlSubscriptions
from bot.store.tables import alerts
from bot.turns import Actor, Conversation, Message, Scope
from checks.model import Cause, Room, Severity
from tests.bot.fakes import START, FakeClock, FakeReports
from tests.bot.watching_parts import counting

CHANNEL = Conversation("19:helpdesk@thread.tacv2", Scope.CHANNEL, "t", {"serviceUrl": "https://smba.example"})
ANNA, BOB = Actor("anna-id", "Anna", "t"), Actor("bob-id", "Bob", "t")
OTHER = replace(CHANNEL, id="19:other@thread.tacv2")
CHAT = Conversation("a:anna", Scope.PERSONAL, "t", {"serviceUrl": "https://smba.example"})
WELL = Sight(Standing.WELL, Cause.HEALTHY)
MFA = Sight(Standing.BROKEN, Cause.MFA_REQUIRED, Severity.CRITICAL, ("sign_in.mfa",))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Teams:
    """Takes messages; what is in ``faults`` is raised instead, by conversation, each once."""

    posts: list[tuple[str, str, Message]] = field(default_factory=list)
    paints: list[tuple[str, Message]] = field(default_factory=list)
    faults: dict[str, list[Exception]] = field(default_factory=dict)

    async def post(self, conversation: Conversation, message: Message) -> str:
        place = conversation.id.partition(";")[0]
        if self.faults.get(place):
            raise self.faults[place].pop(0)
        card_id = f"card-{len(self.posts) + 1}"
        self.posts.append((conversation.id, card_id, message))
        return card_id

    async def begin(self, conversation: Conversation, message: Message) -> tuple[Conversation, str]:
        card_id = await self.post(conversation, message)
        if conversation.scope is not Scope.CHANNEL:
            return conversation, card_id
        return replace(conversation, id=f"{conversation.id};messageid={card_id}"), card_id

    async def update(self, _conversation: Conversation, activity_id: str, message: Message) -> None:
        self.paints.append((activity_id, message))

    async def typing(self, conversation: Conversation) -> None: ...

    def places(self) -> list[str]:
        return [place for place, _card, _message in self.posts]


@dataclass
class Helpdesk:
    """An outbox at work."""

    engine: AsyncEngine
    teams: Teams = field(default_factory=Teams)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.subscriptions, self.people = SqlSubscriptions(self.engine), SqlPeople(self.engine)
        self.store = SqlOutbox(self.engine)
        self.outbox = self.sender()

    def sender(self, teams: Teams | None = None) -> Outbox:
        return Outbox(outbox=self.store, subscriptions=self.subscriptions, people=self.people, reports=FakeReports(),
                      messenger=teams or self.teams, clock=self.clock)

    async def watches(self, place: Conversation = CHANNEL, **changes: object) -> None:
        wish = Subscription(f"s-{place.id}", place, Extent.ALL, "", "anna", START)
        await self.subscriptions.keep(replace(wish, **changes))  # type: ignore[arg-type]  # a test's own changes

    async def released(self, *released: Alert) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(insert(alerts), [alert_row(each) | {"state": "released"} for each in released])

    async def sends(self, *released: Alert, later: timedelta = timedelta(0)) -> None:
        self.clock.pass_by(later)
        if released:
            await self.released(*released)
        await self.outbox.send_due()


@pytest.fixture
async def desk(engine: AsyncEngine) -> Helpdesk:
    return Helpdesk(engine)


def broke(number: int = 1, *, sweep: str = "s1", after: Sight = MFA, change: Change = Change.BROKE) -> Alert:
    room = Room(f"room-{number}@contoso.com", f"Room {number}")
    return Alert(f"{sweep}-{change}-{number}", sweep, room, "Zurich", change, WELL, after, START, START,
                 f"episode-{number}", "report")


def recovered(number: int = 1, *, sweep: str = "s2") -> Alert:
    return replace(broke(number, sweep=sweep, change=Change.RECOVERED), before=MFA, after=WELL, at=START + HOUR)


async def test_an_alert_goes_to_every_place_once(desk: Helpdesk) -> None:
    for place in (CHANNEL, OTHER):
        await desk.watches(place)
        await desk.watches(place, id=f"again-{place.id}", extent=Extent.ROOM, target="room-1@contoso.com")
    await desk.sends(broke())
    await desk.sends(later=HOUR)
    assert sorted(desk.teams.places()) == [CHANNEL.id, OTHER.id]


async def test_nobody_wants_it(desk: Helpdesk) -> None:
    await desk.sends(broke())
    await desk.watches()
    await desk.sends(later=MINUTE)
    assert desk.teams.posts == []


async def test_a_recovery_paints_the_card_and_is_answered_in_its_thread(desk: Helpdesk) -> None:
    await desk.watches()
    await desk.sends(broke())
    await desk.sends(recovered(), later=HOUR)
    (_place, card, _message), (thread, _line, line) = desk.teams.posts
    assert thread == f"{CHANNEL.id};messageid={card}"
    assert line.card is None
    assert [each for each, _message in desk.teams.paints] == [card]


async def test_where_nothing_was_told_no_recovery_is(desk: Helpdesk) -> None:
    await desk.watches()
    await desk.sends(recovered())
    assert desk.teams.posts == []


async def test_rooms_that_break_alike_are_one_message_and_recover_in_one_line(desk: Helpdesk) -> None:
    await desk.watches()
    await desk.sends(*(broke(number) for number in range(30)))
    await desk.sends(*(recovered(number) for number in range(10)), later=HOUR)
    await desk.sends(*(recovered(number, sweep="s3") for number in range(10, 30)), later=HOUR)
    assert len(desk.teams.posts) == 3
    assert [card for card, _message in desk.teams.paints] == ["card-1", "card-1"]


async def test_a_few_rooms_get_a_card_each(desk: Helpdesk) -> None:
    await desk.watches()
    await desk.sends(*(broke(number) for number in range(4)))
    assert len(desk.teams.posts) == 4


async def test_a_change_of_a_broken_room_is_told_below_its_first_alert(desk: Helpdesk) -> None:
    await desk.watches()
    await desk.sends(broke())
    await desk.sends(broke(sweep="s2", change=Change.WORSE), later=HOUR)
    await desk.sends(recovered(sweep="s3"), later=HOUR)
    assert desk.teams.places()[1:] == [f"{CHANNEL.id};messageid=card-1"] * 2
    assert sorted(card for card, _message in desk.teams.paints) == ["card-1", "card-2"]


async def test_a_snoozed_room_is_told_when_the_snooze_ends_if_it_is_still_broken(desk: Helpdesk) -> None:
    await desk.watches()
    await desk.subscriptions.snooze(Snooze(CHANNEL.id, "room-1@contoso.com", START + 4 * HOUR, "anna"))
    await desk.sends(broke(1), broke(2))
    assert len(desk.teams.posts) == 1, "the other room is not snoozed"
    await desk.sends(later=3 * HOUR)
    assert len(desk.teams.posts) == 1
    await desk.sends(later=HOUR)
    assert len(desk.teams.posts) == 2


@pytest.mark.parametrize("quiet", [None, Quiet(time(14), time(18), "UTC")])
async def test_for_whoever_watches_what_waits_for_its_time_is_not_late(desk: Helpdesk, quiet: Quiet | None) -> None:
    await desk.watches(quiet=quiet)
    if not quiet:
        await desk.subscriptions.snooze(Snooze(CHANNEL.id, "room-1@contoso.com", START + 4 * HOUR, "anna"))
    await desk.sends(broke())
    assert (await numbers_of(desk.engine, START + HOUR)).outbox == Waiting(0, None)
    late = (await numbers_of(desk.engine, START + 5 * HOUR)).outbox
    assert late.count == 1
    assert late.since
    assert late.since > START + 2 * HOUR


async def test_a_room_that_recovered_in_its_snooze_is_not_told_at_all(desk: Helpdesk) -> None:
    await desk.watches()
    await desk.subscriptions.snooze(Snooze(CHANNEL.id, "room-1@contoso.com", START + 4 * HOUR, "anna"))
    await desk.sends(broke())
    await desk.sends(recovered(), later=HOUR)
    await desk.sends(later=4 * HOUR)
    await desk.sends(later=HOUR)
    assert desk.teams.posts == []
    assert await desk.store.waiting() == 0


async def test_in_quiet_hours_nothing_is_sent_and_all_of_it_after(desk: Helpdesk) -> None:
    await desk.watches(quiet=Quiet(time(14), time(18), "UTC"))
    await desk.watches(OTHER)
    await desk.sends(broke())
    assert desk.teams.places() == [OTHER.id]
    await desk.sends(later=3 * HOUR)
    assert sorted(desk.teams.places()) == [CHANNEL.id, OTHER.id]


async def test_a_wish_taken_back_before_sending_counts(desk: Helpdesk) -> None:
    await desk.watches(quiet=Quiet(time(14), time(18), "UTC"))
    await desk.sends(broke())
    await desk.subscriptions.drop(CHANNEL.id, Extent.ALL, "")
    await desk.sends(later=4 * HOUR)
    assert desk.teams.posts == []


async def test_when_teams_asks_for_a_pause_every_place_waits(desk: Helpdesk) -> None:
    for place in (CHANNEL, OTHER):
        await desk.watches(place)
    busy = NotDeliveredError("busy", 5 * MINUTE)
    desk.teams.faults = {CHANNEL.id: [busy], OTHER.id: [busy]}
    await desk.sends(broke())
    desk.teams.faults = {}
    await desk.sends(later=4 * MINUTE)
    assert desk.teams.posts == []
    await desk.sends(later=MINUTE)
    assert sorted(desk.teams.places()) == [CHANNEL.id, OTHER.id]


async def test_what_teams_does_not_take_is_tried_again_for_a_day(desk: Helpdesk) -> None:
    await desk.watches()
    desk.teams.faults = {CHANNEL.id: [NotDeliveredError("down")] * 500}
    await desk.sends(broke())
    while desk.clock() - START < GIVEN_UP_AFTER + HOUR:
        await desk.sends(later=16 * MINUTE)
    tried = 500 - len(desk.teams.faults[CHANNEL.id])
    assert 80 < tried < 110
    assert await desk.store.waiting() == 0


async def test_a_card_that_teams_will_never_take_is_sent_in_words(desk: Helpdesk) -> None:
    await desk.watches()
    desk.teams.faults = {CHANNEL.id: [NotDeliveredError("too large", final=True)]}
    await desk.sends(broke())
    ((_place, _card, message),) = desk.teams.posts
    assert message.card is None
    assert "Room 1" in message.summary


async def test_whoever_asked_is_told_of_a_place_that_is_gone_in_their_own_language(desk: Helpdesk) -> None:
    await desk.people.remember("anna", replace(CHAT, reference={**CHAT.reference, "locale": "de-CH"}))
    await desk.watches()
    desk.teams.faults = {CHANNEL.id: [MessageGoneError("gone")]}
    await desk.sends(broke())
    ((_place, _card, message),) = desk.teams.posts
    assert "Meldungen über alle Räume" in message.summary


async def test_a_place_that_is_gone_gets_nothing_more_and_whoever_asked_is_told(desk: Helpdesk) -> None:
    await desk.people.remember("anna", CHAT)
    await desk.watches()
    desk.teams.faults = {CHANNEL.id: [MessageGoneError("gone")] * 3}
    await desk.sends(*(broke(number) for number in range(3)))
    ((place, _card, message),) = desk.teams.posts
    assert place == CHAT.id
    assert "stopped alerts about all rooms" in message.summary
    (kept,) = await desk.subscriptions.of(CHANNEL.id)
    assert kept.disabled
    assert await desk.store.waiting() == 0


async def test_where_the_bot_is_back_it_alerts_again(desk: Helpdesk) -> None:
    await desk.watches()
    await desk.subscriptions.disable(CHANNEL.id, "gone")
    await desk.sends(broke(1))
    await desk.subscriptions.enable(CHANNEL.id)
    await desk.sends(broke(2))
    assert len(desk.teams.posts) == 1


async def test_a_thread_that_was_deleted_is_no_channel_that_is_gone(desk: Helpdesk) -> None:
    await desk.watches()
    await desk.sends(broke())
    desk.teams.faults = {CHANNEL.id: [MessageGoneError("the thread is gone")]}
    await desk.sends(broke(sweep="s2", change=Change.WORSE), later=HOUR)
    await desk.sends(later=MINUTE)
    assert desk.teams.places() == [CHANNEL.id, CHANNEL.id]
    (kept,) = await desk.subscriptions.of(CHANNEL.id)
    assert not kept.disabled


async def test_a_sender_that_dies_leaves_its_claim_to_the_next(desk: Helpdesk) -> None:
    await desk.watches()
    await desk.released(broke())
    await desk.store.hand_out(await desk.subscriptions.every(), 5, desk.clock())
    assert await desk.store.claim(desk.clock(), desk.clock() + CLAIM_FOR)
    await desk.sends(later=CLAIM_FOR - MINUTE)
    assert desk.teams.posts == []
    await desk.sends(later=2 * MINUTE)
    assert len(desk.teams.posts) == 1


async def test_a_message_has_one_sender(desk: Helpdesk) -> None:
    await desk.watches()
    await desk.released(*(broke(number) for number in range(3)))
    await desk.store.hand_out(await desk.subscriptions.every(), 5, desk.clock())
    claims: list[Sequence[object]] = [await desk.store.claim(desk.clock(), desk.clock() + CLAIM_FOR) for _ in range(4)]
    assert [len(claim) for claim in claims] == [1, 1, 1, 0]


async def test_whoever_takes_an_alert_is_shown_on_every_card_of_it(desk: Helpdesk) -> None:
    for place in (CHANNEL, OTHER):
        await desk.watches(place)
    await desk.sends(broke())
    card = desk.teams.posts[0][1]
    (shown,) = await desk.outbox.showing(f"{desk.teams.posts[0][0]};messageid={card}", card)
    await desk.outbox.repaint([shown.id])
    assert len(desk.teams.paints) == 2


async def test_a_pause_that_teams_asks_for_holds_what_comes_later_too(desk: Helpdesk) -> None:
    for place in (CHANNEL, OTHER):
        await desk.watches(place)
    desk.teams.faults = {CHANNEL.id: [NotDeliveredError("busy", timedelta(days=365))]}
    await desk.sends(broke(1))
    await desk.sends(broke(2), later=HOUR - MINUTE)
    assert len(desk.teams.posts) <= 1, "the other place may have had the first before the pause"
    await desk.sends(later=2 * MINUTE)
    assert len(desk.teams.posts) == 4, "no pause is longer than an hour"


async def test_a_message_that_is_refused_takes_no_snoozed_room_with_it(desk: Helpdesk) -> None:
    await desk.watches()
    await desk.subscriptions.snooze(Snooze(CHANNEL.id, "room-1@contoso.com", START + HOUR, "anna"))
    desk.teams.faults = {CHANNEL.id: [NotDeliveredError("never", final=True)] * 2}
    await desk.sends(*(broke(number) for number in range(6)))
    assert desk.teams.posts == []
    await desk.sends(later=HOUR)
    ((_place, _card, message),) = desk.teams.posts
    assert "Room 1" in message.summary


async def test_what_was_sent_is_not_sent_again_because_the_database_was_away(desk: Helpdesk) -> None:
    class Away(SqlOutbox):
        """Cannot be reached when the first message has been taken."""

        faults = 2

        async def sent(self, ids: Collection[str], conversation: Conversation, card_id: str) -> None:
            if self.faults:
                self.faults -= 1
                raise StoreAwayError("away")
            await super().sent(ids, conversation, card_id)

    desk.store = Away(desk.engine)
    desk.outbox = desk.sender()
    await desk.watches()
    await desk.sends(broke())
    await desk.sends(later=HOUR)
    assert len(desk.teams.posts) == 1


async def test_two_wishes_for_the_same_rooms_at_once_are_one(desk: Helpdesk) -> None:
    await asyncio.gather(*(desk.watches(id=f"s{number}") for number in range(6)))
    assert len(await desk.subscriptions.of(CHANNEL.id)) == 1


async def test_who_takes_an_alert_before_its_card_is_noted_is_shown_on_it(desk: Helpdesk) -> None:
    class Quick(Teams):
        """Somebody presses in the very moment in which the card appears."""

        async def begin(self, conversation: Conversation, message: Message) -> tuple[Conversation, str]:
            posted = await super().begin(conversation, message)
            await SqlFleet(desk.engine).acknowledge([broke().id], ANNA, START)
            return posted

    desk.teams = Quick()
    desk.outbox = desk.sender()
    await desk.watches()
    await desk.sends(broke())
    ((card, _message),) = desk.teams.paints
    assert card == desk.teams.posts[0][1]


async def test_those_that_are_disabled_are_not_among_those_in_force(desk: Helpdesk) -> None:
    for place in (CHANNEL, OTHER):
        await desk.watches(place)
    (lost,) = await desk.subscriptions.disable(CHANNEL.id, "gone")
    assert (lost.conversation.id, lost.disabled) == (CHANNEL.id, "gone")
    assert [each.conversation.id for each in await desk.subscriptions.every()] == [OTHER.id]
    assert await desk.subscriptions.disable(CHANNEL.id, "gone") == [], "nobody is told twice"


async def test_what_becomes_of_alerts_is_counted(desk: Helpdesk) -> None:
    for place in (CHANNEL, OTHER):
        await desk.watches(place)
    later, never = NotDeliveredError("later"), NotDeliveredError("never", final=True)
    desk.teams.faults = {CHANNEL.id: [later, never, never], OTHER.id: [later]}
    with counting() as counted:
        await desk.sends(*(broke(number) for number in range(9)))
        await desk.sends(later=HOUR)
        desk.teams.faults[OTHER.id] = [MessageGoneError()]
        await desk.sends(broke(10))
    assert +counted == {"roomcheck.alerts put_off": 18, "roomcheck.alerts sent": 10, "roomcheck.alerts given_up": 9,
                        "roomcheck.alerts stopped": 1}
