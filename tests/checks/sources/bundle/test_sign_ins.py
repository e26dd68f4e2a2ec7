from datetime import timedelta
from pathlib import Path

import pytest

from checks.facts.network_faults import NetworkFaults
from checks.facts.sign_ins import Kind, Origin, SignIns
from checks.model import GapReason
from tests.checks.sources.bundle.bundles import (
    AAD_PATH,
    BEAT_PATH,
    CORRELATION,
    MFA,
    NOW,
    TEAMS,
    TRACE,
    UNKNOWN_CLIENT,
    UNWELL,
    aad,
    asked,
    beat,
    beats,
    log_of,
    reading_of,
    refused,
    sign_ins_of,
)

CORTANA = asked(UNKNOWN_CLIENT, "/cortana")
UNKNOWN = asked(UNKNOWN_CLIENT, "https://example.invalid")
GRAPH = asked(UNKNOWN_CLIENT, "00000003-0000-0000-c000-000000000000")


def test_a_refusal_is_read_with_all_that_support_asks_for(tmp_path: Path) -> None:
    [found] = sign_ins_of(tmp_path, refused(more=asked(UNKNOWN_CLIENT, TEAMS)))
    assert (found.at, found.code, found.kind, found.origin) == (NOW, 50076, Kind.DEVICE_LOG, Origin.DEVICE)
    assert (found.app_id, found.resource, found.reason) == (UNKNOWN_CLIENT, "Microsoft Teams Services", MFA)
    assert (found.correlation_id, found.hresult) == (CORRELATION, "0xCAA2000C")
    cite = found.cite
    assert cite.locator == "Windows/EventLog/Microsoft-Windows-AAD_Operational.evtx#1"
    assert (cite.source, cite.at, cite.code) == ("bundle.aad_log", NOW, "AADSTS50076")
    assert (cite.correlation_id, cite.request_id, cite.quote) == (CORRELATION, TRACE, MFA)


@pytest.mark.parametrize("event_id", [1081, 1088, 1097, 1098, 1100, 1101, 1111, 1112])
def test_each_event_that_names_a_code_counts(tmp_path: Path, event_id: int) -> None:
    assert [found.code for found in sign_ins_of(tmp_path, refused(event_id=event_id))] == [50076]


@pytest.mark.parametrize("event_id", [1024, 1099, 1104, 1118])
def test_other_events_do_not(tmp_path: Path, event_id: int) -> None:
    assert sign_ins_of(tmp_path, refused(event_id=event_id)) == ()


@pytest.mark.parametrize(("text", "expected"), [
    ("AADSTS70002: Error validating. AADSTS50126: Invalid username or password.", {70002, 50126}),
    ("AADSTS9002341: User is required to permit SSO.", {9002341}),
    ("AADSTS700082: The refresh token has expired.", {700082}),
    ("MSIS9615: The wauth parameter is not valid.", set()),
    ("AADSTS123: too short. AADSTS123456789: too long.", set()),
])
def test_every_number_of_four_to_eight_digits_counts(tmp_path: Path, text: str, expected: set[int]) -> None:
    assert {found.code for found in sign_ins_of(tmp_path, refused(text=text))} == expected


def test_the_oauth_event_and_the_broker_event_of_one_refusal_are_one_attempt(tmp_path: Path) -> None:
    oauth = aad(1081, [("Error", "string", "interaction_required"), ("ErrorDescription", "string", MFA),
                       ("CorrelationID", "string", f"{{{CORRELATION.upper()}}}")])
    [found] = sign_ins_of(tmp_path, oauth, refused(more=asked(UNKNOWN_CLIENT, TEAMS)))
    assert (found.origin, found.resource) == (Origin.DEVICE, "Microsoft Teams Services")


def test_the_answers_correlation_id_is_told_not_the_requests(tmp_path: Path) -> None:
    text = f"correlation ID (request): {TRACE}\r\n{MFA}\r\nCorrelation ID: {CORRELATION}"
    [found] = sign_ins_of(tmp_path, aad(1098, [("AdditionalInformation", "string", text)]))
    assert (found.correlation_id, found.hresult) == (CORRELATION, "")


def test_a_resource_named_only_in_the_answers_own_words_counts(tmp_path: Path) -> None:
    text = f"AADSTS50076: you must use multi-factor authentication to access '{TEAMS}'."
    [found] = sign_ins_of(tmp_path, refused(text=text))
    assert (found.origin, found.resource) == (Origin.DEVICE, "Microsoft Teams Services")


@pytest.mark.parametrize(("more", "beside", "expected"), [
    (asked(UNKNOWN_CLIENT, TEAMS), beats(9), Origin.DEVICE),
    (CORTANA, beats(9), Origin.OTHER_PROGRAM),
    (CORTANA, [], Origin.OTHER_PROGRAM),
    (CORTANA, beats(9, UNWELL), Origin.OTHER_PROGRAM),
    (UNKNOWN, beats(9, UNWELL), Origin.DEVICE),
    (UNKNOWN, beats(9), Origin.OTHER_PROGRAM),
    (UNKNOWN, [], Origin.UNKNOWN),
    (UNKNOWN, beats(9, end=NOW - timedelta(hours=1)), Origin.UNKNOWN),
    (UNKNOWN, [beat(NOW - timedelta(minutes=9), UNWELL), beat(NOW)], Origin.DEVICE),
    (UNKNOWN, [beat(NOW - timedelta(minutes=11), UNWELL), beat(NOW)], Origin.OTHER_PROGRAM),
    (GRAPH, beats(9), Origin.UNKNOWN),
    (GRAPH, beats(9, UNWELL), Origin.DEVICE),
    ("", beats(9), Origin.UNKNOWN),
    ("", beats(9, UNWELL), Origin.DEVICE),
    ("", [], Origin.UNKNOWN),
    (UNKNOWN, beats(9, "Network status : Healthy. Exchange status : Connected. Signin status: Unhealthy. "
                       "Teams Signin status: Healthy."), Origin.OTHER_PROGRAM),
])
def test_whose_refusal_it_was(tmp_path: Path, more: str, beside: list[object], expected: Origin) -> None:
    [found] = sign_ins_of(tmp_path, refused(more=more), beside=beside)  # type: ignore[arg-type]  # Write functions
    assert found.origin is expected


def test_codes_in_heartbeats_are_attempts_of_the_device(tmp_path: Path) -> None:
    description = UNWELL.replace("GeneralError", "80131500 : AADSTS50126")
    files = {BEAT_PATH: log_of(*beats(3, description))}
    reading = reading_of(tmp_path, files)
    sign_ins = reading.evidence.facts[SignIns]
    assert [(found.code, found.origin) for found in sign_ins.items] == [(50126, Origin.DEVICE)] * 3
    assert [window.source for window in sign_ins.covers] == ["bundle.heartbeats"]
    assert {(gap.fact, gap.reason) for gap in reading.evidence.gaps} >= {
        (SignIns.title, GapReason.NOT_IN_BUNDLE), (NetworkFaults.title, GapReason.NOT_IN_BUNDLE)}


def test_heartbeats_without_a_code_say_nothing_of_refusals(tmp_path: Path) -> None:
    assert SignIns not in reading_of(tmp_path, {BEAT_PATH: log_of(*beats(3, UNWELL))}).evidence.facts


def test_the_window_ends_with_the_newest_record_of_the_whole_bundle(tmp_path: Path) -> None:
    old = NOW - timedelta(days=3)
    quiet = aad(1104, [("API", "string", "Lookup")], old - timedelta(days=1))
    files = {AAD_PATH: log_of(quiet, refused(old)), BEAT_PATH: log_of(*beats(2))}
    [window] = reading_of(tmp_path, files).evidence.facts[SignIns].covers
    assert (window.start, window.end) == (old - timedelta(days=1), NOW)
