"""The commands. A typed sentence, a pressed button and an upload all become one of these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta

from bot.fleet import Extent
from bot.turns import Detail
from checks.facts.asked import Topic
from checks.model import Severity
from checks.shared_files import Post


@dataclass(frozen=True, slots=True)
class Check:
    """Check rooms, each named by its full address or by part of its display name.

    ``asked`` is what is asked for beyond an ordinary check.
    """

    rooms: tuple[str, ...]
    asked: frozenset[Topic] = frozenset()


@dataclass(frozen=True, slots=True)
class Analyze:
    """Read a diagnostic zip. ``room`` is the address written beside the upload, or empty.

    Where Teams does not hand the file over there is no ``download_url``, and ``post`` is the message that shares it.
    """

    file_name: str
    download_url: str = field(repr=False)
    room: str = ""
    post: Post | None = None


@dataclass(frozen=True, slots=True)
class ShowReport:
    """The last report of a room, named as in :class:`Check`."""

    room: str


@dataclass(frozen=True, slots=True)
class Explain:
    """Explain one check by its id or title; empty lists them all."""

    check: str = ""


@dataclass(frozen=True, slots=True)
class Doctor:
    """Ask which of Roomcheck's permissions are granted, through one room; empty takes any of the organisation's."""

    room: str = ""


@dataclass(frozen=True, slots=True)
class ShowHelp:
    pass


@dataclass(frozen=True, slots=True)
class CheckAgain:
    """Run the rooms of an earlier run again, now or later."""

    run: str
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class OpenReport:
    """Show one report, from a card that lists several rooms or from another card of the same report."""

    report: str


@dataclass(frozen=True, slots=True)
class ShowEvidence:
    """The evidence behind one finding or the findings of an area (``sign_in``); behind the headline when empty."""

    report: str
    finding: str = ""


@dataclass(frozen=True, slots=True)
class ShowFix:
    report: str


@dataclass(frozen=True, slots=True)
class ShowTicket:
    """A text for a support ticket: ids, codes and times."""

    report: str


@dataclass(frozen=True, slots=True)
class BeginDialog:
    """Open a dialog (``collect_logs``, ``guided_fix``) about a room; ``room`` may be empty."""

    dialog: str
    room: str = ""


@dataclass(frozen=True, slots=True)
class ContinueDialog:
    """An answer to an open dialog: the choice pressed, and what was filled in. What was filled in is untrusted text."""

    dialog_id: str
    choice: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AskAccess:
    """Run the rooms of an earlier run again and ask what Conditional Access would decide about them."""

    run: str


@dataclass(frozen=True, slots=True)
class Which:
    """Which rooms: some, each named as in :class:`Check`, those of a building, or all."""

    rooms: tuple[str, ...] = ()
    building: str = ""
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of the day, over midnight where ``end`` is the earlier."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Watch:
    """Tell this conversation when these rooms break and recover.

    ``least`` is the lowest severity that is told, ``quiet`` when nothing is sent, ``language`` one of the languages of
    alerts or empty for the reader's own.
    """

    which: Which
    least: Severity = Severity.LOW
    quiet: Hours | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Unwatch:
    """Tell this conversation no more of these rooms; ``everything`` ends whatever it watches."""

    which: Which


@dataclass(frozen=True, slots=True)
class StopWatching:
    """End one subscription of this conversation."""

    extent: Extent
    target: str


@dataclass(frozen=True, slots=True)
class ShowWatches:
    """What this conversation watches."""


@dataclass(frozen=True, slots=True)
class Snooze:
    """Send no alert of a room here, for so long or, where ``until`` is given, until the clock shows it next, or on the
    next day if ``tomorrow``.
    """

    room: str
    lasts: timedelta = timedelta(0)
    until: time | None = None
    tomorrow: bool = False


@dataclass(frozen=True, slots=True)
class Unsnooze:
    room: str


@dataclass(frozen=True, slots=True)
class BeginSweep:
    """Look at every room of the fleet now."""


@dataclass(frozen=True, slots=True)
class ShowFleet:
    """How the rooms have been, all or those of a building; ``as_file`` as CSV."""

    building: str = ""
    as_file: bool = False


@dataclass(frozen=True, slots=True)
class ShowHistory:
    """When a room was broken, of what and for how long; ``as_file`` as CSV."""

    room: str
    as_file: bool = False


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Say for everybody that whoever pressed takes care of the alerts on the card."""

    alert: str


@dataclass(frozen=True, slots=True)
class AnswerOffer:
    """Whether a file that was offered is wanted. ``url`` is where Teams wants it put and carries its own credential;
    ``name``, ``page`` and ``unique_id`` are the file's, as Teams names it. All of it is untrusted.
    """

    offer: str
    accepted: bool
    url: str = field(default="", repr=False)
    page: str = ""
    name: str = ""
    unique_id: str = ""


@dataclass(frozen=True, slots=True)
class AllowRoom:
    """Let an account be checked that does not look like a room."""

    room: str


@dataclass(frozen=True, slots=True)
class DisallowRoom:
    """Take back what :class:`AllowRoom` allowed."""

    room: str


@dataclass(frozen=True, slots=True)
class ShowAudit:
    """Who asked what about a room; about all of them when it is empty."""

    room: str = ""


@dataclass(frozen=True, slots=True)
class Forget:
    """Remove what is kept about a room. It is asked first whether that is wanted, unless it is ``confirmed``."""

    room: str
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class SetDetail:
    """How much this conversation sees of rooms; None only asks how much that is."""

    detail: Detail | None = None


Command = (Check | Analyze | ShowReport | Explain | ShowHelp | CheckAgain | OpenReport | ShowEvidence | ShowFix
           | ShowTicket | BeginDialog | ContinueDialog | AskAccess | Doctor | Watch | Unwatch | StopWatching
           | ShowWatches | Snooze | Unsnooze | BeginSweep | ShowFleet | ShowHistory | Acknowledge | AnswerOffer
           | AllowRoom | DisallowRoom | ShowAudit | Forget | SetDetail)


@dataclass(frozen=True, slots=True)
class Unclear:
    """Something that is no command, with the nearest ones and, where one can be given, the reason."""

    said: str
    suggestions: tuple[str, ...]
    reason: str = ""
