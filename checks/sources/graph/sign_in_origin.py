"""Who made a sign-in: the room's device, a person with the room's password, or another program.

The device names itself in its user agent (Microsoft Learn, "Teams Rooms device can't fetch calendar"). Where it does
not, the application and the kind of client decide; a browser is a person's.
"""

from checks.facts.room_apps import is_room_app
from checks.facts.sign_ins import Origin
from checks.sources.graph.json_reading import Json, text

DEVICE_AGENT = "microsoftteamsroom"

_NO_ROOMS_CLIENT = frozenset({
    "authenticated smtp", "smtp", "imap", "imap4", "pop", "pop3", "exchange online powershell",
})
"""Ways in that no console uses, and that guessed passwords are tried on, under the name of Exchange Online."""


def origin_of(record: Json) -> Origin:
    """Who made this sign-in, as far as its record tells."""
    client = text(record, "clientAppUsed").casefold()
    if text(record, "userAgent").casefold().startswith(DEVICE_AGENT):
        return Origin.DEVICE
    if client == "browser":
        return Origin.PERSON
    app, app_id = text(record, "appDisplayName"), text(record, "appId")
    if client not in _NO_ROOMS_CLIENT and (is_room_app(app) or is_room_app(app_id)):
        return Origin.DEVICE
    return Origin.OTHER_PROGRAM if app or app_id else Origin.UNKNOWN
