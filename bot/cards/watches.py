"""What a conversation watches and has snoozed, with a button to end each."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.fleet import more_rooms
from bot.cards.frame import banner
from bot.cards.names import LANGUAGES, severity_name
from bot.cards.parts import (
    MOST_BYTES,
    Element,
    button,
    buttons,
    card,
    columns,
    container,
    heading,
    paragraph,
    quiet,
    run,
    size,
    some,
)
from bot.cards.retold import retold
from bot.cards.times import known_zone, moment
from bot.cards.wording import Look
from bot.commands.model import BeginDialog, Hours, StopWatching, Unsnooze, Watch, Which
from bot.fleet import Extent, Quiet, Snooze, Subscription
from bot.turns import Card
from bot.words import _, mark, n_
from bot.words.catalogues import SOURCE
from checks.model import Severity

MOST_WATCHED, MOST_SNOOZED = (12, 6, 3), 4
"""Rows: fewer where names are so long that the buttons, which cannot be cut, would not fit."""
_WATCHES = Look("", mark("What is watched here"), "accent", "emphasis")
_DISABLED = Look("⊘", "", "warning")
_WATCHED = Look("✔", "", "good")


@dataclass(frozen=True, slots=True)
class WatchedRow:
    """A subscription, and what its room is called."""

    subscription: Subscription
    name: str = ""


def watches_card(rows: Sequence[WatchedRow], snoozed: Sequence[tuple[str, Snooze]], *, where: str, schedule: str,
                 time_zone: str = "") -> Card:
    """The subscriptions and, each with its room's name, the snoozes. ``where`` is what this conversation is called,
    ``schedule`` a sentence on when rooms are looked at.
    """
    title = n_("{n} subscription of {where}", "{n} subscriptions of {where}", len(rows), where=where)
    asleep = [_snoozed(name, each, time_zone) for name, each in snoozed]
    tail = [*([heading(_("Snoozed"))] if asleep else []), *some(asleep, MOST_SNOOZED, more_rooms)]
    made: Card = {}
    for most in MOST_WATCHED:
        body = [banner(_WATCHES, title, schedule), *map(_row, rows[:most]), *_left_out(len(rows) - most), *tail]
        made = card(body, [button(_("Watch more rooms"), BeginDialog("watch_rooms"))], fallback=title)
        if size(made) <= MOST_BYTES:
            break
    return made


def _left_out(number: int) -> list[Element]:
    if number <= 0:
        return []
    return [quiet(n_(
        "and {n} more subscription. Write unwatch and the room, the building or all to end the others.",
        "and {n} more subscriptions. Write unwatch and the room, the building or all to end the others.", number))]


def _row(watched: WatchedRow) -> Element:
    each = watched.subscription
    look = _DISABLED if each.disabled else _WATCHED
    name = _name(watched)
    address = [quiet(each.target)] if each.extent is Extent.ROOM and name != each.target else []
    why = [quiet(_("Nothing is sent any more: {why}", why=retold(each.disabled)))] if each.disabled else []
    told = [paragraph(look.mark, run(f" {name}", bold=True), spacing="none"), *address, quiet(_conditions(each)), *why]
    again = [button(_("Watch again"), _again(each), tooltip=_("Watch again: {name}", name=name))] \
        if each.disabled else []
    stop = button(_("Stop"), StopWatching(each.extent, each.target), tooltip=_("Stop: {name}", name=name))
    line = columns(("stretch", told), ("auto", [buttons(*again, stop, spacing="none")]))
    return container(line, spacing="small") | {"separator": True}


def _name(watched: WatchedRow) -> str:
    match watched.subscription.extent:
        case Extent.ALL:
            return _("All rooms")
        case Extent.BUILDING:
            return _("Building {building}", building=watched.subscription.target)
        case Extent.ROOM:
            return watched.name


def _conditions(subscription: Subscription) -> str:
    """From which severity on, when not, and in which language."""
    least, quiet_ = subscription.least, subscription.quiet
    hours = _quiet(quiet_) if quiet_ else ""
    language = LANGUAGES.get(subscription.language, LANGUAGES[SOURCE])
    return ", ".join(filter(None, (_least(least), hours, language)))


def _quiet(hours: Quiet) -> str:
    start, end = (each.strftime("%H:%M") for each in (hours.start, hours.end))
    return _("quiet {start} to {end} ({zone})", start=start, end=end, zone=known_zone(hours.time_zone))


def _least(least: Severity) -> str:
    if least is Severity.LOW:
        return _("Every severity")
    if least is Severity.CRITICAL:
        return _("Severity {severity}", severity=severity_name(least))
    return _("Severity {severity} and worse", severity=severity_name(least))


def _again(subscription: Subscription) -> Watch:
    """The same wish once more, which puts it in force again."""
    which = {Extent.ALL: Which(everything=True), Extent.BUILDING: Which(building=subscription.target)}.get(
        subscription.extent, Which((subscription.target,)))
    quiet_ = subscription.quiet
    return Watch(which, subscription.least, Hours(quiet_.start, quiet_.end) if quiet_ else None, subscription.language)


def _snoozed(name: str, snooze: Snooze, time_zone: str) -> Element:
    until = _("Until {moment}", moment=moment(snooze.until, time_zone))
    told = [paragraph(run(name, bold=True), spacing="none"), quiet(until)]
    end = button(_("End"), Unsnooze(snooze.address), tooltip=_("End: {name}", name=name))
    line = columns(("stretch", told), ("auto", [buttons(end, spacing="none")]))
    return container(line, spacing="small") | {"separator": True}
