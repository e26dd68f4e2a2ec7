"""Who made a sign-in: the room's device, a person with the room's password, or another program.

The device names itself in its user agent (Microsoft Learn, "Teams Rooms device can't fetch calendar"). Where it does
not, a script's agent is another program's, a browser is a person's, and for the rest the application and the kind of
client decide.
"""

from checks.facts.room_apps import is_room_agent, is_room_app
from checks.facts.sign_ins import Origin
from checks.sources.graph.json_reading import Json, text

_NO_ROOMS_CLIENT = frozenset({
    "authenticated smtp", "smtp", "imap", "imap4", "pop", "pop3", "exchange online powershell", "exchange activesync",
    "other clients",
})
"""Ways in that no console uses, and that guessed passwords are tried on, under the name of Exchange Online."""

_SCRIPTS = ("bav2ropc", "cbainprod", "python", "curl", "axios", "go-http-client", "powershell")
"""What the agents of old protocols and of scripts contain; passwords are sprayed from them."""


def origin_of(record: Json) -> Origin:
    """Who made this sign-in, as far as its record tells."""
    client, agent = text(record, "clientAppUsed").casefold(), text(record, "userAgent")
    if is_room_agent(agent):
        return Origin.DEVICE
    if any(script in agent.casefold() for script in _SCRIPTS):
        return Origin.OTHER_PROGRAM
    if client == "browser":
        return Origin.PERSON
    app, app_id = text(record, "appDisplayName"), text(record, "appId")
    if client not in _NO_ROOMS_CLIENT and (is_room_app(app) or is_room_app(app_id)):
        return Origin.DEVICE
    return Origin.OTHER_PROGRAM if app or app_id else Origin.UNKNOWN
