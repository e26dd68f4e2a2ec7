"""Which licences a Teams Room may have, and which of their plans carry Teams.

The ids are those of Microsoft's "Product names and service plan identifiers for licensing". No Teams Rooms licence has
an Exchange plan, and a room mailbox needs none.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from checks.facts.licences import Licence, Licences, ServicePlan

ROOM_SKUS = frozenset({
    "4cde982a-ede4-4409-9ae6-b003453c8ea6",  # Teams Rooms Pro
    "21943e3a-2429-4f83-84c1-02735cd49e78",  # Pro without Audio Conferencing
    "c25e2b36-e161-4946-bef2-69239729f690",  # Pro for EDU
    "31ecb341-2a17-483e-9140-c473006d1e1a",  # Pro for GCC
    "6af4b3d6-14bb-4a2a-960c-6c902aad34f3",  # Basic
    "a4e376bd-c61e-4618-9901-3fc0cb1b88bb",  # Basic for EDU
    "50509a35-f0bd-4c5e-89ac-22f0e16a00f8",  # Basic without Audio Conferencing
    "4fb214cb-a430-4a91-9c91-4976763aa78f",  # Premium
    "6070a4c8-34c6-4937-8dfb-39bbc6397a60",  # Standard
    "61bec411-e46a-4dab-8f46-8b58ec845ffe",  # Standard without Audio Conferencing
    "9571e9ac-2741-4b63-95fd-a79696f0d0ac",  # Standard for GCC
    "b4348f75-a776-4061-ac6c-36b9016b01d1",  # Standard for GCC without Audio Conferencing
})
SHARED_DEVICE_SKUS = frozenset({
    "295a8eb0-f78d-45c7-8b5b-1eed5ed02dff",  # MCOCAP
    "420c7602-7f70-4895-9394-d3d679ea36fb",  # MCOCAP_FACULTY
    "b1511558-69bd-4e1b-8270-59ca96dba0f3",  # MCOCAP_GOV
})
TEAMS_PLANS = frozenset({
    "57ff2da0-773e-42df-b2af-ffb7a2317929",  # TEAMS1
    "304767db-7d23-49e8-a945-4a7eb65f9f28",  # TEAMS_GOV
    "9953b155-8aef-4c56-92f3-72b0487fce41",  # TEAMS_AR_GCCHIGH
    "fd500458-c24c-478e-856c-a6067a8376cd",  # TEAMS_AR_DOD
})
"""Listed one by one: a prefix would also match the test plans that Microsoft asks to ignore."""

_GOVERNMENT_PLANS = frozenset({"9953b155-8aef-4c56-92f3-72b0487fce41", "fd500458-c24c-478e-856c-a6067a8376cd"})
_ROOM_NAME = re.compile(r"Teams_Rooms|MEETING_ROOM|^MTR_", re.IGNORECASE)
_SHARED_NAME = re.compile(r"^MCOCAP", re.IGNORECASE)
_GOVERNMENT_NAME = re.compile(r"GOV|GCC|DOD", re.IGNORECASE)


class LicenceKind(StrEnum):
    """What one licence is to a room. ``UNRECOGNISED`` is a government licence that Microsoft has published no id of."""

    ROOM = "room"
    SHARED_DEVICE = "shared_device"
    USER_SUITE = "user_suite"
    UNRECOGNISED = "unrecognised"
    WITHOUT_TEAMS = "without_teams"


def kind_of(licence: Licence) -> LicenceKind:
    """What the licence is to a room, by its id, or by its name where the id is not published."""
    sku, name = licence.sku_id.strip().lower(), licence.sku_part_number.strip()
    if sku in SHARED_DEVICE_SKUS or _SHARED_NAME.search(name):
        return LicenceKind.SHARED_DEVICE
    if sku in ROOM_SKUS or _ROOM_NAME.search(name):
        return LicenceKind.ROOM
    plans = {plan.id.strip().lower() for plan in licence.plans}
    if plans & _GOVERNMENT_PLANS or _GOVERNMENT_NAME.search(name):
        return LicenceKind.UNRECOGNISED
    return LicenceKind.USER_SUITE if plans & TEAMS_PLANS else LicenceKind.WITHOUT_TEAMS


def kinds_of(licences: Licences) -> frozenset[LicenceKind]:
    """The kinds among the account's licences."""
    return frozenset(kind_of(licence) for licence in licences.items)


def teams_plans(licences: Licences) -> tuple[ServicePlan, ...]:
    """The service plans that carry Teams itself, over all licences."""
    plans: Iterable[ServicePlan] = (plan for licence in licences.items for plan in licence.plans)
    return tuple(plan for plan in plans if plan.id.strip().lower() in TEAMS_PLANS)


def teams_is_on(licences: Licences) -> bool:
    """Whether one plan that carries Teams is in force."""
    return any(plan.status.casefold() == "success" for plan in teams_plans(licences))


def teams_is_off(licences: Licences) -> bool:
    """Whether every plan that carries Teams is off or in error; false when there is none, or one is pending."""
    states = {plan.status.casefold() for plan in teams_plans(licences)}
    return bool(states) and states <= {"disabled", "error"}
