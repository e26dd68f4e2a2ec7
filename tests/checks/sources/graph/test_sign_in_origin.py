"""Who made a sign-in."""

import pytest

from checks.facts.sign_ins import Origin
from checks.sources.graph.sign_in_origin import origin_of

MODERN = "Mobile Apps and Desktop clients"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/127.0"
EXCHANGE = "Office 365 Exchange Online"


@pytest.mark.parametrize(("app", "client", "agent", "origin"), [
    (EXCHANGE, "AutoDiscover", "MicrosoftTeamsRoom/5.1.17.0", Origin.DEVICE),
    ("Anything", "Browser", "MicrosoftTeamsRoom/5.1.17.0", Origin.DEVICE),
    ("Microsoft Teams", MODERN, "", Origin.DEVICE),
    ("Microsoft Teams - Device Admin Agent", MODERN, "Dalvik/2.1.0", Origin.DEVICE),
    ("Microsoft Authentication Broker", MODERN, "", Origin.DEVICE),
    (EXCHANGE, "AutoDiscover", "", Origin.DEVICE),
    ("Microsoft Teams", "Browser", EDGE, Origin.PERSON),
    ("OfficeHome", "Browser", EDGE, Origin.PERSON),
    ("OfficeHome", "browser", "Not MicrosoftTeamsRoom/1", Origin.PERSON),
    (EXCHANGE, "Authenticated SMTP", "", Origin.OTHER_PROGRAM),
    (EXCHANGE, "IMAP4", "BAV2ROPC", Origin.OTHER_PROGRAM),
    (EXCHANGE, "Other clients", "", Origin.OTHER_PROGRAM),
    (EXCHANGE, "Other clients", "MicrosoftTeamsRoom/4.9.0", Origin.DEVICE),
    (EXCHANGE, "Exchange ActiveSync", "Apple-iPhone14C5/2002", Origin.OTHER_PROGRAM),
    (EXCHANGE, "Exchange Web Services", "python-requests/2.31", Origin.OTHER_PROGRAM),
    (EXCHANGE, "Exchange Web Services", "", Origin.DEVICE),
    (EXCHANGE, MODERN, "BAV2ROPC", Origin.OTHER_PROGRAM),
    ("Microsoft Teams", MODERN, "CBAInPROD", Origin.OTHER_PROGRAM),
    ("Microsoft Teams", MODERN, "curl/8.5.0", Origin.OTHER_PROGRAM),
    ("Microsoft Teams", MODERN, "axios/1.6.2", Origin.OTHER_PROGRAM),
    ("Microsoft Teams", MODERN, "Go-http-client/1.1", Origin.OTHER_PROGRAM),
    ("Microsoft Teams", MODERN, "Mozilla/5.0 WindowsPowerShell/5.1", Origin.OTHER_PROGRAM),
    ("", "", "python-requests/2.31", Origin.OTHER_PROGRAM),
    ("Microsoft Azure CLI", MODERN, "python-requests", Origin.OTHER_PROGRAM),
    ("", MODERN, EDGE, Origin.UNKNOWN),
    ("", "", "", Origin.UNKNOWN),
])
def test_who(app: str, client: str, agent: str, origin: Origin) -> None:
    assert origin_of({"appDisplayName": app, "clientAppUsed": client, "userAgent": agent}) is origin


def test_the_id_of_a_rooms_app_is_enough() -> None:
    record = {"appId": "CC15FD57-2C6C-4117-A88C-83B1D56B4BBE", "clientAppUsed": MODERN, "userAgent": None}
    assert origin_of(record) is Origin.DEVICE
