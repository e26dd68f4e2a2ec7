"""The room's account: by its user principal name, else by any of its addresses, else among the deleted.

All of that is asked at once, together with the domain of the address. Only the account itself decides; what else
cannot be read costs no more than what it would have told.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from kiota_abstractions.request_information import RequestInformation
from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder
from msgraph.generated.users.users_request_builder import UsersRequestBuilder

from checks.collector import CannotCollect
from checks.facts.account import DELETED_PLACE, Account, LicenceAssignment
from checks.facts.base import Facts
from checks.facts.domain import SignInDomain
from checks.model import Citation, GapReason, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.domain import domain_of
from checks.sources.graph.json_reading import Json, child, children, flag, moment, text, texts
from checks.sources.graph.odata import for_a_person, quoted
from checks.sources.graph.pacing import DIRECTORY
from checks.sources.graph.refusals import Call, GraphError, listed, unreadable

SOURCE = "graph.account"
PERMISSION = "User.Read.All"
FIELDS = ["id", "userPrincipalName", "displayName", "mail", "accountEnabled", "usageLocation", "passwordPolicies",
          "passwordProfile", "lastPasswordChangeDateTime", "onPremisesSyncEnabled", "userType", "proxyAddresses",
          "signInSessionsValidFromDateTime", "onPremisesProvisioningErrors", "onPremisesLastSyncDateTime",
          "licenseAssignmentStates"]
_DELETED_FIELDS = "id,userPrincipalName,deletedDateTime"
_MOST_HOLDERS = 5
_MISSING = 404
_OBJECT_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""All else hangs on it: asked for under a wrong id, what is there would pass for something that is not."""

_CALL = Call(Account.title, PERMISSION, DIRECTORY)
_Clock = Callable[[], datetime]

T = TypeVar("T")


async def account(client: GraphClient, clock: _Clock, room: Room, _known: Facts) -> Account:
    """The room's account; not found is a fact as well. Raises :class:`~checks.collector.CannotCollect`."""
    address = room.address
    named, holders, gone, domain = await asyncio.gather(
        tried(client.get_jointly(_by_name(client, address), _CALL)),
        tried(_all_of(client, _by_mail(client, address))),
        tried(_all_of(client, _among_deleted(client, address))),
        tried(domain_of(client, clock, address)))
    if isinstance(named, CannotCollect) and not _is_missing(named):
        raise named
    user = _of_mail(_answered(holders), address) if isinstance(named, CannotCollect) else named
    if user is None:
        missing = _missing(client, clock(), address, () if isinstance(gone, CannotCollect) else gone, domain)
        return replace(missing, guest_id=next((text(guest, "id") for guest in _answered(holders)), ""))
    if not has_an_id(user):
        raise unreadable(_CALL)
    return found(client, clock(), user, None if isinstance(holders, CannotCollect) else holders)


async def tried(asked: Awaitable[T]) -> T | CannotCollect:
    """The answer, or why there is none, so that one of several may fail."""
    try:
        return await asked
    except CannotCollect as refusal:
        return refusal


def _answered(outcome: T | CannotCollect) -> T:
    """The answer, which has to be there. Raises :class:`~checks.collector.CannotCollect`."""
    if isinstance(outcome, CannotCollect):
        raise outcome
    return outcome


def _is_missing(refusal: CannotCollect) -> bool:
    return isinstance(refusal, GraphError) and refusal.status == _MISSING


async def _all_of(client: GraphClient, request: RequestInformation) -> tuple[Json, ...]:
    return listed(await client.get_jointly(request, _CALL), _CALL)


def _by_name(client: GraphClient, address: str) -> RequestInformation:
    wanted = UserItemRequestBuilder.UserItemRequestBuilderGetQueryParameters(select=FIELDS)
    return client.v1.users.by_user_id(address).to_get_request_information(for_a_person(wanted))


def _by_mail(client: GraphClient, address: str) -> RequestInformation:
    of_mail = f"mail eq {quoted(address)} or proxyAddresses/any(p:p eq {quoted('smtp:' + address)})"
    wanted = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters(filter=of_mail, select=FIELDS, top=_MOST_HOLDERS)
    return client.v1.users.to_get_request_information(for_a_person(wanted))


def _among_deleted(client: GraphClient, address: str) -> RequestInformation:
    request = client.request("/directory/deletedItems/microsoft.graph.user", {
        "$count": "true", "$filter": f"endsWith(userPrincipalName,{quoted(address)})", "$select": _DELETED_FIELDS})
    request.headers.add("ConsistencyLevel", "eventual")
    return request


def _of_mail(holders: Sequence[Json], address: str) -> Json | None:
    """The one member whose address this is. A guest is another tenant's account and never the room's.

    Raises :class:`~checks.collector.CannotCollect` where there are several: nothing tells which one the console uses.
    """
    members = [user for user in holders if text(user, "userType").casefold() != "guest"]
    if len(members) > 1:
        ids = ", ".join(text(user, "id") or "one without an id" for user in members)
        raise CannotCollect(GapReason.FAILED, f"{len(members)} accounts hold the address {address}, and none has it as "
                            f"its user name, so which one the console uses is not known. Their object ids: {ids}.",
                            "Check the room by the user principal name with which its console signs in.")
    return members[0] if members else None


def _missing(client: GraphClient, now: datetime, address: str, gone: Sequence[Json],
             domain: SignInDomain | CannotCollect) -> Account:
    """An account that the directory does not have, or has no longer.

    What a deleted one was called is left there: it may be a person's, and what would tell, its licences and its
    mailbox, is gone.
    """
    former = [user for user in gone if _former_name(user) == address]
    newest = max(former, key=lambda user: text(user, "deletedDateTime"), default=None)
    if newest is None:
        return Account(now, Citation(SOURCE, f"users/{address}"), address, found=False,
                       of_this_tenant=_is_ours(domain), cloud=client.cloud.name)
    cite = Citation(SOURCE, f"{DELETED_PLACE}{text(newest, 'id')}")
    return Account(now, cite, address, found=False, object_id=text(newest, "id"),
                   deleted_at=moment(newest, "deletedDateTime"), of_this_tenant=True, cloud=client.cloud.name)


def _former_name(user: Json) -> str:
    """The name a deleted user had: the directory puts the object id, without hyphens, before it."""
    return text(user, "userPrincipalName").lower().removeprefix(text(user, "id").lower().replace("-", ""))


def _is_ours(domain: SignInDomain | CannotCollect) -> bool | None:
    """Whether the address's domain is one of the tenant's; None when that is not readable."""
    if isinstance(domain, CannotCollect):
        return False if _is_missing(domain) else None
    return True


def has_an_id(user: Json) -> bool:
    """Whether a record names the account in a way that all else may hang on."""
    return bool(_OBJECT_ID.fullmatch(text(user, "id")))


def found(client: GraphClient, now: datetime, user: Json, holders: Sequence[Json] | None) -> Account:
    """An account as the directory's record has it. ``holders`` are the records that hold the room's address, None where
    that is not known.
    """
    object_id = text(user, "id")
    return Account(
        now, Citation(SOURCE, f"users/{object_id}"), text(user, "userPrincipalName").lower(), found=True,
        object_id=object_id, display_name=text(user, "displayName"), enabled=flag(user, "accountEnabled"),
        mail=text(user, "mail").lower(), synced_from_on_premises=flag(user, "onPremisesSyncEnabled") is True,
        last_password_change=moment(user, "lastPasswordChangeDateTime"), password_never_expires=_never_expires(user),
        must_change_password=flag(child(user, "passwordProfile"), "forceChangePasswordNextSignIn"),
        usage_location=text(user, "usageLocation"), of_this_tenant=True, cloud=client.cloud.name,
        primary_address=_primary(user), user_type=text(user, "userType"),
        also_held_by=None if holders is None else _others(holders, object_id),
        sync_errors=_sync_errors(user), last_sync=moment(user, "onPremisesLastSyncDateTime"),
        sessions_valid_from=moment(user, "signInSessionsValidFromDateTime"), assignments=_assignments(user))


def _others(holders: Sequence[Json], object_id: str) -> tuple[str, ...]:
    ids = (text(holder, "id") for holder in holders)
    return tuple(dict.fromkeys(each for each in ids if each and each != object_id))


def _never_expires(user: Json) -> bool | None:
    """Whether the account itself turns expiry off; None when it is synchronised, since other rules hold then."""
    policies = user.get("passwordPolicies", 0)
    if flag(user, "onPremisesSyncEnabled") or not (policies is None or isinstance(policies, str)):
        return None
    return "disablepasswordexpiration" in text(user, "passwordPolicies").casefold()


def _primary(user: Json) -> str:
    """The address with the prefix in capitals, by which Exchange marks the primary one."""
    found = (each for each in texts(user, "proxyAddresses") if each.startswith("SMTP:"))
    return next(found, "").removeprefix("SMTP:").lower()


def _sync_errors(user: Json) -> tuple[str, ...]:
    """Each as its kind and the property it is about. The value, which may name people, is left where it is."""
    told = ((text(each, "category"), text(each, "propertyCausingError"))
            for each in children(user, "onPremisesProvisioningErrors"))
    return tuple(": ".join(filter(None, words)) for words in told if any(words))


def _assignments(user: Json) -> tuple[LicenceAssignment, ...] | None:
    if not isinstance(user.get("licenseAssignmentStates"), list):
        return None
    return tuple(LicenceAssignment(text(each, "skuId").lower(), text(each, "state"), text(each, "error"),
                                   text(each, "assignedByGroup").lower(),
                                   tuple(plan.lower() for plan in texts(each, "disabledPlans")))
                 for each in children(user, "licenseAssignmentStates"))
