"""What a run says on its card and beside it, as messages ready to post."""

import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager

from bot.access_ports import Details
from bot.cards import (
    GLOBAL,
    Links,
    ask_room_card,
    card_message,
    error_card,
    line_message,
    progress_card,
    report_card,
    rooms_card,
    summary_of,
)
from bot.cards.retold import retold
from bot.cards.times import moment
from bot.ports import Fault, KeptReport, Run
from bot.progress import Progress
from bot.turns import Detail, Message
from bot.words import _, language_of, mark, n_, speaking
from checks.collector import BundleReading
from checks.model import Cause

log = logging.getLogger(__name__)

_FINE = (Cause.HEALTHY, Cause.RECOVERED)
_NOT_DRAWN = Fault(mark("The answer is ready but could not be drawn, because of a fault in Roomcheck."),
                   # For translators: “report” is what people type, in every language.
                   mark("Write report and the room's address to see it in another form."))


def speaking_to(run: Run) -> AbstractContextManager[None]:
    """Speak the language of whoever asked for the run, in whatever process it is performed."""
    return speaking(language_of(run.conversation.locale))


def names_in(reading: BundleReading | None) -> str:
    """What the logs call the room or its console, as a hint."""
    return (reading.display_name or reading.alias or reading.computer) if reading else ""


def first_stage(run: Run, later: bool) -> str:
    """What a run begins with: to wait, where it is for ``later``, or to fetch its file."""
    if later and run.start_at:
        return _("Waiting until {moment}", moment=moment(run.start_at, run.time_zone))
    return _("Fetching {file}", file=run.upload.file_name) if run.upload else ""


class RunMessages:
    """``links`` are the pages of the tenant's cloud.

    How much a conversation sees is looked up whenever a card is drawn, so that a change holds for the next painting.
    """

    def __init__(self, details: Details, links: Links = GLOBAL) -> None:
        self._details, self._links = details, links

    def begun(self, run: Run, progress: Progress) -> Message:
        """The run before anything was found."""
        return self._standing(run, progress, Detail.CAUSE)

    async def going_on(self, run: Run, progress: Progress) -> Message:
        """The run as it stands."""
        return self._standing(run, progress, await self._details.of(run.conversation))

    def _standing(self, run: Run, progress: Progress, detail: Detail) -> Message:
        try:
            made = progress_card(progress, time_zone=run.time_zone, links=self._links, detail=detail)
            return card_message(made, _named(run))
        except Exception:
            log.exception("the progress of run %s could not be drawn", run.id)
            return line_message(_("Roomcheck is at work; the answer appears here."))

    async def done(self, run: Run, progress: Progress) -> Message:
        """Every room's report or fault; one room's report stands alone."""
        detail = await self._details.of(run.conversation)
        try:
            return self._answer(run, progress, detail)
        except Exception:
            log.exception("the answer of run %s could not be drawn", run.id)
            return self.failed(_NOT_DRAWN)

    def _answer(self, run: Run, progress: Progress, detail: Detail) -> Message:
        kept = [room.report for room in progress.rooms if room.report]
        if len(progress.rooms) > 1:
            return card_message(rooms_card(progress, time_zone=run.time_zone), _counted(kept))
        if not kept:
            return _failed(progress.rooms[0].fault, _("Check again; Roomcheck's own log says more."))
        card = report_card(kept[0], time_zone=run.time_zone, links=self._links, detail=detail)
        return card_message(card, summary_of(kept[0].report))

    def failed(self, fault: Fault) -> Message:
        """Why there is no answer, and what to do."""
        return _failed(retold(fault.what), retold(fault.remedy),
                       personal_chat=self._links.personal_chat if fault.elsewhere else "")

    def which_room(self, run: Run, hint: str) -> Message:
        """Asks whose zip it was. ``hint`` is what the logs call the room."""
        file_name = run.upload.file_name if run.upload else ""
        card = ask_room_card(run.id, file_name, hint)
        return card_message(card, _("Which room is this zip from?"))

    def of_another_room(self, run: Run) -> Message | None:
        """That a zip was not of the room it was sent for, since its own logs name another; None when it was."""
        meant = run.upload.room.lower() if run.upload else ""
        if not meant or not run.rooms or run.rooms[0].address == meant:
            return None
        return line_message(_("These are the logs of {room}, not of {meant}, and were judged as such. If this is the "
                              "right console, it signs in with another account.", room=run.rooms[0].address,
                              meant=meant))

    def ending(self, run: Run, reports: Sequence[KeptReport]) -> Message:
        """One short line beside the card of a run that took long."""
        if not reports:
            return line_message(_("{work}: this could not be finished. The card says why.", work=_named(run)))
        if len(run.rooms) > 1:
            return line_message(_counted(reports))
        return line_message(summary_of(reports[0].report))


def _named(run: Run) -> str:
    if len(run.rooms) > 1:
        return n_("Checking {n} room", "Checking {n} rooms", len(run.rooms))
    if run.upload:
        return _("Reading {file}", file=run.upload.file_name)
    return _("Checking {room}", room=run.rooms[0].label) if run.rooms else _("Checking")


def _counted(reports: Sequence[KeptReport]) -> str:
    wrong = sum(kept.report.diagnosis.cause not in _FINE for kept in reports)
    if not wrong:
        return n_("{n} room checked, none in need of attention.", "{n} rooms checked, none in need of attention.",
                  len(reports))
    return n_("{n} room checked, {wrong} in need of attention.", "{n} rooms checked, {wrong} in need of attention.",
              len(reports), wrong=wrong)


def _failed(what: str, remedy: str, personal_chat: str = "") -> Message:
    return card_message(error_card(what, remedy, personal_chat=personal_chat), f"{what} {remedy}")
