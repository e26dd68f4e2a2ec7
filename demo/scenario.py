"""One room as data: what its account, its sign-ins and its device were like, counted back from a ``now``.

Everything is a frozen value, so that a variant of a room is one ``dataclasses.replace`` away.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from checks.model import Cause
from demo.account_states import DirectoryDevice, IntuneDevice, PlaceState, RiskState
from demo.identifiers import EXCHANGE, ROOMS_PRO, TEAMS, TEAMS1, TEAMS_SERVICES, App, Plan, Sku, invented

ROOM_AGENT = "MicrosoftTeamsRoom/5.4.208.0"
ANDROID_AGENT = "Dalvik/2.1.0 (Linux; U; Android 12; Contoso Room Bar Build/SKQ1)"
BROWSER_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
MEETING_ROOMS = "Meeting rooms"
"""The group of every room that is set up as it should be: policies spare it."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The right headline from each source alone and from both together.

    None stands where there is no such source, as an Android console gives no zip; ``why`` then says so. ``also`` are
    causes that findings name beside it.
    """

    graph: Cause | None
    bundle: Cause | None
    both: Cause
    why: str = ""
    also: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """A Conditional Access policy of the tenant.

    ``grant`` is a built-in control, or empty for a policy that only ends sessions after ``signs_in_every_days``.
    ``applies_to`` is ``all``, ``guests`` or the name of a group; the groups of ``excludes`` and sign-ins from the named
    location ``spares`` are left alone. ``flows`` are transfer methods (``deviceCodeFlow``), ``platforms`` are Graph's
    own words, ``apps`` and ``excluded_apps`` application ids; empty platforms and flows set no condition.
    """

    name: str
    grant: str = ""
    state: str = "enabled"
    applies_to: str = "all"
    excludes: tuple[str, ...] = ()
    spares: str = ""
    apps: tuple[str, ...] = ("All",)
    excluded_apps: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    client_apps: tuple[str, ...] = ("all",)
    flows: tuple[str, ...] = ()
    signs_in_every_days: int = 0

    @property
    def id(self) -> str:
        return invented("policy", self.name)


@dataclass(frozen=True, slots=True)
class Applied:
    """A policy in a sign-in record, with Graph's word for what it did."""

    policy: Policy
    result: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sign-in, ``ago`` before now. ``code`` 0 is a success.

    ``in_graph`` and ``on_device`` say which of the two logs holds it; with both, one correlation id joins them. A
    device's own log holds failures only. ``abroad`` is a sign-in whose traffic leaves Switzerland, ``by_code`` one
    of a session that began with a device code. ``client`` is Graph's ``clientAppUsed`` where it is not the ordinary
    one, ``risk`` its ``riskLevelDuringSignIn``; ``compliant`` None is a device that Intune does not know.
    """

    ago: timedelta
    code: int = 0
    app: App = TEAMS
    resource: App = TEAMS_SERVICES
    interactive: bool = True
    agent: str = ROOM_AGENT
    policies: tuple[Applied, ...] = ()
    compliant: bool | None = True
    in_graph: bool = True
    on_device: bool = True
    protocol: str = "oAuth2"
    abroad: bool = False
    by_code: bool = False
    os: str = "Windows10"
    client: str = ""
    risk: str = "none"


@dataclass(frozen=True, slots=True)
class Account:
    """The directory's user. ``deleted_ago`` set means that it lies among the deleted ones.

    ``primary_address`` is the mail address where it is not the user principal name. Only a synced account has a
    ``last_sync_ago``; ``sync_errors`` are the properties that could not be synchronised. ``sessions_valid_ago`` None
    is an account whose sessions nobody revoked since the password was changed.
    """

    enabled: bool = True
    password_changed_ago: timedelta = timedelta(days=200)
    password_policies: str | None = "DisablePasswordExpiration"  # noqa: S105 - the name of a setting
    must_change_password: bool = False
    deleted_ago: timedelta | None = None
    synced: bool = False
    user_type: str = "Member"
    primary_address: str = ""
    usage_location: str | None = "CH"
    last_sync_ago: timedelta = timedelta(minutes=20)
    sync_errors: tuple[str, ...] = ()
    sessions_valid_ago: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Licence:
    """An assigned licence; every plan not listed in ``plan_states`` has the state Success.

    ``error`` is Graph's word for an assignment that failed: the account then does not have the licence. ``by_group``
    names the group that assigns it.
    """

    sku: Sku
    plan_states: tuple[tuple[Plan, str], ...] = ()
    error: str = "None"
    by_group: str = ""

    @property
    def assigned(self) -> bool:
        return self.error == "None"


@dataclass(frozen=True, slots=True)
class TeamsState:
    account_type: str = "resourceAccount"
    features: tuple[str, ...] = ("Teams",)


@dataclass(frozen=True, slots=True)
class MailboxState:
    purpose: str = "room"
    time_zone: str = "W. Europe Standard Time"


@dataclass(frozen=True, slots=True)
class Beat:
    """What the heartbeat says, in the device's own words."""

    network: str = "Healthy"
    exchange: str = "Connected"
    teams: str = "Healthy"

    @property
    def healthy(self) -> bool:
        return self == Beat()


@dataclass(frozen=True, slots=True)
class Phase:
    """From ``since_ago`` on, until the next phase, every heartbeat says this; None is a device that says nothing."""

    since_ago: timedelta
    beat: Beat | None


@dataclass(frozen=True, slots=True)
class HardwareFault:
    """A component that the device calls unhealthy, from ``since_ago`` until ``until_ago`` before now."""

    component: str
    since_ago: timedelta
    until_ago: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A meeting room and all that is known of it.

    ``account`` None is an address that the tenant does not have, ``teams`` None an account that Teams does not know,
    ``mailbox`` None one without a mailbox, ``place`` None one that is not on the list of places and ``risk`` None one
    that was never at risk. ``devices`` and ``intune`` are what the account has there, the room's own first; ``methods``
    are its kinds of sign-in method, ``groups`` the names of the groups it is in and ``roles`` those of its directory
    roles. ``refuses`` are permissions that Graph denies for this room alone. ``network_faults`` and ``app_errors`` are
    when the device wrote one, counted back from now.

    ``restarts`` are the app's own beside the nightly one, ``federation_faults`` when a federation service gave the
    device no token. The device's clock is ``clock_ahead`` of the true time, in all that it writes. ``app_versions`` are
    versions of the app, each with the time before now from which on it ran. ``off`` are times when the device was
    without power, from so long ago until so long ago: it wrote nothing then.
    """

    address: str
    display_name: str
    story: str
    expected: Expected
    account: Account | None = field(default=Account())
    licences: tuple[Licence, ...] = (Licence(ROOMS_PRO, ((TEAMS1, "Success"),)),)
    teams: TeamsState | None = field(default=TeamsState())
    mailbox: MailboxState | None = field(default=MailboxState())
    attempts: tuple[Attempt, ...] = ()
    phases: tuple[Phase, ...] = ()
    network_faults: tuple[timedelta, ...] = ()
    app_errors: tuple[timedelta, ...] = ()
    place: PlaceState | None = field(default=PlaceState())
    devices: tuple[DirectoryDevice, ...] = (DirectoryDevice(),)
    intune: tuple[IntuneDevice, ...] = (IntuneDevice(),)
    methods: tuple[str, ...] = ("password",)
    per_user_mfa: str = "disabled"
    groups: tuple[str, ...] = (MEETING_ROOMS,)
    roles: tuple[str, ...] = ()
    risk: RiskState | None = None
    refuses: frozenset[str] = frozenset()
    hardware_faults: tuple[HardwareFault, ...] = ()
    restarts: tuple[timedelta, ...] = ()
    federation_faults: tuple[timedelta, ...] = ()
    clock_ahead: timedelta = timedelta(0)
    app_versions: tuple[tuple[timedelta, str], ...] = ()
    off: tuple[tuple[timedelta, timedelta], ...] = ()

    @property
    def object_id(self) -> str:
        return invented("user", self.address)

    @property
    def primary_address(self) -> str:
        """The mail address of the account, which is its user principal name in most rooms."""
        return (self.account.primary_address if self.account else "") or self.address

    @property
    def has_account(self) -> bool:
        """Is there an account now? No list names a room without one, so that no sweep finds it."""
        return self.account is not None and self.account.deleted_ago is None

    @property
    def gives_zip(self) -> bool:
        """Can its console make a diagnostic zip?"""
        return self.expected.bundle is not None

    @property
    def computer(self) -> str:
        """The console's name: at most 15 characters, as Windows wants."""
        return f"MTR-{self.address.split('@')[0].rsplit('-', 1)[-1].upper()}"[:15]

    def is_on(self, ago: timedelta) -> bool:
        """Had the device power, so long before now?"""
        return not any(since >= ago > until for since, until in self.off)

    def correlation_id(self, attempt: Attempt) -> str:
        """The id under which both logs know one attempt of this room."""
        return invented(self.address, attempt.ago, attempt.code, attempt.app.id, attempt.interactive, attempt.agent)


def trace_id(correlation_id: str) -> str:
    """The id of the sign-in record, which the device knows as its trace id."""
    return invented("request", correlation_id)


def each(every: timedelta, count: int, start: timedelta) -> tuple[timedelta, ...]:
    """``count`` moments, ``every`` apart, the newest ``start`` before now."""
    return tuple(start + every * index for index in range(count))


def attempts(times: Iterable[timedelta], code: int = 0, *, exchange: bool = False, interactive: bool = True,
             policies: tuple[Applied, ...] = (), compliant: bool | None = True) -> tuple[Attempt, ...]:
    """The device's sign-ins to Teams, or to Exchange, at these moments."""
    app, resource = (EXCHANGE, EXCHANGE) if exchange else (TEAMS, TEAMS_SERVICES)
    protocol = "ropc" if interactive else "oAuth2"
    return tuple(Attempt(ago, code, app, resource, interactive, policies=policies, compliant=compliant,
                         protocol=protocol) for ago in times)
