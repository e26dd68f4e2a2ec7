"""The stores of the fleet and what acts on it, kept in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.fleet import (
    Alert,
    Extent,
    FleetCounts,
    Outage,
    RoomState,
    Snooze,
    Subscription,
    Sweep,
    Watched,
)
from bot.ports import NotSavedError
from bot.turns import Conversation


@dataclass
class FakeSubscriptions:
    kept: dict[tuple[str, Extent, str], Subscription] = field(default_factory=dict)
    snoozed: dict[tuple[str, str], Snooze] = field(default_factory=dict)
    enabled: list[str] = field(default_factory=list)

    async def keep(self, subscription: Subscription) -> bool:
        key = (subscription.conversation.id, subscription.extent, subscription.target)
        earlier = self.kept.get(key)
        self.kept[key] = subscription
        return earlier is None or replace(earlier, id="", created_at=subscription.created_at) != replace(
            subscription, id="")

    async def of(self, conversation_id: str) -> Sequence[Subscription]:
        return [each for each in self.kept.values() if each.conversation.id == conversation_id]

    async def drop(self, conversation_id: str, extent: Extent, target: str) -> bool:
        return self.kept.pop((conversation_id, extent, target), None) is not None

    async def every(self) -> Sequence[Subscription]:
        return [each for each in self.kept.values() if not each.disabled]

    async def disable(self, conversation_id: str, why: str) -> Sequence[Subscription]:
        hit = [each for each in await self.of(conversation_id) if not each.disabled]
        for each in hit:
            self.kept[each.conversation.id, each.extent, each.target] = replace(each, disabled=why)
        return hit

    async def enable(self, conversation_id: str) -> None:
        self.enabled.append(conversation_id)
        for each in await self.of(conversation_id):
            self.kept[each.conversation.id, each.extent, each.target] = replace(each, disabled="")

    async def snooze(self, snooze: Snooze) -> None:
        self.snoozed[snooze.conversation_id, snooze.address] = snooze

    async def unsnooze(self, conversation_id: str, address: str) -> bool:
        return self.snoozed.pop((conversation_id, address), None) is not None

    async def snoozes(self, conversation_id: str, now: datetime) -> Sequence[Snooze]:
        return [each for each in self.snoozed.values() if each.conversation_id == conversation_id and each.until > now]


@dataclass
class FakePeople:
    met: dict[str, Conversation] = field(default_factory=dict)
    writes: int = 0

    async def remember(self, person_id: str, conversation: Conversation) -> None:
        self.writes += 1
        self.met[person_id] = conversation

    async def chat_of(self, person_id: str) -> Conversation | None:
        return self.met.get(person_id)


@dataclass
class FakeFleet:
    rooms: list[RoomState] = field(default_factory=list)
    known: list[Watched] = field(default_factory=list)
    past: list[Outage] = field(default_factory=list)
    alerts: dict[str, Alert] = field(default_factory=dict)

    async def state_of(self, address: str) -> RoomState | None:
        return next((each for each in self.rooms if each.room.address == address), None)

    async def states(self) -> Sequence[RoomState]:
        return self.rooms

    async def counts(self, worst: int) -> FleetCounts:
        causes = [each.seen.cause for each in self.rooms]
        return FleetCounts(len(self.rooms), tuple((each, causes.count(each)) for each in dict.fromkeys(causes)),
                           tuple(self.rooms[:worst]), ())

    async def buildings(self) -> Sequence[str]:
        return list(dict.fromkeys(each.building for each in self.rooms if each.building))

    async def outages(self, address: str, since: datetime) -> Sequence[Outage]:
        return [each for each in self.past if each.room.address == address and (not each.ended or each.ended > since)]

    async def every_outage(self, since: datetime) -> Sequence[Outage]:
        return [each for each in self.past if not each.ended or each.ended > since]

    async def watched(self) -> Sequence[Watched]:
        return self.known

    async def alert(self, alert_id: str) -> Alert | None:
        return self.alerts.get(alert_id)

    async def acknowledge(self, alert_id: str, by: str, at: datetime) -> Alert | None:
        alert = self.alerts.get(alert_id)
        if alert and not alert.acknowledged_by:
            self.alerts[alert_id] = alert = replace(alert, acknowledged_by=by, acknowledged_at=at)
        return alert


@dataclass
class FakeSweeps:
    """The store of sweeps, and what begins them: at most one is under way."""

    kept: list[Sweep] = field(default_factory=list)
    going_on: Sweep | None = None

    async def start(self, sweep: Sweep) -> Sweep | None:
        if any(each.dedupe_key == sweep.dedupe_key for each in self.kept):
            return None
        if self.going_on:
            return self.going_on
        self.kept.append(sweep)
        return sweep

    async def begin(self, sweep: Sweep) -> Sweep | None:
        return await self.start(sweep)

    async def get(self, sweep_id: str) -> Sweep | None:
        return next((each for each in self.kept if each.id == sweep_id), None)

    async def last(self) -> Sweep | None:
        return next((each for each in reversed(self.kept) if each.ended_at), None)

    async def under_way(self) -> Sweep | None:
        return self.going_on

    async def show_on(self, sweep_id: str, card_id: str) -> None: ...


@dataclass
class FakeBoard:
    """Which alerts stand on which message."""

    shown: dict[tuple[str, str], list[Alert]] = field(default_factory=dict)
    repainted: list[Sequence[str]] = field(default_factory=list)

    async def showing(self, conversation_id: str, card_id: str) -> Sequence[Alert]:
        return self.shown.get((conversation_id, card_id), [])

    async def repaint(self, alerts: Sequence[str]) -> None:
        self.repainted.append(alerts)


@dataclass
class FakeFileSaver:
    saved: dict[str, bytes] = field(default_factory=dict)
    refusal: NotSavedError | None = None

    def trusts(self, url: str) -> bool:
        return url.startswith("https://contoso-my.sharepoint.com/")

    async def save(self, url: str, content: bytes) -> None:
        if self.refusal:
            raise self.refusal
        self.saved[url] = content
