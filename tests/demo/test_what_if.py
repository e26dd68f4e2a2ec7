"""What If: a table of conditions, and that it agrees with the story of every room."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from demo.graph_policies import access_policy
from demo.graph_sign_ins import COUNTRIES
from demo.identifiers import DEVICE_REGISTRATION, EXCHANGE, TEAMS_SERVICES, group_id
from demo.rooms import EVERY_WEEK, NO_DEVICE_CODES, POLICIES, ROOMS
from demo.scenario import MEETING_ROOMS, Attempt, Policy, Scenario
from demo.tenant import Tenant
from demo.tenant_state import NamedLocation
from demo.what_if import Asked, BadSignInError, Who, asked, what_if

HOME, OUT = NamedLocation("Home", ("CH", "LI")), NamedLocation("Elsewhere", ("US",))
LOCATIONS = {place.id: frozenset(place.countries) for place in (HOME, OUT)}
ROOM = Who("room", groups=frozenset({group_id("Rooms")}))
GUEST, PERSON = Who("guest", guest=True), Who("person")
SIGN_IN = Asked("room", (TEAMS_SERVICES.id,), "windows", "mobileAppsAndDesktopClients", "none", "CH", located=True)
ALL = Policy("A policy", "mfa")
HOME_ONLY = replace(ALL, spares="Home")
CODES = replace(ALL, flows=("deviceCodeFlow", "authenticationTransfer"))
BY_CODE, NOWHERE = replace(SIGN_IN, flow="deviceCodeFlow"), replace(SIGN_IN, country="", located=False)

TABLE: Mapping[str, tuple[Policy, Asked, Who, str]] = {
    "everybody": (ALL, SIGN_IN, ROOM, ""),
    "on trial": (replace(ALL, state="enabledForReportingButNotEnforced"), SIGN_IN, ROOM, ""),
    "off": (replace(ALL, state="disabled"), SIGN_IN, ROOM, "policyNotEnabled"),
    "guests, a member": (replace(ALL, applies_to="guests"), SIGN_IN, ROOM, "users"),
    "guests, a guest": (replace(ALL, applies_to="guests"), SIGN_IN, GUEST, ""),
    "a group, in it": (replace(ALL, applies_to="Rooms"), SIGN_IN, ROOM, ""),
    "a group, not in it": (replace(ALL, applies_to="Rooms"), SIGN_IN, PERSON, "users"),
    "an excluded group, in it": (replace(ALL, excludes=("Others", "Rooms")), SIGN_IN, ROOM, "users"),
    "an excluded group, not in it": (replace(ALL, excludes=("Rooms",)), SIGN_IN, PERSON, ""),
    "its app": (replace(ALL, apps=(TEAMS_SERVICES.id,)), SIGN_IN, ROOM, ""),
    "another app": (replace(ALL, apps=(EXCHANGE.id,)), SIGN_IN, ROOM, "application"),
    "an excluded app": (replace(ALL, excluded_apps=(TEAMS_SERVICES.id,)), SIGN_IN, ROOM, "application"),
    "its platform": (replace(ALL, platforms=("windows", "iOS")), SIGN_IN, ROOM, ""),
    "all platforms": (replace(ALL, platforms=("all",)), SIGN_IN, ROOM, ""),
    "another platform": (replace(ALL, platforms=("android",)), SIGN_IN, ROOM, "devicePlatform"),
    "a platform, none told": (replace(ALL, platforms=("android",)), replace(SIGN_IN, platform="all"), ROOM,
                              "notEnoughInformation"),
    "its client": (replace(ALL, client_apps=("browser", "mobileAppsAndDesktopClients")), SIGN_IN, ROOM, ""),
    "another client": (replace(ALL, client_apps=("exchangeActiveSync", "other")), SIGN_IN, ROOM, "clientApps"),
    "a client, none told": (replace(ALL, client_apps=("other",)), replace(SIGN_IN, client="all"), ROOM,
                            "notEnoughInformation"),
    "a spared country": (HOME_ONLY, SIGN_IN, ROOM, "location"),
    "another spared country": (HOME_ONLY, replace(SIGN_IN, country="LI"), ROOM, "location"),
    "a country not spared": (HOME_ONLY, replace(SIGN_IN, country="DE"), ROOM, ""),
    "an address of no known country": (HOME_ONLY, replace(SIGN_IN, country=""), ROOM, ""),
    "no place told": (HOME_ONLY, NOWHERE, ROOM, "notEnoughInformation"),
    "no place told, another user": (replace(HOME_ONLY, excludes=("Rooms",)), NOWHERE, ROOM, "users"),
    "no place told, any place": (ALL, NOWHERE, ROOM, ""),
    "a code": (CODES, BY_CODE, ROOM, ""),
    "no code": (CODES, SIGN_IN, ROOM, "authenticationFlow"),
    "two reasons": (replace(CODES, applies_to="guests"), SIGN_IN, ROOM, "users,authenticationFlow"),
}


@pytest.mark.parametrize(("policy", "sign_in", "who", "reasons"), TABLE.values(), ids=TABLE)
def test_a_policy_applies_unless_there_is_a_reason(policy: Policy, sign_in: Asked, who: Who, reasons: str,
                                                   now: datetime) -> None:
    given = access_policy(policy, now)
    (result,) = what_if([given], sign_in, who, LOCATIONS)
    assert result == given | {"policyApplies": not reasons, "analysisReasons": reasons or "notSet"}
    assert what_if([given], replace(sign_in, applied_only=True), who, LOCATIONS) == ([] if reasons else [result])


BODY: Mapping[str, Any] = {
    "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": "room"},
    "signInContext": {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": ["app"]},
    "signInConditions": {},
}


def with_conditions(**conditions: Any) -> dict[str, Any]:
    return {**BODY, "signInConditions": conditions}


@pytest.mark.parametrize(("body", "meant"), [
    (BODY, Asked("room", ("app",))),
    ({**BODY, "appliedPoliciesOnly": True}, Asked("room", ("app",), applied_only=True)),
    (with_conditions(devicePlatform="android", clientAppType="browser", country="ch"),
     Asked("room", ("app",), "android", "browser", country="CH", located=True)),
    (with_conditions(ipAddress="198.51.100.20"), Asked("room", ("app",), country="DE", located=True)),
    (with_conditions(ipAddress="192.0.2.1"), Asked("room", ("app",), located=True)),
    (with_conditions(authenticationFlow={"transferMethod": "deviceCodeFlow"}, signInRiskLevel="none",
                     deviceInfo={"isCompliant": False}), Asked("room", ("app",), flow="deviceCodeFlow")),
])
def test_a_body_says_who_signs_in_to_what_and_how(body: Any, meant: Asked) -> None:
    assert asked(body, COUNTRIES) == meant


@pytest.mark.parametrize("body", [
    None, [], {}, {**BODY, "signInIdentity": {"userId": "room"}}, {**BODY, "signInConditions": None},
    {**BODY, "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn"}},
    {**BODY, "signInContext": {"includeApplications": ["app"]}},
    {**BODY, "signInContext": {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": []}},
    {**BODY, "signInContext": {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": [7]}},
    {**BODY, "appliedPoliciesOnly": "yes"}, with_conditions(devicePlatform="amiga"), with_conditions(country=7),
    with_conditions(clientAppType="mobile"), with_conditions(authenticationFlow="deviceCodeFlow"),
    with_conditions(authenticationFlow={"transferMethod": "pigeon"}),
])
def test_a_body_that_is_none_is_refused(body: Any) -> None:
    with pytest.raises(BadSignInError):
        asked(body, COUNTRIES)


def enforced(tenant: Tenant, room: Scenario, attempt: Attempt) -> set[str]:
    """The names of the policies in force that apply to a sign-in like this one, at the place it comes from."""
    who = tenant.who(room.object_id)
    if who is None:
        return set()
    flow = "deviceCodeFlow" if attempt.by_code else "none"
    platform = "android" if attempt.os == "Android" else "windows"
    sign_in = Asked(room.object_id, (attempt.resource.id,), platform, "mobileAppsAndDesktopClients", flow,
                    "DE" if attempt.abroad else "CH", located=True, applied_only=True)
    found = what_if(tenant.policies, sign_in, who, tenant.locations)
    return {policy["displayName"] for policy in found if policy["state"] == "enabled"}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.display_name)
def test_what_if_agrees_with_what_refused_the_room(room: Scenario, now: datetime) -> None:
    tenant = Tenant(now)
    device = [attempt for attempt in room.attempts if not attempt.agent.startswith("Mozilla/")]
    newest = min(device, key=lambda attempt: attempt.ago, default=None)
    named = {applied.policy.name for applied in newest.policies if applied.result == "failure"} if newest else set()
    expected = named | ({EVERY_WEEK.name} if room.display_name == "Baden Stein" else set())
    assert newest is None or enforced(tenant, room, newest) == expected


@pytest.mark.parametrize("room", [room for room in ROOMS if room.groups == (MEETING_ROOMS,)],
                         ids=lambda room: room.display_name)
@pytest.mark.parametrize(("os", "resource", "by_code"), [
    ("Windows10", TEAMS_SERVICES, False), ("Windows10", EXCHANGE, False), ("Android", TEAMS_SERVICES, False),
    ("Android", DEVICE_REGISTRATION, True),
])
def test_no_policy_in_force_stands_in_the_way_of_a_room_as_it_should_be(room: Scenario, os: str, resource: Any,
                                                                        by_code: bool, now: datetime) -> None:
    attempt = Attempt(room.attempts[0].ago, os=os, resource=resource, by_code=by_code)
    assert enforced(Tenant(now), room, attempt) == set()


def test_a_person_is_asked_for_what_rooms_are_spared(now: datetime) -> None:
    tenant = Tenant(now)
    person = tenant.who(tenant.employees[0].object_id)
    assert person is not None
    found = what_if(tenant.policies, replace(BY_CODE, user_id=person.id, applied_only=True), person, tenant.locations)
    assert {policy["displayName"] for policy in found} == {
        "Require multifactor authentication for all users", "Require a hybrid-joined device (pilot)",
        NO_DEVICE_CODES.name}
    assert len(what_if(tenant.policies, BY_CODE, person, tenant.locations)) == len(POLICIES)
