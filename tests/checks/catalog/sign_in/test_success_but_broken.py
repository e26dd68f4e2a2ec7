"""A sign-in that succeeds, and what stands behind it, in the order in which it is to be looked at."""

import pytest

from checks.facts.base import Fact
from checks.facts.sign_ins import Origin
from checks.model import Cause, Status
from tests.checks.builders import (
    EXCHANGE,
    Case,
    account,
    app_log,
    attempt,
    heartbeats,
    judged,
    licence,
    licences,
    mailbox,
    sign_ins,
    success,
    teams,
    unwell,
    well,
)

CHECK = "sign_in.success_but_broken"
IN = sign_ins(success(1))
SICK = heartbeats(unwell(0.9))
OFF = licences(licence(state="Disabled"))
PENDING = licences(licence(state="PendingProvisioning"))
GOOD = (licences(licence()), mailbox(), account())
CASES: dict[str, Case] = {
    "nothing fails": ((IN, *GOOD, heartbeats(well(0.5))), Status.PASS, None),
    "nothing else was read": ((IN,), Status.SKIPPED, None),
    "nothing but a healthy heartbeat": ((IN, heartbeats(well(0.5))), Status.PASS, None),
    "no licence": ((IN, licences()), Status.FAIL, Cause.LICENCE_MISSING),
    "the licence goes before all": ((IN, licences(), teams(found=False), mailbox(False), account()), Status.FAIL,
                                    Cause.LICENCE_MISSING),
    "the plan": ((IN, OFF, teams(found=False)), Status.FAIL, Cause.LICENCE_PLAN_DISABLED),
    "the app's licence error": ((IN, app_log(1)), Status.FAIL, Cause.LICENCE_MISSING),
    "the app's licence error against a licence": ((IN, app_log(1), licences(licence()), mailbox()), Status.WARN, None),
    "the app's licence error while the plan is pending": ((IN, app_log(1), PENDING, mailbox()), Status.WARN, None),
    "the app's licence error, and healthy since": (
        (IN, app_log(1), licences(licence()), mailbox(), heartbeats(well(0.5))), Status.PASS, None),
    "Teams": ((IN, licences(licence()), teams(found=False), mailbox(False), account()), Status.FAIL,
              Cause.TEAMS_NOT_PROVISIONED),
    "the mailbox": ((IN, licences(licence()), teams(), mailbox(False), account()), Status.FAIL, Cause.MAILBOX_MISSING),
    "a mailbox that may be on-premises": ((IN, licences(licence()), mailbox(False),
                                           account(synced_from_on_premises=True)), Status.SKIPPED, None),
    "the addresses": ((IN, *GOOD, SICK), Status.WARN, None),
    "something, but nobody read the licence": ((IN, SICK), Status.WARN, None),
    "a pending plan": ((IN, PENDING, mailbox()), Status.SKIPPED, None),
    "a pending plan, and healthy": ((IN, PENDING, mailbox(), heartbeats(well(0.5))), Status.PASS, None),
    "no success within a day": ((sign_ins(success(30)), licences()), Status.SKIPPED, None),
    "a person's success": ((sign_ins(success(1, Origin.PERSON)), licences()), Status.SKIPPED, None),
    "still refused elsewhere": ((sign_ins(success(1), attempt(53003, 0.5, app=EXCHANGE)), licences()), Status.SKIPPED,
                                None),
    "the sign-ins were not read": ((licences(),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_blocked_addresses_are_only_suggested() -> None:
    assert "complains of Teams. Licence and mailbox are in order" in judged(CHECK, IN, *GOOD, SICK).summary
    assert judged(CHECK, IN, SICK).summary.endswith(
        "To be looked at first: the licences, which were not read, the mailbox, which was not read.")


@pytest.mark.parametrize(("facts", "words"), [
    ((PENDING, mailbox(), account()), "the licence's Teams plan, which is not in force."),
    ((licences(licence("x", "SPE_E5")), mailbox(), account()), "the licence, which is not known to be one for rooms."),
    ((*GOOD, app_log(1)), "the licence, for want of which the Teams app was refused."),
    ((licences(licence()), mailbox(False), account(synced_from_on_premises=True)),
     "the mailbox, which Exchange Online does not have."),
])
def test_the_addresses_are_not_blamed_while_something_is_in_doubt(facts: tuple[Fact, ...], words: str) -> None:
    found = judged(CHECK, IN, SICK, *facts)
    assert found.summary.endswith(f"To be looked at first: {words}")
    assert found.status is Status.WARN


def test_what_was_looked_at_is_named_and_nothing_else() -> None:
    assert judged(CHECK, IN, *GOOD).summary.endswith("fails as of now. Looked at: the licence, the mailbox.")
    assert judged(CHECK, IN, *GOOD, teams(), heartbeats(well(1))).summary.endswith(
        "Looked at: the licence, the account's set-up in Teams, the mailbox, the newest heartbeat.")
