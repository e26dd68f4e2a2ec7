"""Which kind of console stands in the room."""

import pytest

from checks.facts.access_forecast import Platform
from checks.facts.heartbeats import Heartbeats
from checks.facts.platforms import platform_of, platforms_of_room
from checks.facts.sign_ins import Origin, SignIns
from tests.checks.builders import attempt, device_log, heartbeats, logged, sign_ins, success, well

WINDOWS, ANDROID = Platform.WINDOWS, Platform.ANDROID


@pytest.mark.parametrize(("system", "platform"), [
    ("Windows 10", WINDOWS), ("Windows", WINDOWS), ("Android 13", ANDROID), ("AndroidEnterprise", ANDROID),
    ("MacOs", None), ("", None),
])
def test_microsofts_words_for_a_system(system: str, platform: Platform | None) -> None:
    assert platform_of(system) is platform


SEEN: dict[str, tuple[SignIns | None, Heartbeats | None, set[Platform]]] = {
    "nothing": (None, None, set()),
    "a sign-in that names none": (sign_ins(success(1)), None, set()),
    "a sign-in of Windows": (sign_ins(success(1, os="Windows 11")), None, {WINDOWS}),
    "a client that names its system": (sign_ins(success(1, user_agent="Dalvik/2.1.0 (Linux; U; Android 12)")), None,
                                       {ANDROID}),
    "a client that names none": (sign_ins(success(1, user_agent="TeamsClient/1")), None, set()),
    "the Teams Rooms app": (sign_ins(success(1, user_agent="MicrosoftTeamsRoom/5.1.17.0")), None, {WINDOWS}),
    "the Teams Rooms app on Android": (sign_ins(success(1, os="Android", user_agent="MicrosoftTeamsRoom/1.0")), None,
                                       {ANDROID}),
    "a record that names another": (sign_ins(success(1, os="Windows", user_agent="Android")), None, {WINDOWS}),
    "sign-ins of both": (sign_ins(success(1, os="Windows 11"), attempt(50126, 2, os="Android")), None,
                         {WINDOWS, ANDROID}),
    "a person's phone": (sign_ins(attempt(0, 1, Origin.PERSON, os="Android")), None, set()),
    "one of unknown origin": (sign_ins(attempt(0, 1, Origin.UNKNOWN, os="Android")), None, set()),
    "heartbeats": (None, heartbeats(well(1)), {WINDOWS}),
    "an empty log of heartbeats": (None, heartbeats(), set()),
    "the device's event log": (device_log(logged(50126, 1)), None, {WINDOWS}),
}


@pytest.mark.parametrize("name", SEEN)
def test_platforms_of_the_room(name: str) -> None:
    known, beats, platforms = SEEN[name]
    assert platforms_of_room(known, beats) == platforms
