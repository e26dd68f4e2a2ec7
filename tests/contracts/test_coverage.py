"""Every way in which an account is known to fail is judged by a check, or its page says why not.

Each way has an id of its kind: A account, L licence, T Teams, E Exchange, S sign-ins, C Conditional Access, D devices,
R risk, H service health, Z the device's zip; a- the causes that Microsoft's own article names, b- the further causes.
"""

import re
from collections.abc import Mapping
from itertools import chain
from pathlib import Path

import pytest

from tests.checks.builders import CATALOGUE

PAGE = (Path(__file__).parents[2] / "docs" / "causes.md").read_text(encoding="utf-8")
JUDGED, _, LEFT_OUT = PAGE.partition("## What it does not look at, and why")
NAMED = frozenset(re.findall(r"`([a-z]+(?:_[a-z]+)*\.[a-z]+(?:_[a-z]+)*)`", JUDGED))
ROWS: Mapping[str, int] = {"A": 7, "L": 4, "T": 1, "E": 4, "S": 5, "C": 7, "D": 2, "R": 1, "H": 1, "Z": 9,
                           "a-": 7, "b-": 34}
"""How many rows there are of each kind."""

WAYS: Mapping[str, tuple[str, ...]] = {
    "A1 found, by any of its addresses, also among the deleted": ("account.found",),
    "A2 enabled": ("account.enabled",),
    "A3 user name and primary address": ("account.primary_address",),
    "A4 password: policy, domain, last change, a new one demanded": (
        "account.password_lasts", "account.new_password_demanded", "sign_in.password_expired"),
    "A5 synchronised or federated, and the errors of that": (
        "account.synchronised", "account.home_domain", "sign_in.on_premises"),
    "A6 usage location": ("account.usage_location",),
    "A7 failing since the password was changed": ("sign_in.credentials", "sign_in.session_kept"),

    "L1 a licence for rooms": ("licence.room_licence", "licence.shared_device", "licence.for_people"),
    "L2 the Teams plan": ("licence.teams_plan",),
    "L3 the Intune plan where compliance is demanded": ("licence.intune_plan",),
    "L4 errors of assignment, the subscription, Basic over its limit": (
        "licence.assignment", "licence.subscription", "licence.basic_limit"),
    "T1 provisioned": ("teams.provisioned",),
    "E1 mailbox reachable": ("mailbox.found",),
    "E2 a room's mailbox": ("mailbox.purpose",),
    "E3 time zone and place": ("mailbox.time_zone", "mailbox.place"),
    "E4 calendar processing": (),

    "S1 interactive sign-ins, and the code that stops them": (
        "sign_in.signs_in", "sign_in.mfa", "sign_in.credentials", "sign_in.other_codes"),
    "S2 non-interactive sign-ins, and the broker's fingerprint": ("sign_in.android_keeps_sign_in",),
    "S3 no sign-ins at all": ("network.sign_in_attempts",),
    "S4 success, and still broken": ("sign_in.success_but_broken",),
    "S5 legacy AutoDiscover and Exchange Web Services": ("sign_in.modern_auth",),

    "C1 policies named in failures": ("access.conditional_access",),
    "C2 What If for both platforms, and for the device code": (
        "access.windows", "access.android", "access.device_code"),
    "C3 controls that are not supported, by the dated matrix": ("access.supported_controls",),
    "C4 security defaults": ("access.security_defaults",),
    "C5 per-user multifactor authentication": ("access.per_user_mfa",),
    "C6 registration campaign and sign-in methods": ("access.registration_campaign", "account.sign_in_methods"),
    "C7 sign-in frequency": ("access.sign_in_frequency",),

    "D1 device registration: policy, quota, disabled objects": (
        "device.registration_allowed", "device.object_limit", "device.objects_enabled"),
    "D2 compliance in Intune": ("device.intune_compliance",),
    "R1 risk": ("account.risk", "sign_in.risk_free"),
    "H1 service health": ("teams.service_health", "mailbox.service_health", "sign_in.service_health"),

    "Z1 the zip and its logs": ("device.logs_readable",),
    "Z2 timeline of heartbeats: first bad, last bad, recovered": (
        "device.heartbeat", "device.always_on", "sign_in.recovered"),
    "Z3 fields of a heartbeat, and false alarms": (
        "device.heartbeat", "teams.device_signs_in", "mailbox.device_connects", "network.reachable_from_device"),
    "Z4 codes in the event log": ("sign_in.mfa", "sign_in.credentials", "sign_in.other_codes"),
    "Z5 network codes": ("network.reachable_from_device", "network.secure_connection"),
    "Z6 the app's licence error": ("licence.room_licence",),
    "Z7 restart loops and hardware": ("device.restarts", "device.hardware"),
    "Z8 clock and versions": ("device.clock", "device.versions"),
    "Z9 correlation ids of both logs": ("sign_in.logs_agree",),

    "a-1 multifactor authentication": ("sign_in.mfa", "access.per_user_mfa", "access.security_defaults"),
    "a-2 blocked by Conditional Access": ("access.conditional_access", "access.windows", "access.android"),
    "a-3 password expired": ("sign_in.password_expired", "account.password_lasts"),
    "a-4 bad credentials": ("sign_in.credentials",),
    "a-5 no sign-ins seen": ("network.sign_in_attempts", "network.reachable_from_device"),
    "a-6 mailbox missing": ("mailbox.found", "sign_in.success_but_broken"),
    "a-7 licence missing": ("licence.room_licence", "sign_in.success_but_broken"),

    "b-1 disabled": ("account.enabled",),
    "b-2 locked, or a malicious address": ("sign_in.locked",),
    "b-3 not found, or another user name": ("account.found", "account.primary_address", "sign_in.credentials"),
    "b-4 not compliant": ("device.compliant", "device.intune_compliance"),
    "b-5 hybrid join demanded": ("access.conditional_access", "access.supported_controls"),
    "b-6 an approved app, or app protection": ("access.conditional_access", "access.supported_controls"),
    "b-7 security defaults": ("access.security_defaults", "sign_in.mfa"),
    "b-8 registration for multifactor authentication": ("sign_in.mfa", "access.registration_campaign"),
    "b-9 terms of use, an outside challenge": ("sign_in.terms_accepted", "access.supported_controls"),
    "b-10 risk": ("account.risk", "sign_in.risk_free"),
    "b-11 codes of an ordinary sign-in": ("sign_in.other_codes",),
    "b-12 refresh token ended": ("sign_in.session_kept", "access.sign_in_frequency"),
    "b-13 device code flow": ("sign_in.remote_sign_in", "access.device_code"),
    "b-14 device registration refused": (
        "sign_in.device_registered", "device.registration_allowed", "device.object_limit", "device.objects_enabled"),
    "b-15 a service disabled or unknown": ("sign_in.services_enabled",),
    "b-16 consent": ("sign_in.consented",),
    "b-17 federation and pass-through agents": ("sign_in.on_premises", "account.home_domain"),
    "b-18 TLS": ("network.tls_version",),
    "b-19 clock": ("device.clock",),
    "b-20 usage location": ("account.usage_location",),
    "b-21 a plan off within the licence": ("licence.teams_plan",),
    "b-22 a plan pending or in error": ("licence.teams_plan", "licence.assignment"),
    "b-23 the wrong licence": (
        "licence.shared_device", "licence.for_people", "licence.basic_limit", "licence.room_licence"),
    "b-24 the subscription lapsed": ("licence.subscription",),
    "b-25 not provisioned in Teams": ("teams.provisioned",),
    "b-26 a mailbox kept on-premises": ("mailbox.found", "mailbox.device_connects"),
    "b-27 no room mailbox": ("mailbox.purpose",),
    "b-28 calendar processing": (),
    "b-29 modern authentication off": ("sign_in.modern_auth", "mailbox.device_connects"),
    "b-30 compliance demanded without Intune": ("licence.intune_plan",),
    "b-31 an administrator's role, sign-in methods": ("account.no_admin_role", "account.sign_in_methods"),
    "b-32 errors of synchronisation": ("account.synchronised",),
    "b-33 a fault of the device itself": (
        "device.heartbeat", "device.always_on", "device.restarts", "device.hardware"),
    "b-34 an incident of Microsoft's own": (
        "teams.service_health", "mailbox.service_health", "sign_in.service_health"),
}
"""Each row, by its id and in words, with the checks that judge it."""

FURTHER: Mapping[str, tuple[str, ...]] = {
    "two objects of one address": ("account.unique",),
    "a guest": ("account.of_the_tenant",),
    "a user who is not a room": ("account.of_a_room",),
    "display name missing": ("device.name_shown",),
}
"""What an admin may meet beyond the rows."""

REASONS: Mapping[str, tuple[str, ...]] = {
    "Calendar processing": ("E4", "b-28"),
    "`authenticationRequirementPolicies`": ("a-1",),
    "`otherMails`": ("A1", "b-3"),
    "Which compliance rule fails": ("D2", "b-4"),
    "`userRegistrationDetails`": ("C6", "b-8"),
    "The directory's audit log": ("A7", "b-12"),
    "`disabledPlans`": ("L2", "b-21"),
    "The time of the last synchronisation": ("A5", "b-32"),
    "The health of a device as Teams sees it": (),
    "Android devices' own logs": (),
    "Whether a version of the app is old": ("Z8",),
    "`signInActivity` and `isResourceAccount`": (),
    "Whether a place is enabled for Teams": ("E3",),
}
"""What is not looked at and has its reason on the page, with the rows of which it would be evidence."""

IDS = {way.split(maxsplit=1)[0]: checks for way, checks in WAYS.items()}


def test_every_row_is_there_once() -> None:
    assert set(IDS) == {f"{kind}{number}" for kind, count in ROWS.items() for number in range(1, count + 1)}
    assert len(IDS) == len(WAYS)


@pytest.mark.parametrize("way", [*WAYS, *FURTHER])
def test_every_way_has_its_checks_or_its_reason(way: str) -> None:
    checks = {**WAYS, **FURTHER}[way]
    assert set(checks) <= set(CATALOGUE)
    assert checks or way.split(maxsplit=1)[0] in set(chain.from_iterable(REASONS.values()))


def test_no_check_is_without_a_way() -> None:
    assert set(chain.from_iterable((*WAYS.values(), *FURTHER.values()))) == set(CATALOGUE)


def test_the_page_names_every_check_and_none_that_is_gone() -> None:
    assert set(CATALOGUE) == NAMED


@pytest.mark.parametrize("reason", REASONS)
def test_what_is_left_out_has_its_reason(reason: str) -> None:
    assert f"* **{reason}**" in LEFT_OUT
    assert set(REASONS[reason]) <= set(IDS)


def test_no_reason_on_the_page_is_left_over() -> None:
    assert re.findall(r"^\* \*\*(.+?)\*\*", LEFT_OUT, re.MULTILINE) == list(REASONS)


def test_the_catalogue_is_whole() -> None:
    assert len(CATALOGUE) >= 45
