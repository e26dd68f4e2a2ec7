"""Sends alerts: to every place that wants them, at a time when it wants them, each once; and keeps their cards true."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.alerts import concerns, quiet_until
from bot.cards import GLOBAL, Links, card_message, line_message
from bot.cards.alert import alert_card, alert_summary, alerts_card, recovery_line
from bot.commands.watched_place import alerts_stopped
from bot.fleet import Alert, Change, Subscription
from bot.fleet_ports import People, Subscriptions
from bot.ports import Clock, MessageGoneError, Messenger, NotDeliveredError, Reports, StoreAwayError
from bot.store.outbox import Delivery, SqlOutbox
from bot.turns import Conversation, Message, Scope, place_of
from bot.words import language_of, mark, speaking

log = logging.getLogger(__name__)

CLAIM_FOR = timedelta(minutes=3)
"""Longer than one message may take with all its repeats."""
GIVEN_UP_AFTER, FEWEST_TRIES = timedelta(hours=24), 20
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=15)
_LONGEST_HOLD, _UNTIL_TOLD = timedelta(hours=1), timedelta(seconds=20)
_AGAIN, _AT_ONCE = 0.5, 4


@dataclass(frozen=True, slots=True)
class _Reader:
    """How a place is told: in which language and time zone."""

    language: str
    time_zone: str


class Outbox:
    """Hands alerts out and sends what is due. ``group_from`` alerts alike go out as one message."""

    def __init__(self, *, outbox: SqlOutbox, subscriptions: Subscriptions, people: People, reports: Reports,
                 messenger: Messenger, clock: Clock, group_from: int = 5, links: Links = GLOBAL) -> None:
        self._outbox, self._subscriptions, self._people, self._reports = outbox, subscriptions, people, reports
        self._messenger, self._clock, self._group_from, self._links = messenger, clock, group_from, links
        self._sending: set[str] = set()

    async def send_due(self) -> None:
        """Hand out what has been released and send everything that is due now. To be called every few seconds."""
        await self._outbox.hand_out(await self._subscriptions.every(), self._group_from, self._clock())
        ended = await asyncio.gather(*(self._keep_sending() for _ in range(_AT_ONCE)), return_exceptions=True)
        if faults := [each for each in ended if each is not None]:
            raise faults[0]

    async def _keep_sending(self) -> None:
        while due := await self._outbox.claim(self._clock(), self._clock() + CLAIM_FOR):
            # A clock that is set forward ends claims: what is on its way from here is not sent again.
            if mine := [each for each in due if each.id not in self._sending]:
                self._sending |= (ids := {each.id for each in mine})
                try:
                    await self._send_wanted(mine)
                finally:
                    self._sending -= ids

    async def _send_wanted(self, due: Sequence[Delivery]) -> None:
        theirs = await self._subscriptions.of(due[0].place)
        if wanted := await self._wanted(due, theirs):
            await self._send(wanted, _reader(theirs, wanted))

    async def _send(self, wanted: Sequence[Delivery], reader: _Reader) -> None:
        """One message, or what becomes of it where Teams does not take it."""
        try:
            if wanted[0].alert.change is Change.RECOVERED:
                await self._recovered(wanted[0].place, wanted, reader)
            else:
                await self._tell(wanted, reader)
        except NotDeliveredError as refused:
            await self._later(wanted, refused)
        except MessageGoneError:
            await self._closed(wanted[0].place, wanted[0].conversation)
        except (StoreAwayError, SQLAlchemyError):
            raise
        except Exception:
            log.exception("an alert could not be drawn or sent")
            await self._later(wanted, NotDeliveredError("a fault in Roomcheck"))

    async def _note(self, ids: Collection[str], conversation: Conversation, card_id: str) -> None:
        """Keep that it was sent. What Teams has taken must not be sent again because the database was away."""
        while True:
            try:
                return await self._outbox.sent(ids, conversation, card_id)
            except (StoreAwayError, SQLAlchemyError) as away:
                log.warning("that an alert was sent cannot be kept now: %s", type(away).__name__)
                await asyncio.sleep(_AGAIN)

    async def showing(self, conversation_id: str, card_id: str) -> Sequence[Alert]:
        """As :class:`bot.commands.services.AlertBoard`."""
        return [each.alert for each in await self._outbox.on_card(place_of(conversation_id), card_id)]

    async def repaint(self, alerts: Collection[str]) -> None:
        """As :class:`bot.commands.services.AlertBoard`."""
        sent = [each for alert_id in alerts for each in await self._outbox.of_alert(alert_id)]
        for place, card_id in {(each.place, each.card_id) for each in sent}:
            try:
                await self._paint(place, card_id)
            except (MessageGoneError, NotDeliveredError) as refused:
                log.info("the card of an alert stays as it is: %s", refused)

    async def _wanted(self, due: Sequence[Delivery], theirs: Sequence[Subscription]) -> Sequence[Delivery]:
        """Those to be sent now. Snoozes, quiet hours and what has become of the room are looked at last of all."""
        now, place = self._clock(), due[0].place
        put_off = {each.address: each.until for each in await self._subscriptions.snoozes(place, now)}
        episodes = [each.alert.episode for each in due]
        over = {each.episode for each in await self._outbox.recoveries(episodes)}
        untold = [each.alert for each in await self._outbox.told(place, episodes) if each.waits]
        wanted: list[Delivery] = []
        dropped: list[str] = []
        later: dict[datetime, list[str]] = {}
        for each in due:
            mine = [subscription for subscription in theirs if concerns(subscription, each.alert)]
            if not mine or (each.alert.change is not Change.RECOVERED and each.alert.episode in over):
                dropped.append(each.id)
            elif until := _not_before(mine, put_off.get(each.alert.room.address), now):
                later.setdefault(until, []).append(each.id)
            else:
                wanted.append(each)
        await self._outbox.drop(dropped)
        for until, ids in later.items():
            await self._outbox.put_off(ids, until, tried=False)
        return await self._in_order(wanted, untold)

    async def _in_order(self, wanted: Sequence[Delivery], untold: Sequence[Alert]) -> Sequence[Delivery]:
        """Those of which nothing earlier has still to be told here: the last word on a room must be the newest."""
        since = {alert.episode: alert.at for alert in reversed(untold)}
        early = {each.id for each in wanted if each.alert.change is not Change.RECOVERED
                 and since.get(each.alert.episode, each.alert.at) < each.alert.at}
        await self._outbox.put_off(early, self._clock() + _UNTIL_TOLD, tried=False)
        return [each for each in wanted if each.id not in early]

    async def _tell(self, wanted: Sequence[Delivery], reader: _Reader) -> None:
        conversation, ids = wanted[0].conversation, [each.id for each in wanted]
        thread, before = await self._thread(wanted)
        message = await self._message([each.alert for each in wanted], reader, ())
        try:
            thread, card_id = await self._post(conversation, thread, message)
        except MessageGoneError:
            if thread is None:
                raise
            await self._outbox.drop([each.id for each in before])  # the thread is gone, perhaps not the channel
            await self._outbox.put_off(ids, self._clock())
            return
        await self._note(ids, thread, card_id)
        await self._catch_up(wanted[0].place, card_id)

    async def _catch_up(self, place: str, card_id: str) -> None:
        """Show what somebody has pressed on the card before it was noted that it is there."""
        if any(each.alert.acknowledged_at for each in await self._outbox.on_card(place, card_id)):
            try:
                await self._paint(place, card_id)
            except (MessageGoneError, NotDeliveredError) as refused:
                log.info("the card of an alert stays as it is: %s", refused)

    async def _post(self, conversation: Conversation, thread: Conversation | None,
                    message: Message) -> tuple[Conversation, str]:
        """Post the alert; in words alone where Teams will never take its card."""
        try:
            if thread is None:
                return await self._messenger.begin(conversation, message)
            return thread, await self._messenger.post(thread, message)
        except NotDeliveredError as refused:
            if not refused.final or message.card is None:
                raise
            log.warning("the card of an alert was refused: %s", refused)
            return await self._post(conversation, thread, replace(message, card=None))

    async def _thread(self, wanted: Sequence[Delivery]) -> tuple[Conversation | None, Sequence[Delivery]]:
        """Where one room's further change is told: below what told of it before, if it was told there."""
        if len(wanted) > 1:
            return None, ()
        told = await self._outbox.told(wanted[0].place, [wanted[0].alert.episode])
        sent = [each for each in told if not each.waits]
        return (sent[-1].conversation, sent) if sent else (None, ())

    async def _recovered(self, place: str, wanted: Sequence[Delivery], reader: _Reader) -> None:
        """Paint the cards that told of it, and answer below the first of them with one line for all."""
        ids = [each.id for each in wanted]
        told = await self._outbox.told(place, [each.alert.episode for each in wanted])
        if any(each.waits for each in told):
            await self._outbox.put_off(ids, self._clock() + _UNTIL_TOLD, tried=False)
            return
        if not told:
            await self._outbox.drop(ids)
            return
        for card_id in dict.fromkeys(each.card_id for each in told):
            await self._outbox.keep_claimed(ids, self._clock() + CLAIM_FOR)
            await self._paint_if_there(place, card_id)
        line = line_message(recovery_line([each.alert for each in wanted], reader.language, reader.time_zone))
        await self._outbox.keep_claimed(ids, self._clock() + CLAIM_FOR)
        await self._note(ids, *await self._answer(told[-1].conversation, wanted[0].conversation, line))

    async def _answer(self, thread: Conversation, place: Conversation, line: Message) -> tuple[Conversation, str]:
        """Post the line below what it answers, or in the channel itself where somebody has deleted that thread."""
        try:
            return thread, await self._messenger.post(thread, line)
        except MessageGoneError:
            if thread.scope is not Scope.CHANNEL:
                raise
            return await self._messenger.begin(place, line)

    async def _paint_if_there(self, place: str, card_id: str) -> None:
        """Where Teams will never take the card anew, the line below it says enough."""
        try:
            await self._paint(place, card_id)
        except MessageGoneError:
            log.info("the card of an alert is gone")
        except NotDeliveredError as refused:
            if not refused.final:
                raise
            log.warning("the card of an alert stays as it is: %s", refused)

    async def _paint(self, place: str, card_id: str) -> None:
        """The card as it stands now. Raises MessageGoneError and NotDeliveredError."""
        shown = await self._outbox.on_card(place, card_id)
        if not shown:
            return
        alerts = [each.alert for each in shown]
        ended = await self._outbox.recoveries([alert.episode for alert in alerts])
        reader = _reader(await self._subscriptions.of(place), shown)
        await self._messenger.update(shown[0].conversation, card_id, await self._message(alerts, reader, ended))

    async def _message(self, alerts: Sequence[Alert], reader: _Reader, ended: Sequence[Alert]) -> Message:
        words = alert_summary(ended or alerts, reader.language)
        if len(alerts) > 1:
            card = await asyncio.to_thread(alerts_card, alerts, language=reader.language, time_zone=reader.time_zone,
                                           recovered=ended)
        else:
            kept = await self._reports.get(alerts[0].report)
            card = alert_card(alerts[0], kept, language=reader.language, time_zone=reader.time_zone, links=self._links,
                              recovered=ended[0] if ended else None)
        return card_message(card, words)

    async def _later(self, due: Sequence[Delivery], refused: NotDeliveredError) -> None:
        """Try again, later each time; what Teams will never take, and what is a day old, is given up."""
        now, ids = self._clock(), [each.id for each in due]
        # Not for its age alone: a clock that is set forward makes everything old.
        old = now - due[0].created_at > GIVEN_UP_AFTER and due[0].attempts >= FEWEST_TRIES
        if refused.final or old:
            log.error("an alert was given up: %s", refused)
            await self._outbox.drop(ids, failed=True)
            return
        pause = max(min(refused.retry_after or timedelta(0), _LONGEST_HOLD), _backed_off(due[0].attempts))
        log.warning("an alert is sent later: %s", refused)
        await self._outbox.put_off(ids, now + pause)
        if refused.retry_after:
            await self._outbox.hold(now + min(refused.retry_after, _LONGEST_HOLD))

    async def _closed(self, place: str, conversation: Conversation) -> None:
        """The place takes nothing any more: say so, once, to those who wanted it told."""
        why = mark("Teams no longer lets me write there.")
        await self._outbox.drop_place(place)
        lost = await self._subscriptions.disable(place, why)
        log.warning("alerts to a conversation were stopped: it is gone, or Roomcheck was removed from it")
        for person in {each.asked_by for each in lost}:
            chat = await self._people.chat_of(person)
            if chat and place_of(chat.id) != place:
                with speaking(language_of(chat.locale)):
                    message = line_message(alerts_stopped(conversation, [each.target for each in lost]))
                await self._say(chat, message)

    async def _say(self, chat: Conversation, message: Message) -> None:
        try:
            await self._messenger.post(chat, message)
        except (MessageGoneError, NotDeliveredError) as refused:
            log.warning("nobody could be told that alerts were stopped: %s", refused)


def _reader(theirs: Sequence[Subscription], shown: Sequence[Delivery]) -> _Reader:
    mine = [each for each in theirs if any(concerns(each, delivery.alert) for delivery in shown)] or theirs
    return _Reader(mine[0].language, mine[0].time_zone) if mine else _Reader("en", "")


def _not_before(mine: Sequence[Subscription], snoozed: datetime | None, now: datetime) -> datetime | None:
    """Until when nothing is to be said: the snooze's end, or the quiet hours' where every subscription has some."""
    quiet = [quiet_until(each.quiet, now) for each in mine]
    ends = [each for each in quiet if each]
    until = min(ends) if len(ends) == len(quiet) else None
    return max(filter(None, (snoozed, until)), default=None)


def _backed_off(attempts: int) -> timedelta:
    pause: timedelta = _FIRST_PAUSE * 2 ** min(max(attempts - 1, 0), 10)
    return min(pause, _LONGEST_PAUSE)
