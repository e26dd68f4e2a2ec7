"""The room's account: by its user principal name, else by any of its addresses, else among the deleted.

Of an account that is nowhere, it is asked whether the tenant has its domain at all.
"""

import time
from collections.abc import Callable
from datetime import datetime

from kiota_abstractions.request_information import RequestInformation
from msgraph.generated.domains.item.domain_item_request_builder import DomainItemRequestBuilder
from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder
from msgraph.generated.users.users_request_builder import UsersRequestBuilder

from checks.facts.account import Account
from checks.model import Citation, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import Json, child, children, flag, moment, number, text
from checks.sources.graph.odata import for_a_person, quoted
from checks.sources.graph.pacing import DIRECTORY
from checks.sources.graph.refusals import Call, GraphError, unreadable

SOURCE = "graph.account"
PERMISSION = "User.Read.All"
DOMAIN_PERMISSION = "Domain.Read.All"
FIELDS = ["id", "userPrincipalName", "displayName", "mail", "accountEnabled", "usageLocation", "passwordPolicies",
          "passwordProfile", "lastPasswordChangeDateTime", "onPremisesSyncEnabled", "userType"]
_DELETED_FIELDS = "id,userPrincipalName,displayName,mail,deletedDateTime"
_NEVER = 2_147_483_647
_KEPT_FOR = 600.0
_MISSING = 404
_CALL = Call(Account.title, PERMISSION, DIRECTORY)
_DOMAIN_CALL = Call("the domain and its password rules", DOMAIN_PERMISSION, DIRECTORY)


class Accounts:
    """Reads accounts. The password rules of a domain are kept for ten minutes."""

    def __init__(self, client: GraphClient, clock: Callable[[], datetime],
                 now: Callable[[], float] = time.monotonic) -> None:
        self._client, self._clock, self._now = client, clock, now
        self._domains: dict[str, tuple[float, bool | None]] = {}

    async def of(self, room: Room) -> Account:
        """The room's account; not found is a fact as well. Raises :class:`~checks.collector.CannotCollect`."""
        user = await self._by_name(room.address)
        if user is None:
            user = await self._by_mail(room.address)
        if user is None:
            return await self._deleted(room.address)
        if not text(user, "id"):
            raise unreadable(_CALL)
        return self._account(user, await self._never_expires(user))

    async def _by_name(self, address: str) -> Json | None:
        builder = self._client.v1.users.by_user_id(address)
        wanted = UserItemRequestBuilder.UserItemRequestBuilderGetQueryParameters(select=FIELDS)
        try:
            return await self._client.get(builder.to_get_request_information(for_a_person(wanted)), _CALL)
        except GraphError as refusal:
            if refusal.status == _MISSING:
                return None
            raise

    async def _by_mail(self, address: str) -> Json | None:
        """A member whose mail or proxy address this is. A guest is another tenant's account and never the room's."""
        of_mail = f"mail eq {quoted(address)} or proxyAddresses/any(p:p eq {quoted('smtp:' + address)})"
        wanted = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters(filter=of_mail, select=FIELDS, top=2)
        request = self._client.v1.users.to_get_request_information(for_a_person(wanted))
        found = children(await self._client.get(request, _CALL))
        members = [user for user in found if text(user, "userType").casefold() != "guest"]
        return min(members, key=lambda user: text(user, "mail").lower() != address, default=None)

    async def _deleted(self, address: str) -> Account:
        request = self._deleted_request(address)
        found = children(await self._client.get(request, _CALL))
        gone = [user for user in found if _former_name(user) == address]
        newest = max(gone, key=lambda user: text(user, "deletedDateTime"), default=None)
        if newest is None:
            return Account(self._clock(), Citation(SOURCE, f"users/{address}"), address, found=False,
                           of_this_tenant=await self._has_domain(address), cloud=self._client.cloud.name)
        cite = Citation(SOURCE, f"directory/deletedItems/{text(newest, 'id')}")
        return Account(self._clock(), cite, address, found=False, object_id=text(newest, "id"),
                       display_name=text(newest, "displayName"), mail=text(newest, "mail"),
                       deleted_at=moment(newest, "deletedDateTime"), of_this_tenant=True, cloud=self._client.cloud.name)

    def _deleted_request(self, address: str) -> RequestInformation:
        request = self._client.request("/directory/deletedItems/microsoft.graph.user", {
            "$count": "true", "$filter": f"endsWith(userPrincipalName,{quoted(address)})", "$select": _DELETED_FIELDS})
        request.headers.add("ConsistencyLevel", "eventual")
        return request

    async def _never_expires(self, user: Json) -> bool | None:
        """Whether the password never expires; None when it is synchronised or the domain's rules are not readable."""
        if flag(user, "onPremisesSyncEnabled"):
            return None
        if "disablepasswordexpiration" in text(user, "passwordPolicies").casefold():
            return True
        return await self._domain_never_expires(text(user, "userPrincipalName").rpartition("@")[2].lower())

    async def _domain_never_expires(self, domain: str) -> bool | None:
        until, kept = self._domains.get(domain, (0.0, None))
        if until > self._now():
            return kept
        try:
            rules = await self._domain(domain)
        except GraphError:
            return None
        days = number(rules, "passwordValidityPeriodInDays")
        answer = None if days is None else days == _NEVER
        self._domains[domain] = (self._now() + _KEPT_FOR, answer)
        return answer

    async def _has_domain(self, address: str) -> bool | None:
        """Whether the address's domain is one of the tenant's; None when that is not readable."""
        try:
            await self._domain(address.rpartition("@")[2].lower())
        except GraphError as refusal:
            return False if refusal.status == _MISSING else None
        return True

    async def _domain(self, domain: str) -> Json:
        wanted = DomainItemRequestBuilder.DomainItemRequestBuilderGetQueryParameters(
            select=["id", "passwordValidityPeriodInDays"])
        request = self._client.v1.domains.by_domain_id(domain).to_get_request_information(for_a_person(wanted))
        return await self._client.get(request, _DOMAIN_CALL)

    def _account(self, user: Json, never_expires: bool | None) -> Account:
        object_id = text(user, "id")
        return Account(
            self._clock(), Citation(SOURCE, f"users/{object_id}"), text(user, "userPrincipalName").lower(), found=True,
            object_id=object_id, display_name=text(user, "displayName"), enabled=flag(user, "accountEnabled"),
            mail=text(user, "mail").lower(), synced_from_on_premises=flag(user, "onPremisesSyncEnabled") is True,
            last_password_change=moment(user, "lastPasswordChangeDateTime"), password_never_expires=never_expires,
            must_change_password=flag(child(user, "passwordProfile"), "forceChangePasswordNextSignIn"),
            usage_location=text(user, "usageLocation"), of_this_tenant=True, cloud=self._client.cloud.name)


def _former_name(user: Json) -> str:
    """The name a deleted user had: the directory puts the object id, without hyphens, before it."""
    return text(user, "userPrincipalName").lower().removeprefix(text(user, "id").lower().replace("-", ""))
