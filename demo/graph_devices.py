"""A room's devices as the directory and Intune have them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from demo.account_states import DirectoryDevice, IntuneDevice
from demo.graph_objects import Json, stamp
from demo.identifiers import device_id, invented
from demo.scenario import Scenario

_REGISTERED = timedelta(days=300)


def directory_devices(scenario: Scenario, now: datetime) -> Iterator[Json]:
    """What the account has registered, and so owns as well."""
    for place, device in enumerate(scenario.devices):
        yield _directory_device(scenario, device, place, now)


def intune_devices(scenario: Scenario, now: datetime) -> Iterator[Json]:
    """What the account has enrolled."""
    for place, device in enumerate(scenario.intune):
        yield _intune_device(scenario, device, place, now)


def _directory_device(scenario: Scenario, device: DirectoryDevice, place: int, now: datetime) -> Json:
    android = device.os.startswith("Android")
    known = device_id(scenario.address, place)
    return {
        "@odata.type": "#microsoft.graph.device", "id": invented("device object", known), "deviceId": known,
        "deletedDateTime": None, "accountEnabled": device.enabled, "displayName": device.name or scenario.computer,
        "approximateLastSignInDateTime": stamp(now - device.seen_ago), "deviceVersion": 2,
        "isCompliant": device.compliant, "isManaged": device.compliant is not None, "isRooted": None,
        "managementType": "MDM" if device.compliant is not None else None, "operatingSystem": device.os,
        "operatingSystemVersion": "12" if android else "10.0.22631.4460", "profileType": "RegisteredDevice",
        "physicalIds": [], "systemLabels": [], "registrationDateTime": stamp(now - _REGISTERED),
        "trustType": "Workplace" if android else "AzureAd", "manufacturer": None, "model": None,
        "onPremisesSyncEnabled": None, "alternativeSecurityIds": [],
    }


def _intune_device(scenario: Scenario, device: IntuneDevice, place: int, now: datetime) -> Json:
    known = device_id(scenario.address, place)
    return {
        "id": invented("managed device", known), "azureADDeviceId": known, "azureADRegistered": True,
        "deviceName": device.name or scenario.computer, "operatingSystem": device.os, "isEncrypted": True,
        "complianceState": device.compliance, "lastSyncDateTime": stamp(now - device.synced_ago),
        "enrolledDateTime": stamp(now - _REGISTERED), "managementAgent": "mdm", "managedDeviceOwnerType": "company",
        "deviceRegistrationState": "registered", "userId": scenario.object_id,
        "userPrincipalName": scenario.address, "userDisplayName": scenario.display_name,
        "emailAddress": scenario.primary_address, "jailBroken": "Unknown",
    }
