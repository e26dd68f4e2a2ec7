"""Federation services that gave the device no token."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from checks.facts.federation_faults import FederationFaults
from checks.facts.network_faults import NetworkFaults
from demo.evtx_writer import DataItem
from tests.checks.sources.bundle.bundles import (
    AAD_PATH,
    BEAT_PATH,
    CORRELATION,
    MFA,
    TEAMS,
    UNKNOWN_CLIENT,
    UNWELL,
    Write,
    aad,
    asked,
    beats,
    facts_of,
    log_of,
)

SERVER_FAULT, NO_TOKEN = 0xCAA90014, 0xCAA90006
FAULT: list[DataItem] = [("Error", "uint32", SERVER_FAULT), ("ErrorMessage", "string", "x")]


def codes_of(folder: Path, *writes: Write, beside: Sequence[Write] = ()) -> list[str]:
    files = {AAD_PATH: log_of(*writes), **({BEAT_PATH: log_of(*beside)} if beside else {})}
    return [found.code for found in facts_of(folder, files)[FederationFaults].items]


@pytest.mark.parametrize(("event_id", "fields", "codes"), [
    (1098, FAULT, ["0xCAA90014"]),
    (1097, [("Error", "uint32", NO_TOKEN)], ["0xCAA90006"]),
    (1098, [("Error", "string", "-894894060")], ["0xCAA90014"]),
    (1098, [("Error", "uint32", 1), ("AdditionalInformation", "string", "Error: 0xcaa90014 x")], ["0xCAA90014"]),
    (1098, [*FAULT, ("AdditionalInformation", "string", "0xCAA90014")], ["0xCAA90014"]),
    (1088, [("Error", "string", "wst:FailedAuthentication"), ("ErrorDescription", "string", "MSIS3127")], [""]),
    (1088, [("Error", "uint32", SERVER_FAULT)], ["0xCAA90014"]),
    (1088, [("Error", "uint32", 0xCAA82EE7)], [""]),
    (1088, [], [""]),
    (1098, [("Error", "uint32", 0xCAA2000C)], []),
    (1098, [("Error", "uint32", 0xCAA90017), ("AdditionalInformation", "string", "0xCAA900141")], []),
    (1081, FAULT, []),
    (1084, [("Result", "int32", SERVER_FAULT - 2**32)], []),
    (1098, [*FAULT, ("AdditionalInformation", "string", MFA)], []),
    (1088, [("ErrorDescription", "string", MFA)], []),
])
def test_what_is_a_fault(tmp_path: Path, event_id: int, fields: list[DataItem], codes: list[str]) -> None:
    assert codes_of(tmp_path, aad(event_id, fields)) == codes


@pytest.mark.parametrize(("more", "beside", "kept"), [
    (asked(UNKNOWN_CLIENT, TEAMS), beats(9), True),
    (asked(UNKNOWN_CLIENT, "/cortana"), beats(9, UNWELL), False),
    (asked(UNKNOWN_CLIENT, "https://example.invalid"), beats(9, UNWELL), True),
    (asked(UNKNOWN_CLIENT, "https://example.invalid"), beats(9), False),
    (asked(UNKNOWN_CLIENT, "https://example.invalid"), [], False),
    ("", beats(9, UNWELL), True),
    ("", beats(9), False),
    ("", [], True),
])
def test_whose_fault_counts(tmp_path: Path, more: str, beside: list[Write], kept: bool) -> None:
    record = aad(1098, [*FAULT, ("AdditionalInformation", "string", more)])
    assert codes_of(tmp_path, record, beside=beside) == (["0xCAA90014"] if kept else [])


def test_the_place_is_told_and_no_person(tmp_path: Path) -> None:
    said = [("Error", "uint32", NO_TOKEN), ("ErrorDescription", "string", "anna.meier@contoso.com was refused"),
            ("CorrelationID", "string", f"{{{CORRELATION.upper()}}}")]
    facts = facts_of(tmp_path, {AAD_PATH: log_of(aad(1088, said))})  # type: ignore[arg-type]  # DataItem, in this list
    [found] = facts[FederationFaults].items
    assert (found.cite.source, found.cite.code, found.cite.correlation_id) == (
        "bundle.aad_log", "0xCAA90006", CORRELATION)
    assert "anna" not in found.cite.quote
    assert facts[NetworkFaults].items == ()
