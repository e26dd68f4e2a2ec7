"""What holds for every account of the tenant, kept for a while: subscriptions, policies, the state of the services.

Nothing of it is asked for an address that has no account.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from checks.facts.asked import Topic, is_asked
from checks.facts.base import Fact, Facts
from checks.facts.security import RegistrationCampaign, SecurityDefaults
from checks.facts.tenant import ServiceHealth, ServiceIssue, Subscription, Subscriptions
from checks.model import Citation, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import Json, child, children, flag, moment, number, text
from checks.sources.graph.known_account import exists
from checks.sources.graph.pacing import DIRECTORY, SERVICE_HEALTH
from checks.sources.graph.refusals import Call, not_in, unreadable

SUBSCRIPTIONS_SOURCE, SUBSCRIPTIONS_PERMISSION = "graph.subscriptions", "LicenseAssignment.Read.All"
DEFAULTS_SOURCE, DEFAULTS_PERMISSION = "graph.security_defaults", "Policy.Read.All"
CAMPAIGN_SOURCE, CAMPAIGN_PERMISSION = "graph.registration_campaign", "Policy.Read.AuthenticationMethod"
HEALTH_SOURCE, HEALTH_PERMISSION = "graph.service_health", "ServiceHealth.Read.All"
MOST_ISSUES = 100
_SUBSCRIPTIONS_CALL = Call(Subscriptions.title, SUBSCRIPTIONS_PERMISSION, DIRECTORY)
_DEFAULTS_CALL = Call(SecurityDefaults.title, DEFAULTS_PERMISSION, DIRECTORY)
_CAMPAIGN_CALL = Call(RegistrationCampaign.title, CAMPAIGN_PERMISSION, DIRECTORY)
_HEALTH_CALL = Call(ServiceHealth.title, HEALTH_PERMISSION, SERVICE_HEALTH)
_SKU_FIELDS = "skuId,skuPartNumber,capabilityStatus,consumedUnits,prepaidUnits"
GOOD_FOR = 60.0
_Clock = Callable[[], datetime]
F = TypeVar("F", bound=Fact)


def kept(source: str, read: Callable[[GraphClient, _Clock], Awaitable[F]]) -> Callable[
        [GraphClient, _Clock, Room, Facts], Awaitable[F]]:
    """A reading of what is the same for every room, asked once for all who ask together, and only where there is an
    account. Somebody who has just changed a setting and checks again must see it, so it is not kept for long.
    """
    async def collect(client: GraphClient, clock: _Clock, _room: Room, known: Facts) -> F:
        exists(known)
        return await client.kept.get(source, lambda: read(client, clock), good_for=GOOD_FOR,
                                     anew=is_asked(known, Topic.EVERYTHING))

    return collect


async def _subscriptions(client: GraphClient, clock: _Clock) -> Subscriptions:
    request = client.request("/subscribedSkus", {"$select": _SKU_FIELDS})
    records, _whole = await client.listed(request, _SUBSCRIPTIONS_CALL)
    return Subscriptions(clock(), Citation(SUBSCRIPTIONS_SOURCE, "subscribedSkus"),
                         tuple(_subscription(record) for record in records))


def _subscription(record: Json) -> Subscription:
    return Subscription(text(record, "skuId").lower(), text(record, "skuPartNumber"),
                        text(record, "capabilityStatus"), number(child(record, "prepaidUnits"), "enabled") or 0,
                        number(record, "consumedUnits") or 0)


async def _security_defaults(client: GraphClient, clock: _Clock) -> SecurityDefaults:
    place = "policies/identitySecurityDefaultsEnforcementPolicy"
    enabled = flag(await client.get_jointly(client.request(f"/{place}", {}), _DEFAULTS_CALL), "isEnabled")
    if enabled is None:
        raise unreadable(_DEFAULTS_CALL)
    return SecurityDefaults(clock(), Citation(DEFAULTS_SOURCE, place), enabled)


async def _registration_campaign(client: GraphClient, clock: _Clock) -> RegistrationCampaign:
    if not client.cloud.has_authentication_methods_policy:
        raise not_in(client.cloud)
    place = "policies/authenticationMethodsPolicy"
    document = await client.get_jointly(client.request(f"/{place}", {}), _CAMPAIGN_CALL)
    campaign = child(child(document, "registrationEnforcement"), "authenticationMethodsRegistrationCampaign")
    if not text(campaign, "state"):
        raise unreadable(_CAMPAIGN_CALL)
    return RegistrationCampaign(clock(), Citation(CAMPAIGN_SOURCE, place), text(campaign, "state"),
                                _targets(campaign, "includeTargets"), _targets(campaign, "excludeTargets"))


def _targets(campaign: Json, name: str) -> frozenset[str]:
    return frozenset(text(each, "id").lower() for each in children(campaign, name)) - {""}


async def _service_health(client: GraphClient, clock: _Clock) -> ServiceHealth:
    request = client.request("/admin/serviceAnnouncement/issues", {"$filter": "isResolved eq false"})
    records, _whole = await client.listed(request, _HEALTH_CALL, most_pages=1)
    issues = tuple(ServiceIssue(text(each, "id"), text(each, "title"), text(each, "service"),
                                text(each, "classification"), moment(each, "startDateTime"))
                   for each in records[:MOST_ISSUES])
    return ServiceHealth(clock(), Citation(HEALTH_SOURCE, "admin/serviceAnnouncement/issues"), issues)


subscriptions = kept(SUBSCRIPTIONS_SOURCE, _subscriptions)
security_defaults = kept(DEFAULTS_SOURCE, _security_defaults)
registration_campaign = kept(CAMPAIGN_SOURCE, _registration_campaign)
service_health = kept(HEALTH_SOURCE, _service_health)
