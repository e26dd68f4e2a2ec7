"""Why a licence does not reach an account, as data: Graph's own words, what each means, and what mends it.

The words are those of Microsoft Graph's "licenseAssignmentState resource type", what they stand for is told by
Microsoft Learn, "Resolve group license assignment problems"; the words here are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from checks.facts.account import LicenceAssignment


@dataclass(frozen=True, slots=True)
class AssignmentError:
    """``meaning`` goes on after a colon and has no full stop; ``fix`` is a sentence."""

    meaning: str
    fix: str


_OTHER = AssignmentError("Microsoft Entra gives no reason of its own",
                         "Open the account's licences in the admin centre, where the error may be told in full.")

ASSIGNMENT_ERRORS: Mapping[str, AssignmentError] = MappingProxyType({
    "countviolation": AssignmentError(
        "the tenant has too few of them", "Buy more of them, or take one from an account that does not need it."),
    "mutuallyexclusiveviolation": AssignmentError(
        "one of its plans cannot stand beside a plan of another licence of the account",
        "Remove the other licence, or switch one of the two plans off."),
    "dependencyviolation": AssignmentError(
        "one of its plans needs a plan that the account does not have",
        "Assign the plan that is needed, or switch off the one that needs it."),
    "prohibitedinusagelocationviolation": AssignmentError(
        "it may not be used in the account's usage location", "Correct the account's usage location."),
    "uniquenessviolation": AssignmentError(
        "something that may exist only once exists already",
        "Look for another account that holds one of the room's addresses."),
    "other": _OTHER,
    "others": _OTHER,
})
"""By the word in lower case. Graph has used both ``Other`` and ``Others``."""


def is_faulty(assignment: LicenceAssignment) -> bool:
    """Whether the licence does not reach the account, or reaches it only in part."""
    return assignment.state.strip().casefold() in {"error", "activewitherror"} or _word(assignment) not in {"", "none"}


def error_of(assignment: LicenceAssignment) -> AssignmentError:
    """What is wrong with a faulty assignment; a word that is not known is named as it is."""
    word = _word(assignment)
    if word in {"", "none"}:
        return _OTHER
    unknown = AssignmentError(f"Microsoft Entra calls it {assignment.error.strip()}", _OTHER.fix)
    return ASSIGNMENT_ERRORS.get(word, unknown)


def _word(assignment: LicenceAssignment) -> str:
    return assignment.error.strip().casefold()
