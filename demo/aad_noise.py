"""What the other programs of a busy device leave in its Entra ID log: many records, few of which matter.

A fifth are events 1098, and a quarter of those name a refusal that another program met.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from demo.device_log import CLOUD_TASK, AadRecord, broker_failed, broker_record, windows_search
from demo.scenario import Scenario

_OF_1000_ARE_1098, _OF_1000_1098_NAME_A_CODE = 198.5, 254.3
_CLOUD_ERROR = 0xC00484B2
_ENDPOINTS = ("https://login.microsoftonline.com/common/oauth2/token",
              "https://login.microsoftonline.com/common/UserRealm/?user=redacted&api-version=1.0",
              "https://enterpriseregistration.windows.net/contoso.com/discover?api-version=1.7",
              "https://device.login.microsoftonline.com/common/oauth2/token")
_CALLS = ("Plugin initialize", "GenericCallPkg", "Lookup name name from SID", "GetToken", "RefreshToken",
          "DeviceRegistrationGetState")
_OTHER_FAULTS = ((1101, 0x80070490, "Element not found.", "AdalrtAccount"), (
    1111, 0xCAA5004B, "User account is not found.", "AadtbAccount"), (
    1112, 0x80004005, "Unspecified error.", "AadtbRequest"))


def other_programs(scenario: Scenario, end: datetime, span: timedelta, count: int, seed: int) -> Iterator[AadRecord]:
    """As many records, oldest first, equally far apart in the ``span`` before ``end``."""
    chance = random.Random(f"{seed} {scenario.address} aad")
    step = span / count if count else span
    for number in range(count):
        at = end - (count - number) * step
        if not _is_one_of(number, _OF_1000_ARE_1098):
            yield _beside(chance, at)
        elif _is_one_of(int(number * _OF_1000_ARE_1098 / 1000), _OF_1000_1098_NAME_A_CODE):
            yield windows_search(scenario, at)
        else:
            yield broker_failed(at)


def _is_one_of(number: int, of_1000: float) -> bool:
    """Spreads so many of a thousand evenly over the numbers."""
    return int((number + 1) * of_1000 / 1000) > int(number * of_1000 / 1000)


def _beside(chance: random.Random, at: datetime) -> AadRecord:
    """An event that Roomcheck reads nothing from."""
    kind = chance.randrange(4)
    correlation = str(UUID(int=chance.getrandbits(128), version=4))
    if kind == 0:
        return AadRecord(at, 1025, (("value", "int32", chance.choice((200, 400, 401))), ("Method", "string", "POST"),
                                    ("EndpointUri", "string", chance.choice(_ENDPOINTS)),
                                    ("CorrelationID", "string", correlation)), task=CLOUD_TASK)
    if kind == 1:
        return AadRecord(at, 1104, (("API", "string", chance.choice(_CALLS)),
                                    ("Result", "uint32", _CLOUD_ERROR)), task=CLOUD_TASK)
    if kind == 2:  # noqa: PLR2004 - the third of four kinds
        return AadRecord(at, chance.choice((1085, 1118)), (("Status", "hexint32", 0xC000006D),
                                                           ("CorrelationID", "string", correlation)), task=CLOUD_TASK)
    event_id, error, message, method = chance.choice(_OTHER_FAULTS)
    return broker_record(at, error, message, f"Logged at {method}.cpp, line: {chance.randrange(40, 900)}, method: "
                         f"AAD::Core::{method}::Report.", event_id=event_id)
