"""Conversations of several turns. What they know between two turns rests in the store of open dialogs."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.commands.services import Dialog
from dialogs.collect_logs import CollectLogs
from dialogs.guided_fix import GuidedFix
from dialogs.pick_room import PickRoom

DIALOGS: Mapping[str, Dialog] = MappingProxyType({each.name: each for each in (PickRoom(), CollectLogs(), GuidedFix())})
"""Every dialog by its name."""
