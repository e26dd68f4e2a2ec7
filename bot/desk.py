"""Where everything that people say, press or send meets: read it, ask whether it is allowed, perform it, answer."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.actions import unpack
from bot.admission import NotBegunError
from bot.authorise import Denied, Role
from bot.cards.retold import retold
from bot.commands import model
from bot.commands.acknowledge import acknowledge
from bot.commands.allow import allow_room, disallow_room
from bot.commands.analyze import analyze
from bot.commands.audit import show_audit
from bot.commands.check import check
from bot.commands.check_again import ask_access, check_again
from bot.commands.detail import set_detail
from bot.commands.dialog import begin_dialog, continue_dialog, step_of
from bot.commands.doctor import doctor
from bot.commands.explain import explain
from bot.commands.fleet import show_fleet, show_history
from bot.commands.forget import forget
from bot.commands.grammar import opens_with_verb, parse, room_beside
from bot.commands.help import show_help, welcome
from bot.commands.model import Command, Unclear
from bot.commands.offer import answer_offer
from bot.commands.permission import DeniedError, ask
from bot.commands.refused import not_rooms
from bot.commands.replies import not_allowed, not_begun, not_understood, seen_by, too_fast, went_wrong
from bot.commands.report import report
from bot.commands.services import Dialog, Services
from bot.commands.show import open_report, show_evidence, show_fix, show_ticket
from bot.commands.snooze import snooze, unsnooze
from bot.commands.sweep import begin_sweep
from bot.commands.unwatch import stop_watching, unwatch
from bot.commands.watch import watch
from bot.commands.watches import show_watches
from bot.incoming import Installed, OfferAnswered, Pressed, Said, Shared, UnusableUpload, Uploaded
from bot.likely_rooms import NotRoomsError
from bot.ports import MessageGoneError, NotDeliveredError, StoreAwayError, StoreFullError
from bot.telemetry import note_command, turn_at_work
from bot.turns import ALREADY_ANSWERED, Answer, Scope, Turn
from bot.words import _

log = logging.getLogger(__name__)

_PERFORM: dict[type[Any], Callable[[Turn, Any, Services], Awaitable[Answer]]] = {
    model.Check: check,
    model.Analyze: analyze,
    model.ShowReport: report,
    model.Explain: explain,
    model.ShowHelp: show_help,
    model.CheckAgain: check_again,
    model.OpenReport: open_report,
    model.ShowEvidence: show_evidence,
    model.ShowFix: show_fix,
    model.ShowTicket: show_ticket,
    model.BeginDialog: begin_dialog,
    model.ContinueDialog: continue_dialog,
    model.Doctor: doctor,
    model.AskAccess: ask_access,
    model.Watch: watch,
    model.Unwatch: unwatch,
    model.StopWatching: stop_watching,
    model.ShowWatches: show_watches,
    model.Snooze: snooze,
    model.Unsnooze: unsnooze,
    model.BeginSweep: begin_sweep,
    model.ShowFleet: show_fleet,
    model.ShowHistory: show_history,
    model.Acknowledge: acknowledge,
    model.AnswerOffer: answer_offer,
    model.AllowRoom: allow_room,
    model.DisallowRoom: disallow_room,
    model.ShowAudit: show_audit,
    model.Forget: forget,
    model.SetDetail: set_detail,
}


_ONE_INSTALLATION = timedelta(minutes=10)
"""Teams reports one installation by two activities."""
_MOST_REMEMBERED = 10_000


class Desk:
    """Answers every kind of activity. It never raises: what goes wrong becomes a card and an entry in the log."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._welcomed: dict[str, datetime] = {}
        self._remembered: set[str] = set()

    async def said(self, said: Said) -> Answer:
        return self._too_fast(said.turn) or await self._safely(said.turn, self._said(said))

    async def pressed(self, pressed: Pressed) -> Answer:
        # A press that Teams waits for must be told something, however many there are.
        held = self._too_fast(pressed.turn, owed=bool(pressed.verb))
        return held or await self._safely(pressed.turn, self._perform(pressed.turn, unpack(pressed.payload)))

    async def uploaded(self, uploaded: Uploaded) -> Answer:
        return self._too_fast(uploaded.turn) or await self._safely(uploaded.turn, self._uploaded(uploaded))

    async def shared(self, shared: Shared) -> Answer:
        """A file is shared where Teams hands none over: it is fetched through Graph, in the clouds that offer it."""
        if not self._services.fetches_shared_files:
            return await self.unusable(shared.otherwise)
        return self._too_fast(shared.turn) or await self._safely(shared.turn, self._shared(shared))

    async def unusable(self, upload: UnusableUpload) -> Answer:
        """A file came that cannot be read, or came in a place where Teams does not hand files over."""
        return self._too_fast(upload.turn) or await self._safely(upload.turn, self._unusable(upload))

    async def offer_answered(self, answered: OfferAnswered) -> Answer:
        """A file that was offered is wanted, or is not."""
        command = model.AnswerOffer(answered.offer, answered.accepted, answered.url, answered.page, answered.name,
                                    answered.unique_id)
        return self._too_fast(answered.turn) or await self._safely(answered.turn, self._perform(answered.turn, command))

    async def installed(self, installed: Installed) -> Answer:
        """The welcome, once for one installation. What was watched from here before is watched again."""
        return await self._safely(installed.turn, self._installed(installed))

    def _too_fast(self, turn: Turn, *, owed: bool = False) -> Answer | None:
        """What is said to somebody who asks too fast: once, then nothing, unless an answer is owed."""
        held = self._services.limits.hold_back(turn)
        if held is None:
            return None
        return Answer(too_fast(held)) if held.first or owed else ALREADY_ANSWERED

    async def _unusable(self, upload: UnusableUpload) -> Answer:
        await self._services.door.note_refused(upload.turn, type(upload).__name__, upload.what)
        chat = self._services.links.personal_chat if upload.elsewhere else ""
        return Answer(went_wrong(retold(upload.what), retold(upload.remedy), personal_chat=chat))

    async def _installed(self, installed: Installed) -> Answer:
        await self._services.subscriptions.enable(installed.turn.conversation.id)
        now, place = self._services.clock(), installed.turn.conversation.id
        recent = {each: at for each, at in self._welcomed.items() if now - at < _ONE_INSTALLATION}
        self._welcomed = {**recent, place: now}
        return ALREADY_ANSWERED if place in recent else welcome(installed.turn.conversation.scope)

    async def _said(self, said: Said) -> Answer:
        command = parse(said.text)
        if not opens_with_verb(said.text):
            heard = await self._heard(said)
            if heard is not None:
                return heard
        return await self._perform(said.turn, command)

    async def _heard(self, said: Said) -> Answer | None:
        """The answer of a dialog in which these words are an answer."""
        for dialog in self._services.dialogs.values():
            answer = await self._heard_by(dialog, said)
            if answer is not None:
                return answer
        return None

    async def _heard_by(self, dialog: Dialog, said: Said) -> Answer | None:
        """Ask the newest open dialog of this kind; when it finds itself to be over, the one before it.

        Words that are no answer are no step of the dialog, which is noted of those alone that are.
        """
        turn, services = said.turn, self._services
        place, person, kept = turn.conversation.id, turn.actor.id, services.open_dialogs
        while opened := await kept.waiting(place, person, dialog.name, services.clock()):
            step = step_of(opened)
            verdict = await services.door.may(turn, step)
            if isinstance(verdict, Denied):
                return None
            answer = await dialog.heard(turn, opened, said.text, services)
            if answer is not None:
                note_command(step)
                await services.door.note(turn, step, verdict, (step.room,) if step.room else ())
            if answer is not None or await kept.get(opened.id, services.clock()):
                return answer
        return None

    async def _uploaded(self, uploaded: Uploaded) -> Answer:
        return await self._analyze(uploaded.turn, model.Analyze(uploaded.file_name, uploaded.url), uploaded.text)

    async def _shared(self, shared: Shared) -> Answer:
        return await self._analyze(shared.turn, model.Analyze(shared.file_name, "", post=shared.post), shared.text)

    async def _analyze(self, turn: Turn, command: model.Analyze, beside: str) -> Answer:
        """Read the zip; for the room that is named beside it, if one is."""
        room = room_beside(beside)
        if not isinstance(room, Unclear):
            return await self._perform(turn, replace(command, room=room))
        answer = await self._perform(turn, command)
        return Answer(answer.message or not_understood(room))

    async def _perform(self, turn: Turn, command: Command | Unclear) -> Answer:
        note_command(command)
        if isinstance(command, Unclear):
            return Answer(not_understood(command))
        verdict = await ask(turn, command, self._services)
        if isinstance(verdict, Denied):
            return Answer(not_allowed(verdict))
        await self._remember(turn)
        return await _PERFORM[type(command)](turn, command, self._services)

    async def _remember(self, turn: Turn) -> None:
        """Where this person can be told something alone. Once is enough while the bot runs.

        Help is for anybody: of whoever has no role nothing is kept.
        """
        place, person = turn.conversation, turn.actor.id
        if place.scope is not Scope.PERSONAL or not person or person in self._remembered:
            return
        if await self._services.door.role(turn, enough=Role.VIEWER) < Role.VIEWER:
            return
        self._remembered = {*(self._remembered if len(self._remembered) < _MOST_REMEMBERED else ()), person}
        self._services.background.begin(self._services.people.remember(person, place))

    async def _safely(self, turn: Turn, answering: Awaitable[Answer]) -> Answer:
        with turn_at_work():
            return await self._answered(turn, answering)

    async def _answered(self, turn: Turn, answering: Awaitable[Answer]) -> Answer:
        try:
            answer = await self._unless_refused(turn, answering)
            return Answer(await seen_by(turn, answer.message, self._services)) if answer.message else answer
        except MessageGoneError:
            log.info("the conversation is gone; nothing was answered")
            return ALREADY_ANSWERED
        except NotDeliveredError as wrong:
            log.warning("Teams did not take a message: %s", wrong)
            return Answer(went_wrong(_("Teams did not take my answer just now."), _("Try again in a minute.")))
        except StoreFullError as full:
            log.error("a command was not carried out: %s", full)  # noqa: TRY400 - the sentence says it all
            return Answer(went_wrong(_("Roomcheck has no room left on its disk, so nothing was begun."),
                                     _("Tell whoever runs Roomcheck to make some. What was begun before then goes on "
                                       "by itself.")))
        except StoreAwayError as away:
            log.warning("a command was not carried out: %s", away)
            return Answer(went_wrong(_("Roomcheck cannot reach its database just now, so nothing was begun."),
                                     _("Try again in a minute. What was begun before goes on by itself.")))
        except Exception:
            reference = self._services.new_id()[:8]
            log.exception("a command failed, reference %s", reference)
            return Answer(went_wrong(_("Something went wrong inside Roomcheck."),
                                     _("Try again. If it happens again, tell whoever runs Roomcheck this reference: "
                                       "{reference}", reference=reference)))

    async def _unless_refused(self, turn: Turn, answering: Awaitable[Answer]) -> Answer:
        """The answer, or that a step on the way to it is not allowed, asks about somebody who is no room, or could not
        be begun.
        """
        try:
            return await answering
        except DeniedError as refused:
            return Answer(not_allowed(refused.denied))
        except NotRoomsError as refused:
            return Answer(await not_rooms(turn, refused.refusals, self._services))
        except NotBegunError as why:
            return Answer(not_begun(why))
