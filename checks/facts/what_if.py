"""How a forecast of Conditional Access is read: what each policy would do to a room that nobody attends."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from checks.facts.access_forecast import AccessForecast, Evaluation, ForecastPolicy, Platform
from checks.facts.access_support import Support, plain, support_of
from checks.facts.devices import ManagedDevices
from checks.facts.heartbeats import Heartbeats
from checks.facts.platforms import platform_of, platform_of_attempt, platforms_of_room
from checks.facts.policy_names import NamedPolicy
from checks.facts.reading import attempts_of_room
from checks.facts.sign_ins import Kind, Origin, SignIns
from checks.model import Cause

WHAT_IF = "Microsoft's What If"
DEVICE_CODE = "devicecodeflow"
_UNSURE = "notenoughinformation"
_ENABLED = "enabled"
_COMPLIANT = "compliant"
_CONDITIONS = {
    "location": "the location", "devices": "the device's state", "deviceplatform": "the platform",
    "clientapps": "the kind of client", "signinrisk": "the sign-in's risk", "userrisk": "the account's risk",
    "insiderrisk": "the insider risk", "authenticationflow": "the authentication flow",
    "authenticationcontext": "the authentication context", "application": "the application",
    "users": "the account's groups and roles", "time": "the time", "useractions": "the user's action",
}


class Effect(IntEnum):
    """What a policy's demand means for the room, from nothing to the worst.

    ``COMPLIANCE`` is the demand for a compliant device where nobody knows whether the room's is one, ``NONCOMPLIANT``
    where it is known not to be.
    """

    NONE = 0
    COMPLIANCE = 1
    UNKNOWN = 2
    NONCOMPLIANT = 3
    PERSON = 4
    UNSUPPORTED = 5
    BLOCK = 6

    @property
    def cause(self) -> Cause | None:
        """The headline it would suggest; None where it need not keep the room out."""
        if self <= Effect.UNKNOWN:
            return None
        return {Effect.NONCOMPLIANT: Cause.DEVICE_NOT_COMPLIANT, Effect.PERSON: Cause.MFA_REQUIRED}.get(
            self, Cause.CONDITIONAL_ACCESS_BLOCK)


@dataclass(frozen=True, slots=True)
class Expected:
    """One policy, what it would do, and the applications it would do it to, in words."""

    policy: ForecastPolicy
    effect: Effect
    apps: tuple[str, ...]


_COMPLIANCE: Mapping[bool | None, Effect] = MappingProxyType({
    True: Effect.NONE, False: Effect.NONCOMPLIANT, None: Effect.COMPLIANCE})


def effect_of(policy: ForecastPolicy, platform: Platform, *, compliant: bool | None) -> Effect:
    """What the policy's grant controls mean for the room. ``compliant`` says whether its device is known to be so.

    Of alternatives the room takes the easiest; of several demands it has to meet the hardest.
    """
    effects = [control_effect(control, platform, compliant=compliant) for control in policy.grant_controls]
    easiest, hardest = min(effects, default=Effect.NONE), max(effects, default=Effect.NONE)
    if easiest == hardest:
        return hardest
    together = policy.operator.strip().casefold()
    return {"and": hardest, "or": easiest}.get(together, Effect.UNKNOWN)


def control_effect(control: str, platform: Platform, *, compliant: bool | None) -> Effect:
    """What one grant control means for the room."""
    name = plain(control)
    if name == "block":
        return Effect.BLOCK
    if name in {"mfa", "authenticationstrength"}:
        return Effect.PERSON
    if name == "compliantdevice":
        return _COMPLIANCE[compliant]
    return {Support.UNSUPPORTED: Effect.UNSUPPORTED, Support.UNKNOWN: Effect.UNKNOWN}.get(
        support_of(control, platform), Effect.NONE)


def expected(asked: Iterable[Evaluation], platform: Platform, *, compliant: bool | None) -> tuple[Expected, ...]:
    """What every policy that applies would do, the worst first, each policy once with all its applications."""
    found: dict[str, tuple[ForecastPolicy, list[str]]] = {}
    for evaluation in asked:
        for policy in evaluation.policies:
            if policy.applies and (policy.on_trial or is_enforced(policy)):
                found.setdefault(policy.id or policy.name, (policy, []))[1].append(evaluation.app)
    judged = (Expected(policy, effect_of(policy, platform, compliant=compliant), tuple(dict.fromkeys(apps)))
              for policy, apps in found.values())
    return tuple(sorted(judged, key=lambda each: each.effect, reverse=True))


def is_enforced(policy: ForecastPolicy) -> bool:
    """Whether the policy is on; one on trial or switched off is not."""
    return policy.state.casefold() == _ENABLED


def enforced(asked: Iterable[Evaluation]) -> Iterator[tuple[Evaluation, ForecastPolicy]]:
    """Every policy that is on and applies, with the sign-in that it applies to."""
    return ((evaluation, policy) for evaluation in asked for policy in evaluation.policies
            if policy.applies and is_enforced(policy))


def unsettled(asked: Iterable[Evaluation]) -> tuple[tuple[ForecastPolicy, str], ...]:
    """The policies of which nobody can say whether they stop the room, each once, with the reason as a clause."""
    why = ((policy, _why_unsettled(policy, evaluation.app)) for evaluation in asked for policy in evaluation.policies)
    return tuple({policy.id: (policy, clause) for policy, clause in why if clause}.values())


def undecided(found: Sequence[tuple[ForecastPolicy, str]]) -> str:
    """What :func:`unsettled` found, as a sentence; empty where it found nothing."""
    if not found:
        return ""
    more = f"; the same holds for {len(found) - 1} more" if len(found) > 1 else ""
    return f"{WHAT_IF} cannot say whether the policy {found[0][1]}{more}."


def _why_unsettled(policy: ForecastPolicy, app: str) -> str:
    if policy.on_trial or policy.state.casefold() == "disabled":
        return ""
    name = f'"{policy.name or policy.id}"'
    if not is_enforced(policy):
        state = f'whose state "{policy.state[:60]}" Roomcheck does not know'
        return f"{name}, {state}, stops {app}" if policy.applies or _is_unsure(policy) else ""
    if policy.applies or not _is_unsure(policy):
        return ""
    return f"{name} applies to {app}, since {_missing(policy)} not known to it"


def _is_unsure(policy: ForecastPolicy) -> bool:
    return _UNSURE in {reason.casefold() for reason in policy.reasons}


def _missing(policy: ForecastPolicy) -> str:
    others = [reason for reason in policy.reasons if reason.casefold() not in {_UNSURE, "notset"}]
    words = [_CONDITIONS.get(reason.casefold(), f'"{reason[:60]}"') for reason in others]
    return f"{' and '.join(words)} {'is' if len(words) == 1 else 'are'}" if words else "one of its conditions is"


def sign_ins_asked(forecast: AccessForecast, *platforms: Platform) -> tuple[Evaluation, ...]:
    """The ordinary sign-ins of these platforms that were asked about."""
    return tuple(each for each in forecast.items if each.platform in platforms and not each.flow)


def device_codes_asked(forecast: AccessForecast) -> tuple[Evaluation, ...]:
    """The remote sign-ins of an Android device that were asked about."""
    return tuple(each for each in forecast.items
                 if each.platform is Platform.ANDROID and each.flow.casefold() == DEVICE_CODE)


def asked_for_room(forecast: AccessForecast, sign_ins: SignIns | None,
                   heartbeats: Heartbeats | None) -> tuple[Evaluation, ...]:
    """The ordinary sign-ins of the room's kind of device that were asked about; of every kind where it is not known."""
    return sign_ins_asked(forecast, *(platforms_of_room(sign_ins, heartbeats) or tuple(Platform)))


def is_compliant(platform: Platform, sign_ins: SignIns | None, managed: ManagedDevices | None) -> bool | None:
    """Whether the room's device is known to be compliant: as its newest sign-in says, else as Intune does.

    None where neither knows, or where the account has several devices in Intune that differ.
    """
    told = [each for each in attempts_of_room(sign_ins) if each.origin is Origin.DEVICE and each.kind is not
            Kind.DEVICE_LOG and each.compliant is not None and platform_of_attempt(each) in {platform, None}]
    if told:
        return max(told, key=lambda each: each.at).compliant
    states = {device.compliance.casefold() for device in (managed.items if managed else ())
              if platform_of(device.os) in {platform, None}}
    return (states == {_COMPLIANT}) if len(states) == 1 and states <= {_COMPLIANT, "noncompliant"} else None


def named(policies: Sequence[ForecastPolicy]) -> tuple[NamedPolicy, ...]:
    """The policies by name, each once; one without a name by its id."""
    return tuple({policy.id: NamedPolicy(policy.id, policy.name or policy.id) for policy in policies}.values())
