"""What holds for all of Contoso: its rules for every account, its subscriptions, and Microsoft's service health."""

from dataclasses import dataclass, field
from datetime import timedelta

from demo.identifiers import ROOMS_BASIC, ROOMS_PRO, Sku, group_id, invented
from demo.scenario import MEETING_ROOMS


@dataclass(frozen=True, slots=True)
class NamedLocation:
    """A place known by its countries, as Conditional Access policies name it."""

    name: str
    countries: tuple[str, ...]

    @property
    def id(self) -> str:
        return invented("location", self.name)


@dataclass(frozen=True, slots=True)
class Campaign:
    """The registration campaign for the Authenticator app. ``included`` and ``excluded`` are ``all_users``, or object
    ids of groups.
    """

    state: str = "default"
    included: tuple[str, ...] = ("all_users",)
    excluded: tuple[str, ...] = (group_id(MEETING_ROOMS),)


@dataclass(frozen=True, slots=True)
class DeviceRules:
    """Who may bring devices into the directory. ``may_join`` and ``may_register`` are ``all``, ``selected`` or
    ``none``; ``selected`` are the object ids of the groups that may.
    """

    may_join: str = "all"
    may_register: str = "all"
    selected: tuple[str, ...] = ()
    mfa: str = "notRequired"
    quota: int = 20


@dataclass(frozen=True, slots=True)
class Subscription:
    """A licence that the tenant has bought, and how many of it are assigned."""

    sku: Sku
    enabled: int
    consumed: int
    status: str = "Enabled"


@dataclass(frozen=True, slots=True)
class ServiceIssue:
    """An issue on Microsoft's side; ``kind`` is ``incident`` or ``advisory``."""

    id: str
    title: str
    service: str = "Microsoft Teams"
    kind: str = "incident"
    resolved: bool = False
    started_ago: timedelta = timedelta(hours=5)


@dataclass(frozen=True, slots=True)
class TenantState:
    """The settings of the tenant; as they are by default, none of them troubles a room.

    ``password_days`` is how long the domain's passwords last.
    """

    security_defaults: bool = False
    federated: bool = False
    password_days: int = 90
    campaign: Campaign = field(default=Campaign())
    device_rules: DeviceRules = field(default=DeviceRules())
    subscriptions: tuple[Subscription, ...] = (Subscription(ROOMS_PRO, 40, 20), Subscription(ROOMS_BASIC, 25, 1))
    issues: tuple[ServiceIssue, ...] = ()
    locations: tuple[NamedLocation, ...] = (NamedLocation("Switzerland", ("CH",)),)
