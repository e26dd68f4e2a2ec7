"""Asks whether an address was mistyped: it is on no list, and one much like it is."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from bot.commands.address import OddAddressError, address, looks_like_address
from bot.commands.model import Check
from bot.commands.replies import offered
from bot.commands.room_search import near_address
from bot.commands.services import Services
from bot.turns import Message
from bot.words import _
from checks.collector import CannotCollect
from checks.model import Cause, Room

log = logging.getLogger(__name__)

_PATIENCE = 4.0
"""Seconds. It is only a hint, and the turn waits for it."""
_MOST = 3


async def did_you_mean(command: Check, services: Services) -> Message | None:
    """A question beside the answer; None when no address looks mistyped or the list of rooms cannot be read."""
    unknown = [each for each in _addresses(command.rooms) if not await _is_known(each, services)]
    if not unknown:
        return None
    try:
        async with asyncio.timeout(_PATIENCE):
            listed = await services.rooms.listed()
    except (CannotCollect, TimeoutError) as why:
        log.info("mistyped addresses were not looked for: %s", why)
        return None
    near = {each: near_address(each, listed) for each in unknown}
    return _question({each: rooms for each, rooms in near.items() if rooms}, command)


def _addresses(asked: Sequence[str]) -> list[str]:
    found: dict[str, None] = {}
    for each in filter(looks_like_address, asked):
        try:
            found[address(each)] = None
        except OddAddressError:
            continue  # that has been said already
    return list(found)


async def _is_known(room: str, services: Services) -> bool:
    """Whether there is an earlier report that does not miss the account."""
    kept = await services.reports.latest(room)
    return kept is not None and kept.report.diagnosis.cause is not Cause.ACCOUNT_MISSING


def _question(near: dict[str, tuple[Room, ...]], command: Check) -> Message | None:
    meant = list(dict.fromkeys(room for rooms in near.values() for room in rooms))[:_MOST]
    if not meant:
        return None
    listed = ", ".join(room.address for room in meant)
    hint = _("Not on Exchange's list of rooms: {rooms}. I check what you wrote all the same.", rooms=", ".join(near))
    offers = [(_("Check: {room}", room=room.label), replace(command, rooms=(room.address,))) for room in meant]
    return offered(_("One question"), _("Did you mean {rooms}?", rooms=listed), offers, hint)
