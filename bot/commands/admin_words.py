"""What a person wrote to an admin's commands -> the command it means."""

from bot.commands.hints import EXAMPLE_ROOM
from bot.commands.model import AllowRoom, Command, DisallowRoom, Forget, SetDetail, ShowAudit, Unclear
from bot.commands.rooms_named import addresses_in
from bot.commands.wording import shortened
from bot.turns import Detail
from bot.words import _

_DETAILS = {"cause": Detail.CAUSE, "cause only": Detail.CAUSE, "the cause": Detail.CAUSE, "little": Detail.CAUSE,
            "evidence": Detail.EVIDENCE, "everything": Detail.EVIDENCE, "all": Detail.EVIDENCE, "full": Detail.EVIDENCE}


def allow(said: str, rest: str) -> Command | Unclear:
    room = _one_address(said, rest, "allow")
    return room if isinstance(room, Unclear) else AllowRoom(room)


def disallow(said: str, rest: str) -> Command | Unclear:
    room = _one_address(said, rest, "disallow")
    return room if isinstance(room, Unclear) else DisallowRoom(room)


def forget(said: str, rest: str) -> Command | Unclear:
    room = _one_address(said, rest, "forget")
    return room if isinstance(room, Unclear) else Forget(room)


def audit(said: str, rest: str) -> Command | Unclear:
    """``audit`` alone shows the newest lines about any room."""
    if not rest.strip(" .!?"):
        return ShowAudit()
    room = _one_address(said, rest, "audit")
    return room if isinstance(room, Unclear) else ShowAudit(room)


def detail(said: str, rest: str) -> Command | Unclear:
    """``detail`` alone asks how much is shown here."""
    wanted = " ".join(rest.lower().split()).strip(" .!?")
    if not wanted:
        return SetDetail()
    if wanted not in _DETAILS:
        return Unclear(shortened(said), ("detail cause", "detail evidence"),
                       _("Write how much this conversation shall see of rooms: their cause and what to do, or the "
                         "evidence too."))
    return SetDetail(_DETAILS[wanted])


def _one_address(said: str, rest: str, verb: str) -> str | Unclear:
    """The one full address. Names are not looked up: what is said here is about an account, not about a room."""
    named = addresses_in(rest)
    if named.faults:
        return Unclear(shortened(said), (), " ".join(named.faults[:3]))
    if len(named.rooms) != 1:
        return Unclear(shortened(said), (f"{verb} {EXAMPLE_ROOM}",),
                       _("Which account? Write {command} and its full address, one at a time.", command=verb))
    return named.rooms[0]
