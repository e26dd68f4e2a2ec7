"""Several rooms on one card: a row each."""

from bot.cards.frame import banner, bar
from bot.cards.parts import MARK, Element, button, buttons, card, columns, container, paragraph, quiet, run
from bot.cards.text import count
from bot.cards.times import moment
from bot.cards.wording import FAULT, HEALTHY, PROBLEM, RUNNING, SUSPICION, UNDETERMINED, Look, look_of
from bot.commands.model import CheckAgain, OpenReport
from bot.progress import Progress, RoomProgress
from bot.turns import Card

MOST_ROOMS = 20
_BAD_FIRST = (PROBLEM, SUSPICION, FAULT, UNDETERMINED)


def rooms_card(progress: Progress, *, time_zone: str = "") -> Card:
    """Every room of a run with its state and headline, and a press that opens its report."""
    done = sum(_settled(each) for each in progress.rooms)
    over = done == len(progress.rooms)
    body = [
        banner(_overall(progress), _title(progress, done), f"Started {moment(progress.started_at, time_zone)}"),
        *([] if over else [bar(done, len(progress.rooms))]),
        *(_row(each) for each in _shown(progress)),
        *_left_out(len(progress.rooms)),
    ]
    again = [button("Check all again", CheckAgain(progress.run_id), primary=True)] if over else []
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
        return f"{done} of {count(total, 'room')} done"
    bad = sum(_look(each) in _BAD_FIRST for each in progress.rooms)
    return f"{bad} of {count(total, 'room')} need attention" if bad else f"All {count(total, 'room')} are healthy"


def _shown(progress: Progress) -> list[RoomProgress]:
    """The rooms in the order they were asked for; when not all fit, those in trouble first."""
    rooms = list(progress.rooms)
    if len(rooms) > MOST_ROOMS:
        rooms.sort(key=lambda each: _look(each) not in _BAD_FIRST)
    return rooms[:MOST_ROOMS]


def _left_out(total: int) -> list[Element]:
    left = total - MOST_ROOMS
    return [quiet(f"and {count(left, 'more room')}: write report and the room's address")] if left > 0 else []


def _row(each: RoomProgress) -> Element:
    look = _look(each)
    name = paragraph(run(each.room.label, bold=True), run(f"  {look.word}", colour=look.colour, small=True),
                     spacing="none")
    open_ = [buttons(button("Open", OpenReport(each.report.id), tooltip=f"Report of {each.room.label}"),
                     spacing="none")] if each.report else []
    tail = [("auto", open_)] if open_ else []
    line = columns((MARK, [paragraph(look.mark, spacing="none")]), ("stretch", [name, _said(each)]), *tail)
    return container(line, spacing="small") | {"separator": True}


def _said(each: RoomProgress) -> Element:
    if each.report:
        return quiet(each.report.report.diagnosis.sentence)
    running = f"{len(each.findings)} of {each.total} checks judged"
    return quiet(each.fault or (f"{running}, looking at {each.looking_at}" if each.looking_at else running))
