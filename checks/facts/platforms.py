"""Which kind of console stands in the room, by what its own device left behind."""

from checks.facts.access_forecast import Platform
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import attempts_of_room
from checks.facts.room_apps import is_room_agent
from checks.facts.sign_ins import Kind, Origin, SignIn, SignIns

TITLES = {Platform.WINDOWS: "Windows", Platform.ANDROID: "Android"}


def platform_of(system: str) -> Platform | None:
    """The platform behind Microsoft's word for an operating system (``Windows 10``, ``Android``...)."""
    return next((platform for platform in Platform if platform.value in system.casefold()), None)


def platforms_of_room(sign_ins: SignIns | None, heartbeats: Heartbeats | None) -> frozenset[Platform]:
    """The platforms of the devices that were seen in the room; empty where nothing tells.

    The event logs that hold heartbeats and refused sign-ins exist on Windows alone.
    """
    own = [each for each in attempts_of_room(sign_ins) if each.origin is Origin.DEVICE]
    seen = {platform_of_attempt(each) for each in own}
    if heartbeats and heartbeats.items:
        seen.add(Platform.WINDOWS)
    return frozenset(platform for platform in seen if platform)


def platform_of_attempt(attempt: SignIn) -> Platform | None:
    """What the record names as its system, else what the client calls itself.

    An Android console says so; the Teams Rooms app that names no system is the one for Windows.
    """
    if attempt.kind is Kind.DEVICE_LOG:
        return Platform.WINDOWS
    told = platform_of(attempt.os) or platform_of(attempt.user_agent)
    return told or (Platform.WINDOWS if is_room_agent(attempt.user_agent) else None)
