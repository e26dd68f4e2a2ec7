"""The licences of the room's account, with every service plan in them."""

from collections.abc import Callable
from datetime import datetime

from msgraph.generated.users.item.license_details.license_details_request_builder import LicenseDetailsRequestBuilder

from checks.facts.base import Facts
from checks.facts.licences import Licence, Licences, ServicePlan
from checks.model import Citation, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import Json, children, text
from checks.sources.graph.known_account import reference
from checks.sources.graph.odata import for_a_person
from checks.sources.graph.pacing import DIRECTORY
from checks.sources.graph.refusals import Call, unreadable

SOURCE = "graph.licences"
PERMISSION = "LicenseAssignment.Read.All"
_CALL = Call(Licences.title, PERMISSION, DIRECTORY)
_Query = LicenseDetailsRequestBuilder.LicenseDetailsRequestBuilderGetQueryParameters


async def licences(client: GraphClient, clock: Callable[[], datetime], room: Room, known: Facts) -> Licences:
    """Raises :class:`~checks.collector.CannotCollect`."""
    who = reference(room, known)
    builder = client.v1.users.by_user_id(who).license_details
    wanted = for_a_person(_Query(select=["skuId", "skuPartNumber", "servicePlans"]))
    records, _whole = await client.listed(builder.to_get_request_information(wanted), _CALL)
    found = tuple(_licence(each) for each in records)
    if not all(each.sku_id or each.sku_part_number for each in found):  # what kind it is, nobody could say
        raise unreadable(_CALL)
    return Licences(clock(), Citation(SOURCE, f"users/{who}/licenseDetails"), found)


def _licence(record: Json) -> Licence:
    plans = tuple(ServicePlan(text(plan, "servicePlanId").lower(), text(plan, "servicePlanName"),
                              text(plan, "provisioningStatus")) for plan in children(record, "servicePlans"))
    return Licence(text(record, "skuId").lower(), text(record, "skuPartNumber"), plans)
