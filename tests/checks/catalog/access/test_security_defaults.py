"""Security defaults, as a setting and as what refused the room."""

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, Confidence, Status
from tests.checks.builders import Case, attempt, heartbeats, judged, security_defaults, sign_ins, success, unwell, well

CHECK = "access.security_defaults"
ON, OFF = security_defaults(enabled=True), security_defaults()
CASES: dict[str, Case] = {
    "off": ((OFF,), Status.PASS, None),
    "on": ((ON,), Status.FAIL, Cause.MFA_REQUIRED),
    "on, and the room fails": ((ON, sign_ins(attempt(50126, 1))), Status.FAIL, Cause.MFA_REQUIRED),
    "on, and the room gets in": ((ON, sign_ins(success(1))), Status.WARN, None),
    "on, and the heartbeat is healthy": ((ON, heartbeats(well(1))), Status.WARN, None),
    "they refused the room": ((ON, sign_ins(attempt(530035, 1))), Status.FAIL, Cause.SIGN_IN_BLOCKED_OTHER),
    "they refused the room, and the setting was not read": (
        (sign_ins(attempt(530035, 1)),), Status.FAIL, Cause.SIGN_IN_BLOCKED_OTHER),
    "they refused a person": ((OFF, sign_ins(attempt(530035, 1, Origin.PERSON))), Status.PASS, None),
    "they refused it before, and are off": ((OFF, sign_ins(attempt(530035, 2), success(1))), Status.PASS, None),
    "not read, and the room gets in": ((sign_ins(success(1)),), Status.PASS, None),
    "not read, and the room fails otherwise": ((heartbeats(unwell(1)),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause), found.summary


def test_a_setting_is_only_suggested_and_a_refusal_is_seen() -> None:
    setting, seen = judged(CHECK, ON), judged(CHECK, ON, sign_ins(attempt(530035, 1)))
    assert (setting.confidence, setting.latest) == (Confidence.LOW, None)
    assert seen.confidence is Confidence.HIGH
    assert seen.latest is not None
