"""The commands. A typed sentence, a pressed button and an upload all become one of these."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from checks.facts.asked import Topic


@dataclass(frozen=True, slots=True)
class Check:
    """Check rooms, each named by its full address or by part of its display name.

    ``asked`` is what is asked for beyond an ordinary check.
    """

    rooms: tuple[str, ...]
    asked: frozenset[Topic] = frozenset()


@dataclass(frozen=True, slots=True)
class Analyze:
    """Read a diagnostic zip. ``room`` is the address written beside the upload, or empty."""

    file_name: str
    download_url: str
    room: str = ""


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


Command = (Check | Analyze | ShowReport | Explain | ShowHelp | CheckAgain | OpenReport | ShowEvidence | ShowFix
           | ShowTicket | BeginDialog | ContinueDialog | AskAccess | Doctor)


@dataclass(frozen=True, slots=True)
class Unclear:
    """Something that is no command, with the nearest ones and, where one can be given, the reason."""

    said: str
    suggestions: tuple[str, ...]
    reason: str = ""
