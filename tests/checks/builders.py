"""Facts in one line each, as a healthy room has them; a test changes only what it is about.

Times are hours before ``NOW``.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from checks.collector import Evidence
from checks.engine import find
from checks.facts.access_policies import AccessPolicies, AccessPolicy
from checks.facts.account import Account
from checks.facts.app_log import AppError, AppLog
from checks.facts.base import Fact, Facts
from checks.facts.heartbeats import Heartbeat, Heartbeats
from checks.facts.licences import Licence, Licences, ServicePlan
from checks.facts.mailbox import Mailbox
from checks.facts.network_faults import NetworkFault, NetworkFaults
from checks.facts.sign_ins import AppliedPolicy, Kind, Origin, SignIn, SignIns
from checks.facts.teams_provisioning import TeamsProvisioning
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
    items = (NetworkFault(ago(each), hresult, cite(f"fault#{each}", ago(each)), "login.microsoftonline.com")
             for each in sorted(hours))
    return NetworkFaults(tuple(items), windows("bundle.aad_log", until=until))


def app_log(*hours: float, state: str = "licenseError") -> AppLog:
    items = (AppError(ago(each), "get_skype_license", state, cite(f"Logs.txt#{each}", ago(each)))
             for each in sorted(hours))
    return AppLog(tuple(items), windows("bundle.app_log"))


def account(**changes: Any) -> Account:
    healthy: dict[str, Any] = {"address": "room-42@contoso.com", "found": True, "object_id": "oid",
                               "display_name": "Room 42", "enabled": True}
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
    return Mailbox(NOW, cite("users/room-42/mailboxSettings"), reachable, "room")


def teams(found: bool = True, kind: str = "resourceAccount", features: Iterable[str] = ("Teams",)) -> TeamsProvisioning:
    return TeamsProvisioning(NOW, cite("admin/teams/userConfigurations/oid"), found, kind, tuple(features))


def policies(**names: str) -> AccessPolicies:
    items = tuple(AccessPolicy(policy, name, "enabled") for policy, name in names.items())
    return AccessPolicies(NOW, cite("identity/conditionalAccess/policies"), items)


def gap(fact: type[Fact], reason: GapReason = GapReason.NO_PERMISSION, remedy: str = "Grant it.") -> Gap:
    return Gap(fact.title, "graph.test", reason, "It was refused.", remedy)


def judged(check: str, *facts: Fact, gaps: Iterable[Gap] = ()) -> Finding:
    """What one check of the catalogue finds in these facts."""
    return find(CATALOGUE[check], Evidence(Facts(facts), tuple(gaps)))
