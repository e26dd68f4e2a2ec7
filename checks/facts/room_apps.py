"""The applications that a room's own device signs in to: one list for every source and every check.

The ids are the resources that Microsoft names for Conditional Access on Teams devices; the names are those under which
the Entra sign-in log shows a device (Microsoft Learn, "Teams Android devices sign in issues" and "Conditional Access
for Teams devices"). A room's app is a sign of the device, no proof: a person in a browser can open Teams as well.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

ROOM_RESOURCES: Mapping[str, str] = MappingProxyType({
    "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe": "Microsoft Teams Services",
    "00000002-0000-0ff1-ce00-000000000000": "Office 365 Exchange Online",
    "00000003-0000-0ff1-ce00-000000000000": "Office 365 SharePoint Online",
    "01cb2876-7ebd-4aa4-9cc9-d28bd4d359a9": "Device Registration Service",
    "0000000a-0000-0000-c000-000000000000": "Microsoft Intune",
    "d4ebce55-015a-49b5-a083-c84d1797ae8c": "Microsoft Intune Enrollment",
})
"""Application id, in lower case, to display name."""

ROOM_APP_NAMES: frozenset[str] = frozenset(ROOM_RESOURCES.values()) | {
    "Microsoft Teams",
    "Microsoft Teams Service",
    "Microsoft Teams - Device Admin Agent",
    "Microsoft Authentication Broker",
}
"""Display names, written with a plain hyphen; :func:`is_room_app` also knows Microsoft's dashes and any case."""

_AGENT = "microsoftteamsroom"
_DASHES = re.compile(r"\s*[-\u2010-\u2015]\s*")


def _plain(name: str) -> str:
    return " ".join(_DASHES.sub(" - ", name).split()).casefold()


_names = frozenset(_plain(name) for name in ROOM_APP_NAMES)


def is_room_app(name_or_id: str) -> bool:
    """Is this application, by display name or application id, one that the room's own device signs in to?"""
    asked = name_or_id.strip().strip("{}")
    return asked.lower() in ROOM_RESOURCES or _plain(asked) in _names


def is_room_agent(user_agent: str) -> bool:
    """Does this user agent name the Teams Rooms app? Microsoft shows it for Windows."""
    return user_agent.strip().casefold().startswith(_AGENT)
