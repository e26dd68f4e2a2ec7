from pathlib import Path

import pytest

from checks.facts.network_faults import NetworkFault, NetworkFaults
from tests.checks.sources.bundle.bundles import (
    AAD_PATH,
    MFA,
    TEAMS,
    UNKNOWN_CLIENT,
    Write,
    aad,
    asked,
    facts_of,
    log_of,
)

REQUEST = asked(UNKNOWN_CLIENT, TEAMS)


def faults_of(folder: Path, *writes: Write) -> tuple[NetworkFault, ...]:
    return facts_of(folder, {AAD_PATH: log_of(*writes)})[NetworkFaults].items


@pytest.mark.parametrize(("kind", "error"), [
    ("uint32", 0xCAA82EE7), ("int32", 0xCAA82EE7 - 2**32), ("hexint32", 0xCAA82EE7), ("string", "0xcaa82ee7"),
    ("string", "3400019687"),
])
def test_the_error_is_known_however_it_is_written(tmp_path: Path, kind: str, error: int | str) -> None:
    record = aad(1098, [("Error", kind, error),  # type: ignore[list-item]  # a type of the table above
                        ("ErrorMessage", "string", "Der Servername konnte nicht aufgelöst werden."),
                        ("AdditionalInformation", "string", REQUEST)])
    [fault] = faults_of(tmp_path, record)
    assert (fault.hresult, fault.endpoint) == ("0xCAA82EE7", "login.microsoftonline.com")
    assert (fault.cite.code, fault.cite.quote) == ("0xCAA82EE7", "Der Servername konnte nicht aufgelöst werden.")


@pytest.mark.parametrize(("result", "expected"), [
    (12007, ["0xCAA82EE7"]), (12002, ["0xCAA82EE2"]), (0x80072EE7 - 2**32, ["0x80072EE7"]), (0, []),
])
def test_a_failing_transport_is_a_fault(tmp_path: Path, result: int, expected: list[str]) -> None:
    record = aad(1084, [("Result", "int32", result), ("Target", "string", "https://login.microsoftonline.com/x")])
    assert [fault.hresult for fault in faults_of(tmp_path, record)] == expected


def test_a_code_in_the_text_alone_counts(tmp_path: Path) -> None:
    record = aad(1097, [("Error", "uint32", 1), ("AdditionalInformation", "string", "Error: 0xCAA82EFD while sending")])
    assert [fault.hresult for fault in faults_of(tmp_path, record)] == ["0xCAA82EFD"]


@pytest.mark.parametrize(("error", "text"), [
    (0xCAA82EE7, MFA), (0xCAA2000C, "no number"), (0xCAA90006, ""), (1, "0xCAA82EFDA is longer than a code"),
])
def test_an_answer_or_another_error_is_no_fault(tmp_path: Path, error: int, text: str) -> None:
    record = aad(1098, [("Error", "uint32", error), ("AdditionalInformation", "string", text)])
    assert faults_of(tmp_path, record) == ()


@pytest.mark.parametrize("address", ["https://[::1", "https://a b", "https://10.0.0.1/", "https://"])
def test_an_address_that_is_no_host_name_is_left_out(tmp_path: Path, address: str) -> None:
    record = aad(1098, [("Error", "uint32", 0xCAA82EE7), ("AdditionalInformation", "string", address)])
    assert [fault.endpoint for fault in faults_of(tmp_path, record)] == [""]
