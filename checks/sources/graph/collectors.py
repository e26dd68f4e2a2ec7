"""Everything Microsoft Graph can tell about one room, as one table.

The account is asked for first; then all that hangs on it at once, in one batch but for the three requests that cannot
go into it (the sign-in logs for their size, the beta for its address); then what those call for.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from checks.collector import Collector, always
from checks.facts.access_forecast import AccessForecast
from checks.facts.access_policies import AccessPolicies
from checks.facts.account import Account
from checks.facts.base import Fact, Facts
from checks.facts.devices import DirectoryDevices, ManagedDevices, RegistrationPolicy
from checks.facts.domain import SignInDomain
from checks.facts.licences import Licences
from checks.facts.mailbox import Mailbox
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
from checks.facts.sign_ins import SignIns
from checks.facts.teams_provisioning import TeamsProvisioning
from checks.facts.tenant import ServiceHealth, Subscriptions
from checks.model import Room
from checks.sources.graph import (
    access_forecast,
    access_policies,
    account,
    devices,
    domain,
    licences,
    mailbox,
    membership,
    place,
    registration_policy,
    risk,
    rooms,
    security,
    sign_ins,
    teams_provisioning,
    tenant,
    what_if,
)
from checks.sources.graph.client import GraphClient
from checks.sources.graph.refusals import SERVED_BY

Clock = Callable[[], datetime]
_Reader = Callable[[GraphClient, Clock, Room, Facts], Awaitable[Fact]]

_PACED_TIMEOUT = 120.0
"""Seconds: the sign-in log takes five requests in ten seconds, so a check of many rooms has to queue."""

_ASK_ACCESS = "Ask for it: with Ask Conditional Access in the chat, with --what-if on the command line."
_BY_ITSELF = "Nothing has to be done: it is asked once a sign-in is refused for a risk, or rated as risky."


@dataclass(frozen=True, slots=True)
class _Source:
    """One way to one fact; the fields are those of :class:`~checks.collector.Collector`."""

    fact: type[Fact]
    source: str
    read: _Reader
    permission: str
    needs: tuple[type[Fact], ...] = (Account,)
    when: Callable[[Facts], bool] = always
    timeout: float = 20.0
    per_tenant: bool = False
    on_request: str = ""

    def collector(self, client: GraphClient, clock: Clock) -> Collector:
        return Collector(self.fact, self.source, lambda room, known: self.read(client, clock, room, known), self.needs,
                         self.when, self.timeout, (self.permission,), self.per_tenant, self.on_request)


_SOURCES: tuple[_Source, ...] = (
    _Source(Account, account.SOURCE, account.account, account.PERMISSION, needs=()),
    _Source(SignInDomain, domain.SOURCE, domain.sign_in_domain, domain.PERMISSION),
    _Source(Licences, licences.SOURCE, licences.licences, licences.PERMISSION),
    _Source(SignIns, sign_ins.INTERACTIVE, sign_ins.interactive, sign_ins.PERMISSION, timeout=_PACED_TIMEOUT),
    _Source(SignIns, sign_ins.NON_INTERACTIVE, sign_ins.non_interactive, sign_ins.PERMISSION, timeout=_PACED_TIMEOUT),
    _Source(Mailbox, mailbox.SOURCE, mailbox.mailbox, mailbox.PERMISSION),
    _Source(Place, place.SOURCE, place.place, place.PERMISSION),
    _Source(TeamsProvisioning, teams_provisioning.SOURCE, teams_provisioning.teams_provisioning,
            teams_provisioning.PERMISSION),
    _Source(DirectoryDevices, devices.DIRECTORY_SOURCE, devices.directory_devices, devices.DIRECTORY_PERMISSION),
    _Source(ManagedDevices, devices.INTUNE_SOURCE, devices.managed_devices, devices.INTUNE_PERMISSION),
    _Source(Memberships, security.GROUPS_SOURCE, security.memberships, security.GROUPS_PERMISSION),
    _Source(AuthMethods, security.METHODS_SOURCE, security.auth_methods, security.METHODS_PERMISSION),
    _Source(AdminRoles, security.ROLES_SOURCE, security.admin_roles, security.ROLES_PERMISSION),
    _Source(PerUserMfa, security.MFA_SOURCE, security.per_user_mfa, security.MFA_PERMISSION),
    _Source(Subscriptions, tenant.SUBSCRIPTIONS_SOURCE, tenant.subscriptions, tenant.SUBSCRIPTIONS_PERMISSION,
            per_tenant=True),
    _Source(SecurityDefaults, tenant.DEFAULTS_SOURCE, tenant.security_defaults, tenant.DEFAULTS_PERMISSION,
            per_tenant=True),
    _Source(RegistrationCampaign, tenant.CAMPAIGN_SOURCE, tenant.registration_campaign, tenant.CAMPAIGN_PERMISSION,
            per_tenant=True),
    _Source(RegistrationPolicy, registration_policy.SOURCE, registration_policy.registration_policy,
            registration_policy.PERMISSION, per_tenant=True),
    _Source(ServiceHealth, tenant.HEALTH_SOURCE, tenant.service_health, tenant.HEALTH_PERMISSION, per_tenant=True),
    _Source(AccessPolicies, access_policies.SOURCE, access_policies.access_policies, access_policies.PERMISSION,
            needs=(SignIns,), when=access_policies.wanted, timeout=_PACED_TIMEOUT, on_request=_ASK_ACCESS),
    _Source(Risk, risk.SOURCE, risk.risk, risk.PERMISSION, needs=(Account, SignIns), when=risk.wanted,
            timeout=_PACED_TIMEOUT, on_request=_BY_ITSELF),
    _Source(AccessForecast, access_forecast.SOURCE, access_forecast.access_forecast, access_forecast.PERMISSION,
            needs=(Account, SignIns, DirectoryDevices), when=what_if.wanted, timeout=_PACED_TIMEOUT,
            on_request=_ASK_ACCESS),
)

_BEYOND_FACTS: tuple[tuple[str, str], ...] = (
    (domain.PERMISSION, "whether an address is of this tenant"),
    (rooms.PERMISSION, "the list of rooms"),
    (account.PERMISSION, "the list of accounts with a licence for rooms"),
    (membership.PERMISSION, "the groups of whoever asks, where a role is given to a group"),
    (membership.PERMISSION, "the groups of an account that is asked about, where groups of rooms are named"),
)
"""What is read that is no fact of a room, by its permission."""

_CORE = frozenset({account.PERMISSION, licences.PERMISSION, sign_ins.PERMISSION, access_policies.PERMISSION,
                   mailbox.PERMISSION, place.PERMISSION})


def graph_collectors(client: GraphClient, *, clock: Clock) -> Callable[[Room], Sequence[Collector]]:
    """What to ask Graph about a room: the account first, then all that hangs on it at once.

    ``clock`` gives the present, aware and in UTC. The collectors are the same for every room.
    """
    collectors = tuple(source.collector(client, clock) for source in _SOURCES)
    return lambda _room: collectors


def permissions() -> Mapping[str, tuple[str, ...]]:
    """The Graph application permissions to grant, each with the names of what it is read for.

    A collector names the least permission that its own request takes; where another one that is granted anyway serves
    as well (see :data:`~checks.sources.graph.refusals.SERVED_BY`), only that one is here.
    """
    read_for = {name: [fact.title for fact in facts] for name, facts in reads().items()}
    for name, title in _BEYOND_FACTS:
        read_for.setdefault(name, []).append(title)
    return {name: tuple(titles) for name, titles in read_for.items()}


def reads() -> Mapping[str, tuple[type[Fact], ...]]:
    """The permissions to grant, as :func:`permissions` has them, each with the facts that it is read for."""
    found: dict[str, dict[type[Fact], None]] = {}
    for source in _SOURCES:
        found.setdefault(SERVED_BY.get(source.permission, source.permission), {})[source.fact] = None
    return {name: tuple(facts) for name, facts in found.items()}


def core() -> frozenset[str]:
    """The permissions without which a check tells little; every other one is optional."""
    return _CORE
