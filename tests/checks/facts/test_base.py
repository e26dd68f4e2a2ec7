"""The shapes of facts, and the one present of a case."""

import pytest

from checks.facts.base import NEVER, Fact, Facts
from checks.facts.device import Device
from tests.checks.builders import NOW, account, ago, cite, heartbeats, mailbox, sign_ins, success, well

OLD = heartbeats(well(50), until=49)
PRESENTS = {
    "a bundle alone: its newest record": ((OLD, Device(ago(49.5), cite("device"))), ago(49)),
    "Graph was asked for the sign-ins": ((OLD, sign_ins()), NOW),
    "Graph was asked for the account alone": ((OLD, account()), NOW),
    "Graph was asked for the mailbox alone": ((mailbox(), OLD), NOW),
    "records without a window": ((sign_ins(success(1), covers=()),), ago(1)),
    "nothing was seen": ((), NEVER),
}


@pytest.mark.parametrize("name", PRESENTS)
def test_the_present_is_the_latest_moment_that_anything_could_see(name: str) -> None:
    facts, expected = PRESENTS[name]
    known: tuple[Fact, ...] = facts
    assert Facts(known).now == expected
