"""Which sign-ins Microsoft's What If is asked about, and with what circumstances.

What If answers once a second for the whole tenant. It is asked by itself only about what an open refusal concerns, and
about the whole matrix when a person wants it (Microsoft Learn, "Conditional Access for Teams devices", names the apps).
"""

from dataclasses import dataclass
from typing import cast

from checks.facts.access_forecast import Platform
from checks.facts.asked import Asked, Topic, is_asked
from checks.facts.base import Facts
from checks.facts.devices import DirectoryDevices
from checks.facts.heartbeats import Heartbeats
from checks.facts.platforms import platform_of_attempt
from checks.facts.refusals import Refusal, of_causes, open_refusals
from checks.facts.room_apps import ROOM_RESOURCES
from checks.facts.sign_ins import Origin, SignIn, SignIns
from checks.model import Cause
from checks.sources.graph import risk
from checks.sources.graph.json_reading import Json

TEAMS = "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe"
EXCHANGE = "00000002-0000-0ff1-ce00-000000000000"
DEVICE_REGISTRATION = "01cb2876-7ebd-4aa4-9cc9-d28bd4d359a9"
DEVICE_CODE = "deviceCodeFlow"
_CAUSES = (Cause.MFA_REQUIRED, Cause.CONDITIONAL_ACCESS_BLOCK, Cause.DEVICE_NOT_COMPLIANT)


@dataclass(frozen=True, slots=True)
class Question:
    """One sign-in: the application by its id, ``flow`` is ``deviceCodeFlow`` or empty."""

    platform: Platform
    app_id: str
    flow: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of the room's sign-ins. What is not known is not told: What If then says that it lacks it."""

    ip: str = ""
    country: str = ""
    compliant: bool | None = None


MATRIX = (*(Question(platform, app) for platform in Platform for app in (TEAMS, EXCHANGE, DEVICE_REGISTRATION)),
          Question(Platform.ANDROID, DEVICE_REGISTRATION, DEVICE_CODE))
"""Everything that a person asks for: the last is how an Android console is signed in from afar."""


def wanted(known: Facts) -> bool:
    """Whether the room is refused for what Conditional Access may demand, or somebody asked."""
    if is_asked(known, Topic.ACCESS):
        return True
    return bool(_refusals(known))


def wanted_anew(known: Facts) -> bool:
    """Whether a person asks for this very thing, and so for how it stands now."""
    return Asked in known and Topic.ACCESS in known[Asked].topics


def questions(known: Facts) -> tuple[Question, ...]:
    """What to ask. Beside a refusal two questions, and beside a risk one, so that an ordinary check stays short.

    Device Registration comes first where the device was refused there: a policy may be about that alone.
    """
    if is_asked(known, Topic.ACCESS):
        return MATRIX
    platform = next(filter(None, map(platform_of_attempt, _of_device(known))), None)
    if risk.wanted(known):
        return (Question(platform or Platform.WINDOWS, TEAMS),)
    first, then = (DEVICE_REGISTRATION, TEAMS) if _at_registration(known) else (TEAMS, EXCHANGE)
    if platform is None:
        return tuple(Question(each, first) for each in Platform)
    return Question(platform, first), Question(platform, then)


def _at_registration(known: Facts) -> bool:
    """Whether a refusal that still stands was met at the Device Registration Service."""
    attempts = (refusal.sign_in for refusal in _refusals(known))
    return any(attempt.resource == ROOM_RESOURCES[DEVICE_REGISTRATION] for attempt in attempts if attempt)


def _refusals(known: Facts) -> tuple[Refusal, ...]:
    """Those that still stand and that Conditional Access may have made."""
    sign_ins, heartbeats = cast("SignIns | None", known.get(SignIns)), cast("Heartbeats | None", known.get(Heartbeats))
    return of_causes(open_refusals(sign_ins, heartbeats), *_CAUSES)


def circumstances(known: Facts) -> Circumstances:
    """Where the device last signed in from, and whether Entra called it compliant."""
    attempts = _of_device(known)
    placed = next((each for each in attempts if each.ip), None)
    judged = next((each.compliant for each in attempts if each.compliant is not None), _compliant(known))
    return Circumstances(placed.ip if placed else "", placed.country if placed else "", judged)


def body(user: str, question: Question, told: Circumstances) -> Json:
    """The request about one sign-in of one account."""
    conditions: dict[str, object] = {"devicePlatform": str(question.platform), "signInRiskLevel": "none",
                                     "userRiskLevel": "none", "clientAppType": "mobileAppsAndDesktopClients"}
    conditions |= {name: value for name, value in (("ipAddress", told.ip), ("country", told.country)) if value}
    if told.compliant is not None:
        conditions["deviceInfo"] = {"isCompliant": told.compliant}
    if question.flow:
        conditions["authenticationFlow"] = {"transferMethod": question.flow}
    return {
        "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": user},
        "signInContext": {"@odata.type": "#microsoft.graph.applicationContext",
                          "includeApplications": [question.app_id]},
        "signInConditions": conditions,
        # With true, only policies that would apply come back, and one that What If cannot tell for want of
        # information does not count as applying: it would be lost, and "no policy applies" would be a guess.
        "appliedPoliciesOnly": False,
    }


def _of_device(known: Facts) -> tuple[SignIn, ...]:
    """The device's own attempts, newest first."""
    attempts = known[SignIns].items if SignIns in known else ()
    return tuple(attempt for attempt in attempts if attempt.origin is Origin.DEVICE)


def _compliant(known: Facts) -> bool | None:
    """What the directory says of the account's devices, where they agree."""
    devices = known[DirectoryDevices].items if DirectoryDevices in known else ()
    said = {device.compliant for device in devices if device.compliant is not None}
    return said.pop() if len(said) == 1 else None
