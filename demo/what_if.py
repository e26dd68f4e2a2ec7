"""Which Conditional Access policies would apply to a sign-in: a small version of Microsoft's What If.

It knows the conditions that the simulated policies set: users, applications, device platforms, client apps, locations
and authentication flows. A policy on trial applies as any other does, and a policy that is off never does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demo.graph_objects import Json

NOT_SET, NOT_ENOUGH = "notSet", "notEnoughInformation"
_USER_SIGN_IN, _APPLICATIONS = "#microsoft.graph.userSignIn", "#microsoft.graph.applicationContext"
_PLATFORMS = frozenset({"all", "android", "iOS", "windows", "windowsPhone", "macOS", "linux"})
_CLIENT_APPS = frozenset({"all", "browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "easSupported",
                          "other"})
_FLOWS = frozenset({"none", "deviceCodeFlow", "authenticationTransfer"})


class BadSignInError(Exception):
    """The body describes no sign-in of a user to an application; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Who:
    """The account that signs in; ``groups`` and ``roles`` are ids."""

    id: str
    guest: bool = False
    groups: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """The sign-in that is asked about.

    ``platform`` and ``client`` are ``all`` and ``flow`` is ``none`` where the body says nothing. ``country`` is empty
    where it is unknown; ``located`` says whether the body has an address or a country at all.
    """

    user_id: str
    apps: tuple[str, ...]
    platform: str = "all"
    client: str = "all"
    flow: str = "none"
    country: str = ""
    located: bool = False
    applied_only: bool = False


def asked(body: Any, countries: Mapping[str, str]) -> Asked:
    """The body of ``POST /identity/conditionalAccess/evaluate``. Raises :class:`BadSignInError`.

    ``countries`` tells the country of an address.
    """
    identity, context, conditions = (_object(body, name) for name in ("signInIdentity", "signInContext",
                                                                      "signInConditions"))
    if identity.get("@odata.type") != _USER_SIGN_IN or not isinstance(identity.get("userId"), str):
        raise BadSignInError("signInIdentity must be a userSignIn with a userId.")
    if context.get("@odata.type") != _APPLICATIONS:
        raise BadSignInError("signInContext must be an applicationContext.")
    only = body.get("appliedPoliciesOnly", False)
    if not isinstance(only, bool):
        raise BadSignInError("appliedPoliciesOnly must be true or false.")
    address, country = _word(conditions, "ipAddress"), _word(conditions, "country")
    flow = _object(conditions, "authenticationFlow") if "authenticationFlow" in conditions else {}
    return Asked(identity["userId"], _apps(context), _one_of(conditions, "devicePlatform", _PLATFORMS, "all"),
                 _one_of(conditions, "clientAppType", _CLIENT_APPS, "all"),
                 _one_of(flow, "transferMethod", _FLOWS, "none"), (country or countries.get(address, "")).upper(),
                 bool(address or country), only)


def what_if(policies: Sequence[Json], sign_in: Asked, who: Who,
            locations: Mapping[str, frozenset[str]]) -> list[Json]:
    """Every policy with ``policyApplies`` and ``analysisReasons``, or those that apply alone if that was asked for.

    ``locations`` are the countries of each named location, by id.
    """
    results = [_judged(policy, sign_in, who, locations) for policy in policies]
    return [result for result in results if result["policyApplies"] or not sign_in.applied_only]


def _judged(policy: Json, sign_in: Asked, who: Who, locations: Mapping[str, frozenset[str]]) -> Json:
    missed = list(_missed(policy, sign_in, who, locations))
    # What is certain to keep a policy away does so whatever else is unknown.
    certain = [reason for reason in missed if reason != NOT_ENOUGH]
    return policy | {"policyApplies": not missed, "analysisReasons": ",".join(certain or missed[:1]) or NOT_SET}


def _missed(policy: Json, sign_in: Asked, who: Who, locations: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Why the policy does not apply, in Microsoft's words."""
    conditions = policy["conditions"]
    if policy["state"] == "disabled":
        yield "policyNotEnabled"
    if not _for_user(conditions["users"], who):
        yield "users"
    if not _for_apps(conditions["applications"], sign_in.apps):
        yield "application"
    yield from _platform(conditions["platforms"], sign_in.platform)
    yield from _client(conditions["clientAppTypes"], sign_in.client)
    yield from _location(conditions["locations"], sign_in, locations)
    flows = conditions["authenticationFlows"]
    if flows and sign_in.flow not in flows["transferMethods"].split(","):
        yield "authenticationFlow"


def _for_user(users: Json, who: Who) -> bool:
    def among(kind: str) -> bool:
        named = set(users[f"{kind}Users"])
        return bool(who.id in named or "All" in named or (who.guest and "GuestsOrExternalUsers" in named)
                    or who.groups & set(users[f"{kind}Groups"]) or who.roles & set(users[f"{kind}Roles"]))

    return among("include") and not among("exclude")


def _for_apps(applications: Json, apps: Sequence[str]) -> bool:
    included, excluded = set(applications["includeApplications"]), set(applications["excludeApplications"])
    return any(("All" in included or app in included) and app not in excluded for app in apps)


def _platform(condition: Json | None, platform: str) -> Iterator[str]:
    if condition is None:
        return
    included, excluded = set(condition["includePlatforms"]), set(condition["excludePlatforms"])
    if platform == "all" and included != {"all"}:
        yield NOT_ENOUGH
    elif platform in excluded or not included & {platform, "all"}:
        yield "devicePlatform"


def _client(wanted: Sequence[str], client: str) -> Iterator[str]:
    if "all" in wanted or client in wanted:
        return
    yield NOT_ENOUGH if client == "all" else "clientApps"


def _location(condition: Json | None, sign_in: Asked, locations: Mapping[str, frozenset[str]]) -> Iterator[str]:
    if condition is None:
        return
    included, excluded = condition["includeLocations"], condition["excludeLocations"]
    if included == ["All"] and not excluded:
        return
    if not sign_in.located:
        yield NOT_ENOUGH
        return

    def within(places: Sequence[str]) -> bool:
        return any(place == "All" or sign_in.country in locations.get(place, frozenset()) for place in places)

    if within(excluded) or not within(included):
        yield "location"


def _object(body: Any, name: str) -> Json:
    found = body.get(name) if isinstance(body, dict) else None
    if not isinstance(found, dict):
        raise BadSignInError(f"{name} is missing or is no object.")
    return found


def _apps(context: Json) -> tuple[str, ...]:
    named = context.get("includeApplications")
    if not isinstance(named, list) or not named or not all(isinstance(each, str) for each in named):
        raise BadSignInError("includeApplications must name an application.")
    return tuple(named)


def _word(conditions: Json, name: str) -> str:
    value = conditions.get(name) or ""
    if not isinstance(value, str):
        raise BadSignInError(f"{name} must be a text.")
    return value


def _one_of(conditions: Json, name: str, known: frozenset[str], otherwise: str) -> str:
    value = _word(conditions, name) or otherwise
    if value not in known:
        raise BadSignInError(f"{name} has no member '{value}'.")
    return value
