"""The codes of the device's sign-in broker."""

import pytest

from checks.facts.hresults import HRESULTS, explained, normalised

NETWORK = {"0xCAA82EE2", "0xCAA82EE7", "0xCAA82EFD", "0xCAA82EFE", "0xCAA82F8F"}
OTHERS = {"0xCAA20001", "0xCAA20002", "0xCAA20003", "0xCAA20004", "0xCAA20005", "0xCAA2000B", "0xCAA2000C",
          "0xCAA90014", "0xCAA90006", "0xCAA1002D"}


def test_the_codes_of_winhttp_and_of_the_token_service_are_known() -> None:
    assert set(HRESULTS) == NETWORK | OTHERS


@pytest.mark.parametrize("code", ["0xcaa82ee7", "CAA82EE7", " 0XCAA82EE7 "])
def test_a_code_is_known_in_any_spelling(code: str) -> None:
    assert normalised(code) == "0xCAA82EE7"
    assert explained(code) == "0xCAA82EE7 (the name of the sign-in service could not be resolved)"


def test_an_unknown_code_stays_unknown() -> None:
    assert explained("0xDEADBEEF") == "unknown code 0xDEADBEEF"
