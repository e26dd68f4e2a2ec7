"""How Roomcheck's permissions in Microsoft Graph stand, in one line; each of them stands in the examination."""

from collections.abc import Sequence

from bot.cards import doctor_summary
from bot.doctor.lines import Line, State, Topic
from checks.collector import CannotCollect
from checks.doctor import Examination, Examined, Grant
from checks.model import GapReason

NAME = "Permissions in Microsoft Graph"
_GRANT = ("Grant {names}: Microsoft Entra admin centre > App registrations > the application > API permissions, as "
          "application permissions of Microsoft Graph, then admin consent.")
_GRANT_IDENTITY = ("Grant {names}: a managed identity has no page for that in the Entra admin centre. Run {command} "
                   "from Roomcheck's sources, as a Privileged Role Administrator; the id in it is the identity's "
                   "client id.")


def examined_line(examination: Examination, grant_command: str = "") -> Line:
    """What the examination says of all of them together, the worst first. ``grant_command`` as :class:`bot.setup.Setup`
    has it.
    """
    told = f"{doctor_summary(examination)} Seen through {examination.room.address}."
    if missing := examination.of(Grant.MISSING):
        how = (_GRANT_IDENTITY if grant_command else _GRANT).format(names=_names(missing), command=grant_command)
        return Line(Topic.PERMISSIONS, NAME, State.WRONG, told, how)
    if unknown := examination.of(Grant.UNKNOWN):
        return Line(Topic.PERMISSIONS, NAME, State.UNKNOWN, f"{told} Not told: {_names(unknown)}.",
                    _remedies(unknown) or "Ask again later, or name another room.")
    if useless := examination.of(Grant.UNLICENSED):
        return Line(Topic.PERMISSIONS, NAME, State.ATTENTION, f"{told} Of no use: {_names(useless)}.",
                    _remedies(useless))
    return Line(Topic.PERMISSIONS, NAME, State.OK, told)


def unexamined_line(why: CannotCollect) -> Line:
    """Why none was examined; one that is missing for that is wrong, all else is not known."""
    state = State.WRONG if why.reason is GapReason.NO_PERMISSION else State.UNKNOWN
    return Line(Topic.PERMISSIONS, NAME, state, f"They could not be examined. {why.detail}", why.remedy)


def _names(found: Sequence[Examined]) -> str:
    return ", ".join(each.permission.name for each in found)


def _remedies(found: Sequence[Examined]) -> str:
    """What would help, each said once."""
    return " ".join(dict.fromkeys(each.sign.remedy for each in found if each.sign.remedy))
