"""The room mailbox, from Exchange Online and from the device."""

import pytest

from checks.facts.base import Fact
from checks.facts.heartbeats import Heartbeat
from checks.model import Cause, Confidence, Status
from tests.checks.builders import account, heartbeats, judged, mailbox, no_account, sign_ins, success, unwell, well

CHECK, MISSING = "mailbox.found", Cause.MAILBOX_MISSING
GENERAL = heartbeats(unwell(1, exchange="GeneralError", teams="Healthy"))
STOPPED = heartbeats(unwell(1, exchange="GeneralError"))
SYNCED = account(synced_from_on_premises=True)
CASES: dict[str, tuple[tuple[Fact, ...], Status, Cause | None, Confidence | None]] = {
    "there": ((mailbox(), account()), Status.PASS, None, None),
    "none, cloud-only": ((mailbox(False), account()), Status.FAIL, MISSING, Confidence.HIGH),
    "none, cloud-only, and the device says so": ((mailbox(False), account(), GENERAL), Status.FAIL, MISSING,
                                                 Confidence.HIGH),
    "none, synchronised": ((mailbox(False), SYNCED), Status.WARN, None, None),
    "none, cloud-only, and the device cannot sign in": ((mailbox(False), account(), STOPPED), Status.FAIL, MISSING,
                                                        Confidence.MEDIUM),
    "none, synchronised, and the device says so": ((mailbox(False), SYNCED, GENERAL), Status.FAIL, MISSING,
                                                   Confidence.MEDIUM),
    "none, synchronised, and the device cannot sign in": ((mailbox(False), SYNCED, STOPPED), Status.WARN, None, None),
    "none, the device says so, nobody knows whether synchronised": ((mailbox(False), GENERAL), Status.FAIL, MISSING,
                                                                    Confidence.MEDIUM),
    "none, nobody knows whether synchronised": ((mailbox(False),), Status.WARN, MISSING, Confidence.MEDIUM),
    "there, yet the device cannot open it": ((mailbox(), account(), GENERAL), Status.WARN, None, None),
    "the device alone": ((GENERAL,), Status.FAIL, MISSING, Confidence.MEDIUM),
    "the device cannot sign in at all": ((heartbeats(unwell(1, exchange="GeneralError")),), Status.WARN, MISSING,
                                         Confidence.LOW),
    "the network is down": ((heartbeats(unwell(1, exchange="GeneralError", network="Unhealthy", teams="Healthy")),),
                            Status.SKIPPED, None, None),
    "Exchange connected, Teams not": ((heartbeats(unwell(1)),), Status.PASS, None, None),
    "stopped before it gets there": ((heartbeats(unwell(1, 50126, exchange="80131500 : AADSTS50126")),),
                                     Status.SKIPPED, None, None),
    "the device opened it again": ((heartbeats(unwell(2, exchange="GeneralError", teams="Healthy"), well(1)),),
                                   Status.PASS, None, None),
    "the newest heartbeat says something else": (
        (heartbeats(unwell(2, exchange="GeneralError", teams="Healthy"), unwell(1, exchange="AutodiscoveryError")),),
        Status.SKIPPED, None, None),
    "the device signed in after its log had ended": (
        (heartbeats(unwell(9, exchange="GeneralError", teams="Healthy"), until=9), sign_ins(success(1))),
        Status.SKIPPED, None, None),
    "no account": ((mailbox(False), no_account()), Status.SKIPPED, None, None),
    "only the account": ((account(),), Status.SKIPPED, None, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause, confidence = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)
    assert confidence in (None, found.confidence)


def test_of_a_device_that_cannot_sign_in_only_the_directory_speaks() -> None:
    found = judged(CHECK, mailbox(False), account(), STOPPED)
    assert found.latest is None
    assert found.summary.endswith("Nor can the device sign in to Teams, which no mailbox explains.")


def test_not_every_heartbeat_is_cited() -> None:
    found = judged(CHECK, heartbeats(*(unwell(n / 10, exchange="GeneralError", teams="Healthy") for n in range(1, 9))))
    assert len(found.citations) == 5


@pytest.mark.parametrize(("beat", "status"), [
    (well(1), Status.PASS), (unwell(1), Status.PASS), (unwell(1, exchange="Disconnected"), Status.SKIPPED),
    (unwell(1, 50076, exchange="80131500 : AADSTS50076"), Status.SKIPPED), (unwell(1, exchange=""), Status.SKIPPED)])
def test_a_mailbox_that_nobody_looked_at_passes_only_on_a_connected_heartbeat(beat: Heartbeat, status: Status) -> None:
    assert judged(CHECK, heartbeats(beat)).status is status
