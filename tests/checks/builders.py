"""Facts in one line each, as a healthy room has them; a test changes only what it is about.

Times are hours before ``NOW``.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from checks.collector import Evidence
from checks.engine import find
from checks.facts.access_forecast import AccessForecast, Evaluation, ForecastPolicy, Platform
from checks.facts.access_policies import AccessPolicies, AccessPolicy
from checks.facts.account import Account
from checks.facts.app_log import AppError, AppLog
from checks.facts.base import Fact, Facts
from checks.facts.clock import DeviceClock
from checks.facts.contents import Contents, LogSeen
from checks.facts.device import Device
from checks.facts.devices import (
    DirectoryDevice,
    DirectoryDevices,
    ManagedDevice,
    ManagedDevices,
    RegistrationPolicy,
)
from checks.facts.domain import NEVER_EXPIRES, SignInDomain
from checks.facts.federation_faults import FederationFault, FederationFaults
from checks.facts.hardware import Hardware, HardwareReport, Restart, Restarts
from checks.facts.heartbeats import Heartbeat, Heartbeats
from checks.facts.licences import Licence, Licences, ServicePlan
from checks.facts.mailbox import Mailbox
from checks.facts.network_faults import NetworkFault, NetworkFaults
from checks.facts.place import Place
from checks.facts.security import (
    AdminRoles,
    AuthMethods,
    Memberships,
    PerUserMfa,
    RegistrationCampaign,
    Risk,
    SecurityDefaults,
)
from checks.facts.sign_ins import AppliedPolicy, Kind, Origin, SignIn, SignIns
from checks.facts.teams_provisioning import TeamsProvisioning
from checks.facts.tenant import ServiceHealth, ServiceIssue, Subscription, Subscriptions
from checks.facts.versions import Versions, VersionSeen
from checks.model import Cause, Citation, Finding, Gap, GapReason, Status, Window
from checks.registry import discover

NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)
CATALOGUE = discover()
INTERACTIVE, NON_INTERACTIVE = "graph.sign_ins.interactive", "graph.sign_ins.non_interactive"
TEAMS, EXCHANGE = "Microsoft Teams", "Office 365 Exchange Online"
TEAMS1 = "57ff2da0-773e-42df-b2af-ffb7a2317929"
ROOMS_PRO = "4cde982a-ede4-4409-9ae6-b003453c8ea6"
SHARED = "295a8eb0-f78d-45c7-8b5b-1eed5ed02dff"


Case = tuple[tuple[Fact, ...], Status, Cause | None]
"""Facts, and the status and cause that a check finds in them."""


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def cite(place: str, at: datetime | None = None, **more: str) -> Citation:
    return Citation("graph.test", place, at=at, **more)


def attempt(code: int, hours: float, origin: Origin = Origin.DEVICE, **more: Any) -> SignIn:
    """A sign-in of Teams in the interactive log."""
    at = ago(hours)
    place = cite(f"auditLogs/signIns/{code}-{hours}-{more.get('app', TEAMS)}-{origin}", at,
                 quote=more.get("reason", ""), code=f"AADSTS{code}" if code else "")
    return SignIn(at, code, more.pop("kind", Kind.INTERACTIVE), origin, place, **{"app": TEAMS, **more})


def success(hours: float, origin: Origin = Origin.DEVICE, **more: Any) -> SignIn:
    return attempt(0, hours, origin, **more)


def logged(code: int, hours: float, origin: Origin = Origin.DEVICE, **more: Any) -> SignIn:
    """A failure in the device's own log, which may not name the application."""
    return attempt(code, hours, origin, **{"kind": Kind.DEVICE_LOG, "app": "", **more})


def windows(*sources: str, days: float = 7, until: float = 0) -> tuple[Window, ...]:
    return tuple(Window(ago(24 * days + until), ago(until), source) for source in sources)


def sign_ins(*items: SignIn, covers: tuple[Window, ...] | None = None) -> SignIns:
    """Both of Entra's logs, read over seven days."""
    seen = windows(INTERACTIVE, NON_INTERACTIVE) if covers is None else covers
    return SignIns(tuple(sorted(items, key=lambda item: item.at, reverse=True)), seen)


def device_log(*items: SignIn, until: float = 0) -> SignIns:
    """The device's own log alone."""
    return sign_ins(*items, covers=windows("bundle.aad_log", until=until))


def applied(name: str = "Block all", result: str = "failure", policy: str = "p1") -> AppliedPolicy:
    return AppliedPolicy(policy, name, result)


def well(hours: float) -> Heartbeat:
    return Heartbeat(ago(hours), True, cite(f"beat#{hours}", ago(hours)))


def unwell(hours: float, *codes: int, network: str = "Healthy", exchange: str = "Connected",
           sign_in: str = "NotApplicable", teams: str = "Unhealthy") -> Heartbeat:
    return Heartbeat(ago(hours), False, cite(f"beat#{hours}", ago(hours)), network, exchange, sign_in, teams,
                     codes=codes)


def false_alarm(hours: float) -> Heartbeat:
    return unwell(hours, sign_in="Unhealthy", teams="Healthy")


def heartbeats(*items: Heartbeat, until: float = 0) -> Heartbeats:
    ordered = tuple(sorted(items, key=lambda item: item.at, reverse=True))
    return Heartbeats(ordered, windows("bundle.heartbeats", until=until))


def faults(*hours: float, hresult: str = "0xCAA82EE7", until: float = 0) -> NetworkFaults:
    places = {each: cite(f"fault#{each}", ago(each), code=hresult) for each in sorted(hours)}
    items = (NetworkFault(ago(each), hresult, place, "login.microsoftonline.com") for each, place in places.items())
    return NetworkFaults(tuple(items), windows("bundle.aad_log", until=until))


def app_log(*hours: float, state: str = "licenseError") -> AppLog:
    items = (AppError(ago(each), "get_skype_license", state, cite(f"Logs.txt#{each}", ago(each)))
             for each in sorted(hours))
    return AppLog(tuple(items), windows("bundle.app_log"))


def account(**changes: Any) -> Account:
    healthy: dict[str, Any] = {"address": "room-42@contoso.com", "found": True, "object_id": "oid",
                               "display_name": "Room 42", "enabled": True, "mail": "room-42@contoso.com",
                               "primary_address": "room-42@contoso.com", "user_type": "Member",
                               "last_password_change": ago(24 * 40), "password_never_expires": True,
                               "must_change_password": False, "usage_location": "CH", "assignments": ()}
    return Account(NOW, cite("users/room-42"), **{**healthy, **changes})


def no_account(deleted: datetime | None = None) -> Account:
    place = "directory/deletedItems/oid" if deleted else "users/room-42"
    return Account(NOW, cite(place), "room-42@contoso.com", found=False, deleted_at=deleted)


def licence(sku: str = ROOMS_PRO, name: str = "Microsoft_Teams_Rooms_Pro", plan: str = TEAMS1,
            state: str = "Success") -> Licence:
    return Licence(sku, name, (ServicePlan(plan, "TEAMS1", state),))


def licences(*items: Licence) -> Licences:
    return Licences(NOW, cite("users/room-42/licenseDetails"), items)


def mailbox(reachable: bool = True) -> Mailbox:
    zone = "W. Europe Standard Time" if reachable else ""
    return Mailbox(NOW, cite("users/room-42/mailboxSettings"), reachable, "room" if reachable else "", zone)


def teams(found: bool = True, kind: str = "resourceAccount",
          features: Iterable[str] | None = ("Teams",)) -> TeamsProvisioning:
    named = None if features is None else tuple(features)
    return TeamsProvisioning(NOW, cite("admin/teams/userConfigurations/oid"), found, kind, named)


def policies(**names: str) -> AccessPolicies:
    items = tuple(AccessPolicy(policy, name, "enabled") for policy, name in names.items())
    return AccessPolicies(NOW, cite("identity/conditionalAccess/policies"), items)


def domain(days: int | None = NEVER_EXPIRES, federated: bool | None = False) -> SignInDomain:
    return SignInDomain(NOW, cite("domains/contoso.com"), "contoso.com", days, federated)


def directory_device(**changes: Any) -> DirectoryDevice:
    usual: dict[str, Any] = {"id": "d1", "name": "MTR-42", "os": "Windows", "enabled": True}
    return DirectoryDevice(**{**usual, **changes})


def directory_devices(*items: DirectoryDevice) -> DirectoryDevices:
    return DirectoryDevices(NOW, cite("users/oid/registeredDevices"), items)


def managed_devices(*states: str) -> ManagedDevices:
    items = tuple(ManagedDevice(f"m{number}", "MTR-42", "Windows", state) for number, state in enumerate(states))
    return ManagedDevices(NOW, cite("deviceManagement/managedDevices"), items)


def registration_policy(**changes: Any) -> RegistrationPolicy:
    usual: dict[str, Any] = {"join": "all", "register": "all", "mfa": False, "quota": 20}
    return RegistrationPolicy(NOW, cite("policies/deviceRegistrationPolicy"), **{**usual, **changes})


def security_defaults(enabled: bool = False) -> SecurityDefaults:
    return SecurityDefaults(NOW, cite("policies/identitySecurityDefaultsEnforcementPolicy"), enabled)


def per_user_mfa(state: str = "disabled") -> PerUserMfa:
    return PerUserMfa(NOW, cite("users/oid/authentication/requirements"), state)


def campaign(state: str = "disabled", included: Iterable[str] = (),
             excluded: Iterable[str] = ()) -> RegistrationCampaign:
    place = cite("policies/authenticationMethodsPolicy")
    return RegistrationCampaign(NOW, place, state, frozenset(included), frozenset(excluded))


def memberships(*groups: str, complete: bool = True) -> Memberships:
    return Memberships(NOW, cite("users/oid/transitiveMemberOf"), frozenset(groups), complete)


def auth_methods(*kinds: str) -> AuthMethods:
    return AuthMethods(NOW, cite("users/oid/authentication/methods"), kinds or ("password",))


def roles(*names: str) -> AdminRoles:
    return AdminRoles(NOW, cite("roleManagement/directory/roleAssignments"), names)


def risk(level: str = "none", state: str = "none") -> Risk:
    return Risk(NOW, cite("identityProtection/riskyUsers/oid"), level, state)


def subscription(sku: str = ROOMS_PRO, name: str = "Microsoft_Teams_Rooms_Pro", status: str = "Enabled",
                 enabled: int = 30, consumed: int = 12) -> Subscription:
    return Subscription(sku, name, status, enabled, consumed)


def subscriptions(*items: Subscription) -> Subscriptions:
    return Subscriptions(NOW, cite("subscribedSkus"), items or (subscription(),))


def issue(service: str = "Microsoft Teams", kind: str = "incident", hours: float = 5) -> ServiceIssue:
    return ServiceIssue("TM1", "Some users cannot sign in", service, kind, ago(hours))


def service_health(*issues: ServiceIssue) -> ServiceHealth:
    return ServiceHealth(NOW, cite("admin/serviceAnnouncement/issues"), issues)


def place(found: bool = True, teams_enabled: str = "enabled") -> Place:
    return Place(NOW, cite("places/room-42@contoso.com"), found, "Room 42", "Zurich", teams_enabled)


def forecast_policy(*grants: str, **changes: Any) -> ForecastPolicy:
    usual: dict[str, Any] = {"id": "p1", "name": "Block all", "state": "enabled", "applies": True,
                             "grant_controls": grants}
    return ForecastPolicy(**{**usual, **changes})


def evaluation(*policies: ForecastPolicy, platform: Platform = Platform.WINDOWS, app: str = "Microsoft Teams Services",
               flow: str = "") -> Evaluation:
    return Evaluation(platform, app, policies, flow)


def forecast(*items: Evaluation) -> AccessForecast:
    """What If over the whole matrix unless given: no policy applies."""
    apps = ("Microsoft Teams Services", "Office 365 Exchange Online")
    whole = tuple(evaluation(platform=platform, app=app) for platform in Platform for app in apps)
    by_code = evaluation(platform=Platform.ANDROID, app="Device Registration Service", flow="deviceCodeFlow")
    return AccessForecast(NOW, cite("identity/conditionalAccess/evaluate"), items or (*whole, by_code))


def device(**changes: Any) -> Device:
    usual: dict[str, Any] = {"computer": "MTR-42", "alias": "room-42@contoso.com", "display_name": "Room 42",
                             "app_version": "5.4.208.0", "os_version": "10.0.22631.4460"}
    return Device(NOW, cite("Skype Room System.evtx#9"), **{**usual, **changes})


def hardware(*reports: tuple[float, Iterable[str]], until: float = 0) -> Hardware:
    """Reports by hours ago, each with what it calls faulty."""
    items = (HardwareReport(ago(hours), not tuple(faulty), cite(f"hardware#{hours}", ago(hours)), tuple(faulty))
             for hours, faulty in sorted(reports))
    return Hardware(tuple(items), windows("bundle.heartbeats", until=until))


def restarts(*hours: float) -> Restarts:
    items = (Restart(ago(each), cite(f"restart#{each}", ago(each))) for each in sorted(hours))
    return Restarts(tuple(items), windows("bundle.heartbeats"))


def versions(*seen: tuple[float, str], os: str = "10.0.22631.4460") -> Versions:
    """App versions by hours ago."""
    items = (VersionSeen(ago(hours), app, os, cite(f"version#{hours}", ago(hours))) for hours, app in sorted(seen))
    return Versions(tuple(items), windows("bundle.heartbeats"))


def device_clock(minutes: float | None = 0.0, samples: int = 3, **changes: Any) -> DeviceClock:
    drift = None if minutes is None else timedelta(minutes=minutes)
    return DeviceClock(NOW, cite("AAD_Operational.evtx#7"), drift, samples, **changes)


def log_seen(title: str = "the event log Skype Room System", found: bool = True, damage: str = "") -> LogSeen:
    return LogSeen(title, found, damage, ago(72) if found else None, NOW if found else None)


def contents(*logs: LogSeen) -> Contents:
    return Contents(NOW, cite("the zip"), logs or (log_seen(),))


def federation_faults(*hours: float, code: str = "0xCAA90014") -> FederationFaults:
    items = (FederationFault(ago(each), code, cite(f"federation#{each}", ago(each))) for each in sorted(hours))
    return FederationFaults(tuple(items), windows("bundle.aad_log"))


def both_logs() -> SignIns:
    """Sign-ins of a healthy room, read by Graph and in the zip: a step of an ordinary sign-in stands in both."""
    step = attempt(50097, 2, correlation_id="c-1", in_both=True)
    return sign_ins(success(1), step, covers=windows(INTERACTIVE, NON_INTERACTIVE, "bundle.aad_log"))


def healthy_facts() -> Facts:
    """Everything that can be known of a room, and all of it is well."""
    return Facts([
        account(), domain(), licences(licence()), subscriptions(), teams(), mailbox(), place(), both_logs(),
        heartbeats(well(0.5)), directory_devices(directory_device()), managed_devices("compliant"),
        registration_policy(), security_defaults(), per_user_mfa(), campaign(), memberships(), auth_methods(), roles(),
        risk(), service_health(), forecast(), device(), hardware((0.5, ())), restarts(30), versions((72, "5.4.208.0")),
        device_clock(), contents(), faults(), app_log(), federation_faults(),
    ])


def gap(fact: type[Fact], reason: GapReason = GapReason.NO_PERMISSION, remedy: str = "Grant it.") -> Gap:
    return Gap(fact.title, "graph.test", reason, "It was refused.", remedy)


def judged(check: str, *facts: Fact, gaps: Iterable[Gap] = ()) -> Finding:
    """What one check of the catalogue finds in these facts."""
    return find(CATALOGUE[check], Evidence(Facts(facts), tuple(gaps)))
