"""One scenario: a room, how it is judged, and the headline that is right."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from checks.facts.asked import Topic
from checks.model import Cause, Confidence, Status
from demo.identifiers import ROOMS_BASIC, ROOMS_PRO, TEAMS1, Plan, Sku
from demo.rooms import HOUR, MINUTE, POLICIES
from demo.scenario import Applied, Licence, Policy, Scenario, attempts, each
from demo.tenant_state import Subscription, TenantState
from tests.rooms.twins import fresh_successes, room

HIGH, MEDIUM, LOW = Confidence
MFA, ACCESS, EXPIRED, CREDENTIALS = (Cause.MFA_REQUIRED, Cause.CONDITIONAL_ACCESS_BLOCK, Cause.PASSWORD_EXPIRED,
                                     Cause.WRONG_CREDENTIALS)
OTHER, NETWORK, LICENCE, COMPLIANCE = (Cause.SIGN_IN_BLOCKED_OTHER, Cause.NETWORK_UNREACHABLE, Cause.LICENCE_MISSING,
                                       Cause.DEVICE_NOT_COMPLIANT)
HEALTHY, RECOVERED, UNDETERMINED = Cause.HEALTHY, Cause.RECOVERED, Cause.UNDETERMINED
FAIL, WARN = Status.FAIL, Status.WARN
AUDIT_LOG = frozenset({"AuditLog.Read.All"})
ORDINARY = TenantState()


@dataclass(frozen=True, slots=True)
class Case:
    """``source`` is ``graph``, ``bundle`` or ``both``. ``beside`` are checks by id that have to warn or fail as well,
    ``passed`` those that must not. ``denied`` are permissions that Graph refuses, ``asked`` what somebody asked for.
    """

    room: Scenario
    cause: Cause
    confidence: Confidence
    source: str = "graph"
    beside: Mapping[str, Status] = field(default_factory=dict)
    state: TenantState = ORDINARY
    policies: tuple[Policy, ...] = POLICIES
    others: tuple[Scenario, ...] = ()
    denied: frozenset[str] = frozenset()
    unlicensed: bool = False
    asked: frozenset[Topic] = frozenset()

    @property
    def is_trap(self) -> bool:
        """Whether no cause may be named."""
        return self.cause in (HEALTHY, RECOVERED, UNDETERMINED)


W = replace(room("zurich-aare"), attempts=fresh_successes())
"""A room in which all is well."""
SILENT = replace(W, attempts=(), phases=())
PLAN_PENDING = (Licence(ROOMS_PRO, ((TEAMS1, "PendingProvisioning"),)),)
FOR_PEOPLE = Sku("06ebc4ee-1bb5-47dd-8120-11324bc54e06", "SPE_E5", (TEAMS1,))
SHARED = Sku("295a8eb0-f78d-45c7-8b5b-1eed5ed02dff", "MCOCAP", (TEAMS1,))
RENAMED = Sku("00000000-1111-4000-8000-000000000001", "Microsoft_Teams_Rooms_Pro_V2", (TEAMS1,))
GOVERNMENT = Sku("00000000-1111-4000-8000-000000000002", "MTR_PRO_USGOV_GCCHIGH", (
    Plan("9953b155-8aef-4c56-92f3-72b0487fce41", "TEAMS_AR_GCCHIGH"),))
BASIC_FULL = TenantState(subscriptions=(Subscription(ROOMS_PRO, 40, 20), Subscription(ROOMS_BASIC, 40, 31)))
LAPSED = TenantState(subscriptions=(Subscription(ROOMS_PRO, 0, 20, "Suspended"), Subscription(ROOMS_BASIC, 25, 1)))
EVERYBODY = Policy("Block everything but browsers", "block", client_apps=("mobileAppsAndDesktopClients",))
EVERYBODY_ON_TRIAL = replace(EVERYBODY, name="Block everything, on trial", state="enabledForReportingButNotEnforced")


def refused(code: int, since: int = 20, by: Policy | None = None, **changes: Any) -> Scenario:
    """A room that worked, and has been refused with this code for so many hours."""
    policies = (Applied(by, "failure"),) if by else ()
    times = each((since * HOUR - 25 * MINUTE) / 5, 6, 25 * MINUTE)
    met = attempts(times, code, policies=policies) + attempts((28 * MINUTE,), code, exchange=True, policies=policies)
    before = attempts(each(12 * HOUR, 3, (since + 3) * HOUR))
    return replace(W, attempts=met + before, phases=(), **changes)


