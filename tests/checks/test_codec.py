"""Evidence as JSON: written fast, and read back as what it was."""

from datetime import UTC, datetime, timedelta

import pytest

from checks.codec import UnknownVersionError, evidence_from, evidence_json, reading_from, reading_json
from checks.collector import BundleReading, Evidence
from checks.facts.base import Facts
from checks.facts.clock import DeviceClock
from checks.facts.device import Device
from checks.model import Citation, Gap, GapReason

NOW = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
CITE = Citation("bundle", "x#1", at=NOW)
CLOCK = DeviceClock(NOW, CITE, timedelta(minutes=-17, microseconds=5), 3, None)
GAP = Gap("the device", "bundle.heartbeats", GapReason.DAMAGED, "第一会议室 is lost.", "Send it.")


def test_evidence_comes_back_as_it_was() -> None:
    evidence = Evidence(Facts([CLOCK, Device(NOW, CITE, "MTR-1", display_name="第一会议室 \u2028 😀")]), (GAP,))
    assert evidence_from(evidence_json(evidence)) == evidence


@pytest.mark.parametrize("will_hold", [True, False])
def test_a_reading_comes_back_as_it_was(will_hold: bool) -> None:
    reading = BundleReading(Evidence(Facts([CLOCK])), "room-42@contoso.com", 'Room "42"', "MTR-1", will_hold)
    assert reading_from(reading_json(reading)) == reading


def test_half_a_letter_is_no_reason_to_lose_everything() -> None:
    evidence = Evidence(Facts([CLOCK, Device(NOW, CITE, "MTR-\ud83d")]), (GAP,))
    assert evidence_from(evidence_json(evidence)) == evidence


@pytest.mark.parametrize("text", [
    '{"version": 1, "facts": {}, "gaps": []}', '{"facts": {}, "gaps": []}', '"{}"', "[]",
    evidence_json(Evidence(Facts())).replace('"facts":{}', '"facts":{"Unheard":{}}'),
])
def test_what_another_version_wrote_is_not_read(text: str) -> None:
    with pytest.raises(UnknownVersionError):
        evidence_from(text)
