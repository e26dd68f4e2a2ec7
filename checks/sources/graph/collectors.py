"""Everything Microsoft Graph can tell about one room."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from checks.collector import Collector
from checks.facts.access_policies import AccessPolicies
from checks.facts.account import Account
from checks.facts.base import Fact, Facts
from checks.facts.licences import Licences
from checks.facts.mailbox import Mailbox
from checks.facts.sign_ins import SignIns
from checks.facts.teams_provisioning import TeamsProvisioning
from checks.model import Room
from checks.sources.graph import access_policies, account, licences, mailbox, rooms, sign_ins, teams_provisioning
from checks.sources.graph.client import GraphClient

Clock = Callable[[], datetime]
_Reader = Callable[[GraphClient, Clock, Room, Facts], Awaitable[Fact]]

_PACED_TIMEOUT = 120.0
"""Seconds: the sign-in log takes five requests in ten seconds, so a check of many rooms has to queue."""


def graph_collectors(client: GraphClient, *, clock: Clock) -> Callable[[Room], Sequence[Collector]]:
    """What to ask Graph about a room: the account first, then all that hangs on it at once.

    ``clock`` gives the present, aware and in UTC. The collectors are the same for every room.
    """
    collectors = _collectors(client, clock)
    return lambda _room: collectors


def permissions() -> Mapping[str, tuple[str, ...]]:
    """The Graph application permissions, each with the names of what it is read for."""
    read_for: dict[str, tuple[str, ...]] = {}
    for title, names in _USES:
        for name in names:
            read_for[name] = (*read_for.get(name, ()), title)
    return read_for


_USES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (Account.title, (account.PERMISSION,)),
    ("whether the password expires, and whether an address is of this tenant", (account.DOMAIN_PERMISSION,)),
    (Licences.title, (licences.PERMISSION,)),
    (SignIns.title, (sign_ins.PERMISSION,)),
    (AccessPolicies.title, (access_policies.PERMISSION,)),
    (Mailbox.title, (mailbox.PERMISSION,)),
    (TeamsProvisioning.title, (teams_provisioning.PERMISSION,)),
    ("the list of rooms", (rooms.PERMISSION,)),
)


def _collectors(client: GraphClient, clock: Clock) -> tuple[Collector, ...]:
    accounts = account.Accounts(client, clock)

    def reading(read: _Reader) -> Callable[[Room, Facts], Awaitable[Fact]]:
        return lambda room, known: read(client, clock, room, known)

    async def the_account(room: Room, _known: Facts) -> Fact:
        return await accounts.of(room)

    on_account = (Account,)
    return (
        Collector(Account, account.SOURCE, the_account, permissions=(account.PERMISSION, account.DOMAIN_PERMISSION)),
        Collector(Licences, licences.SOURCE, reading(licences.licences), on_account,
                  permissions=(licences.PERMISSION,)),
        Collector(SignIns, sign_ins.INTERACTIVE, reading(sign_ins.interactive), on_account, timeout=_PACED_TIMEOUT,
                  permissions=(sign_ins.PERMISSION,)),
        Collector(SignIns, sign_ins.NON_INTERACTIVE, reading(sign_ins.non_interactive), on_account,
                  timeout=_PACED_TIMEOUT, permissions=(sign_ins.PERMISSION,)),
        Collector(Mailbox, mailbox.SOURCE, reading(mailbox.mailbox), on_account, permissions=(mailbox.PERMISSION,)),
        Collector(TeamsProvisioning, teams_provisioning.SOURCE, reading(teams_provisioning.teams_provisioning),
                  on_account, permissions=(teams_provisioning.PERMISSION,)),
        Collector(AccessPolicies, access_policies.SOURCE, reading(access_policies.access_policies), (SignIns,),
                  when=access_policies.wanted, timeout=_PACED_TIMEOUT, permissions=(access_policies.PERMISSION,)),
    )


def reads() -> Mapping[str, tuple[type[Fact], ...]]:
    """The Graph application permissions, each with the facts that it brings or adds to."""
    return {
        account.PERMISSION: (Account,), account.DOMAIN_PERMISSION: (Account,), licences.PERMISSION: (Licences,),
        sign_ins.PERMISSION: (SignIns,), access_policies.PERMISSION: (AccessPolicies,), mailbox.PERMISSION: (Mailbox,),
        teams_provisioning.PERMISSION: (TeamsProvisioning,), rooms.PERMISSION: (),
    }


def core() -> frozenset[str]:
    """The permissions without which Roomcheck is of little use."""
    return frozenset({account.PERMISSION, licences.PERMISSION, sign_ins.PERMISSION, access_policies.PERMISSION,
                      mailbox.PERMISSION, rooms.PERMISSION})
