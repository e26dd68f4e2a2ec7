"""Devices in the directory and in Intune, and the rules for bringing them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from checks.collector import CannotCollect
from checks.facts.devices import DirectoryDevice, ManagedDevice
from checks.model import GapReason
from checks.sources.graph import devices
from checks.sources.graph.registration_policy import registration_policy
from tests.checks.sources.graph.answers import DEVICE, MANAGED, OWNED, REGISTERED, REGISTRATION
from tests.checks.sources.graph.fake_graph import Answer, FakeGraph, Read, error, many


class TestDirectory:
    async def test_each_device_is_there_once(self, graph: FakeGraph, read: Read) -> None:
        other = {"id": "D-2", "displayName": "MTR-43", "accountEnabled": False, "isCompliant": None}
        graph.on(REGISTERED, many(DEVICE, other, {"@odata.type": "#microsoft.graph.endpoint", "id": "x"}))
        graph.on(OWNED, many(DEVICE))
        assert (await read(devices.directory_devices)).items == (
            DirectoryDevice("D-1", "MTR-42", "Windows", True, True, True, datetime(2026, 8, 19, 10, tzinfo=UTC)),
            DirectoryDevice("D-2", "MTR-43", enabled=False))
        assert (graph.posts, graph.asked[0].headers["x-ms-throttle-priority"]) == (1, "high")

    async def test_none_is_a_fact(self, graph: FakeGraph, read: Read) -> None:
        graph.on(REGISTERED, many())
        graph.on(OWNED, many())
        assert (await read(devices.directory_devices)).items == ()

    async def test_more_than_a_page_is_followed(self, graph: FakeGraph, read: Read) -> None:
        graph.on(REGISTERED, many(DEVICE, link=f"{graph.root}{REGISTERED}?$skiptoken=x"), many({"id": "D-2"}))
        graph.on(OWNED, many())
        assert [device.id for device in (await read(devices.directory_devices)).items] == ["D-1", "D-2"]

    @pytest.mark.parametrize("path", [REGISTERED, OWNED])
    @pytest.mark.parametrize("answer", [error(403, "Authorization_RequestDenied"), Answer({"value": None}),
                                        error(404, "Request_ResourceNotFound")])
    async def test_half_of_them_is_no_count(self, graph: FakeGraph, read: Read, path: str, answer: Answer) -> None:
        graph.on(REGISTERED, many(DEVICE))
        graph.on(OWNED, many(DEVICE))
        graph.on(path, answer)
        with pytest.raises(CannotCollect):
            await read(devices.directory_devices)

    @pytest.mark.parametrize("strange", [
        dict.fromkeys(DEVICE.keys() - {"id"}), {"accountEnabled": "yes", "operatingSystem": 7},
        {"approximateLastSignInDateTime": "long ago", "displayName": []}, {"id": None}, {"id": None, "deviceId": None},
    ])
    async def test_fields_of_another_kind_read_as_unknown(self, graph: FakeGraph, read: Read, strange: dict[str,
                                                          Any]) -> None:
        graph.on(REGISTERED, many(DEVICE | strange))
        graph.on(OWNED, many())
        assert len((await read(devices.directory_devices)).items) <= 1


class TestIntune:
    async def test_a_device_comes_with_its_compliance(self, graph: FakeGraph, read: Read) -> None:
        graph.on(MANAGED, many(
            {"id": "m", "deviceName": "MTR-42", "operatingSystem": "Windows", "complianceState": "noncompliant",
             "lastSyncDateTime": "2026-08-20T07:00:00Z"},
            {"id": "n", "deviceName": None, "complianceState": "unheardOf", "lastSyncDateTime": 5}))
        assert (await read(devices.managed_devices)).items == (
            ManagedDevice("m", "MTR-42", "Windows", "noncompliant", datetime(2026, 8, 20, 7, tzinfo=UTC)),
            ManagedDevice("n", "", compliance="unheardOf"))
        assert graph.asked[0].query == {
            "$filter": "userPrincipalName eq 'room-42@contoso.com'",
            "$select": "id,deviceName,operatingSystem,complianceState,lastSyncDateTime"}

    @pytest.mark.parametrize(("answer", "reason", "words"), [
        (error(400, "BadRequest", "Request not applicable to target tenant."), GapReason.NOT_LICENSED, "Intune"),
        (error(401, "UnknownError", '{"ErrorCode":"Forbidden","Message":"{}"}'), GapReason.FAILED, "did not let"),
        (error(403, "Forbidden", "Application must have one of the following scopes"), GapReason.NO_PERMISSION,
         "may not read"),
        (error(401, "InvalidAuthenticationToken", "Access token is empty."), GapReason.FAILED, "credentials"),
    ])
    async def test_each_refusal_says_what_it_is(self, graph: FakeGraph, read: Read, answer: Answer, reason: GapReason,
                                                words: str) -> None:
        graph.on(MANAGED, answer)
        with pytest.raises(CannotCollect) as caught:
            await read(devices.managed_devices)
        assert caught.value.reason is reason
        assert words in caught.value.detail

    @pytest.mark.parametrize("answer", [
        error(403, "Forbidden", "Application must have one of the following scopes"),
        error(401, "UnknownError", '{"ErrorCode":"Forbidden","Message":"{}"}'),
    ])
    async def test_the_permission_is_named(self, graph: FakeGraph, read: Read, answer: Answer) -> None:
        graph.on(MANAGED, answer)
        with pytest.raises(CannotCollect) as caught:
            await read(devices.managed_devices)
        assert "Grant DeviceManagementManagedDevices.Read.All" in caught.value.remedy


def membership(kind: str, **members: list[str]) -> dict[str, Any]:
    return {"@odata.type": f"#microsoft.graph.{kind}", **members}


class TestRegistrationPolicy:
    async def test_who_may_and_how_many(self, graph: FakeGraph, read: Read) -> None:
        some = membership("enumeratedDeviceRegistrationMembership", users=["U-1"], groups=["G-1"])
        graph.on(REGISTRATION, Answer({
            "userDeviceQuota": 20, "multiFactorAuthConfiguration": "required",
            "azureADJoin": {"isAdminConfigurable": True, "allowedToJoin": some},
            "azureADRegistration": {"allowedToRegister": membership("allDeviceRegistrationMembership")}}))
        fact = await read(registration_policy)
        assert (fact.join, fact.register, fact.selected) == ("selected", "all", frozenset({"u-1", "g-1"}))
        assert (fact.mfa, fact.quota) == (True, 20)

    @pytest.mark.parametrize(("document", "expected"), [
        ({"azureADJoin": {"allowedToJoin": membership("noDeviceRegistrationMembership")},
          "multiFactorAuthConfiguration": "notRequired"}, ("none", "", False, None)),
        ({"azureADJoin": {"allowedToJoin": membership("someNewMembership")}, "azureADRegistration": None,
          "userDeviceQuota": 5}, ("", "", None, 5)),
        ({"azureADJoin": [], "userDeviceQuota": 2_147_483_647, "multiFactorAuthConfiguration": "unknownFutureValue"},
         ("", "", None, 2_147_483_647)),
    ])
    async def test_what_it_does_not_say_is_unknown(self, graph: FakeGraph, read: Read, document: dict[str, Any],
                                                   expected: object) -> None:
        graph.on(REGISTRATION, Answer(document))
        fact = await read(registration_policy)
        assert (fact.join, fact.register, fact.mfa, fact.quota) == expected

    @pytest.mark.parametrize("answer", [Answer({}), Answer({"userDeviceQuota": "20"}), Answer({"azureADJoin": None})])
    async def test_a_policy_that_says_nothing_is_no_answer(self, graph: FakeGraph, read: Read, answer: Answer) -> None:
        graph.on(REGISTRATION, answer)
        with pytest.raises(CannotCollect, match="could not be read"):
            await read(registration_policy)

    async def test_the_permission_is_named(self, graph: FakeGraph, read: Read) -> None:
        graph.on(REGISTRATION, error(403, "Authorization_RequestDenied"))
        with pytest.raises(CannotCollect) as caught:
            await read(registration_policy)
        assert "Grant Policy.Read.DeviceConfiguration" in caught.value.remedy
