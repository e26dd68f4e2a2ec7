"""The card of a sweep that somebody asked for: painted while it goes on, and once at its end."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from bot.cards import card_message
from bot.cards.fleet import fleet_card, fleet_summary
from bot.fleet import Sweep
from bot.fleet_ports import FleetStore
from bot.ports import Clock, MessageGoneError, Messenger, NotDeliveredError
from bot.progress import Pace, next_paint
from bot.store.sweeps import SqlSweeps
from bot.turns import Conversation, Message
from bot.words import language_of, speaking

log = logging.getLogger(__name__)

AGAIN = timedelta(seconds=30)
"""How long to wait, at the least, before an end that Teams did not take is shown again."""
FORGOTTEN_AFTER = timedelta(hours=1)
"""When the pace of a card counts no more: its sweep may have been ended by another process."""
WORST = 8
"""How many of the rooms in trouble the card names."""


class SweepCard:
    """Shows sweeps where they were asked for."""

    def __init__(self, sweeps: SqlSweeps, fleet: FleetStore, messenger: Messenger, clock: Clock,
                 pace: Pace | None = None) -> None:
        self._sweeps, self._fleet, self._messenger, self._clock = sweeps, fleet, messenger, clock
        self._pace = pace or Pace()
        self._painted: dict[str, datetime] = {}
        self._not_before: dict[str, datetime] = {}

    async def post(self, sweep: Sweep) -> None:
        """Show that the sweep has begun. What Teams does not take now is shown at the end."""
        if sweep.conversation is None:
            return
        try:
            card_id = await self._messenger.post(sweep.conversation, await self._message(sweep))
        except (MessageGoneError, NotDeliveredError) as refused:
            log.warning("the card of sweep %s was not taken: %s", sweep.id, refused)
        else:
            await self._sweeps.show_on(sweep.id, card_id)

    async def paint(self, sweep_id: str) -> None:
        """Show how far the sweep has come, if the pace allows. Never raises for what Teams says."""
        sweep = await self._sweeps.get(sweep_id)
        if sweep is None or sweep.conversation is None or not sweep.card_id or not self._is_time(sweep):
            return
        self._painted = {each: at for each, at in self._painted.items() if self._clock() - at < FORGOTTEN_AFTER}
        self._painted[sweep_id] = self._clock()
        try:
            await self._messenger.update(sweep.conversation, sweep.card_id, await self._message(sweep))
        except NotDeliveredError as refused:
            self._painted[sweep_id] = self._clock() + (refused.retry_after or timedelta(0))
        except MessageGoneError:
            log.info("the card of sweep %s is gone", sweep_id)

    async def last(self, sweep: Sweep) -> None:
        """Show how the sweep ended, on its card or, where that is gone, on another. To be repeated until it is shown.

        A conversation that is gone counts as told: nobody is left there.
        """
        self._painted.pop(sweep.id, None)
        not_before = self._not_before.get(sweep.id)
        if sweep.conversation is None or (not_before and self._clock() < not_before):
            return
        try:
            await self._show_end(sweep.conversation, sweep)
        except NotDeliveredError as refused:
            log.warning("the end of sweep %s was not taken: %s", sweep.id, refused)
            if not refused.final:
                self._not_before[sweep.id] = self._clock() + max(refused.retry_after or AGAIN, AGAIN)
                return
        except MessageGoneError:
            log.warning("the conversation of sweep %s is gone", sweep.id)
        self._not_before.pop(sweep.id, None)
        await self._sweeps.answered(sweep.id)

    async def _show_end(self, place: Conversation, sweep: Sweep) -> None:
        """The card, or its summary alone where Teams will never take it."""
        message = await self._message(sweep)
        try:
            await self._show(place, sweep, message)
        except NotDeliveredError as refused:
            if not refused.final:
                raise
            await self._show(place, sweep, replace(message, card=None))

    async def _show(self, place: Conversation, sweep: Sweep, message: Message) -> None:
        try:
            await self._messenger.update(place, sweep.card_id, message)
        except MessageGoneError:
            await self._sweeps.show_on(sweep.id, await self._messenger.post(place, message))

    def _is_time(self, sweep: Sweep) -> bool:
        painted = self._painted.get(sweep.id)
        return painted is None or self._clock() >= next_paint(sweep.created_at, painted, self._pace)

    async def _message(self, sweep: Sweep) -> Message:
        """In the language of whoever asked for the sweep."""
        counts = await self._fleet.counts(WORST)
        with speaking(language_of(sweep.conversation.locale if sweep.conversation else "")):
            return card_message(fleet_card(sweep, counts, time_zone=sweep.time_zone), fleet_summary(sweep, counts))
