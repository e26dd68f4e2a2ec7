"""Whatever stands in a field of the room app's JSON, the rest of the zip is read."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from checks.engine import judge
from checks.facts.clock import DeviceClock
from checks.facts.device import Device
from checks.facts.hardware import Hardware, Restarts
from checks.facts.heartbeats import Heartbeats
from checks.facts.sign_ins import SignIns
from checks.facts.versions import Versions
from checks.model import Status
from checks.registry import discover
from tests.checks.sources.bundle.bundles import (
    AAD_PATH,
    BEAT_PATH,
    MFA,
    NOW,
    aad,
    facts_of,
    log_of,
    reading_of,
    room_system,
)

EVENTS = (2000, 2001, 3000, 3001, 4000)
FIELDS = ("Description", "ResourceState", "OperationName", "OperationResult", "OS", "OSVersion", "Alias",
          "DisplayName", "AppVersion", "IPv4Address", "IPv6Address")
ODD: tuple[Any, ...] = (None, 7, 1e300, True, [], ["x"], {}, {"a": {"b": None}}, "", " ", "\u0000\u202e",
                        "x" * 9000, "ß" * 400)
CATALOGUE = discover()


def log_with(payload: Any) -> bytes:
    """Each of the app's events once, with this payload."""
    text = json.dumps(payload)
    return log_of(*(room_system(event, [text], NOW - timedelta(minutes=place)) for place, event in enumerate(EVENTS)))


@pytest.mark.parametrize("field", FIELDS)
def test_an_odd_value_costs_nothing_but_itself(tmp_path: Path, field: str) -> None:
    usual: dict[str, Any] = dict.fromkeys(FIELDS, "x")
    for odd in ODD:
        reading = reading_of(tmp_path, {BEAT_PATH: log_with({**usual, field: odd})})
        facts = reading.evidence.facts
        counts = [len(facts[Heartbeats].items), len(facts[Hardware].items), len(facts[Restarts].items)]
        assert counts == [2, 2, 1], odd
        assert {Device, Versions} <= facts.keys()
        assert Status.ERROR not in {finding.status for finding in judge(CATALOGUE, reading.evidence)}


@pytest.mark.parametrize("payload", [None, 7, "text", [], [{"Description": "x"}], {}, {"description": "x"}])
def test_a_payload_that_is_no_such_object_costs_its_words_alone(tmp_path: Path, payload: Any) -> None:
    facts = facts_of(tmp_path, {BEAT_PATH: log_with(payload)})
    assert len(facts[Hardware].items) == 2
    assert facts[Versions].items == ()
    assert facts[Device].named_until is None


def test_records_without_any_id_are_read(tmp_path: Path) -> None:
    bare = [aad(event, [("AdditionalInformation", "string", f"{MFA}\r\nTimestamp: {NOW:%Y-%m-%d %H:%M:%S}Z")])
            for event in (1097, 1098)]
    facts = facts_of(tmp_path, {AAD_PATH: log_of(*bare, aad(1088, []), aad(1098, []))})
    assert [found.correlation_id for found in facts[SignIns].items] == ["", ""]
    assert facts[DeviceClock].drift == timedelta(0)
