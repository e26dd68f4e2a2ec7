"""Microsoft Graph's application permissions: what each lets Roomcheck read, and what the checks lose without it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from checks.facts.base import Fact
from checks.model import Severity
from checks.registry import Catalogue, Check

_WEIGHT = {severity: weight for weight, severity in enumerate(Severity)}
_NAME = re.compile(r"[A-Za-z]+(?:\.[A-Za-z]+)+")


@dataclass(frozen=True, slots=True)
class Permission:
    """``reads`` says in words what is read with it, ``facts`` are what checks read of that. ``brings`` are those among
    them that cannot be had from Graph without it; to the others it only adds.

    ``core`` is whether Roomcheck is of little use without it.
    """

    name: str
    core: bool
    reads: tuple[str, ...]
    facts: tuple[type[Fact], ...]
    brings: frozenset[type[Fact]]


Permissions = Mapping[str, Permission]
"""By name, the core ones first."""

NOT_TOLD: Permissions = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Cost:
    """What a missing permission costs: checks that Graph alone then cannot answer, and checks that see less; the
    gravest first.
    """

    unjudged: tuple[Check, ...]
    see_less: tuple[Check, ...]


def named_in(text: str) -> frozenset[str]:
    """The names of permissions in a sentence, each as a whole: ``User.Read.All`` is not in
    ``IdentityRiskyUser.Read.All``.
    """
    return frozenset(_NAME.findall(text))


def permission_table(reads: Mapping[str, Sequence[str]], facts: Mapping[str, Sequence[type[Fact]]],
                     core: frozenset[str]) -> Permissions:
    """The permissions of ``reads`` with their facts, the core ones first, each group by name.

    Of several permissions for one fact, its ``how_to_get`` names the one that brings it.
    """
    served = Counter(fact for each in facts.values() for fact in each)

    def permission(name: str) -> Permission:
        own = tuple(facts.get(name, ()))
        brings = frozenset(fact for fact in own if served[fact] == 1 or name in named_in(fact.how_to_get))
        return Permission(name, name in core, tuple(reads[name]), own, brings)
    names = sorted(reads, key=lambda name: (name not in core, name))
    return MappingProxyType({name: permission(name) for name in names})


def cost_of(permission: Permission, permissions: Permissions, catalogue: Catalogue) -> Cost:
    """What the checks lose when this permission is missing and all others are granted."""
    offered = {fact for each in permissions.values() for fact in each.facts}
    otherwise = {fact for each in permissions.values() if each is not permission for fact in each.brings}
    left = {fact for fact in offered if fact not in permission.brings or fact in otherwise}
    reading = (check for check in catalogue.values() if any(need.fact in permission.facts for need in check.needs))
    readers = sorted(reading, key=lambda check: -_WEIGHT[check.severity])
    unjudged = tuple(check for check in readers if check.can_judge(offered) and not check.can_judge(left))
    return Cost(unjudged, tuple(check for check in readers if check not in unjudged))


def permissions_of(check: Check, permissions: Permissions) -> tuple[tuple[Permission, bool], ...]:
    """The permissions that serve a check, each with whether Graph cannot answer the check without it."""
    alone = {check.id: check}
    costs = [(each, cost_of(each, permissions, alone)) for each in permissions.values()]
    return tuple((each, bool(cost.unjudged)) for each, cost in costs if cost.unjudged or cost.see_less)
