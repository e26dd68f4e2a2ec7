"""Conversations of several turns. What they know between two turns rests in the store of open dialogs."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.commands.services import ROOM_OF_UPLOAD, Dialog
from dialogs.collect_logs import CollectLogs
from dialogs.guided_fix import GuidedFix
from dialogs.pick_room import PickRoom
from dialogs.watch_rooms import WatchRooms

_EVERY: tuple[Dialog, ...] = (PickRoom(), PickRoom(ROOM_OF_UPLOAD), CollectLogs(), GuidedFix(), WatchRooms())
DIALOGS: Mapping[str, Dialog] = MappingProxyType({each.name: each for each in _EVERY})
"""Every dialog by its name."""
