"""What a person wrote about the fleet -> the command it means: watching rooms, snoozing one, sweeps and the past."""

import re
from collections.abc import Sequence
from datetime import time, timedelta

from bot.action_values import LONGEST_SNOOZE, MOST_ROOMS
from bot.commands.hints import (
    EXAMPLE_ROOM,
    QUIET_HOURS,
    conditions,
    how_to_be_quiet,
    how_to_snooze,
    one_at_a_time,
    which_building,
    which_room,
)
from bot.commands.languages import NAMES, SPOKEN, UNSPOKEN
from bot.commands.model import (
    BeginDialog,
    BeginSweep,
    Command,
    Hours,
    ShowFleet,
    ShowHistory,
    ShowWatches,
    Snooze,
    Unclear,
    Unsnooze,
    Unwatch,
    Watch,
    Which,
)
from bot.commands.rooms_named import rooms_named
from bot.commands.wording import shortened, together
from bot.words import _, n_
from checks.model import Severity

MORNING = time(8)
"""When *tomorrow* begins for whoever names no time."""

_LONGEST_NAME = 100
_EVERYTHING = re.compile(r"all|alle|every|everything|fleet|rooms"
                         r"|(?:all|every|the|the whole|the entire|all the|all of the) (?:rooms?|fleet)",
                         re.ASCII | re.IGNORECASE)
_BUILDING = re.compile(r"(?:the )?building\b[\s:]*(.*)", re.ASCII | re.IGNORECASE | re.DOTALL)
_CSV = re.compile(r"(?:^|\s)(?:as |in |to )?(?:a )?csv(?: file)?\s*[.!]*$", re.ASCII | re.IGNORECASE)
_CLOCK = r"(\d{1,2})(?:[:.h](\d{2}))?\s?(am|pm|a\.m\.|p\.m\.)?"
_END = r"[\s.,;!]*$"
_BEFORE = r"(?:^|[\s,;])"
_SEVERITY = re.compile(rf"{_BEFORE}(?:only|from|at least|minimum)\s+(critical|high|medium|low)"
                       rf"(?:\s+(?:and (?:up|above|worse)|or (?:worse|above|higher)|on|upwards))?{_END}",
                       re.ASCII | re.IGNORECASE)
_LANGUAGE = re.compile(rf"{_BEFORE}in\s+([^\W\d_]+){_END}", re.IGNORECASE)
_QUIET = re.compile(rf"{_BEFORE}quiet(?:\s+hours)?(?:\s+(?:from|between))?\s+{_CLOCK}\s*"
                    rf"(?:-|\u2013|\u2014|to|until|till|and)\s*{_CLOCK}{_END}", re.ASCII | re.IGNORECASE)
_BAD_QUIET = re.compile(rf"{_BEFORE}quiet(?:\s+hours)?(?:\s+(?:from|between))?\s+\d.*$", re.ASCII | re.IGNORECASE)
_LASTS = re.compile(rf"{_BEFORE}(?:for\s+)?(\d{{1,6}})\s?(minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w){_END}",
                    re.ASCII | re.IGNORECASE)
_ONE_LASTS = re.compile(rf"{_BEFORE}(?:for\s+)?an?\s+(minute|hour|day|week){_END}", re.ASCII | re.IGNORECASE)
_UNTIL = re.compile(rf"{_BEFORE}(?:until|till)\s+(?:(tomorrow)(?:\s+(?:at\s+)?{_CLOCK})?"
                    rf"|(?:at\s+)?{_CLOCK}(\s+tomorrow)?){_END}", re.ASCII | re.IGNORECASE)
_SPANS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_ALL_QUIET = f"watch all {QUIET_HOURS}"


class _UnusableError(Exception):
    """What was written cannot be meant; the message says why, and how to write it. ``instead`` are other commands."""

    def __init__(self, why: str, *instead: str) -> None:
        super().__init__(why)
        self.instead = instead


def watch(said: str, rest: str) -> Command | Unclear:
    """``watch`` alone opens the dialog."""
    if not rest.strip(" .!?"):
        return BeginDialog("watch_rooms")
    try:
        least, quiet, language, named = _options(rest)
        return Watch(_which(named, "watch"), least, quiet, language)
    except _UnusableError as unusable:
        return Unclear(shortened(said), (f"watch {EXAMPLE_ROOM}", "watch all", "watch"), str(unusable))


def unwatch(said: str, rest: str) -> Command | Unclear:
    """``unwatch`` alone shows what there is to be ended."""
    if not rest.strip(" .!?"):
        return ShowWatches()
    try:
        return Unwatch(_which(rest, "unwatch"))
    except _UnusableError as unusable:
        return Unclear(shortened(said), ("watches", "unwatch all"), str(unusable))


def watches(said: str, rest: str) -> Command | Unclear:
    del said, rest
    return ShowWatches()


def snooze(said: str, rest: str) -> Command | Unclear:
    try:
        return _snooze(rest)
    except _UnusableError as unusable:
        return Unclear(shortened(said), (*unusable.instead, "watches"), str(unusable))


def unsnooze(said: str, rest: str) -> Command | Unclear:
    try:
        return Unsnooze(_one_room(rest, "unsnooze"))
    except _UnusableError as unusable:
        return Unclear(shortened(said), ("watches",), str(unusable))


def sweep(said: str, rest: str) -> Command | Unclear:
    """Rooms are checked, not swept."""
    named = rooms_named(rest)
    if named.addresses:
        return Unclear(shortened(said), (f"check {' '.join(named.addresses[:3])}", "sweep"),
                       _("A sweep looks at every room. To look at some, write {command} and their addresses.",
                         command="check"))
    return BeginSweep()


def fleet(said: str, rest: str) -> Command | Unclear:
    as_file = _CSV.search(rest) is not None
    about = _CSV.sub("", rest).strip(" .!?")
    building = _BUILDING.fullmatch(about)
    if not about or (not building and _EVERYTHING.fullmatch(about)):
        return ShowFleet(as_file=as_file)
    name = _name(building[1] if building else about)
    if not name or len(name) > _LONGEST_NAME:
        return Unclear(shortened(said), ("fleet",), which_building("fleet"))
    return ShowFleet(name, as_file)


def history(said: str, rest: str) -> Command | Unclear:
    as_file = _CSV.search(rest) is not None
    try:
        return ShowHistory(_one_room(_CSV.sub("", rest), "history"), as_file)
    except _UnusableError as unusable:
        return Unclear(shortened(said), (f"history {EXAMPLE_ROOM}", "fleet"), str(unusable))


def quiet_hours(written: str) -> Hours | Unclear:
    """Quiet hours written by themselves, such as ``18:00-07:00``."""
    try:
        found = _QUIET.search(f"quiet {written}")
        return _hours(found) if found and not found.start() else Unclear(written, (), how_to_be_quiet())
    except _UnusableError as unusable:
        return Unclear(written, (), str(unusable))


def _options(rest: str) -> tuple[Severity, Hours | None, str, str]:
    """The words at the end that are about severity, quiet hours and language, in any order, and what is left."""
    least, quiet, language = Severity.LOW, None, ""
    while True:
        if found := _SEVERITY.search(rest):
            least = Severity(found[1].lower())
        elif found := _QUIET.search(rest):
            quiet = _hours(found)
        elif (found := _LANGUAGE.search(rest)) and _is_language(found[1]):
            language = NAMES[found[1].lower()]
        elif _BAD_QUIET.search(rest):
            raise _UnusableError(how_to_be_quiet())
        else:
            return least, quiet, language, rest
        rest = rest[:found.start()]


def _is_language(word: str) -> bool:
    """Whether it is one that alerts are written in. Raises for one that they are not written in."""
    if word.lower() in UNSPOKEN:
        raise _UnusableError(_("Alerts are written in {languages}, and not in {word}.",
                               languages=", ".join(map(_, SPOKEN.values())), word=word))
    return word.lower() in NAMES


def _hours(found: re.Match[str]) -> Hours:
    start, end = _time(found[1], found[2], found[3]), _time(found[4], found[5], found[6])
    if start is None or end is None or start == end:
        raise _UnusableError(how_to_be_quiet())
    return Hours(start, end)


def _time(hour: str, minute: str | None, half: str | None) -> time | None:
    """A time of day, with or without minutes, of 24 hours or of twice twelve; None where there is no such time."""
    number, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= number <= 12:  # noqa: PLR2004 - hours of half a day
            return None
        number = number % 12 + (12 if half.lower().startswith("p") else 0)
    if number == 24 and minutes == 0:  # noqa: PLR2004 - the end of a day is the beginning of the next
        return time(0)
    return time(number, minutes) if number < 24 and minutes < 60 else None  # noqa: PLR2004 - as clocks go


def _which(named: str, verb: str) -> Which:
    named = named.strip(" .!?,;\n")
    if _EVERYTHING.fullmatch(named):
        return Which(everything=True)
    if building := _BUILDING.fullmatch(named):
        name = _name(building[1])
        if not name or len(name) > _LONGEST_NAME:
            raise _UnusableError(which_building(verb))
        return Which(building=name)
    return Which(_rooms(named, verb))


def _rooms(text: str, verb: str) -> tuple[str, ...]:
    named = rooms_named(text)
    if named.faults:
        raise _UnusableError(" ".join(named.faults[:3]))
    if not named.rooms:
        raise _UnusableError(_("Which rooms? Write {command} and a room's address, or part of its display name, "
                               "{building} and its name, or {everything}.", command=verb, building="building",
                               everything="all"))
    _none_beside_all(named.rooms, verb)
    if len(named.rooms) > MOST_ROOMS:
        raise _UnusableError(n_("Your message names {n} room; I take at most {most} in one go. Send them in several "
                                "messages of up to {most}, or name their building.",
                                "Your message names {n} rooms; I take at most {most} in one go. Send them in several "
                                "messages of up to {most}, or name their building.", len(named.rooms), most=MOST_ROOMS))
    return named.rooms


def _none_beside_all(named: Sequence[str], verb: str) -> None:
    everything = next((each for each in named if _EVERYTHING.fullmatch(each)), None)
    if everything is not None and len(named) > 1:
        others = ", ".join(each for each in named if each != everything)
        what = conditions() if verb == "watch" else ""
        said = _("“{everything}” means every room already: I do not understand “{others}” beside it.",
                 everything=everything, others=shortened(others))
        raise _UnusableError(together(said, what))


def _not_everything(text: str, verb: str) -> None:
    """Raises for all rooms where one is wanted; the quiet hours of all are what a snooze of all is meant for."""
    if not _EVERYTHING.fullmatch(text.strip(" .!?,;\n")):
        return
    if verb == "snooze":
        raise _UnusableError(_("Rooms are snoozed one by one, each by its address or name. To hear of none at certain "
                               "hours, watch all of them with quiet hours: {command}", command=_ALL_QUIET), _ALL_QUIET)
    raise _UnusableError(one_at_a_time(verb))


def _one_room(text: str, verb: str) -> str:
    _not_everything(text, verb)
    named = rooms_named(text)
    if named.faults:
        raise _UnusableError(" ".join(named.faults[:3]))
    if len(named.rooms) != 1:
        raise _UnusableError(one_at_a_time(verb) if named.rooms else which_room(verb))
    return named.rooms[0]


def _snooze(rest: str) -> Snooze:
    if found := _UNTIL.search(rest):
        room = _one_room(rest[:found.start()], "snooze")
        tomorrow = bool(found[1] or found[8])
        named = found[2] or found[5]
        until = _time(named, found[3] or found[6], found[4] or found[7]) if named else MORNING
        if until is None:
            raise _UnusableError(together(_("There is no such time of day."), how_to_snooze()))
        return Snooze(room, until=until, tomorrow=tomorrow)
    found, lasts = _lasting(rest)
    if found is None:
        _not_everything(rest, "snooze")
        raise _UnusableError(together(_("For how long?"), how_to_snooze()))
    if not timedelta(0) < lasts <= LONGEST_SNOOZE:
        raise _UnusableError(_("A snooze lasts from a minute to {days} days. To hear no more of a room, write "
                               "{command} and its address.", days=LONGEST_SNOOZE.days, command="unwatch"))
    return Snooze(_one_room(rest[:found.start()], "snooze"), lasts)


def _lasting(rest: str) -> tuple[re.Match[str] | None, timedelta]:
    if found := _LASTS.search(rest):
        return found, int(found[1]) * _SPANS[found[2][0].lower()]
    if found := _ONE_LASTS.search(rest):
        return found, _SPANS[found[1][0].lower()]
    return None, timedelta(0)


def _name(written: str) -> str:
    return " ".join(written.split()).strip(" .!?\"\u201c\u201d\u201e\u00ab\u00bb'")
