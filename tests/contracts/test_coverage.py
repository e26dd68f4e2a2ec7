"""Every way in which an account is known to fail is judged by a check, or its page says why not."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.checks.builders import CATALOGUE

PAGE = (Path(__file__).parents[2] / "docs" / "causes.md").read_text(encoding="utf-8")
JUDGED, _, LEFT_OUT = PAGE.partition("## What it does not look at, and why")
NAMED = frozenset(re.findall(r"`([a-z]+(?:_[a-z]+)*\.[a-z]+(?:_[a-z]+)*)`", JUDGED))

WAYS: Mapping[str, tuple[str, ...]] = {
    # the account
    "found, by any of its addresses, also among the deleted": ("account.found",),
    "enabled": ("account.enabled",),
    "user name and primary address": ("account.primary_address",),
    "two objects of one address": ("account.unique",),
    "a guest": ("account.of_the_tenant",),
    "a user who is not a room": ("account.of_a_room",),
    "password: policy, domain and last change": ("account.password_lasts", "sign_in.password_expired"),
    "a new password demanded": ("account.new_password_demanded",),
    "synchronised, and its errors": ("account.synchronised", "mailbox.found"),
    "federated": ("account.home_domain", "sign_in.on_premises"),
    "usage location": ("account.usage_location",),
    "old password on the device": ("sign_in.credentials",),
    "administrator's role, sign-in methods": ("account.no_admin_role", "account.sign_in_methods"),
    "risk": ("account.risk", "sign_in.risk_free"),
    # licence, Teams, mailbox
    "room licence": ("licence.room_licence",),
    "shared-device licence or a suite for people": ("licence.shared_device", "licence.for_people"),
    "Teams plan and its status": ("licence.teams_plan",),
    "Intune plan when compliance is demanded": ("licence.intune_plan",),
    "assignment errors": ("licence.assignment",),
    "subscription, and Basic over its limit": ("licence.subscription", "licence.basic_limit"),
    "Teams provisioned": ("teams.provisioned",),
    "mailbox reachable": ("mailbox.found",),
    "purpose, time zone, place": ("mailbox.purpose", "mailbox.time_zone", "mailbox.place"),
    # sign-ins
    "interactive sign-ins": ("sign_in.signs_in", "sign_in.mfa", "sign_in.other_codes"),
    "non-interactive sign-ins and the broker's fingerprint": ("sign_in.android_keeps_sign_in",),
    "no sign-ins at all": ("network.sign_in_attempts",),
    "success, but broken": ("sign_in.success_but_broken",),
    "legacy AutoDiscover and Exchange Web Services": ("sign_in.modern_auth",),
    "locked, or a malicious address": ("sign_in.locked",),
    "terms of use, an outside challenge": ("sign_in.terms_accepted",),
    "session and refresh token": ("sign_in.session_kept",),
    "device code flow": ("sign_in.remote_sign_in", "access.device_code"),
    "device registration refused": ("sign_in.device_registered",),
    "service disabled, consent": ("sign_in.services_enabled", "sign_in.consented"),
    "TLS": ("network.tls_version",),
    # Conditional Access
    "policies named in failures": ("access.conditional_access",),
    "What If for both platforms": ("access.windows", "access.android"),
    "unsupported controls by the dated matrix": ("access.supported_controls",),
    "security defaults": ("access.security_defaults",),
    "per-user multifactor authentication": ("access.per_user_mfa",),
    "registration campaign": ("access.registration_campaign",),
    "sign-in frequency": ("access.sign_in_frequency",),
    # devices and services
    "registration policy and quota": ("device.registration_allowed", "device.object_limit"),
    "disabled device objects": ("device.objects_enabled",),
    "Intune compliance": ("device.intune_compliance", "device.compliant"),
    "service health": ("teams.service_health", "mailbox.service_health", "sign_in.service_health"),
    # the zip
    "the zip and its logs": ("device.logs_readable",),
    "timeline of heartbeats": ("device.heartbeat", "device.always_on", "sign_in.recovered"),
    "fields of a heartbeat, and false alarms": ("device.heartbeat", "teams.device_signs_in", "mailbox.device_connects"),
    "network codes": ("network.reachable_from_device", "network.secure_connection"),
    "the app's licence error": ("licence.room_licence",),
    "restart loops and hardware": ("device.restarts", "device.hardware"),
    "clock and versions": ("device.clock", "device.versions"),
    "display name missing": ("device.name_shown",),
    "correlation ids of both logs": ("sign_in.logs_agree",),
}
"""What an admin may meet, with the checks that judge it."""

REASONS = ("Calendar processing", "The health of a device as Teams sees it", "Android devices' own logs",
           "Whether a version of the app is old", "`signInActivity` and `isResourceAccount`",
           "Whether a place is enabled for Teams")


@pytest.mark.parametrize("way", WAYS)
def test_every_way_has_its_checks(way: str) -> None:
    assert set(WAYS[way]) <= set(CATALOGUE)


def test_no_check_is_without_a_way() -> None:
    assert {check for checks in WAYS.values() for check in checks} == set(CATALOGUE)


def test_the_page_names_every_check_and_none_that_is_gone() -> None:
    assert set(CATALOGUE) == NAMED


@pytest.mark.parametrize("reason", REASONS)
def test_what_is_left_out_has_its_reason(reason: str) -> None:
    assert f"* **{reason}**" in LEFT_OUT


def test_the_catalogue_is_whole() -> None:
    assert len(CATALOGUE) >= 45
