"""Which licences a Teams Room may have, and which of their plans carry Teams.

The ids are those of Microsoft's "Product names and service plan identifiers for licensing". No Teams Rooms licence has
an Exchange plan, and a room mailbox needs none.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from checks.facts.licences import Licence, Licences, ServicePlan

ROOM_SKUS: Mapping[str, str] = MappingProxyType({
    "4cde982a-ede4-4409-9ae6-b003453c8ea6": "Teams Rooms Pro",
    "21943e3a-2429-4f83-84c1-02735cd49e78": "Teams Rooms Pro without Audio Conferencing",
    "c25e2b36-e161-4946-bef2-69239729f690": "Teams Rooms Pro for EDU",
    "31ecb341-2a17-483e-9140-c473006d1e1a": "Teams Rooms Pro for GCC",
    "6af4b3d6-14bb-4a2a-960c-6c902aad34f3": "Teams Rooms Basic",
    "a4e376bd-c61e-4618-9901-3fc0cb1b88bb": "Teams Rooms Basic for EDU",
    "50509a35-f0bd-4c5e-89ac-22f0e16a00f8": "Teams Rooms Basic without Audio Conferencing",
    "4fb214cb-a430-4a91-9c91-4976763aa78f": "Teams Rooms Premium",
    "6070a4c8-34c6-4937-8dfb-39bbc6397a60": "Teams Rooms Standard",
    "61bec411-e46a-4dab-8f46-8b58ec845ffe": "Teams Rooms Standard without Audio Conferencing",
    "9571e9ac-2741-4b63-95fd-a79696f0d0ac": "Teams Rooms Standard for GCC",
    "b4348f75-a776-4061-ac6c-36b9016b01d1": "Teams Rooms Standard for GCC without Audio Conferencing",
})
"""The licences for rooms by their ids, each with the name it goes by."""

BASIC_SKUS = frozenset(sku for sku, name in ROOM_SKUS.items() if "Basic" in name)
"""The free licences, of which a tenant may use :data:`BASIC_LIMIT` in all."""

BASIC_LIMIT = 25

SHARED_DEVICE_SKUS: Mapping[str, str] = MappingProxyType({
    "295a8eb0-f78d-45c7-8b5b-1eed5ed02dff": "Teams Shared Devices",
    "420c7602-7f70-4895-9394-d3d679ea36fb": "Teams Shared Devices for EDU",
    "b1511558-69bd-4e1b-8270-59ca96dba0f3": "Teams Shared Devices for GCC",
})
TEAMS_PLANS = frozenset({
    "57ff2da0-773e-42df-b2af-ffb7a2317929",  # TEAMS1
    "304767db-7d23-49e8-a945-4a7eb65f9f28",  # TEAMS_GOV
    "9953b155-8aef-4c56-92f3-72b0487fce41",  # TEAMS_AR_GCCHIGH
    "fd500458-c24c-478e-856c-a6067a8376cd",  # TEAMS_AR_DOD
})
"""Listed one by one: a prefix would also match the test plans that Microsoft asks to ignore."""

INTUNE_PLANS = frozenset({
    "c1ec4a95-1f05-45b3-a911-aa3fa01094f5",  # INTUNE_A
    "d216f254-796f-4dab-bbfa-710686e646b9",  # INTUNE_A_GOV
})

_GOVERNMENT_PLANS = frozenset({"9953b155-8aef-4c56-92f3-72b0487fce41", "fd500458-c24c-478e-856c-a6067a8376cd"})
_ROOM_NAME = re.compile(r"Teams_Rooms|MEETING_ROOM|^MTR_", re.IGNORECASE)
_BASIC_NAME = re.compile(r"Teams_Rooms_Basic", re.IGNORECASE)
_SHARED_NAME = re.compile(r"^MCOCAP", re.IGNORECASE)
_GOVERNMENT_NAME = re.compile(r"(?:^|_)(?:GOV|GCC|GCCHIGH|DOD)(?:_|$)", re.IGNORECASE)


class LicenceKind(StrEnum):
    """What one licence is to a room. ``UNRECOGNISED`` is a government licence that Microsoft has published no id of: it
    has a Teams plan of the clouds whose licences for rooms are not published, or shows nothing but such a name.
    """

    ROOM = "room"
    SHARED_DEVICE = "shared_device"
    USER_SUITE = "user_suite"
    UNRECOGNISED = "unrecognised"
    WITHOUT_TEAMS = "without_teams"


def kind_of(licence: Licence) -> LicenceKind:
    """What the licence is to a room, by its id, or by its name where the id is not published."""
    # An id goes before a name, which Microsoft has changed before; some lists have a no-break space around either.
    sku, name = licence.sku_id.strip().lower(), licence.sku_part_number.strip()
    if sku in ROOM_SKUS:
        return LicenceKind.ROOM
    if sku in SHARED_DEVICE_SKUS or _SHARED_NAME.search(name):
        return LicenceKind.SHARED_DEVICE
    if _ROOM_NAME.search(name):
        return LicenceKind.ROOM
    plans = {plan.id.strip().lower() for plan in licence.plans}
    if plans & _GOVERNMENT_PLANS or (not plans and _GOVERNMENT_NAME.search(name)):
        return LicenceKind.UNRECOGNISED
    return LicenceKind.USER_SUITE if plans & TEAMS_PLANS else LicenceKind.WITHOUT_TEAMS


def kinds_of(licences: Licences) -> frozenset[LicenceKind]:
    """The kinds among the account's licences."""
    return frozenset(kind_of(licence) for licence in licences.items)


def of_kind(licences: Licences, kind: LicenceKind) -> tuple[Licence, ...]:
    """The account's licences of one kind."""
    return tuple(licence for licence in licences.items if kind_of(licence) is kind)


def called(sku_id: str, sku_part_number: str = "") -> str:
    """What people call a licence; where this is not known, Microsoft's short name of it, or its id."""
    sku = sku_id.strip().lower()
    return ROOM_SKUS.get(sku) or SHARED_DEVICE_SKUS.get(sku) or sku_part_number.strip() or sku


def names_of(items: Iterable[Licence]) -> str:
    """What people call these licences, each once, as a sentence lists them."""
    return ", ".join(dict.fromkeys(called(item.sku_id, item.sku_part_number) for item in items))


def is_basic(sku_id: str, sku_part_number: str) -> bool:
    """Whether this is a Teams Rooms Basic licence."""
    sku = sku_id.strip().lower()
    return sku in BASIC_SKUS or (sku not in ROOM_SKUS and bool(_BASIC_NAME.search(sku_part_number)))


def teams_plans(licences: Licences) -> tuple[ServicePlan, ...]:
    """The service plans that carry Teams itself, over all licences."""
    plans: Iterable[ServicePlan] = (plan for licence in licences.items for plan in licence.plans)
    return tuple(plan for plan in plans if plan.id.strip().lower() in TEAMS_PLANS)


def intune_plans(licences: Licences) -> tuple[ServicePlan, ...]:
    """The service plans that carry Intune, over all licences."""
    plans = (plan for licence in licences.items for plan in licence.plans)
    return tuple(plan for plan in plans if plan.id.strip().lower() in INTUNE_PLANS)


def teams_is_on(licences: Licences) -> bool:
    """Whether one plan that carries Teams is in force."""
    return any(plan.status.casefold() == "success" for plan in teams_plans(licences))


def teams_is_off(licences: Licences) -> bool:
    """Whether every plan that carries Teams is off or in error; false when there is none, or one is pending."""
    states = {plan.status.casefold() for plan in teams_plans(licences)}
    return bool(states) and states <= {"disabled", "error"}
