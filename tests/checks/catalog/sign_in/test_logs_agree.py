"""The device's log beside Entra's."""

import pytest

from checks.facts.base import Fact
from checks.facts.sign_ins import Kind, Origin, SignIn, SignIns
from checks.model import Status, Window
from tests.checks.builders import (
    INTERACTIVE,
    NON_INTERACTIVE,
    ago,
    attempt,
    device_log,
    heartbeats,
    judged,
    logged,
    no_account,
    sign_ins,
    success,
    unwell,
    well,
    windows,
)

CHECK, LOG = "sign_in.logs_agree", "bundle.aad_log"


def own(code: int, hours: float, origin: Origin = Origin.DEVICE, correlation: str = "own") -> SignIn:
    return logged(code, hours, origin, correlation_id=correlation and f"{correlation}-{hours}")


def both(*items: SignIn, covers: tuple[Window, ...] = windows(INTERACTIVE, NON_INTERACTIVE, LOG)) -> SignIns:
    return sign_ins(*items, covers=covers)


SHARED = attempt(50126, 5, correlation_id="c", in_both=True)
CASES: dict[str, tuple[tuple[Fact, ...], Status]] = {
    "an attempt in both": ((both(SHARED),), Status.PASS),
    "an attempt in both, and one that is not": ((both(SHARED, own(50126, 6)),), Status.PASS),
    "an ordinary step in both": ((both(attempt(50097, 5, correlation_id="c", in_both=True)),), Status.PASS),
    "the same id, written a minute apart": (
        (both(logged(50126, 5, correlation_id="c"), attempt(50126, 5.1, correlation_id="c")),), Status.PASS),
    "unknown to Entra": ((both(own(50126, 5)),), Status.WARN),
    "unknown to Entra, which knows others": ((both(own(50126, 5), attempt(53003, 5, correlation_id="e")),),
                                             Status.WARN),
    "too new for Entra": ((both(own(50126, 1.9)),), Status.SKIPPED),
    "older than Entra's logs": ((both(own(50126, 24 * 8)),), Status.SKIPPED),
    "older than one of Entra's logs": (
        (both(own(50126, 60), covers=(*windows(INTERACTIVE, LOG), *windows(NON_INTERACTIVE, days=2))),),
        Status.SKIPPED),
    "one of Entra's logs unread": ((both(own(50126, 5), covers=windows(INTERACTIVE, LOG)),), Status.SKIPPED),
    "one of Entra's logs unread, yet it confirms": ((both(SHARED, covers=windows(INTERACTIVE, LOG)),), Status.PASS),
    "another program's": ((both(own(50126, 5, Origin.OTHER_PROGRAM)),), Status.SKIPPED),
    "nobody knows whose": ((both(own(50126, 5, Origin.UNKNOWN)),), Status.SKIPPED),
    "without an id": ((both(own(50126, 5, correlation="")),), Status.SKIPPED),
    "an ordinary step of the device's log": ((both(own(50058, 5)),), Status.SKIPPED),
    "nothing refused": ((both(success(1)),), Status.SKIPPED),
    "the zip was not read": ((sign_ins(attempt(50126, 5)),), Status.SKIPPED),
    "the zip names codes in heartbeats only": (
        (both(attempt(50126, 5), covers=windows(INTERACTIVE, NON_INTERACTIVE, "bundle.heartbeats")),), Status.SKIPPED),
    "Entra was not read": ((device_log(own(50126, 5)),), Status.SKIPPED),
    "refused after a success": ((both(SHARED, success(4), own(53003, 3)),), Status.WARN),
    "refused after a success of another's": ((both(SHARED, success(4, Origin.PERSON), own(53003, 3)),), Status.PASS),
    "refused after a success, too new for Entra": ((both(SHARED, success(4), own(53003, 1)),), Status.PASS),
    "refused after a success, as Entra knows under another id": (
        (both(SHARED, success(4), own(53003, 3), attempt(53003, 3.2, correlation_id="e")),), Status.PASS),
    "a heartbeat with a code that Entra never saw": ((both(SHARED, success(4)), heartbeats(unwell(3, 53003))),
                                                     Status.WARN),
    "a heartbeat with a code that Entra saw before": ((both(SHARED, success(4)), heartbeats(unwell(3, 50126))),
                                                      Status.PASS),
    "an unhealthy heartbeat after a success": ((both(SHARED, success(4)), heartbeats(unwell(3))), Status.PASS),
    "no account": ((no_account(), both()), Status.SKIPPED),
    "nothing was read": ((heartbeats(well(1)),), Status.SKIPPED),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, None)


def test_one_attempt_from_each_side_is_joined_and_confirms() -> None:
    entra = sign_ins(attempt(50126, 5, correlation_id="c"), attempt(50126, 6, correlation_id="d"))
    zipped = device_log(logged(50126, 5, correlation_id="c"), logged(50126, 6, correlation_id="d"), own(50126, 7))
    found = judged(CHECK, entra, zipped)
    assert found.summary == ("2 attempts of the device stand in its own log and in Entra's, which confirms both. "
                             "1 other of the device's log is not there.")


def test_what_entra_does_not_know_is_told_with_its_times() -> None:
    found = judged(CHECK, both(own(50126, 9), own(50126, 5)))
    assert found.summary == (
        "2 refused attempts in the device's own log are unknown to both sign-in logs of Microsoft Entra: the device "
        "may use another account, or an account of another tenant.")
    assert (found.since, found.latest) == (ago(9), ago(5))
    assert all(cite.locator for cite in found.citations)


def test_a_success_since_may_also_mean_that_it_has_recovered() -> None:
    found = judged(CHECK, both(own(50126, 5), success(1)))
    assert found.summary.endswith("Or it has recovered: since then, on Thu 20 Nov 2025 11:00 UTC, it signed in.")


def test_refusals_after_a_success_are_told_as_the_contradiction_they_are() -> None:
    found = judged(CHECK, both(success(6), own(50126, 5), own(50126, 4)))
    assert "recorded a success of the device on Thu 20 Nov 2025 06:00 UTC" in found.summary
    assert "refusals until Thu 20 Nov 2025 08:00 UTC" in found.summary
    assert found.citations[0].locator.startswith("auditLogs/signIns/0-6")


def test_without_the_zip_its_sending_is_what_would_help() -> None:
    found = judged(CHECK, sign_ins(attempt(50126, 5, kind=Kind.INTERACTIVE)))
    assert {gap.remedy for gap in found.gaps} == {"Send the room's diagnostic zip."}
