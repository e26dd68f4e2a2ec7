"""What a conversation watches and has snoozed, with a button to end each."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.frame import banner
from bot.cards.languages import words_of
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
from bot.cards.text import count
from bot.cards.times import known_zone, moment
from bot.cards.wording import Look
from bot.commands.model import BeginDialog, Hours, StopWatching, Unsnooze, Watch, Which
from bot.fleet import Extent, Snooze, Subscription
from bot.turns import Card
from checks.model import Severity

MOST_WATCHED, MOST_SNOOZED = (12, 6, 3), 4
"""Rows: fewer where names are so long that the buttons, which cannot be cut, would not fit."""
_WATCHES = Look("", "What is watched here", "accent", "emphasis")
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
    title = f"{count(len(rows), 'subscription')} of {where}"
    asleep = [_snoozed(name, each, time_zone) for name, each in snoozed]
    tail = [*([heading("Snoozed")] if asleep else []), *some(asleep, MOST_SNOOZED, "room")]
    made: Card = {}
    for most in MOST_WATCHED:
        body = [banner(_WATCHES, title, schedule), *map(_row, rows[:most]), *_left_out(len(rows) - most), *tail]
        made = card(body, [button("Watch more rooms", BeginDialog("watch_rooms"))], fallback=title)
        if size(made) <= MOST_BYTES:
            break
    return made


def _left_out(number: int) -> list[Element]:
    if number <= 0:
        return []
    return [quiet(f"and {count(number, 'more subscription')}. Write unwatch and the room, the building or all to end "
                  "the others.")]


def _row(watched: WatchedRow) -> Element:
    each = watched.subscription
    look = _DISABLED if each.disabled else _WATCHED
    name = {Extent.ALL: "All rooms", Extent.BUILDING: f"Building {each.target}"}.get(each.extent, watched.name)
    address = [quiet(each.target)] if each.extent is Extent.ROOM and name != each.target else []
    why = [quiet(f"Nothing is sent any more: {each.disabled}")] if each.disabled else []
    told = [paragraph(look.mark, run(f" {name}", bold=True), spacing="none"), *address, quiet(_conditions(each)), *why]
    again = [button("Watch again", _again(each), tooltip=f"Watch again: {name}")] if each.disabled else []
    stop = button("Stop", StopWatching(each.extent, each.target), tooltip=f"Stop: {name}")
    line = columns(("stretch", told), ("auto", [buttons(*again, stop, spacing="none")]))
    return container(line, spacing="small") | {"separator": True}


def _conditions(subscription: Subscription) -> str:
    """From which severity on, when not, and in which language."""
    least, quiet_ = subscription.least, subscription.quiet
    severity = "Every severity" if least is Severity.LOW else \
        f"Severity {least.value}{' and worse' * (least is not Severity.CRITICAL)}"
    hours = f"quiet {quiet_.start:%H:%M} to {quiet_.end:%H:%M} ({known_zone(quiet_.time_zone)})" if quiet_ else ""
    return ", ".join(filter(None, (severity, hours, words_of(subscription.language).name)))


def _again(subscription: Subscription) -> Watch:
    """The same wish once more, which puts it in force again."""
    which = {Extent.ALL: Which(everything=True), Extent.BUILDING: Which(building=subscription.target)}.get(
        subscription.extent, Which((subscription.target,)))
    quiet_ = subscription.quiet
    return Watch(which, subscription.least, Hours(quiet_.start, quiet_.end) if quiet_ else None, subscription.language)


def _snoozed(name: str, snooze: Snooze, time_zone: str) -> Element:
    told = [paragraph(run(name, bold=True), spacing="none"), quiet(f"Until {moment(snooze.until, time_zone)}")]
    end = button("End", Unsnooze(snooze.address), tooltip=f"End: {name}")
    line = columns(("stretch", told), ("auto", [buttons(end, spacing="none")]))
    return container(line, spacing="small") | {"separator": True}
