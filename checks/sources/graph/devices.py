"""The devices that the room's account has brought into the directory and into Intune."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime

from msgraph.generated.device_management.managed_devices.managed_devices_request_builder import (
    ManagedDevicesRequestBuilder,
)

from checks.facts.base import Facts
from checks.facts.devices import DirectoryDevice, DirectoryDevices, ManagedDevice, ManagedDevices
from checks.model import Citation, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import Json, flag, is_a, moment, text
from checks.sources.graph.known_account import reference, user_name
from checks.sources.graph.odata import configured, quoted, urgent
from checks.sources.graph.pacing import DIRECTORY, INTUNE
from checks.sources.graph.refusals import INTUNE_LICENCE, Call

DIRECTORY_SOURCE, INTUNE_SOURCE = "graph.directory_devices", "graph.managed_devices"
DIRECTORY_PERMISSION, INTUNE_PERMISSION = "User.Read.All", "DeviceManagementManagedDevices.Read.All"
_DIRECTORY_CALL = Call(DirectoryDevices.title, DIRECTORY_PERMISSION, DIRECTORY)
_INTUNE_CALL = Call(ManagedDevices.title, INTUNE_PERMISSION, INTUNE, INTUNE_LICENCE)
_Managed = ManagedDevicesRequestBuilder.ManagedDevicesRequestBuilderGetQueryParameters


async def directory_devices(client: GraphClient, clock: Callable[[], datetime], room: Room,
                            known: Facts) -> DirectoryDevices:
    """Those it has registered and those it owns. Raises :class:`~checks.collector.CannotCollect`."""
    who = reference(room, known)
    user = client.v1.users.by_user_id(who)
    lists = await asyncio.gather(
        client.listed(urgent(user.registered_devices.to_get_request_information()), _DIRECTORY_CALL),
        client.listed(urgent(user.owned_devices.to_get_request_information()), _DIRECTORY_CALL))
    records = (record for found, _whole in lists for record in found if is_a(record, "device"))
    return DirectoryDevices(clock(), Citation(DIRECTORY_SOURCE, f"users/{who}/registeredDevices"), _each_once(records))


def _each_once(records: Iterable[Json]) -> tuple[DirectoryDevice, ...]:
    devices = (_directory_device(record) for record in records)
    return tuple({device.id: device for device in devices if device.id}.values())


def _directory_device(record: Json) -> DirectoryDevice:
    return DirectoryDevice(text(record, "id") or text(record, "deviceId"), text(record, "displayName"),
                           text(record, "operatingSystem"), flag(record, "accountEnabled"),
                           flag(record, "isCompliant"), flag(record, "isManaged"),
                           moment(record, "approximateLastSignInDateTime"))


async def managed_devices(client: GraphClient, clock: Callable[[], datetime], _room: Room,
                          known: Facts) -> ManagedDevices:
    """Raises :class:`~checks.collector.CannotCollect`."""
    query = _Managed(filter=f"userPrincipalName eq {quoted(user_name(known))}",
                     select=["id", "deviceName", "operatingSystem", "complianceState", "lastSyncDateTime"])
    request = client.v1.device_management.managed_devices.to_get_request_information(configured(query))
    records, _whole = await client.listed(request, _INTUNE_CALL)
    items = tuple(ManagedDevice(text(each, "id"), text(each, "deviceName"), text(each, "operatingSystem"),
                                text(each, "complianceState"), moment(each, "lastSyncDateTime")) for each in records)
    return ManagedDevices(clock(), Citation(INTUNE_SOURCE, "deviceManagement/managedDevices"), items)
