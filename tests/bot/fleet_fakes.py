"""The edges of the fleet, kept in memory: who wants to be told, how rooms stand, sweeps, alerts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.file_ports import NotSavedError
from bot.fleet import (
    Alert,
    Extent,
    FleetCounts,
    Outage,
    RoomState,
    Snooze,
    Subscription,
    Sweep,
    SweepState,
    Watched,
)
from bot.turns import Actor, Conversation


@dataclass
class FakeSubscriptions:
    """The store of subscriptions and snoozes; a channel is a place whichever of its threads is asked."""

    kept: list[Subscription] = field(default_factory=list)
    put_off: list[Snooze] = field(default_factory=list)

    async def keep(self, subscription: Subscription) -> bool:
        before = [each for each in self.kept if _same(each, subscription)]
        self.kept = [each for each in self.kept if not _same(each, subscription)] + [subscription]
        return not before or replace(before[0], id=subscription.id, created_at=subscription.created_at,
                                     asked_by=subscription.asked_by) != subscription

    async def of(self, conversation_id: str) -> Sequence[Subscription]:
        return [each for each in self.kept if _place(each.conversation.id) == _place(conversation_id)]

    async def drop(self, conversation_id: str, extent: Extent, target: str) -> bool:
        gone = [each for each in await self.of(conversation_id) if (each.extent, each.target) == (extent, target)]
        self.kept = [each for each in self.kept if each not in gone]
        return bool(gone)

    async def every(self) -> Sequence[Subscription]:
        return [each for each in self.kept if not each.disabled]

    async def disable(self, conversation_id: str, why: str) -> Sequence[Subscription]:
        mine = [each for each in await self.of(conversation_id) if not each.disabled]
        self.kept = [replace(each, disabled=why) if each in mine else each for each in self.kept]
        return mine

    async def enable(self, conversation_id: str) -> None:
        mine = await self.of(conversation_id)
        self.kept = [replace(each, disabled="") if each in mine else each for each in self.kept]

    async def snooze(self, snooze: Snooze) -> None:
        await self.unsnooze(snooze.conversation_id, snooze.address)
        self.put_off.append(replace(snooze, conversation_id=_place(snooze.conversation_id)))

    async def unsnooze(self, conversation_id: str, address: str) -> bool:
        gone = [each for each in self.put_off
                if (each.conversation_id, each.address) == (_place(conversation_id), address)]
        self.put_off = [each for each in self.put_off if each not in gone]
        return bool(gone)

    async def snoozes(self, conversation_id: str, now: datetime) -> Sequence[Snooze]:
        return [each for each in self.put_off if each.conversation_id == _place(conversation_id) and each.until > now]


def _place(conversation_id: str) -> str:
    return conversation_id.partition(";")[0]


def _same(one: Subscription, other: Subscription) -> bool:
    return (_place(one.conversation.id), one.extent, one.target) == (_place(other.conversation.id), other.extent,
                                                                     other.target)


@dataclass
class FakePeople:
    chats: dict[str, Conversation] = field(default_factory=dict)

    async def remember(self, person_id: str, conversation: Conversation) -> None:
        self.chats[person_id] = conversation

    async def chat_of(self, person_id: str) -> Conversation | None:
        return self.chats.get(person_id)


@dataclass
class FakeFleetStore:
    """How the rooms stand, as a test says."""

    rooms: list[RoomState] = field(default_factory=list)
    alerts: dict[str, Alert] = field(default_factory=dict)
    kept_outages: list[Outage] = field(default_factory=list)
    known: list[Watched] = field(default_factory=list)
    counted: FleetCounts = field(default_factory=lambda: FleetCounts(0, (), (), ()))

    async def state_of(self, address: str) -> RoomState | None:
        return next((each for each in self.rooms if each.room.address == address), None)

    async def states(self) -> Sequence[RoomState]:
        return self.rooms

    async def counts(self, worst: int) -> FleetCounts:
        return replace(self.counted, worst=self.counted.worst[:worst])

    async def buildings(self) -> Sequence[str]:
        return sorted({each.building for each in self.rooms if each.building})

    async def outages(self, address: str, since: datetime) -> Sequence[Outage]:
        return [each for each in await self.every_outage(since) if each.room.address == address]

    async def every_outage(self, since: datetime) -> Sequence[Outage]:
        return [each for each in self.kept_outages if each.ended is None or each.ended > since]

    async def watched(self) -> Sequence[Watched]:
        return self.known

    async def alert(self, alert_id: str) -> Alert | None:
        return self.alerts.get(alert_id)

    async def acknowledge(self, alert_ids: Collection[str], by: Actor, at: datetime) -> Sequence[Alert]:
        known = [each for each in alert_ids if each in self.alerts]
        for each in known:
            if not self.alerts[each].acknowledged_at:
                self.alerts[each] = replace(self.alerts[each], acknowledged_by=by.name, acknowledged_id=by.id,
                                             acknowledged_at=at)
        return [self.alerts[each] for each in known]


@dataclass
class FakeSweeps:
    """The store of sweeps, which also begins them and performs none."""

    kept: dict[str, Sweep] = field(default_factory=dict)

    async def begin(self, sweep: Sweep) -> Sweep | None:
        if sweep.dedupe_key in {each.dedupe_key for each in self.kept.values()}:
            return None
        going_on = await self.under_way()
        if going_on is None:
            self.kept[sweep.id] = sweep
        return going_on or sweep

    start = begin

    async def get(self, sweep_id: str) -> Sweep | None:
        return self.kept.get(sweep_id)

    async def last(self) -> Sweep | None:
        done = [each for each in self.kept.values() if each.state is SweepState.DONE]
        return max(done, key=lambda each: each.created_at, default=None)

    async def under_way(self) -> Sweep | None:
        going_on = (each for each in self.kept.values() if each.state in (SweepState.QUEUED, SweepState.LOOKING))
        return next(going_on, None)

    async def show_on(self, sweep_id: str, card_id: str) -> None:
        self.kept[sweep_id] = replace(self.kept[sweep_id], card_id=card_id)


@dataclass
class FakeAlertBoard:
    """The messages that show alerts, by their ids."""

    shown: dict[str, list[Alert]] = field(default_factory=dict)
    repainted: list[str] = field(default_factory=list)

    async def showing(self, conversation_id: str, card_id: str) -> Sequence[Alert]:
        del conversation_id
        return self.shown.get(card_id, [])

    async def repaint(self, alerts: Sequence[str]) -> None:
        self.repainted += alerts


@dataclass
class FakeFileSaver:
    """A place for files. ``refusal`` is raised instead of taking one."""

    saved: dict[str, bytes] = field(default_factory=dict)
    refusal: NotSavedError | None = None

    def trusts(self, url: str) -> bool:
        return url.startswith("https://contoso-my.sharepoint.com/")

    async def save(self, url: str, content: bytes) -> None:
        if self.refusal:
            raise self.refusal
        self.saved[url] = content
