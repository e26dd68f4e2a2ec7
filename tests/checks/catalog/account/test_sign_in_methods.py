"""The methods registered for the account, by who can answer them."""

import pytest

from checks.model import Status
from tests.checks.builders import Case, auth_methods, judged

CHECK = "account.sign_in_methods"
CASES: dict[str, Case] = {
    "a password": ((auth_methods(),), Status.PASS, None),
    "the device's own": ((auth_methods("password", "windowsHelloForBusiness", "fido2", "platformCredential"),),
                         Status.PASS, None),
    "a key of a resource account": ((auth_methods("password", "resourceAccountKey"),), Status.PASS, None),
    "a pass for setting up": ((auth_methods("temporaryAccessPass"),), Status.PASS, None),
    "a phone": ((auth_methods("password", "phone"),), Status.WARN, None),
    "the Authenticator app": ((auth_methods("microsoftAuthenticator"),), Status.WARN, None),
    "codes": ((auth_methods("softwareOath"),), Status.WARN, None),
    "an e-mail address": ((auth_methods("email"),), Status.WARN, None),
    "one that is not known": ((auth_methods("password", "telepathy"),), Status.PASS, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_a_kind_that_is_not_known_is_named_and_not_judged() -> None:
    alone, beside = judged(CHECK, auth_methods("telepathy")), judged(CHECK, auth_methods("telepathy", "phone"))
    assert all("does not know telepathy" in found.summary for found in (alone, beside))
    assert "answer: a phone." in beside.summary


def test_a_key_of_a_resource_account_is_known() -> None:
    assert "does not know" not in judged(CHECK, auth_methods("resourceAccountKey")).summary
