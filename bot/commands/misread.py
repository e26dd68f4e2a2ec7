"""Words behind ``watch`` that were meant as a condition and are none, so that they were read as part of a name.

Only where nothing is called so: a room named *All Hands 3* or *Only Zurich* is found first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.finding_rooms import Found, Nothing, NotSearched, Several
from bot.commands.hints import conditions
from bot.commands.model import Unclear, Watch, Which
from bot.commands.replies import not_understood, offered
from bot.commands.room_search import begins_in
from bot.commands.wording import shortened, together
from bot.turns import Message
from bot.words import _, mark
from checks.model import Room

_BEHIND_ALL = re.compile(r"((?:the )?(?:everything|(?:all of the|all the|all|every|whole|entire)(?: rooms?| fleet)?))"
                         r"[\s,;]+(\S.*)", re.ASCII | re.IGNORECASE | re.DOTALL)
_CONDITION = re.compile(r"(?:(.*?)[\s,;]+)?((?:only|from|at least|minimum|quiet|in)\b.*)",
                        re.ASCII | re.IGNORECASE | re.DOTALL)
_EXAMPLES = {"in": "in German", "quiet": "quiet 18:00-07:00"}
# For translators: {stray} is what somebody wrote behind it, such as “in Klingon”.
_NO_BUILDING = mark("I know no building called “{asked}”, and “{stray}” is no condition that I know.")
_NOT_SEARCHED = mark("No room called “{asked}” could be looked up, and “{stray}” is no condition that I know.")
_NO_ROOM = mark("No room on Exchange's list is called “{asked}”, and “{stray}” is no condition that I know.")


@dataclass(frozen=True, slots=True)
class _Misread:
    """``named`` is what is to be watched, as far as it was understood, ``stray`` what was not."""

    named: str
    stray: str


def misread_rooms(asked: Sequence[str], found: Sequence[Found], command: Watch) -> Message | None:
    """What to say instead of watching anything, where a wording that named no room ends in such words."""
    for wording, one in zip(asked, found, strict=True):
        meant = _read(wording)
        if meant and not _is_called_so(wording, one):
            others = [each for each in asked if each != wording]
            named = ", ".join(filter(None, (*others[:3], meant.named)))
            return _told(one, wording, _Misread(named or "all", meant.stray), command)
    return None


def misread_building(name: str) -> Message | None:
    """The same of the name of a building that is not known."""
    meant = _read(name)
    if meant is None or not meant.named:
        return None
    return _unclear(_reason(_NO_BUILDING, name, meant), _Misread(f"building {meant.named}", meant.stray),
                    f"building {name}")


def _read(wording: str) -> _Misread | None:
    found = _BEHIND_ALL.fullmatch(wording) or _CONDITION.fullmatch(wording)
    return _Misread((found[1] or "").strip(), found[2].strip()) if found else None


def _is_called_so(wording: str, found: Found) -> bool:
    """Whether a room is called so. *all bern* is in the middle of *Hall Bern*, which nobody means by it."""
    rooms = found.rooms if isinstance(found, Several) else (found,) if isinstance(found, Room) else ()
    return any(begins_in(wording, room) for room in rooms)


def _told(found: Found, wording: str, meant: _Misread, command: Watch) -> Message:
    if isinstance(found, NotSearched):
        return _unclear(_reason(_NOT_SEARCHED, wording, meant), meant, wording)
    reason = _reason(_NO_ROOM, wording, meant)
    alike = found.alike if isinstance(found, Nothing) else ()
    if not alike:
        return _unclear(reason, meant, wording)
    offers = [(_("Watch: {room}", room=room.label),
               Watch(Which((room.address,)), command.least, command.quiet, command.language)) for room in alike]
    return offered(_("Not understood"), reason, offers)


def _unclear(reason: str, meant: _Misread, wording: str) -> Message:
    example = _EXAMPLES.get(meant.stray.split()[0].lower(), "only high")
    return not_understood(Unclear(shortened(f"watch {wording}"), (f"watch {meant.named} {example}",
                                                                  f"watch {meant.named}", "watch"),
                                  reason))


def _reason(template: str, asked: str, meant: _Misread) -> str:
    return together(_(template, asked=shortened(asked), stray=shortened(meant.stray)), conditions())
