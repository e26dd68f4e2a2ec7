"""Which kind of console stands in the room, by what its own device left behind."""

from checks.facts.access_forecast import Platform
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import attempts_of_room
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
    seen = {_platform(each) for each in own} | ({Platform.WINDOWS} if heartbeats and heartbeats.items else set())
    return frozenset(platform for platform in seen if platform)


def _platform(attempt: SignIn) -> Platform | None:
    """What the record names as its system, else what the client calls itself."""
    if attempt.kind is Kind.DEVICE_LOG:
        return Platform.WINDOWS
    return platform_of(attempt.os) or platform_of(attempt.user_agent)
