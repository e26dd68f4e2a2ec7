"""Activities as Teams writes them."""

from typing import Any

APP_ID = "11111111-2222-3333-4444-555555555555"
BOT_ID = f"28:{APP_ID}"
TENANT = "99999999-0000-0000-0000-000000000001"


def an_activity(service_url: str = "https://smba.trafficmanager.net/emea/", **changes: Any) -> dict[str, Any]:
    """A message in a personal chat, changed as asked; None takes a field away."""
    activity: dict[str, Any] = {
        "type": "message", "id": "1700000000000", "timestamp": "2025-11-22T10:00:00.1234567Z", "channelId": "msteams",
        "serviceUrl": service_url, "locale": "en-GB", "localTimezone": "Europe/Berlin",
        "from": {"id": "29:1abc", "name": "Ada Admin", "aadObjectId": "aaaaaaaa-0000-0000-0000-000000000001"},
        "recipient": {"id": BOT_ID, "name": "Roomcheck"},
        "conversation": {"id": "a:1personal", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}}, "text": "check room-42@contoso.com", "textFormat": "plain",
        **changes,
    }
    return {name: value for name, value in activity.items() if value is not None}


def a_press(service_url: str = "https://smba.trafficmanager.net/emea/", **changes: Any) -> dict[str, Any]:
    """An Action.Execute."""
    press = {"type": "invoke", "name": "adaptiveCard/action", "replyToId": "m7", "text": None,
             "value": {"action": {"type": "Action.Execute", "verb": "evidence", "data": {"report": "r1"}},
                       "trigger": "manual"}}
    return an_activity(service_url, **{**press, **changes})
