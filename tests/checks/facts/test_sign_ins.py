"""One attempt in two logs is one attempt."""

import pytest

from checks.facts.base import Facts
from checks.facts.sign_ins import Kind, Origin, SignIn, SignIns
from tests.checks.builders import ago, applied, attempt, device_log, logged, sign_ins

ENTRA = attempt(53003, 1, Origin.UNKNOWN, correlation_id="c", policies=(applied(),))
DEVICE = logged(53003, 1, correlation_id="c")


def test_entras_record_stays_whichever_came_first() -> None:
    for facts in ((device_log(DEVICE), sign_ins(ENTRA)), (sign_ins(ENTRA), device_log(DEVICE))):
        item, = Facts(facts)[SignIns].items
        assert item.kind is Kind.INTERACTIVE
        assert item.policies == (applied(),)


def test_the_devices_own_log_proves_who_it_was() -> None:
    item, = Facts((sign_ins(ENTRA), device_log(DEVICE)))[SignIns].items
    assert item.origin is Origin.DEVICE


@pytest.mark.parametrize("minutes", [-100, -10, -0.5, 0.5, 10, 100])
def test_a_devices_clock_may_be_off(minutes: float) -> None:
    logs = sign_ins(ENTRA), device_log(logged(53003, 1 - minutes / 60, correlation_id="c"))
    for facts in (logs, logs[::-1]):
        item, = Facts(facts)[SignIns].items
        assert (item.at, item.kind, item.origin, item.in_both) == (ago(1), Kind.INTERACTIVE, Origin.DEVICE, True)


@pytest.mark.parametrize("other", [logged(53003, 1), logged(50076, 1, correlation_id="c")],
                         ids=["without a correlation", "with another code"])
def test_another_attempt_of_the_device_stays(other: SignIn) -> None:
    merged = Facts((sign_ins(ENTRA), device_log(other)))[SignIns]
    assert [(each.kind, each.in_both) for each in merged.items] == [(Kind.INTERACTIVE, False), (Kind.DEVICE_LOG, False)]


def test_different_attempts_stay_apart() -> None:
    other = logged(53003, 2, correlation_id="d")
    merged = Facts((sign_ins(ENTRA), device_log(other)))[SignIns]
    assert [item.correlation_id for item in merged.items] == ["c", "d"]
    assert len(merged.covers) == 3
