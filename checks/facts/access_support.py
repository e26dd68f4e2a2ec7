"""Which controls of Conditional Access Teams Rooms supports, as data.

It is Microsoft's own matrix in the edition of :data:`AS_OF` (Microsoft Learn, "Supported Conditional Access and Intune
device compliance policies for Microsoft Teams Rooms"); the controls are named as Microsoft Graph names them. Editions
differ, and a control that this one does not list is neither supported nor unsupported.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from checks.facts.access_forecast import Platform

AS_OF = date(2025, 5, 16)


class Support(StrEnum):
    """``BREAKS`` is what Microsoft supports, but what somebody in the room would have to answer, or answer again."""

    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    BREAKS = "breaks"
    UNKNOWN = "unknown"


_YES, _NO, _BREAKS = Support.SUPPORTED, Support.UNSUPPORTED, Support.BREAKS
_Row = tuple[str, Support, Support]

# The control, and what it is on Windows and on Android.
_GRANTS: Mapping[str, _Row] = MappingProxyType({
    "block": ("a block", _YES, _YES),
    "mfa": ("multifactor authentication", _NO, _BREAKS),
    "authenticationstrength": ("an authentication strength", _NO, _NO),
    "compliantdevice": ("a compliant device", _YES, _YES),
    "domainjoineddevice": ("a hybrid-joined device", _NO, _NO),
    "approvedapplication": ("an approved client app", _NO, _NO),
    "compliantapplication": ("an app protection policy", _NO, _NO),
    "passwordchange": ("a change of the password", _NO, _NO),
    "termsofuse": ("accepted terms of use", _NO, _NO),
})
_SESSIONS: Mapping[str, _Row] = MappingProxyType({
    "applicationenforcedrestrictions": ("restrictions enforced by the app", _NO, _NO),
    "cloudappsecurity": ("Conditional Access App Control", _NO, _NO),
    "persistentbrowser": ("a persistent browser session", _NO, _NO),
    "disableresiliencedefaults": ("disabled resilience defaults", _NO, _NO),
    "securesigninsession": ("token protection", _NO, _NO),
    "continuousaccessevaluation": ("customised continuous access evaluation", _NO, _NO),
    "continuousaccessevaluation:disabled": ("continuous access evaluation switched off", _YES, _YES),
    "signinfrequency": ("a sign-in frequency", _BREAKS, _BREAKS),
})
_CONTROLS: Mapping[str, _Row] = MappingProxyType({**_GRANTS, **_SESSIONS})


def support_of(control: str, platform: Platform) -> Support:
    """What the matrix says of a control, a grant or a session one, on a platform."""
    row = _row(control)
    if row is None:
        return Support.UNKNOWN
    return row[1] if platform is Platform.WINDOWS else row[2]


def in_words(control: str) -> str:
    """A control as a sentence names it; one that the matrix does not list by Graph's own name."""
    row = _row(control)
    return row[0] if row else f'the control "{control[:60]}"'


def plain(control: str) -> str:
    """A control's name as it is compared, without what is set in it."""
    return _whole(control).partition(":")[0]


def _row(control: str) -> _Row | None:
    return _CONTROLS.get(_whole(control)) or _CONTROLS.get(plain(control))


def _whole(control: str) -> str:
    return control.strip().casefold()
