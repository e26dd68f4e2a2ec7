"""One attempt in two logs is one attempt."""

from checks.facts.base import Facts
from checks.facts.sign_ins import Kind, Origin, SignIns
from tests.checks.builders import applied, attempt, device_log, logged, sign_ins

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


def test_different_attempts_stay_apart() -> None:
    other = logged(53003, 2, correlation_id="d")
    merged = Facts((sign_ins(ENTRA), device_log(other)))[SignIns]
    assert [item.correlation_id for item in merged.items] == ["c", "d"]
    assert len(merged.covers) == 3
