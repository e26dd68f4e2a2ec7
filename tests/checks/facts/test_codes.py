"""Every code that the field knows is in the table, and stands for what it should."""

import pytest

from checks.facts.codes import CODES, Group, cause_of, explained, group_of, written
from checks.model import Cause, Status
from tests.checks.builders import CATALOGUE, attempt, judged, sign_ins

BY_CAUSE = {
    Cause.MFA_REQUIRED: {50076, 50079, 50072, 50074, 50078, 500121, 50158, 53004, 53010},
    Cause.CONDITIONAL_ACCESS_BLOCK: {53003, 530032, 530033, 53011, 53001, 530003, 53002, 53009, 530021, 50131,
                                     530034},
    Cause.DEVICE_NOT_COMPLIANT: {53000, 530002},
    Cause.PASSWORD_EXPIRED: {50055, 50144},
    Cause.WRONG_CREDENTIALS: {50126, 50056, 50064, 50059, 50128, 90002},
    Cause.ACCOUNT_DISABLED: {50057},
    Cause.ACCOUNT_MISSING: {50034, 51004, 90072, 16003},
    Cause.SIGN_IN_BLOCKED_OTHER: {
        50053, 530035, 50135, 700082, 70008, 70043, 70044, 50173, 70018, 70019, 70020, 240001, 50129, 50155, 135011,
        500014, 500011, 7000112, 50105, 65001, 90094, 90095, 80001, 80002, 80005, 80007, 80012, 80013, 80014, 20001,
        20012, 40008, 1002016, 500133, 50089, 50132, 50133},
}
NEVER = {50140, 50058, 50097, 50125, 50199, 16000, 16001, 81010, 81012, 70016, 90025}


@pytest.mark.parametrize(("code", "cause"), [(code, cause) for cause, codes in BY_CAUSE.items() for code in codes])
def test_a_code_speaks_for_its_cause(code: int, cause: Cause) -> None:
    assert CODES[code].cause is cause


@pytest.mark.parametrize("code", sorted(NEVER))
def test_a_step_of_an_ordinary_sign_in_is_never_a_cause(code: int) -> None:
    assert code in CODES
    assert cause_of(code) is None


def test_the_table_holds_nothing_else() -> None:
    assert set(CODES) == set().union(NEVER, *BY_CAUSE.values())


def test_every_row_says_what_it_means_and_what_to_do() -> None:
    for code in CODES.values():
        assert code.meaning
        assert not code.meaning.endswith(".")
        assert code.fix.endswith(".")


def test_an_unknown_code_stops_the_sign_in_for_a_reason_of_its_own() -> None:
    assert cause_of(99999) is Cause.SIGN_IN_BLOCKED_OTHER
    assert explained(99999, "The moon is full.") == 'unknown code AADSTS99999 ("The moon is full.")'
    assert explained(99999) == "unknown code AADSTS99999"


def test_a_code_never_stands_without_its_meaning() -> None:
    assert explained(50126) == "AADSTS50126 (wrong user name or password)"
    assert written(50126) == "AADSTS50126"


@pytest.mark.parametrize(("reason", "meaning"), [
    ("The account is locked, you've tried to sign in too many times.",
     "the account is locked after too many wrong passwords"),
    ("Sign-in was blocked because it came from an IP address with malicious activity.",
     "the sign-in came from an address known for attacks"),
    ("Sign-in was blocked.", "the account is locked, or the sign-in came from an address known for attacks"),
    ("", "the account is locked, or the sign-in came from an address known for attacks"),
    ("locked, or malicious", "the account is locked, or the sign-in came from an address known for attacks"),
])
def test_the_sources_own_reason_tells_the_two_meanings_of_50053_apart(reason: str, meaning: str) -> None:
    assert explained(50053, reason) == f"AADSTS50053 ({meaning})"


BY_GROUP = {
    Group.LOCKED: {50053},
    Group.SECURITY_DEFAULTS: {530035},
    Group.RISK: {53004, 53011, 530034, 50135},
    Group.SESSION: {700082, 70008, 70043, 70044, 50173, 50132, 50133, 50089},
    Group.REMOTE_SIGN_IN: {70018, 70019, 70020},
    Group.REGISTRATION: {240001, 50129, 50155, 135011},
    Group.SERVICE: {500014, 500011, 7000112, 50105},
    Group.CONSENT: {65001, 90094, 90095},
    Group.ON_PREMISES: {80001, 80002, 80005, 80007, 80012, 80013, 80014, 20001, 20012, 40008},
    Group.TLS: {1002016},
    Group.CLOCK: {500133},
    Group.TERMS: {50158},
    Group.UNSUPPORTED: {53001, 53002, 53009, 530021},
}


def test_every_group_holds_its_codes_and_no_other() -> None:
    held = {group: {number for number, code in CODES.items() if code.group is group} for group in Group}
    assert held == BY_GROUP


def test_a_code_without_a_group_belongs_to_a_cause_with_a_check_of_its_own() -> None:
    assert not [code for code in CODES.values() if code.cause is Cause.SIGN_IN_BLOCKED_OTHER and code.group is None]
    assert group_of(99999) is None


# The device's and the network's own checks speak for these two.
SIGN_IN_CODES = [number for number, code in CODES.items() if code.cause not in {None, Cause.ACCOUNT_MISSING}
                 and code.group not in {Group.TLS, Group.CLOCK}]


@pytest.mark.parametrize("code", [*SIGN_IN_CODES, 99999])
def test_some_check_speaks_for_every_code_with_its_time(code: int) -> None:
    """A refusal for which no check speaks would leave the headline without its cause."""
    known = sign_ins(attempt(code, 1))
    found = [judged(name, known) for name in CATALOGUE]
    assert any((each.status, each.cause) == (Status.FAIL, cause_of(code)) and each.latest for each in found)
    assert all(each.cause is cause_of(code) for each in found if each.cause and each.latest)
