"""What the rows of the fleet hold as JSON, and what they mean."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import RowMapping

from bot.fleet import (
    Alert,
    Change,
    Extent,
    Outage,
    Quiet,
    RoomState,
    Sight,
    Snooze,
    Standing,
    Subscription,
    Sweep,
    SweepState,
)
from bot.store.rows import conversation_of, conversation_row
from checks.model import Cause, Room, Severity


def sweep_row(sweep: Sweep) -> dict[str, Any]:
    conversation = conversation_row(sweep.conversation) if sweep.conversation else None
    return {"id": sweep.id, "dedupe_key": sweep.dedupe_key, "created_at": sweep.created_at, "state": sweep.state.value,
            "conversation": conversation, "asked_by": sweep.asked_by, "time_zone": sweep.time_zone,
            "card_id": sweep.card_id, "rooms": sweep.rooms, "looked_at": sweep.looked_at, "requests": sweep.requests,
            "ended_at": sweep.ended_at, "fault": sweep.fault, "attempts": sweep.attempts, "answered": sweep.answered}


def sweep_of(row: RowMapping) -> Sweep:
    conversation = conversation_of(row["conversation"]) if row["conversation"] else None
    return Sweep(**{**row, "state": SweepState(row["state"]), "conversation": conversation})


def sight_row(sight: Sight) -> dict[str, Any]:
    return {"standing": sight.standing.value, "cause": sight.cause.value, "severity": sight.severity.value,
            "behind": list(sight.behind)}


def sight_from(document: Mapping[str, Any]) -> Sight:
    return Sight(Standing(document["standing"]), Cause(document["cause"]), Severity(document["severity"]),
                 tuple(document["behind"]))


def state_row(state: RoomState, sweep_id: str) -> dict[str, Any]:
    memory = {"seen": sight_row(state.seen), "newest": sight_row(state.newest), "told": sight_row(state.told),
              "streak": state.streak, "first": _instant(state.first),
              "newest_at": _instant(state.newest_at), "flips": [_instant(flip) for flip in state.flips],
              "muted": state.muted, "causes": [cause.value for cause in state.causes], "episode": state.episode,
              "digest": state.digest, "kept_at": _instant(state.kept_at),
              "listed_at": _instant(state.listed_at)}
    return {"address": state.room.address, "display_name": state.room.display_name,
            "object_id": state.room.object_id, "building": state.building, "standing": state.now.standing.value,
            "cause": state.now.cause.value, "severity": state.now.severity.value, "since": state.since,
            "known_since": state.known_since, "judged_at": state.judged_at, "sweep_id": sweep_id,
            "report_id": state.report, "outage_id": state.outage, "memory": memory}


def state_of(row: RowMapping) -> RoomState:
    memory = row["memory"]
    return RoomState(
        room=room_of(row), building=row["building"], seen=sight_from(memory["seen"]), since=row["since"],
        newest=sight_from(memory["newest"]), streak=memory["streak"], first=_time(memory["first"]),
        newest_at=_time(memory["newest_at"]),
        told=sight_from(memory["told"]), flips=tuple(datetime.fromisoformat(flip) for flip in memory["flips"]),
        muted=memory["muted"], outage=row["outage_id"], causes=causes_from(memory["causes"]),
        episode=memory["episode"], report=row["report_id"], digest=memory["digest"],
        kept_at=_time(memory["kept_at"]), listed_at=_time(memory.get("listed_at")), judged_at=row["judged_at"],
        known_since=row["known_since"])


def room_of(row: RowMapping) -> Room:
    return Room(row["address"], row["display_name"], row["object_id"])


def outage_of(row: RowMapping) -> Outage:
    return Outage(row["id"], Room(row["address"], row["display_name"]), row["building"], causes_from(row["causes"]),
                  row["began"], row["ended"])


def causes_from(kept: Sequence[str]) -> tuple[Cause, ...]:
    return tuple(Cause(cause) for cause in kept)


def alert_row(alert: Alert) -> dict[str, Any]:
    return {"id": alert.id, "sweep_id": alert.sweep, "address": alert.room.address,
            "display_name": alert.room.display_name, "object_id": alert.room.object_id, "building": alert.building,
            "change": alert.change.value, "before": sight_row(alert.before), "after": sight_row(alert.after),
            "at": alert.at, "since": alert.since, "episode": alert.episode, "report_id": alert.report,
            "acknowledged_by": alert.acknowledged_by, "acknowledged_at": alert.acknowledged_at,
            "acknowledged_id": alert.acknowledged_id, "at_least": alert.at_least}


def alert_of(row: RowMapping) -> Alert:
    return Alert(
        id=row["id"], sweep=row["sweep_id"], room=room_of(row), building=row["building"], change=Change(row["change"]),
        before=sight_from(row["before"]), after=sight_from(row["after"]), at=row["at"], since=row["since"],
        episode=row["episode"], report=row["report_id"], acknowledged_by=row["acknowledged_by"],
        acknowledged_at=row["acknowledged_at"], acknowledged_id=row["acknowledged_id"], at_least=row["at_least"])


def subscription_row(subscription: Subscription, place: str) -> dict[str, Any]:
    quiet = subscription.quiet
    hours = {"start": quiet.start.isoformat(), "end": quiet.end.isoformat(), "zone": quiet.time_zone} if quiet else None
    return {"id": subscription.id, "place": place, "conversation": conversation_row(subscription.conversation),
            "extent": subscription.extent.value, "target": subscription.target, "asked_by": subscription.asked_by,
            "created_at": subscription.created_at, "least": subscription.least.value, "quiet": hours,
            "language": subscription.language, "time_zone": subscription.time_zone, "disabled": subscription.disabled}


def subscription_of(row: RowMapping) -> Subscription:
    return Subscription(row["id"], conversation_of(row["conversation"]), Extent(row["extent"]), row["target"],
                        row["asked_by"], row["created_at"], Severity(row["least"]), _quiet(row["quiet"]),
                        row["language"], row["time_zone"], row["disabled"])


def _quiet(hours: Mapping[str, str] | None) -> Quiet | None:
    return Quiet(time.fromisoformat(hours["start"]), time.fromisoformat(hours["end"]), hours["zone"]) if hours else None


def snooze_of(row: RowMapping) -> Snooze:
    return Snooze(row["place"], row["address"], row["until"], row["asked_by"])


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
