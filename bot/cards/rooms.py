"""Several rooms on one card: a row each."""

from bot.cards.fleet import rooms_in_words
from bot.cards.frame import banner, bar
from bot.cards.parts import MARK, Element, button, buttons, card, columns, container, paragraph, quiet, run
from bot.cards.text import in_english
from bot.cards.times import moment
from bot.cards.wording import FAULT, HEALTHY, PROBLEM, RUNNING, SUSPICION, UNDETERMINED, Look, look_of
from bot.commands.model import CheckAgain, OpenReport
from bot.progress import Progress, RoomProgress
from bot.turns import Card
from bot.words import _, n_, number_in_words

MOST_ROOMS = 20
_BAD_FIRST = (PROBLEM, SUSPICION, FAULT, UNDETERMINED)


def rooms_card(progress: Progress, *, time_zone: str = "") -> Card:
    """Every room of a run with its state and headline, and a press that opens its report."""
    done = sum(_settled(each) for each in progress.rooms)
    over = done == len(progress.rooms)
    begun = _("Started {moment}", moment=moment(progress.started_at, time_zone))
    body = [
        banner(_overall(progress), _title(progress, done), begun),
        *([] if over else [bar(done, len(progress.rooms))]),
        *(_row(each) for each in _shown(progress)),
        *_left_out(len(progress.rooms)),
    ]
    again = [button(_("Check all again"), CheckAgain(progress.run_id), primary=True)] if over else []
    return card(body, again, fallback=_title(progress, done))


def _settled(each: RoomProgress) -> bool:
    return bool(each.report or each.fault)


def _look(each: RoomProgress) -> Look:
    if each.report:
        return look_of(each.report.report)
    return FAULT if each.fault else RUNNING


def _overall(progress: Progress) -> Look:
    looks = [_look(each) for each in progress.rooms]
    if RUNNING in looks:
        return RUNNING
    return next((look for look in _BAD_FIRST if look in looks), HEALTHY)


def _title(progress: Progress, done: int) -> str:
    total = len(progress.rooms)
    if done < total:
        return _("{n} of {rooms} done", n=number_in_words(done), rooms=rooms_in_words(total))
    bad = sum(_look(each) in _BAD_FIRST for each in progress.rooms)
    if bad:
        return n_("{n} of {rooms} needs attention", "{n} of {rooms} need attention", bad, rooms=rooms_in_words(total))
    return n_("All {n} room is healthy", "All {n} rooms are healthy", total)


def _shown(progress: Progress) -> list[RoomProgress]:
    """The rooms in the order they were asked for; when not all fit, those in trouble first."""
    rooms = list(progress.rooms)
    if len(rooms) > MOST_ROOMS:
        rooms.sort(key=lambda each: _look(each) not in _BAD_FIRST)
    return rooms[:MOST_ROOMS]


def _left_out(total: int) -> list[Element]:
    left = total - MOST_ROOMS
    return [quiet(n_("and {n} more room: write report and the room's address",
                     "and {n} more rooms: write report and the room's address", left))] if left > 0 else []


def _row(each: RoomProgress) -> Element:
    look = _look(each)
    name = paragraph(run(each.room.label, bold=True), run(f"  {look.said}", colour=look.colour, small=True),
                     spacing="none")
    open_ = [buttons(button(_("Open"), OpenReport(each.report.id), tooltip=_("Report of {room}", room=each.room.label)),
                     spacing="none")] if each.report else []
    tail = [("auto", open_)] if open_ else []
    line = columns((MARK, [paragraph(look.mark, spacing="none")]), ("stretch", [name, _said(each)]), *tail)
    return container(line, spacing="small") | {"separator": True}


def _said(each: RoomProgress) -> Element:
    if each.report:
        return quiet(in_english(each.report.report.diagnosis.sentence))
    running = checks_judged(each)
    if each.looking_at and not each.fault:
        running = _("{checks_judged}, looking at {fact}", checks_judged=running, fact=in_english(each.looking_at))
    return quiet(each.fault or running)


def checks_judged(each: RoomProgress) -> str:
    """How far a room is."""
    return n_("{done} of {n} checks judged", "{done} of {n} checks judged", each.total,
              done=number_in_words(len(each.findings)))
