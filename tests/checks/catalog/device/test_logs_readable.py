"""What the zip holds."""

import pytest

from checks.catalog.device.logs_readable import NOT_ALWAYS_WRITTEN
from checks.facts.base import Fact
from checks.model import AskForLogs, Status
from checks.sources.bundle.inventory import TITLES, Log
from tests.checks.builders import contents, judged, log_seen, sign_ins, success

CHECK = "device.logs_readable"
AAD, APP = "the event log Microsoft-Windows-AAD/Operational", "the Teams app's Logs.txt"
CASES: dict[str, tuple[tuple[Fact, ...], Status]] = {
    "all there": ((contents(log_seen(), log_seen(AAD), log_seen(APP)),), Status.PASS),
    "without the log that not every version writes": ((contents(log_seen(), log_seen(AAD), log_seen(APP, False)),),
                                                      Status.PASS),
    "without an event log": ((contents(log_seen(), log_seen(AAD, False)),), Status.WARN),
    "damaged": ((contents(log_seen(damage="9 of 20 records could be read.")),), Status.WARN),
    "the app's log damaged": ((contents(log_seen(), log_seen(APP, damage="It is protected with a password.")),),
                              Status.WARN),
    "no zip": ((sign_ins(success(1)),), Status.SKIPPED),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause, found.latest) == (status, None, None)


def test_what_is_lost_is_named_with_what_to_send() -> None:
    found = judged(CHECK, contents(log_seen(damage="9 of 20 records could be read."), log_seen(AAD, False)))
    assert found.summary == (
        "Of the event log Skype Room System: 9 of 20 records could be read. The zip does not hold the event log "
        "Microsoft-Windows-AAD/Operational. Collect the logs once more, and send the zip as it was made.")
    assert found.next_steps == (AskForLogs(),)


def test_what_can_be_read_is_named() -> None:
    assert judged(CHECK, contents(log_seen(), log_seen(AAD), log_seen(APP))).summary == (
        "All of the event log Skype Room System, the event log Microsoft-Windows-AAD/Operational and the Teams app's "
        "Logs.txt can be read.")


def test_the_log_that_may_be_missing_is_the_one_that_the_reader_calls_so() -> None:
    assert {TITLES[Log.APP]} == NOT_ALWAYS_WRITTEN
