"""Alerts: a room that broke, got worse, broke of another cause, changes too often, or works again.

They are written in the language of the subscription. What the catalogue says is English, and marked so elsewhere.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.cards.frame import banner, first_thing, headline, who
from bot.cards.languages import Words, words_of
from bot.cards.links import GLOBAL, Links
from bot.cards.parts import Action, Element, button, card, fold, link, paragraph, press, quiet, row, run
from bot.cards.text import plain
from bot.cards.wording import Look
from bot.commands.model import Acknowledge, Check, OpenReport, ShowEvidence, ShowFleet, ShowHistory, Snooze
from bot.fleet import Alert, Change, Sight
from bot.ports import KeptReport
from bot.turns import Card
from checks.model import Cause, Diagnosis, Severity

SNOOZE = timedelta(hours=4)
"""What the button of an alert offers."""
MOST_ROWS, MOST_NAMED = 8, 120
_A_LINE = 10
_LONGEST_NAME = 60
_MOST_CHECKED = 20
_ENGLISH = "en"

_LOOKS: Mapping[Change, Look] = {
    Change.BROKE: Look("✖", "", "attention", "attention"),
    Change.WORSE: Look("✖", "", "attention", "attention"),
    Change.CAUSE_CHANGED: Look("✖", "", "attention", "attention"),
    Change.FLAPPING: Look("▲", "", "warning", "warning"),
    Change.RECOVERED: Look("✔", "", "good", "good"),
}


def alert_card(alert: Alert, report: KeptReport | None, *, language: str = "en", time_zone: str = "",
               links: Links = GLOBAL, recovered: Alert | None = None) -> Card:
    """One room's alert; as it stands once the room has ``recovered``, if it has."""
    words = words_of(language)
    recovery = alert if alert.change is Change.RECOVERED else recovered
    told = _recovered(recovery, alert, words, time_zone) if recovery else _broken(alert, report, words, time_zone)
    newest = recovery or alert
    body = [_banner(newest, words, time_zone), *told, *_taken(alert, newest.at, words, time_zone)]
    actions = _after_recovery(newest, words) if recovery else _actions(alert, words, links)
    return card(body, actions, fallback=alert_summary((newest,), language))


def _banner(alert: Alert, words: Words, time_zone: str) -> Element:
    room = alert.room
    where = f"{words.building}: {alert.building}" if alert.building else ""
    address = room.address if room.label != room.address else ""
    return banner(_look(alert.change, words), room.label, address, where,
                  words.seen.format(moment=words.moment(alert.at, time_zone)))


def _look(change: Change, words: Words) -> Look:
    look = _LOOKS[change]
    return Look(look.symbol, words.changes[change], look.colour, look.style)


def _broken(alert: Alert, report: KeptReport | None, words: Words, time_zone: str) -> list[Element]:
    """Of what, since when, what was before, and what to do first."""
    diagnosis = report.report.diagnosis if report and report.report.diagnosis.cause is alert.after.cause else None
    since = paragraph(run(f"{_began(alert, words)} ", bold=True), words.moment(alert.since, time_zone))
    calmer = [quiet(words.calmer, spacing="small")] if alert.change is Change.FLAPPING else []
    name = words.causes[alert.after.cause]
    sentence = diagnosis.sentence if diagnosis and words.code == _ENGLISH else name
    top = headline(sentence, since, *_before(alert, words), *calmer, *_told_in_english(diagnosis, words))
    return [top, *_do_first(diagnosis, words)]


def _began(alert: Alert, words: Words) -> str:
    began = words.began(at_least=alert.at_least)
    return f"{began[0].upper()}{began[1:]}"


def _before(alert: Alert, words: Words) -> list[Element]:
    """How bad it is, and what has changed."""
    after, before = alert.after, alert.before
    bad = words.severities[after.severity]
    if alert.change is Change.WORSE and before.severity is not after.severity:
        bad = f"{words.severities[before.severity]} → {bad}"
    changed = alert.change is Change.CAUSE_CHANGED and before.cause is not after.cause
    other = [quiet(words.before.format(cause=words.causes[before.cause]), spacing="small")] if changed else []
    return [quiet(f"{words.severity}: {bad}", spacing="small"), *other]


def _told_in_english(diagnosis: Diagnosis | None, words: Words) -> list[Element]:
    if diagnosis is None or words.code == _ENGLISH:
        return []
    return [quiet(f"{diagnosis.sentence} ({words.in_english})", spacing="small")]


def _do_first(diagnosis: Diagnosis | None, words: Words) -> list[Element]:
    if diagnosis is None or not diagnosis.first_step:
        return []
    step, owner = diagnosis.first_step, diagnosis.owner
    if words.code == _ENGLISH:
        return [first_thing(words.do_first, paragraph(step, spacing="none"), *who(step, owner))]
    whose = [paragraph(run(f"{words.who}: ", bold=True), f"{owner} ({words.in_english})")] if owner else []
    return [first_thing(f"{words.do_first} ({words.in_english})", paragraph(step, spacing="none"), *whose)]


def _recovered(recovery: Alert, alert: Alert, words: Words, time_zone: str) -> list[Element]:
    """Since when it works again, after how long, and what it was."""
    cause = recovery.before.cause if alert is recovery else alert.after.cause
    was = words.was.format(cause=words.causes[cause], since=words.began(at_least=recovery.at_least),
                           moment=words.moment(recovery.since, time_zone))
    return [headline(_again(recovery, words, time_zone), quiet(was, spacing="small"))]


def _again(recovery: Alert, words: Words, time_zone: str) -> str:
    return words.again.format(moment=words.moment(recovery.at, time_zone), span=_lasted(recovery, words))


def _lasted(recovery: Alert, words: Words) -> str:
    span = words.span(recovery.at - recovery.since)
    return words.at_least.format(span) if recovery.at_least else span


def _taken(alert: Alert, shown: datetime, words: Words, time_zone: str) -> list[Element]:
    """Who takes care of it, and since when: with its day unless that is the one ``shown`` at the top of the card."""
    if not alert.acknowledged_by or alert.acknowledged_at is None:
        return []
    clock = words.clock(alert.acknowledged_at, shown, time_zone)
    told = words.taken.format(person=plain(alert.acknowledged_by, _LONGEST_NAME), clock=clock)
    return [paragraph(run("▸ ", colour="accent", bold=True), run(told, bold=True), spacing="medium")]


def _actions(alert: Alert, words: Words, links: Links) -> list[Action | None]:
    """What can be done. Somebody who took it has no need to take it again."""
    address = alert.room.address
    taking = [button(words.acknowledge, Acknowledge(alert.id))] if not alert.acknowledged_by else []
    evidence = [button(words.evidence, ShowEvidence(alert.report))] if alert.report else []
    return [button(words.check_now, Check((address,)), primary=True), *evidence, *taking,
            button(words.snooze, Snooze(address, SNOOZE)), button(words.history, ShowHistory(address)),
            link(words.admin_centre, links.account(alert.room.object_id))]


def _after_recovery(recovery: Alert, words: Words) -> list[Action | None]:
    address = recovery.room.address
    evidence = [button(words.evidence, ShowEvidence(recovery.report))] if recovery.report else []
    return [button(words.history, ShowHistory(address)), button(words.check_now, Check((address,))), *evidence]


def alerts_card(alerts: Sequence[Alert], *, language: str = "en", time_zone: str = "",
                recovered: Sequence[Alert] = ()) -> Card:
    """Alerts of many rooms that are of one change and cause; ``recovered`` are the recoveries of some of them."""
    words = words_of(language)
    again = {each.episode: each for each in (*recovered, *(each for each in alerts if _is_recovery(each)))}
    broken = [each for each in alerts if each.episode not in again]
    back = [again[each.episode] for each in alerts if each.episode in again]
    body = [
        _banner_of_many(alerts, broken, words, time_zone),
        headline(words.causes[_cause(alerts[0])], *_how_bad(broken, words), *_how_many_again(alerts, back, words)),
        *_taken(alerts[0], _newest(alerts), words, time_zone),
        *_rows([*broken, *back], words, time_zone),
    ]
    return card(body, _actions_of_many(broken, words), fallback=alert_summary(broken or back, language))


def _is_recovery(alert: Alert) -> bool:
    return alert.change is Change.RECOVERED


def _cause(alert: Alert) -> Cause:
    return _sight(alert).cause


def _sight(alert: Alert) -> Sight:
    """What the alert is of: a recovery is of what was before."""
    return alert.before if _is_recovery(alert) else alert.after


def _banner_of_many(alerts: Sequence[Alert], broken: Sequence[Alert], words: Words, time_zone: str) -> Element:
    change = broken[0].change if broken else Change.RECOVERED
    buildings = list(dict.fromkeys(each.building for each in alerts if each.building))
    label = f"{words.building}: " if len(buildings) == 1 else ""
    where = f"{label}{', '.join(buildings[:3])}{'…' * (len(buildings) > 3)}"  # noqa: PLR2004 - three fit on a line
    return banner(_look(change, words), words.count(len(alerts), words.rooms), where,
                  words.seen.format(moment=words.moment(_newest(alerts), time_zone)))


def _newest(alerts: Sequence[Alert]) -> datetime:
    return max(each.at for each in alerts)


def _how_bad(broken: Sequence[Alert], words: Words) -> list[Element]:
    if not broken:
        return []
    worst = max((each.after.severity for each in broken), key=list(Severity).index)
    return [quiet(f"{words.severity}: {words.severities[worst]}", spacing="small")]


def _how_many_again(alerts: Sequence[Alert], back: Sequence[Alert], words: Words) -> list[Element]:
    if not back or all(map(_is_recovery, alerts)):
        return []
    told = words.some_again.format(words.number(len(back)), words.number(len(alerts)))
    if len(back) == len(alerts):
        told = words.all_again.format(words.count(len(back), words.rooms))
    return [paragraph(run("✔ ", colour="good", bold=True), run(told, bold=True))]


def _rows(alerts: Sequence[Alert], words: Words, time_zone: str) -> list[Element]:
    """The first rooms, each opening its report; the names of the next behind a press; and how many are left."""
    shown, rest = alerts[:MOST_ROWS], alerts[MOST_ROWS:]
    rows = [_row(each, words, time_zone) for each in shown]
    if not rest:
        return rows
    names = [plain(each.room.label, _LONGEST_NAME) for each in rest[:MOST_NAMED]]
    lines = [quiet(", ".join(names[place:place + _A_LINE])) for place in range(0, len(names), _A_LINE)]
    left = len(rest) - len(names)
    more = [quiet(words.count(left, words.more_rooms))] if left else []
    return [*rows, fold("more-rooms", words.count(len(rest), words.more_rooms), *lines, *more)]


def _row(alert: Alert, words: Words, time_zone: str) -> Element:
    look = _look(alert.change, words)
    told = _again(alert, words, time_zone) if _is_recovery(alert) else \
        f"{_began(alert, words)} {words.moment(alert.since, time_zone)}"
    opened = press(alert.room.label, OpenReport(alert.report)) if alert.report else None
    return row(look.mark, paragraph(run(alert.room.label, bold=True), spacing="none"), quiet(told), press=opened)


def _actions_of_many(broken: Sequence[Alert], words: Words) -> list[Action | None]:
    fleet = button(words.fleet, ShowFleet())
    if not broken:
        return [fleet]
    addresses = tuple(each.room.address for each in broken)
    checked = [button(words.check_these, Check(addresses), primary=True)] if len(addresses) <= _MOST_CHECKED else []
    free = any(not each.acknowledged_by for each in broken)
    return [*checked, *([button(words.acknowledge, Acknowledge(broken[0].id))] if free else []), fleet]


def alert_summary(alerts: Sequence[Alert], language: str = "en") -> str:
    """What a notification shows of the card."""
    words, first = words_of(language), alerts[0]
    about = first.room.label if len(alerts) == 1 else words.count(len(alerts), words.rooms)
    told = words.changes[Change.RECOVERED] if _is_recovery(first) else \
        f"{words.changes[first.change]}: {words.causes[first.after.cause]}"
    return f"{_LOOKS[first.change].symbol} {about}: {told}"


def recovery_line(recovered: Sequence[Alert], language: str = "en", time_zone: str = "") -> str:
    """What is answered in the thread of an alert when its rooms work again."""
    words, first = words_of(language), recovered[0]
    if len(recovered) == 1:
        return words.room_again.format(room=plain(first.room.label, _LONGEST_NAME), span=_lasted(first, words),
                                       moment=words.moment(first.at, time_zone))
    named = [plain(each.room.label, _LONGEST_NAME) for each in recovered[:3]]
    rest = len(recovered) - len(named)
    more = f" {words.count(rest, words.more_rooms)}" if rest else ""
    return words.rooms_again.format(words.count(len(recovered), words.rooms), rooms=f"{', '.join(named)}{more}")
