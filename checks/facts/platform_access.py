"""The verdict on what Conditional Access would decide about the room on one platform."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from checks.facts.access_forecast import AccessForecast, Platform
from checks.facts.access_support import AS_OF, in_words
from checks.facts.devices import ManagedDevices
from checks.facts.heartbeats import Heartbeats
from checks.facts.platforms import TITLES, platforms_of_room
from checks.facts.policy_names import cites_of, listed
from checks.facts.reading import cited
from checks.facts.security import Risk
from checks.facts.settings import in_the_way
from checks.facts.sign_ins import SignIns
from checks.facts.what_if import (
    WHAT_IF,
    Effect,
    Expected,
    control_effect,
    expected,
    is_compliant,
    named,
    sign_ins_asked,
    undecided,
    unsettled,
)
from checks.model import Citation, Confidence, Status, Verdict, not_applicable, not_judged, ok, warn

MATRIX = f"Microsoft's support matrix of {AS_OF:%d %B %Y}"
_MOST = 3
_RISKY = f"{WHAT_IF} was asked without a risk, and the account is at risk."


@dataclass(frozen=True, slots=True)
class _Case:
    """One platform's question, and what is known of the room."""

    platform: Platform
    forecast: AccessForecast
    sign_ins: SignIns | None
    heartbeats: Heartbeats | None
    compliant: bool | None

    @property
    def there(self) -> frozenset[Platform]:
        return platforms_of_room(self.sign_ins, self.heartbeats)

    @property
    def elsewhere(self) -> str:
        """That the room's device is of another kind; empty where it is of this kind, or of one nobody knows."""
        if not self.there or self.platform in self.there:
            return ""
        kinds = " and ".join(sorted(TITLES[each] for each in self.there))
        return f"It does not concern this room: its device runs {kinds}."


def verdict_on_platform(platform: Platform, forecast: AccessForecast, sign_ins: SignIns | None,
                        heartbeats: Heartbeats | None, managed: ManagedDevices | None, *, risk: Risk | None,
                        now: datetime) -> Verdict:
    """Whether the policies that apply would let a room on this platform in.

    A policy in force that would not is judged as any setting is, where the room's device is of this kind. Where it is
    known to be of another kind, what is in its way is told, and is no warning.
    """
    case = _Case(platform, forecast, sign_ins, heartbeats, is_compliant(platform, sign_ins, managed))
    asked = sign_ins_asked(forecast, platform)
    if not asked:
        return _not_asked(case)
    all_ = expected(asked, platform, compliant=case.compliant)
    standing = [each for each in all_ if not each.policy.on_trial]
    open_ = undecided(unsettled(asked))
    apps = _joined([each.app for each in asked])
    verdict = (_obstructed(case, [each for each in standing if each.effect.cause], now)
               or _doubtful(case, [each for each in standing if each.effect > Effect.NONE])
               or _on_trial(case, [each for each in all_ if each.policy.on_trial and each.effect.cause]))
    if verdict and case.elsewhere:
        return not_applicable(_sentence(verdict.summary, case.elsewhere, open_))
    if verdict:
        return replace(verdict, summary=_sentence(verdict.summary, open_))
    if open_ or (risk and risk.stands):
        return not_judged(_sentence(open_, _RISKY if risk and risk.stands else ""))
    return ok(f"{WHAT_IF}: no policy in force keeps {_a(case)} out of {apps}.", cites=[forecast.cite])


def _not_asked(case: _Case) -> Verdict:
    if case.elsewhere:
        return not_applicable(f"{WHAT_IF} was not asked about {_a(case)}. {case.elsewhere}")
    return not_judged(f"{WHAT_IF} was not asked about {_a(case)}: ask for a check of Conditional Access in this room.")


def _obstructed(case: _Case, found: Sequence[Expected], now: datetime) -> Verdict | None:
    """The policies in force that keep the room out; those of the worst kind speak for the cause."""
    if not found:
        return None
    cause = found[0].effect.cause
    worst = [each for each in found if each.effect is found[0].effect]
    same = [each for each in found if each.effect.cause is cause]
    more = f" {len(found) - len(worst)} more would stop it as well." if len(found) > len(worst) else ""
    summary = f"{WHAT_IF} for {_a(case)}: {_deed(case, worst)}{more}"
    cites = _cites(case, same)
    if case.elsewhere or cause is None:
        return warn(summary, cites=cites)
    verdict = in_the_way(summary, cause, case.sign_ins, case.heartbeats, now, cites=cites)
    if case.there or verdict.status is not Status.FAIL:
        return verdict
    told = f"{summary} Nothing tells whether the room's device runs {TITLES[case.platform]}."
    return warn(told, *verdict.next_steps, cites=cites, cause=cause, confidence=Confidence.LOW)


def _doubtful(case: _Case, found: Sequence[Expected]) -> Verdict | None:
    """Demands of which nobody can say whether the room meets them."""
    if not found:
        return None
    worst = [each for each in found if each.effect is found[0].effect]
    return warn(f"{WHAT_IF} for {_a(case)}: {_deed(case, worst)}", cites=_cites(case, worst))


def _on_trial(case: _Case, found: Sequence[Expected]) -> Verdict | None:
    """Policies that only report now, and would keep the room out once they are in force."""
    if not found:
        return None
    worst = [each for each in found if each.effect is found[0].effect]
    return warn(f"Only on trial as yet (report-only), so nothing is blocked: {_deed(case, worst)}",
                cites=_cites(case, worst))


def _deed(case: _Case, worst: Sequence[Expected]) -> str:
    """What the policies of one kind do, as the rest of a sentence."""
    who, one = listed(named([each.policy for each in worst])), len(worst) == 1
    who = who[0].lower() + who[1:]
    apps = _joined([app for each in worst for app in each.apps])
    effect = worst[0].effect
    if effect is Effect.BLOCK:
        return f"{who} block{'s' if one else ''} its sign-in to {apps}."
    demands = f"{who} demand{'s' if one else ''} {_demanded(case, worst)} for {apps}"
    return demands + {
        Effect.PERSON: ", which nobody in the room can answer.",
        Effect.UNSUPPORTED: f", which Teams Rooms does not support on {TITLES[case.platform]} ({MATRIX}).",
        Effect.COMPLIANCE: ". Whether the room's device is compliant is not known.",
        Effect.NONCOMPLIANT: ", and the room's device is known not to be compliant.",
        Effect.UNKNOWN: f". Whether the room can meet that is not known: {MATRIX} does not decide it.",
    }.get(effect, ".")


def _demanded(case: _Case, worst: Sequence[Expected]) -> str:
    """The controls that make the policies what they are, in words."""
    controls = [control for each in worst for control in each.policy.grant_controls]
    telling = [control for control in controls
               if control_effect(control, case.platform, compliant=case.compliant) is worst[0].effect]
    return _joined([in_words(control) for control in telling or controls])


def _joined(words: Sequence[str]) -> str:
    once = list(dict.fromkeys(words))
    more = [f"{len(once) - _MOST} more"] if len(once) > _MOST else []
    *head, last = [*once[:_MOST], *more]
    return f"{', '.join(head)} and {last}" if head else last


def _a(case: _Case) -> str:
    return f"{'an' if case.platform is Platform.ANDROID else 'a'} {TITLES[case.platform]} room"


def _sentence(*parts: str) -> str:
    return " ".join(filter(None, parts))


def _cites(case: _Case, found: Sequence[Expected]) -> tuple[Citation, ...]:
    policies = cites_of(named([each.policy for each in found]), case.forecast.cite.source)
    return cited(*policies, case.forecast.cite)
