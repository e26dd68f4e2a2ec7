"""Whether the room's device is signed in."""

import pytest

from checks.facts.base import Fact
from checks.facts.sign_ins import Origin
from checks.model import Cause, Status
from tests.checks.builders import (
    EXCHANGE,
    Case,
    ago,
    attempt,
    device_log,
    false_alarm,
    heartbeats,
    judged,
    logged,
    sign_ins,
    success,
    unwell,
    well,
)

CHECK, HEALTHY = "sign_in.signs_in", Cause.HEALTHY
CASES: dict[str, Case] = {
    "a success within a day": ((sign_ins(success(23)),), Status.PASS, HEALTHY),
    "a healthy heartbeat within a day": ((heartbeats(well(1)),), Status.PASS, HEALTHY),
    "a false alarm": ((heartbeats(false_alarm(1)),), Status.PASS, HEALTHY),
    "refused before, let in since": ((sign_ins(attempt(50126, 2), success(1)),), Status.PASS, HEALTHY),
    "one application refused, another let in since": ((sign_ins(attempt(50126, 2, app=EXCHANGE), success(1)),),
                                                      Status.PASS, HEALTHY),
    "a success too old": ((sign_ins(success(30)),), Status.WARN, None),
    "refused since the last success": ((sign_ins(attempt(50126, 1), success(2)),), Status.FAIL, None),
    "only refused": ((device_log(logged(50126, 1)),), Status.FAIL, None),
    "a person's success": ((sign_ins(success(1, Origin.PERSON)),), Status.SKIPPED, None),
    "another program's success": ((sign_ins(success(1, Origin.OTHER_PROGRAM)),), Status.SKIPPED, None),
    "a success of unknown origin": ((sign_ins(success(1, Origin.UNKNOWN)),), Status.SKIPPED, None),
    "an unhealthy heartbeat after a healthy one": ((heartbeats(well(2), unwell(1)),), Status.SKIPPED, None),
    "a healthy heartbeat too old": ((heartbeats(well(30)),), Status.SKIPPED, None),
    "a device's log without failures": ((device_log(),), Status.SKIPPED, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_the_bundles_own_end_is_its_present() -> None:
    assert judged(CHECK, heartbeats(well(50), until=49)).cause is HEALTHY


def test_it_says_when_it_was_last_seen_well() -> None:
    assert judged(CHECK, sign_ins(success(3)), heartbeats(well(1))).latest == ago(1)


@pytest.mark.parametrize(("facts", "told"), [
    ((sign_ins(attempt(50126, 1)),), "No success of it was seen in Entra's sign-in logs since Thu 13 Nov 2025."),
    ((device_log(logged(50126, 1)), heartbeats()), "No success of it was seen in the device's own logs since Thu"),
    ((device_log(logged(50126, 1)),), "The log that was read holds failures only."),
    ((sign_ins(attempt(50126, 1), success(2)),), "It last worked on Thu 20 Nov 2025 10:00 UTC."),
    ((sign_ins(),), "of the room's device was seen in Entra's sign-in logs since Thu 13 Nov 2025."),
    ((sign_ins(), heartbeats(unwell(1))), "No sign-in of the device was seen in Entra's sign-in logs and "),
], ids=["entra", "heartbeats", "event log", "worked before", "nothing", "unhealthy"])
def test_what_was_not_seen_is_said_of_the_logs_that_could_show_it(facts: tuple[Fact, ...], told: str) -> None:
    assert told in judged(CHECK, *facts).summary
