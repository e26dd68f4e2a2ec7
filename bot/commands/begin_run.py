"""Makes the runs that commands ask for."""

from collections.abc import Sequence
from datetime import timedelta

from bot.commands.services import Services
from bot.file_ports import Upload
from bot.ports import Run
from bot.turns import Turn
from checks.facts.asked import Topic
from checks.model import Room


def new_run(turn: Turn, services: Services, *, rooms: Sequence[Room] = (), upload: Upload | None = None,
            card_id: str = "", after: timedelta = timedelta(0), dedupe_key: str = "",
            asked: frozenset[Topic] = frozenset()) -> Run:
    """A run that answers this turn. Teams delivers a turn again when no answer came in time: the key is then equal."""
    now = services.clock()
    return Run(
        id=services.new_id(), conversation=turn.conversation, asked_by=turn.actor.id,
        dedupe_key=dedupe_key or turn_key(turn) or services.new_id(), created_at=now, rooms=tuple(rooms),
        upload=upload, card_id=card_id, start_at=now + after if after else None, time_zone=turn.time_zone,
        asked=asked,
    )


def turn_key(turn: Turn) -> str:
    """Equal for two deliveries of one activity; empty when Teams gave it no id."""
    return f"{turn.conversation.id}|{turn.activity_id}" if turn.activity_id else ""
