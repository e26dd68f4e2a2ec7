"""Policies that sign the room out periodically."""

from typing import Any

import pytest

from checks.facts.access_forecast import REPORT_ONLY, Evaluation, Platform
from checks.model import Status
from tests.checks.builders import (
    Case,
    attempt,
    evaluation,
    forecast,
    forecast_policy,
    heartbeats,
    judged,
    sign_ins,
    well,
)

CHECK = "access.sign_in_frequency"
WINDOWS, ANDROID = heartbeats(well(1)), sign_ins(attempt(50126, 1, os="Android"))


def periodic(control: str = "signInFrequency", platform: Platform = Platform.WINDOWS, **changes: Any) -> Evaluation:
    return evaluation(forecast_policy(session_controls=(control,), **changes), platform=platform)


UNSURE: dict[str, Any] = {"applies": False, "reasons": ("notEnoughInformation", "location")}
CASES: dict[str, Case] = {
    "no policy": ((forecast(), WINDOWS), Status.PASS, None),
    "in force": ((forecast(periodic()), WINDOWS), Status.WARN, None),
    "nobody knows the kind of device": ((forecast(periodic()),), Status.WARN, None),
    "another control of the session": ((forecast(periodic("persistentBrowser")), WINDOWS), Status.PASS, None),
    "on trial": ((forecast(periodic(state=REPORT_ONLY)), WINDOWS), Status.PASS, None),
    "for another kind of device": (
        (forecast(periodic(), evaluation(platform=Platform.ANDROID)), ANDROID), Status.PASS, None),
    "not enough information": ((forecast(periodic(**UNSURE)), WINDOWS), Status.SKIPPED, None),
    "not enough information about another control": (
        (forecast(periodic("persistentBrowser", **UNSURE)), WINDOWS), Status.PASS, None),
    "only another kind was asked about": ((forecast(periodic()), ANDROID), Status.SKIPPED, None),
    "What If was not asked": ((WINDOWS,), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause), found.summary


def test_the_policy_is_named_and_so_is_what_each_sign_in_leaves() -> None:
    found = judged(CHECK, forecast(periodic()), WINDOWS)
    assert 'The policy "Block all" sets a sign-in frequency' in found.summary
    assert "adds a device object" in found.summary
    assert found.citations[0].quote == "Block all"
