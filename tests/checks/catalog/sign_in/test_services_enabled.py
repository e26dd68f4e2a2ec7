"""Services that are switched off, unknown, or closed to the room."""

from typing import Any

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, Status
from tests.checks.builders import Case, attempt, heartbeats, judged, sign_ins, success, unwell

CHECK, OTHER = "sign_in.services_enabled", Cause.SIGN_IN_BLOCKED_OTHER
CASES: dict[str, Case] = {
    **{f"AADSTS{code}": ((sign_ins(attempt(code, 1)),), Status.FAIL, OTHER)
       for code in (500014, 500011, 7000112, 50105)},
    "a heartbeat": ((heartbeats(unwell(1, 500014)),), Status.FAIL, OTHER),
    "another program": ((sign_ins(attempt(500011, 1, Origin.OTHER_PROGRAM), success(2)),), Status.PASS, None),
    "over": ((sign_ins(attempt(500014, 2), success(1)),), Status.PASS, None),
    "another code": ((sign_ins(attempt(65001, 1)),), Status.SKIPPED, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


@pytest.mark.parametrize(("names", "words"), [
    ({"resource": "Microsoft Teams Services"}, '"Microsoft Teams" asked for "Microsoft Teams Services".'),
    ({"app": "", "resource": "Microsoft Intune"}, 'The record names "Microsoft Intune".'),
    ({"resource": ""}, 'The record names "Microsoft Teams".'),
])
def test_the_service_is_named(names: dict[str, Any], words: str) -> None:
    assert words in judged(CHECK, sign_ins(attempt(500014, 1, **names))).summary


def test_a_heartbeat_names_no_service() -> None:
    assert "asked for" not in judged(CHECK, heartbeats(unwell(1, 500014))).summary
