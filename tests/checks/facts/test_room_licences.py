"""Which licence serves a room, and which plan carries Teams."""

import pytest

from checks.facts.licences import Licence, ServicePlan
from checks.facts.room_licences import (
    BASIC_SKUS,
    LicenceKind,
    called,
    is_basic,
    kind_of,
    teams_is_off,
    teams_is_on,
    teams_plans,
)
from tests.checks.builders import ROOMS_PRO, SHARED, TEAMS1, licence, licences

GCC_HIGH_TEAMS = "9953b155-8aef-4c56-92f3-72b0487fce41"
TEAMS_GOV = "304767db-7d23-49e8-a945-4a7eb65f9f28"
UNKNOWN = "00000000-0000-4000-8000-000000000000"

KINDS = {
    "pro, by its id alone": (Licence(ROOMS_PRO.upper(), "", ()), LicenceKind.ROOM),
    "basic": (Licence("6af4b3d6-14bb-4a2a-960c-6c902aad34f3", "Microsoft_Teams_Rooms_Basic", ()), LicenceKind.ROOM),
    "legacy, by its name alone": (Licence(UNKNOWN, "MEETING_ROOM", ()), LicenceKind.ROOM),
    "premium, by its name alone": (Licence(UNKNOWN, "MTR_PREM", ()), LicenceKind.ROOM),
    "a new name for rooms": (Licence(UNKNOWN, "Microsoft_Teams_Rooms_Pro_Next", ()), LicenceKind.ROOM),
    "pro, whatever it may be called": (Licence(ROOMS_PRO, "MCOCAP_NEW", ()), LicenceKind.ROOM),
    "shared device, whatever it may be called": (Licence(SHARED, "Teams_Rooms_Shared", ()), LicenceKind.SHARED_DEVICE),
    "shared device": (licence(SHARED, "MCOCAP"), LicenceKind.SHARED_DEVICE),
    "shared device, by its name with a no-break space": (licence(UNKNOWN, "MCOCAP_FACULTY\u00a0"),
                                                         LicenceKind.SHARED_DEVICE),
    "a suite for people": (licence(UNKNOWN, "SPE_E5"), LicenceKind.USER_SUITE),
    "government, by its plan": (licence(UNKNOWN, "X", plan=GCC_HIGH_TEAMS), LicenceKind.UNRECOGNISED),
    "government, by its name": (Licence(UNKNOWN, "SPE_E3_USGOV_GCCHIGH", ()), LicenceKind.UNRECOGNISED),
    "governance is no government": (Licence(UNKNOWN, "Entra_ID_Governance", ()), LicenceKind.WITHOUT_TEAMS),
    "a government suite for people": (licence(UNKNOWN, "ENTERPRISEPACK_GOV", plan=TEAMS_GOV), LicenceKind.USER_SUITE),
    "a government licence without Teams": (licence(UNKNOWN, "POWER_BI_PRO_GCC", plan=UNKNOWN),
                                           LicenceKind.WITHOUT_TEAMS),
    "pro for GCC": (licence("31ecb341-2a17-483e-9140-c473006d1e1a", "Microsoft_Teams_Rooms_Pro_GCC", plan=TEAMS_GOV),
                    LicenceKind.ROOM),
    "a test plan is not Teams": (licence(UNKNOWN, "X", plan="8081ca9c-188c-4b49-a8e5-c23b5e9463a8"),
                                 LicenceKind.WITHOUT_TEAMS),
}


@pytest.mark.parametrize("name", KINDS)
def test_kind(name: str) -> None:
    item, kind = KINDS[name]
    assert kind_of(item) is kind


def test_the_test_plans_are_ignored() -> None:
    both = Licence(ROOMS_PRO, "", (ServicePlan(TEAMS1, "TEAMS1", "Success"),
                                   ServicePlan("ec17f317-f4bc-451e-b2da-0167e5c260f9", "Teams_Room_Pro", "Disabled")))
    assert [plan.name for plan in teams_plans(licences(both))] == ["TEAMS1"]
    assert teams_is_on(licences(both))


def test_teams_is_off_only_when_every_plan_is() -> None:
    assert teams_is_off(licences(licence(state="Disabled")))
    assert not teams_is_off(licences(licence(state="Disabled"), licence(state="PendingProvisioning")))
    assert not teams_is_off(licences())


@pytest.mark.parametrize(("sku", "part", "name"), [
    (ROOMS_PRO.upper(), "X", "Teams Rooms Pro"), (SHARED, "MCOCAP", "Teams Shared Devices"),
    (UNKNOWN, "SPE_E5\u00a0", "SPE_E5"), (UNKNOWN, "", UNKNOWN)])
def test_a_licence_is_called_as_people_know_it(sku: str, part: str, name: str) -> None:
    assert called(sku, part) == name


@pytest.mark.parametrize(("sku", "part", "basic"), [
    (min(BASIC_SKUS).upper(), "", True), (UNKNOWN, "Microsoft_Teams_Rooms_Basic_Next", True),
    (ROOMS_PRO, "Microsoft_Teams_Rooms_Basic", False), (UNKNOWN, "Office_365_Basic", False)])
def test_basic_is_known_by_its_id_then_by_its_name(sku: str, part: str, basic: bool) -> None:
    assert is_basic(sku, part) is basic


def test_there_are_three_basic_licences() -> None:
    assert len(BASIC_SKUS) == 3
