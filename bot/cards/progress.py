"""A run while it goes on, in the frame of its report."""

from collections.abc import Sequence

from bot.cards.answers import fault_card
from bot.cards.areas import folded_rows
from bot.cards.frame import (
    banner,
    bar,
    failed_rows,
    first_thing,
    head,
    headline,
    passed_title,
    worst_first,
)
from bot.cards.links import GLOBAL, Links
from bot.cards.parts import Element, card, fold, paragraph, quiet
from bot.cards.report import report_card
from bot.cards.rooms import checks_judged, rooms_card
from bot.cards.text import in_english
from bot.cards.times import moment
from bot.cards.wording import RUNNING
from bot.progress import Progress, RoomProgress
from bot.turns import Card, Detail
from bot.words import _, mark
from checks.facts.asked import Topic
from checks.model import Finding, Status

_ASKING = mark("Conditional Access is asked too. It answers one question a second, so this takes some seconds longer.")


def progress_card(progress: Progress, *, time_zone: str = "", links: Links = GLOBAL,
                  detail: Detail = Detail.EVIDENCE) -> Card:
    """A run as it stands: being read, one room going on or done, or several rooms on one card; with what has been
    found so far where ``detail`` has the evidence.
    """
    if len(progress.rooms) > 1:
        return rooms_card(progress, time_zone=time_zone)
    if not progress.rooms:
        return _stage_card(progress, time_zone)
    only = progress.rooms[0]
    if only.report:
        return report_card(only.report, time_zone=time_zone, links=links, detail=detail)
    if only.fault:
        return fault_card(only.room, only.fault, progress.run_id)
    found = [*failed_rows(worst_first(only.findings)), *_passed(only.findings)]
    return _room_card(progress, only, found if detail is Detail.EVIDENCE else (), time_zone)


def _stage_card(progress: Progress, time_zone: str) -> Card:
    started = _started(progress, time_zone)
    doing = progress.stage or _("Getting ready")
    body = [banner(RUNNING, doing, started), quiet(_("The answer appears here."), spacing="medium")]
    return card(body, fallback=f"{RUNNING.said}: {doing}")


def _started(progress: Progress, time_zone: str) -> str:
    return _("Started {moment}", moment=moment(progress.started_at, time_zone))


def _room_card(progress: Progress, only: RoomProgress, found: Sequence[Element], time_zone: str) -> Card:
    done = checks_judged(only)
    looking_at = in_english(only.looking_at) or progress.stage or _("the room's account")
    body = [
        head(RUNNING, only.room, _started(progress, time_zone)),
        headline(done, bar(len(only.findings), only.total)),
        first_thing(_("Looking at"), paragraph(looking_at, spacing="none"), *_slowed(progress)),
        *found,
    ]
    return card(body, fallback=f"{only.room.label}: {done}")


def _slowed(progress: Progress) -> list[Element]:
    """Why it takes longer than usual."""
    return [quiet(_(_ASKING))] if Topic.ACCESS in progress.asked else []


def _passed(findings: tuple[Finding, ...]) -> list[Element]:
    passed = [each for each in findings if each.status is Status.PASS]
    return [fold("passed", passed_title(passed), *folded_rows(passed))] if passed else []
