"""The ids of the simulated tenant: invented ones are derived from names, so that every start has the same.

Applications are Microsoft's own ("Verify first-party Microsoft applications" on Microsoft Learn), licences and plans
are those of Microsoft Learn's "Product names and service plan identifiers for licensing".
"""

from dataclasses import dataclass
from uuid import UUID, uuid5

DOMAIN = "contoso.com"
_CONTOSO = UUID("6f1b7a52-5b0e-5d5a-9c39-0d5b9f6f1c07")


def invented(*names: object) -> str:
    """An id that belongs to these names alone."""
    return str(uuid5(_CONTOSO, "/".join(str(name) for name in names)))


TENANT_ID = invented("tenant")


def group_id(name: str) -> str:
    """The object id of a group."""
    return invented("group", name)


def device_id(address: str, place: int = 0) -> str:
    """The id of an account's device: the first one is the room's own console."""
    return invented("device", address, *([place] if place else []))


@dataclass(frozen=True, slots=True)
class App:
    """An application that signs in, or the service it asks a token for."""

    id: str
    name: str


TEAMS = App("1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams")
TEAMS_SERVICES = App("cc15fd57-2c6c-4117-a88c-83b1d56b4bbe", "Microsoft Teams Services")
EXCHANGE = App("00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online")
OFFICE_HOME = App("4765445b-32c6-49b0-83e6-1d93765276ca", "OfficeHome")
BROKER = App("29d9ed98-a469-4536-ade2-f981bc1d605e", "Microsoft Authentication Broker")
DEVICE_REGISTRATION = App("01cb2876-7ebd-4aa4-9cc9-d28bd4d359a9", "Device Registration Service")
GRAPH = App("00000003-0000-0000-c000-000000000000", "Microsoft Graph")
WINDOWS_SEARCH = App("26a7ee05-5602-4d76-a7ba-eae8b7b67941", "Windows Search")


@dataclass(frozen=True, slots=True)
class Plan:
    """A service plan inside a licence."""

    id: str
    name: str
    applies_to: str = "User"


@dataclass(frozen=True, slots=True)
class Sku:
    """A licence one can buy."""

    id: str
    name: str
    plans: tuple[Plan, ...]


TEAMS1 = Plan("57ff2da0-773e-42df-b2af-ffb7a2317929", "TEAMS1")
MCOSTANDARD = Plan("0feaeb32-d00e-4d66-bd5a-43b5b83db82c", "MCOSTANDARD")
MCOMEETADV = Plan("3e26ee1f-8a5f-4d52-aee2-b81ce45c8f40", "MCOMEETADV")
MCOEV = Plan("4828c8ec-dc2e-4779-b502-87ac9ce28ab7", "MCOEV")
INTUNE_A = Plan("c1ec4a95-1f05-45b3-a911-aa3fa01094f5", "INTUNE_A")
AAD_PREMIUM = Plan("41781fb2-bc02-4b7c-bd55-b576c07bb09d", "AAD_PREMIUM")
WHITEBOARD = Plan("4a51bca5-1eff-43f5-878c-177680f191af", "WHITEBOARD_PLAN3")
TEAMS_ROOM_PRO_TEST = Plan("ec17f317-f4bc-451e-b2da-0167e5c260f9", "Teams_Room_Pro")
TEAMS_ROOMS_BASIC = Plan("c8529366-cffd-4415-ab8f-be0144a33ab1", "Teams_Rooms_Basic")

ROOMS_PRO = Sku("4cde982a-ede4-4409-9ae6-b003453c8ea6", "Microsoft_Teams_Rooms_Pro",
                (TEAMS1, MCOSTANDARD, MCOMEETADV, MCOEV, INTUNE_A, AAD_PREMIUM, WHITEBOARD, TEAMS_ROOM_PRO_TEST))
ROOMS_BASIC = Sku("6af4b3d6-14bb-4a2a-960c-6c902aad34f3", "Microsoft_Teams_Rooms_Basic",
                  (TEAMS1, MCOMEETADV, TEAMS_ROOMS_BASIC, WHITEBOARD))
MICROSOFT_365 = Sku("05e9a617-0261-4cee-bb44-138d3ef5d965", "SPE_E3", (TEAMS1, INTUNE_A, AAD_PREMIUM))
