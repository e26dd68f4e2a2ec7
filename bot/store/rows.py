"""What rows hold as JSON, and what they mean."""

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping

from bot.file_ports import Upload
from bot.ports import Fault, OpenDialog, Run, RunState
from bot.turns import Conversation, Scope
from checks.facts.asked import Topic
from checks.model import Room
from checks.shared_files import Post


def conversation_row(conversation: Conversation) -> dict[str, Any]:
    return {
        "id": conversation.id, "scope": conversation.scope.value, "tenant_id": conversation.tenant_id,
        "reference": dict(conversation.reference),
    }


def conversation_of(document: dict[str, Any]) -> Conversation:
    return Conversation(document["id"], Scope(document["scope"]), document["tenant_id"], document["reference"])


def room_row(room: Room) -> dict[str, str]:
    return {"address": room.address, "display_name": room.display_name, "object_id": room.object_id}


def run_row(run: Run) -> dict[str, Any]:
    return {
        "id": run.id, "dedupe_key": run.dedupe_key, "conversation_id": run.conversation.id,
        "conversation": conversation_row(run.conversation), "asked_by": run.asked_by, "time_zone": run.time_zone,
        "created_at": run.created_at, "start_at": run.start_at, "rooms": [room_row(room) for room in run.rooms],
        "file_name": run.upload.file_name if run.upload else None,
        "download_url": run.upload.url if run.upload else None, "sent_for": run.upload.room if run.upload else None,
        "shared_in": _post_row(run.upload) if run.upload else None,
        "state": run.state.value, "card_id": run.card_id, "attempts": run.attempts, "reports": list(run.reports),
        "fault": fault_row(run.fault) if run.fault else None, "asked": sorted(run.asked),
        "read_before": run.read_before,
    }


def _post_row(upload: Upload) -> str:
    return json.dumps(asdict(upload.post)) if upload.post else ""


def fault_row(fault: Fault) -> dict[str, Any]:
    return asdict(fault)


def run_of(row: RowMapping) -> Run:
    return Run(
        id=row["id"], conversation=conversation_of(row["conversation"]), asked_by=row["asked_by"],
        dedupe_key=row["dedupe_key"], created_at=row["created_at"], rooms=tuple(Room(**room) for room in row["rooms"]),
        upload=_upload_of(row),
        state=RunState(row["state"]), card_id=row["card_id"], start_at=row["start_at"], reports=tuple(row["reports"]),
        time_zone=row["time_zone"], attempts=row["attempts"], fault=Fault(**row["fault"]) if row["fault"] else None,
        asked=topics_of(row["asked"]), read_before=row["read_before"],
    )


def topics_of(kept: list[str] | None) -> frozenset[Topic]:
    """Rows of earlier versions have none; a topic of a later version counts as not asked for."""
    return frozenset(topic for topic in Topic if topic in (kept or ()))


def _upload_of(row: RowMapping) -> Upload | None:
    if row["file_name"] is None:
        return None
    post = Post(**json.loads(row["shared_in"])) if row["shared_in"] else None
    return Upload(row["file_name"], row["download_url"] or "", row["sent_for"] or "", post)


def dialog_row(dialog: OpenDialog) -> dict[str, Any]:
    return {
        "id": dialog.id, "name": dialog.name, "conversation_id": dialog.conversation.id,
        "conversation": conversation_row(dialog.conversation), "actor_id": dialog.actor_id, "state": dict(dialog.state),
        "card_id": dialog.card_id, "expires": dialog.expires,
    }


def dialog_of(row: RowMapping) -> OpenDialog:
    return OpenDialog(row["id"], row["name"], conversation_of(row["conversation"]), row["actor_id"], row["state"],
                      row["expires"], row["card_id"])


def storable(text: str) -> str:
    """A text as every database takes it: PostgreSQL keeps no NUL."""
    return text.replace("\x00", "")
