"""Alerts: a room that broke, got worse, broke of another cause, changes too often, or works again.

They are written in the language of the subscription. What the checks say is English, and marked so elsewhere.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta

from bot.cards.fleet import more_rooms, rooms_in_words
from bot.cards.frame import banner, first_thing, headline, labelled, who
from bot.cards.links import GLOBAL, Links
from bot.cards.names import CHANGES, cause_name, change_name, severity_name
from bot.cards.parts import Action, Element, button, card, fold, link, paragraph, press, quiet, row, run
from bot.cards.text import in_english, plain
from bot.cards.times import local, moment, span_after
from bot.cards.wording import Look
from bot.commands.model import Acknowledge, Check, OpenReport, ShowEvidence, ShowFleet, ShowHistory, Snooze
from bot.fleet import Alert, Change, Sight
from bot.ports import KeptReport
from bot.turns import Card
from bot.words import _, number_in_words, speaking, spoken
from bot.words.catalogues import SOURCE
from checks.model import Cause, Diagnosis, Severity

SNOOZE = timedelta(hours=4)
"""What the button of an alert offers."""
MOST_ROWS, MOST_NAMED = 8, 120
_A_LINE = 10
_LONGEST_NAME = 60
_MOST_CHECKED = 20

_LOOKS: Mapping[Change, Look] = {
    Change.BROKE: Look("✖", CHANGES[Change.BROKE], "attention", "attention"),
    Change.WORSE: Look("✖", CHANGES[Change.WORSE], "attention", "attention"),
    Change.CAUSE_CHANGED: Look("✖", CHANGES[Change.CAUSE_CHANGED], "attention", "attention"),
    Change.FLAPPING: Look("▲", CHANGES[Change.FLAPPING], "warning", "warning"),
    Change.RECOVERED: Look("✔", CHANGES[Change.RECOVERED], "good", "good"),
}


def alert_card(alert: Alert, report: KeptReport | None, *, language: str = "", time_zone: str = "",
               links: Links = GLOBAL, recovered: Alert | None = None) -> Card:
    """One room's alert; as it stands once the room has ``recovered``, if it has. Its language is the one that is being
    spoken where none is given.
    """
    recovery = alert if alert.change is Change.RECOVERED else recovered
    newest = recovery or alert
    with _in(language):
        told = _recovered(recovery, alert, time_zone) if recovery else _broken(alert, report, time_zone)
        body = [_banner(newest, time_zone), *told, *_taken(alert, newest.at, time_zone)]
        actions = _after_recovery(newest) if recovery else _actions(alert, links)
        return card(body, actions, fallback=alert_summary((newest,)))


def _in(language: str) -> AbstractContextManager[None]:
    return speaking(language) if language else nullcontext()


def _banner(alert: Alert, time_zone: str) -> Element:
    room = alert.room
    where = _("Building: {building}", building=alert.building) if alert.building else ""
    address = room.address if room.label != room.address else ""
    return banner(_LOOKS[alert.change], room.label, address, where, _seen(alert.at, time_zone))


def _seen(at: datetime, time_zone: str) -> str:
    return _("Seen {moment}", moment=moment(at, time_zone))


def _broken(alert: Alert, report: KeptReport | None, time_zone: str) -> list[Element]:
    """Of what, since when, what was before, and what to do first."""
    diagnosis = report.report.diagnosis if report and report.report.diagnosis.cause is alert.after.cause else None
    began = _("At least since") if alert.at_least else _("Since")
    calmer = [quiet(_("It fails and works by turns. Single changes are not told until it is calm again."),
                    spacing="small")] if alert.change is Change.FLAPPING else []
    sentence = diagnosis.sentence if diagnosis and spoken() == SOURCE else cause_name(alert.after.cause)
    top = headline(sentence, labelled(began, moment(alert.since, time_zone)), *_before(alert), *calmer,
                   *_told_in_english(diagnosis))
    return [top, *_do_first(diagnosis)]


def _before(alert: Alert) -> list[Element]:
    """How bad it is, and what has changed."""
    after, before = alert.after, alert.before
    bad = severity_name(after.severity)
    if alert.change is Change.WORSE and before.severity is not after.severity:
        bad = f"{severity_name(before.severity)} → {bad}"
    changed = alert.change is Change.CAUSE_CHANGED and before.cause is not after.cause
    other = [quiet(_("Before: {cause}", cause=cause_name(before.cause)), spacing="small")] if changed else []
    return [_severity(bad), *other]


def _severity(bad: str) -> Element:
    return quiet(_("Severity: {severity}", severity=bad), spacing="small")


def _told_in_english(diagnosis: Diagnosis | None) -> list[Element]:
    if diagnosis is None or spoken() == SOURCE:
        return []
    return [quiet(_marked(diagnosis.sentence), spacing="small")]


def _marked(english: str) -> str:
    """What the checks say, with the words that it is English."""
    return _("{text} (in English)", text=in_english(english))


def _do_first(diagnosis: Diagnosis | None) -> list[Element]:
    if diagnosis is None or not diagnosis.first_step:
        return []
    step, owner = diagnosis.first_step, diagnosis.owner
    told = paragraph(in_english(step), spacing="none")
    if spoken() == SOURCE:
        return [first_thing(_("Do this first"), told, *who(step, owner))]
    whose = [labelled(_("Who:"), _marked(owner))] if owner else []
    return [first_thing(_("{text} (in English)", text=_("Do this first")), told, *whose)]


def _recovered(recovery: Alert, alert: Alert, time_zone: str) -> list[Element]:
    """Since when it works again, after how long, and what it was."""
    cause = cause_name(recovery.before.cause if alert is recovery else alert.after.cause)
    since = moment(recovery.since, time_zone)
    was = _("It was: {cause}, at least since {moment}", cause=cause, moment=since) if recovery.at_least else \
        _("It was: {cause}, since {moment}", cause=cause, moment=since)
    return [headline(_again(recovery, time_zone), quiet(was, spacing="small"))]


def _again(recovery: Alert, time_zone: str) -> str:
    at, lasted = moment(recovery.at, time_zone), _lasted(recovery)
    if recovery.at_least:
        return _("Working again since {moment}, after at least {span}", moment=at, span=lasted)
    return _("Working again since {moment}, after {span}", moment=at, span=lasted)


def _lasted(recovery: Alert) -> str:
    return span_after(recovery.at - recovery.since)


def _taken(alert: Alert, shown: datetime, time_zone: str) -> list[Element]:
    """Who takes care of it, and since when: with its day unless that is the one ``shown`` at the top of the card."""
    if not alert.acknowledged_by or alert.acknowledged_at is None:
        return []
    there = local(alert.acknowledged_at, time_zone)
    same_day = there.date() == local(shown, time_zone).date()
    clock = f"{there:%H:%M}" if same_day else moment(alert.acknowledged_at, time_zone)
    told = _("Taken by {person}, {clock}", person=plain(alert.acknowledged_by, _LONGEST_NAME), clock=clock)
    return [paragraph(run("▸ ", colour="accent", bold=True), run(told, bold=True), spacing="medium")]


def _actions(alert: Alert, links: Links) -> list[Action | None]:
    """What can be done. Somebody who took it has no need to take it again."""
    address = alert.room.address
    taking = [button(_("I take it"), Acknowledge(alert.id))] if not alert.acknowledged_by else []
    return [button(_("Check now"), Check((address,)), primary=True), *_evidence(alert), *taking,
            button(_("Snooze for 4 hours"), Snooze(address, SNOOZE)), button(_("History"), ShowHistory(address)),
            link(_("Open in the admin centre"), links.account(alert.room.object_id))]


def _after_recovery(recovery: Alert) -> list[Action | None]:
    address = recovery.room.address
    return [button(_("History"), ShowHistory(address)), button(_("Check now"), Check((address,))),
            *_evidence(recovery)]


def _evidence(alert: Alert) -> list[Action]:
    return [button(_("Evidence"), ShowEvidence(alert.report))] if alert.report else []


def alerts_card(alerts: Sequence[Alert], *, language: str = "", time_zone: str = "",
                recovered: Sequence[Alert] = ()) -> Card:
    """Alerts of many rooms that are of one change and cause; ``recovered`` are the recoveries of some of them."""
    again = {each.episode: each for each in (*recovered, *(each for each in alerts if _is_recovery(each)))}
    broken = [each for each in alerts if each.episode not in again]
    back = [again[each.episode] for each in alerts if each.episode in again]
    with _in(language):
        body = [
            _banner_of_many(alerts, broken, time_zone),
            headline(cause_name(_cause(alerts[0])), *_how_bad(broken), *_how_many_again(alerts, back)),
            *_taken(alerts[0], _newest(alerts), time_zone),
            *_rows([*broken, *back], time_zone),
        ]
        return card(body, _actions_of_many(broken), fallback=alert_summary(broken or back))


def _is_recovery(alert: Alert) -> bool:
    return alert.change is Change.RECOVERED


def _cause(alert: Alert) -> Cause:
    return _sight(alert).cause


def _sight(alert: Alert) -> Sight:
    """What the alert is of: a recovery is of what was before."""
    return alert.before if _is_recovery(alert) else alert.after


def _banner_of_many(alerts: Sequence[Alert], broken: Sequence[Alert], time_zone: str) -> Element:
    change = broken[0].change if broken else Change.RECOVERED
    buildings = list(dict.fromkeys(each.building for each in alerts if each.building))
    where = f"{', '.join(buildings[:3])}{'…' * (len(buildings) > 3)}"  # noqa: PLR2004 - three fit on a line
    if len(buildings) == 1:
        where = _("Building: {building}", building=where)
    return banner(_LOOKS[change], rooms_in_words(len(alerts)), where, _seen(_newest(alerts), time_zone))


def _newest(alerts: Sequence[Alert]) -> datetime:
    return max(each.at for each in alerts)


def _how_bad(broken: Sequence[Alert]) -> list[Element]:
    if not broken:
        return []
    return [_severity(severity_name(max((each.after.severity for each in broken), key=list(Severity).index)))]


def _how_many_again(alerts: Sequence[Alert], back: Sequence[Alert]) -> list[Element]:
    if not back or all(map(_is_recovery, alerts)):
        return []
    told = _("Working again: {n} of {total}", n=number_in_words(len(back)), total=number_in_words(len(alerts)))
    if len(back) == len(alerts):
        told = _("All {rooms} are working again", rooms=rooms_in_words(len(back)))
    return [paragraph(run("✔ ", colour="good", bold=True), run(told, bold=True))]


def _rows(alerts: Sequence[Alert], time_zone: str) -> list[Element]:
    """The first rooms, each opening its report; the names of the next behind a press; and how many are left."""
    shown, rest = alerts[:MOST_ROWS], alerts[MOST_ROWS:]
    rows = [_row(each, time_zone) for each in shown]
    if not rest:
        return rows
    names = [plain(each.room.label, _LONGEST_NAME) for each in rest[:MOST_NAMED]]
    lines = [quiet(", ".join(names[place:place + _A_LINE])) for place in range(0, len(names), _A_LINE)]
    left = len(rest) - len(names)
    more = [quiet(more_rooms(left))] if left else []
    return [*rows, fold("more-rooms", more_rooms(len(rest)), *lines, *more)]


def _row(alert: Alert, time_zone: str) -> Element:
    since = moment(alert.since, time_zone)
    began = _("At least since {moment}", moment=since) if alert.at_least else _("Since {moment}", moment=since)
    told = _again(alert, time_zone) if _is_recovery(alert) else began
    opened = press(alert.room.label, OpenReport(alert.report)) if alert.report else None
    return row(_LOOKS[alert.change].mark, paragraph(run(alert.room.label, bold=True), spacing="none"), quiet(told),
               press=opened)


def _actions_of_many(broken: Sequence[Alert]) -> list[Action | None]:
    fleet = button(_("The whole fleet"), ShowFleet())
    if not broken:
        return [fleet]
    addresses = tuple(each.room.address for each in broken)
    checked = [button(_("Check these rooms"), Check(addresses), primary=True)] \
        if len(addresses) <= _MOST_CHECKED else []
    free = any(not each.acknowledged_by for each in broken)
    return [*checked, *([button(_("I take it"), Acknowledge(broken[0].id))] if free else []), fleet]


def alert_summary(alerts: Sequence[Alert], language: str = "") -> str:
    """What a notification shows of the card."""
    first = alerts[0]
    with _in(language):
        about = first.room.label if len(alerts) == 1 else rooms_in_words(len(alerts))
        told = change_name(first.change)
        of = "" if _is_recovery(first) else f": {cause_name(first.after.cause)}"
    return f"{_LOOKS[first.change].symbol} {about}: {told}{of}"


def recovery_line(recovered: Sequence[Alert], language: str = "", time_zone: str = "") -> str:
    """What is answered in the thread of an alert when its rooms work again."""
    with _in(language):
        if len(recovered) == 1:
            return _room_again(recovered[0], time_zone)
        named = [plain(each.room.label, _LONGEST_NAME) for each in recovered[:3]]
        rest = len(recovered) - len(named)
        names = ", ".join(named) + (f" {more_rooms(rest)}" if rest else "")
        return _("{rooms} are working again: {names}.", rooms=rooms_in_words(len(recovered)), names=names)


def _room_again(recovery: Alert, time_zone: str) -> str:
    said = {"room": plain(recovery.room.label, _LONGEST_NAME), "span": _lasted(recovery),
            "moment": moment(recovery.at, time_zone)}
    if recovery.at_least:
        return _("{room} is working again since {moment}, after at least {span}.", **said)
    return _("{room} is working again since {moment}, after {span}.", **said)
