"""The ids of Microsoft Graph's application permissions, by which a deployment assigns them.

They are the same in every tenant: Microsoft Learn, "Microsoft Graph permissions reference"; checked against Microsoft's
own list in microsoftgraph/microsoft-graph-devx-content, permissions/new/provisioningInfo.json, scheme Application.
"""

from collections.abc import Mapping
from types import MappingProxyType

MICROSOFT_GRAPH = "00000003-0000-0000-c000-000000000000"
"""The application id of Microsoft Graph itself, in every tenant."""

APP_ROLES: Mapping[str, str] = MappingProxyType({
    "AuditLog.Read.All": "b0afded3-3588-46d8-8b3d-9842eff778da",
    "DeviceManagementManagedDevices.Read.All": "2f51be20-0bb4-4fed-bf7b-db946066c75e",
    "Domain.Read.All": "dbb9058a-0e50-45d7-ae91-66909b5d4664",
    "Files.Read.All": "01d4889c-1287-42c6-ac1f-5d1e02578ef6",
    "GroupMember.Read.All": "98830695-27a2-44f7-8c18-0c3ebc9698f6",
    "IdentityRiskyUser.Read.All": "dc5007c0-2d7d-4c42-879c-2dab87571379",
    "LicenseAssignment.Read.All": "e2f98668-2877-4f38-a2f4-8202e0717aa1",
    "MailboxSettings.Read": "40f97065-369a-49f4-947c-6a255697ae91",
    "Place.Read.All": "913b9306-0ce1-42b8-9137-6a7df690a760",
    "Policy.Read.All": "246dd0d5-5bd0-4def-940b-0421030a5b68",
    "Policy.Read.AuthenticationMethod": "8e3bc81b-d2f3-4b7b-838c-32c88218d2f0",
    "Policy.Read.ConditionalAccess": "37730810-e9ba-4e46-b07e-8ca78d182097",
    "Policy.Read.DeviceConfiguration": "bdba4817-6ba1-4a7c-8a01-be9bc7c242dd",
    "RoleManagement.Read.Directory": "483bed4a-2ad3-4361-a73b-c83ccdbdc53c",
    "ServiceHealth.Read.All": "79c261e0-fe76-4144-aad5-bdc68fbe4037",
    "Sites.Selected": "883ea226-0bf2-4a8f-9f9d-92c9162a727d",
    "TeamsUserConfiguration.Read.All": "a91eadaf-2c3c-4362-908b-fb172d208fc6",
    "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
    "UserAuthenticationMethod.Read.All": "38d9df27-64da-44fd-b7c5-a6fbac20248f",
})
