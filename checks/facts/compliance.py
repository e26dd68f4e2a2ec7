"""Whether a sign-in of the room needs a compliant device: by what it met, and by what a policy would decide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from checks.facts.access_forecast import AccessForecast, ForecastPolicy, Platform
from checks.facts.access_support import Support, plain, support_of
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import LOOK_BACK, cited
from checks.facts.refusals import Refusal, evidence, of_causes, open_refusals, times_refused
from checks.facts.settings import in_the_way
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Citation, Confidence, ShowGuide, Verdict, fail

_COMPLIANT = "compliantdevice"
_UNSURE = "notenoughinformation"
_MOST = 3
_CLOSED = frozenset({Support.UNSUPPORTED, Support.BREAKS})

Policies = tuple[ForecastPolicy, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """What demands a compliant device of the room.

    ``met`` are the device's own refusals for want of one that nothing has healed, none older than a week; ``policies``
    apply to the room and offer no other way in that a room can go; ``perhaps`` would, and What If cannot say whether
    they apply. ``cites`` names What If where it was asked.
    """

    met: tuple[Refusal, ...] = ()
    policies: Policies = ()
    perhaps: Policies = ()
    cites: tuple[Citation, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.met or self.policies)


def demand_of(forecast: AccessForecast | None, sign_ins: SignIns | None, heartbeats: Heartbeats | None,
              now: datetime) -> Demand:
    """All that demands it, as far as it could be read."""
    found = of_causes(open_refusals(sign_ins, heartbeats), Cause.DEVICE_NOT_COMPLIANT)
    met = tuple(each for each in found if each.by_device and now - each.at <= LOOK_BACK)
    strict = [policy for item in (forecast.items if forecast else ()) for policy in item.policies
              if not policy.on_trial and _demands(policy, item.platform)]
    return Demand(met, _once(policy for policy in strict if policy.applies),
                  _once(policy for policy in strict if not policy.applies and _is_unsure(policy)),
                  (forecast.cite,) if forecast else ())


def _once(policies: Iterable[ForecastPolicy]) -> Policies:
    return tuple({policy.id: policy for policy in policies}.values())


def _demands(policy: ForecastPolicy, platform: Platform) -> bool:
    """Whether the policy demands a compliant device and offers no other way in that a room can go."""
    controls = {plain(control) for control in policy.grant_controls}
    if _COMPLIANT not in controls or len(controls) == 1:
        return _COMPLIANT in controls
    together = policy.operator.strip().casefold()
    closed = all(support_of(control, platform) in _CLOSED for control in controls - {_COMPLIANT})
    return together == "and" or (together == "or" and closed)


def _is_unsure(policy: ForecastPolicy) -> bool:
    return _UNSURE in {reason.casefold() for reason in policy.reasons}


def named(policies: Policies) -> str:
    """The policies as a sentence lists them, the first three by name."""
    names = ", ".join(f'"{policy.name or policy.id}"' for policy in policies[:_MOST])
    return names + (f" and {len(policies) - _MOST} more" if len(policies) > _MOST else "")


def not_met(summary: str, demand: Demand, sign_ins: SignIns | None, heartbeats: Heartbeats | None, now: datetime, *,
            cites: Sequence[Citation]) -> Verdict:
    """The verdict on what keeps the device from being compliant where that is demanded.

    Where the device was refused for it, it is a failure, though only a likely one: no refusal says what made the device
    non-compliant. Otherwise the demand stands in a policy alone, and is judged as any setting is.
    """
    if demand.met:
        text = f"{summary} {times_refused(demand.met, ' for want of a compliant device')}"
        return fail(text, ShowGuide(Cause.DEVICE_NOT_COMPLIANT), cites=cited(*cites, *evidence(demand.met)),
                    cause=Cause.DEVICE_NOT_COMPLIANT, since=demand.met[-1].at, latest=demand.met[0].at,
                    confidence=Confidence.MEDIUM)
    told = f"{summary} A compliant device is demanded by {named(demand.policies)}."
    return in_the_way(told, Cause.DEVICE_NOT_COMPLIANT, sign_ins, heartbeats, now, cites=[*cites, *demand.cites])
