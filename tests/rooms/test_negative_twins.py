"""Rooms that look like a cause and have another, or none: what healed, what is another's, what is over, what only
reports, what could not be read.

Each twin is a simulated room with one thing changed, and the headline that it must have from each source.
"""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from checks.codec import report_json
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Confidence, GapReason, Status
from demo.identifiers import ROOMS_PRO, TEAMS1, TEAMS_ROOM_PRO_TEST, Plan, Sku
from demo.rooms import DAY, HOUR, POLICIES, ROOMS
from demo.scenario import Account, Beat, Licence, Phase, Scenario, TeamsState
from tests.rooms.judging import Judge, Twin
from tests.rooms.twins import (
    WELL,
    by_a_person,
    fresh_successes,
    mended,
    mended_just_now,
    of_another_program,
    only_reported,
    refusals,
    room,
    too_old,
    while_a_person_is_let_in,
    while_exchange_lets_in,
    with_code,
)

HEALTHY, RECOVERED, UNDETERMINED, NETWORK = (
    Cause.HEALTHY, Cause.RECOVERED, Cause.UNDETERMINED, Cause.NETWORK_UNREACHABLE)
AUDIT_LOG = frozenset({"AuditLog.Read.All"})

REFUSED: Mapping[Cause, Scenario] = {
    Cause.MFA_REQUIRED: room("lausanne-ouchy"),
    Cause.CONDITIONAL_ACCESS_BLOCK: room("lugano-ceresio"),
    Cause.PASSWORD_EXPIRED: room("chur-calanda"),
    Cause.WRONG_CREDENTIALS: room("thun-niesen"),
    Cause.DEVICE_NOT_COMPLIANT: room("aarau-jura"),
    Cause.SIGN_IN_BLOCKED_OTHER: room("olten-born"),
    Cause.ACCOUNT_DISABLED: room("geneva-leman"),
}
"""The causes that refused sign-ins tell, each with a room that has it."""

BY_A_POLICY = (Cause.MFA_REQUIRED, Cause.CONDITIONAL_ACCESS_BLOCK, Cause.DEVICE_NOT_COMPLIANT)
DELETED, OFFLINE, NO_MAILBOX = room("neuchatel-lac"), room("davos-jakobshorn"), room("lucerne-pilatus")
NO_LICENCE, PLAN_OFF, NOT_SET_UP = room("zug-rigi"), room("sion-valere"), room("fribourg-sarine")
WELL_ROOM = room("zurich-aare")
NO_ROOT_CAUSE = (50140, 50058, 50097, 50125, 50199, 16000, 16001, 81010, 81012, 70016, 90025)
FOR_PEOPLE = Sku("06ebc4ee-1bb5-47dd-8120-11324bc54e06", "SPE_E5", (TEAMS1,))


def graph(cause: Cause) -> Mapping[str, Cause]:
    return {"graph": cause}


def bundle(cause: Cause) -> Mapping[str, Cause]:
    return {"bundle": cause}


def alike(cause: Cause) -> Mapping[str, Cause]:
    return {"graph": cause, "bundle": cause, "both": cause}


def _healed() -> Mapping[str, Twin]:
    """The device has signed in for over an hour, and three heartbeats were healthy: recovered, never the cause."""
    seen_by_the_device_alone = {**alike(RECOVERED), **graph(HEALTHY)}
    found = {cause: Twin(mended(scenario), alike(RECOVERED)) for cause, scenario in REFUSED.items()}
    found |= {each.expected.both: Twin(mended(each), seen_by_the_device_alone)
              for each in (DELETED, OFFLINE, NO_MAILBOX, NO_LICENCE, PLAN_OFF, NOT_SET_UP)}
    return {f"{cause}, mended": twin for cause, twin in found.items()}


def _healed_just_now() -> Mapping[str, Twin]:
    """Works again for minutes only: neither the old cause nor a good headline."""
    one_by_one = {**graph(UNDETERMINED), **bundle(UNDETERMINED)}
    return {f"{cause}, mended just now": Twin(mended_just_now(scenario), one_by_one)
            for cause, scenario in REFUSED.items()}


def _of_others() -> Mapping[str, Twin]:
    """Another account of the same name, and another program on the same Windows."""
    by_cause = {**REFUSED, **{each.expected.both: each for each in (
        DELETED, OFFLINE, NO_MAILBOX, NO_LICENCE, PLAN_OFF, NOT_SET_UP)}}
    accounts = {f"{cause} of another account": Twin(WELL_ROOM, graph(HEALTHY), beside=(
        replace(scenario, display_name=WELL_ROOM.display_name),)) for cause, scenario in by_cause.items()}
    programs = {f"{cause} of another program": Twin(of_another_program(scenario), alike(HEALTHY))
                for cause, scenario in REFUSED.items()}
    return {**accounts, **programs}


def _over() -> Mapping[str, Twin]:
    """Older than seven days, or than the newest success."""
    found = {f"{cause}, too old": Twin(too_old(scenario), graph(HEALTHY)) for cause, scenario in REFUSED.items()}
    found |= {f"{cause} in a zip of last week": Twin(replace(scenario, account=Account(), attempts=(
        *(replace(attempt, in_graph=False) for attempt in refusals(scenario)), *fresh_successes())),
        {"both": RECOVERED}, zip_age=8 * DAY) for cause, scenario in REFUSED.items()}
    return found


def _on_trial() -> Mapping[str, Twin]:
    return {f"{cause}, only reported": Twin(only_reported(REFUSED[cause]), alike(HEALTHY)) for cause in BY_A_POLICY}


def _ordinary_steps() -> Mapping[str, Twin]:
    """Codes that belong to an ordinary sign-in; where the device is unwell all the same, they do not say why."""
    mfa = REFUSED[Cause.MFA_REQUIRED]
    found = {f"{code} as a step": Twin(with_code(mfa, code), graph(HEALTHY)) for code in NO_ROOT_CAUSE}
    every = tuple(attempt for code in NO_ROOT_CAUSE for attempt in refusals(with_code(mfa, code)))
    unwell = Beat(exchange="80131500 : AADSTS50058", teams="Unhealthy")
    return {
        **found,
        "steps of every kind": Twin(replace(mfa, attempts=(*fresh_successes(), *every), phases=WELL), alike(HEALTHY)),
        "steps of every kind while unwell": Twin(replace(mfa, attempts=every, phases=(
            *WELL, Phase(20 * HOUR, unwell))), bundle(UNDETERMINED)),
    }


def _people() -> Mapping[str, Twin]:
    """A person in a browser neither condemns the device nor heals it."""
    found = {f"{cause} of a person": Twin(by_a_person(scenario), alike(HEALTHY)) for cause, scenario in REFUSED.items()}
    found |= {f"{cause} while a person is let in": Twin(while_a_person_is_let_in(scenario), {
        "graph": cause, "both": cause}) for cause, scenario in REFUSED.items()}
    silent = replace(by_a_person(REFUSED[Cause.WRONG_CREDENTIALS]), phases=())
    only_people = tuple(each for each in silent.attempts if not each.on_device)
    return {**found, "nobody but a person": Twin(replace(silent, attempts=only_people), graph(NETWORK))}


def _other_apps() -> Mapping[str, Twin]:
    return {f"{cause} while Exchange lets in": Twin(while_exchange_lets_in(scenario), {"graph": cause, "both": cause})
            for cause, scenario in REFUSED.items() if cause is not Cause.ACCOUNT_DISABLED}


def _unreadable() -> Mapping[str, Twin]:
    """Sign-in logs that could not be read are never health and never silence; what else was read may decide."""
    quiet = replace(OFFLINE, phases=(), network_faults=())
    found = {
        "silent, logs denied": Twin(quiet, graph(UNDETERMINED), denied=AUDIT_LOG),
        "silent, interactive log denied": Twin(quiet, graph(UNDETERMINED), denied=frozenset({"/v1.0/auditLogs"})),
        "silent, non-interactive log denied": Twin(quiet, graph(UNDETERMINED), denied=frozenset({"/beta/auditLogs"})),
        "silent, no premium licence": Twin(quiet, graph(UNDETERMINED), unlicensed=True),
        "well, logs denied": Twin(WELL_ROOM, {**graph(UNDETERMINED), "both": HEALTHY}, denied=AUDIT_LOG),
        "well, no premium licence": Twin(WELL_ROOM, graph(UNDETERMINED), unlicensed=True),
        "well, everything denied": Twin(WELL_ROOM, graph(UNDETERMINED), denied=frozenset({"/"})),
        "offline, logs denied": Twin(OFFLINE, {**graph(UNDETERMINED), "both": NETWORK}, denied=AUDIT_LOG),
        "disabled, logs denied": Twin(REFUSED[Cause.ACCOUNT_DISABLED], graph(Cause.ACCOUNT_DISABLED),
                                      denied=AUDIT_LOG),
    }
    # Of these, the calendar alone still tells that a password has run out.
    told = {Cause.PASSWORD_EXPIRED: Cause.PASSWORD_EXPIRED}
    refused = {f"{cause}, logs denied": Twin(scenario, {**graph(told.get(cause, UNDETERMINED)), "both": cause},
                                             denied=AUDIT_LOG)
               for cause, scenario in REFUSED.items() if cause is not Cause.ACCOUNT_DISABLED}
    return {**found, **refused}


def _directory() -> Mapping[str, Twin]:
    """What the directory, Teams and Exchange say, and one word of it changed."""
    enabled = replace(REFUSED[Cause.ACCOUNT_DISABLED], account=Account())
    teams_pending = (Licence(ROOMS_PRO, ((TEAMS1, "PendingProvisioning"),)),)
    test_plan_off = (Licence(ROOMS_PRO, ((TEAMS_ROOM_PRO_TEST, "Disabled"),)),)
    other_plan_off = (Licence(ROOMS_PRO, ((Plan("4828c8ec-dc2e-4779-b502-87ac9ce28ab7", "MCOEV"), "Disabled"),)),)
    well = replace(WELL_ROOM, attempts=fresh_successes())
    return {
        "disabled, and enabled since": Twin(enabled, {**graph(UNDETERMINED), "both": UNDETERMINED}),
        "unknown to Entra, but the directory has it": Twin(
            replace(DELETED, account=Account(), licences=WELL_ROOM.licences, teams=TeamsState(),
                    mailbox=WELL_ROOM.mailbox), {"both": Cause.WRONG_CREDENTIALS}),
        "account denied": Twin(well, graph(UNDETERMINED), denied=frozenset({"User.Read.All"})),
        "mailbox on-premises": Twin(replace(well, mailbox=None, account=Account(synced=True)),
                                    {**graph(HEALTHY), "both": HEALTHY}),
        "mailbox denied": Twin(replace(well, mailbox=None), graph(HEALTHY), denied=frozenset({"MailboxSettings.Read"})),
        "mailbox error before a worse one": Twin(
            replace(NO_MAILBOX, phases=(*NO_MAILBOX.phases, Phase(2 * HOUR, Beat("Unhealthy", "Disconnected",
                                                                                "Unhealthy")))), bundle(NETWORK)),
        "licence denied": Twin(replace(well, licences=()), graph(HEALTHY),
                               denied=frozenset({"LicenseAssignment.Read.All"})),
        "licence for people": Twin(replace(well, licences=(Licence(FOR_PEOPLE),)), graph(HEALTHY)),
        "Teams plan pending": Twin(replace(well, licences=teams_pending), graph(HEALTHY)),
        "test plan off": Twin(replace(well, licences=test_plan_off), graph(HEALTHY)),
        "another plan off": Twin(replace(well, licences=other_plan_off), graph(HEALTHY)),
        "Teams denied": Twin(replace(well, teams=None), graph(HEALTHY),
                             denied=frozenset({"TeamsUserConfiguration.Read.All"})),
        "network errors, then a refusal": Twin(
            replace(REFUSED[Cause.WRONG_CREDENTIALS], network_faults=(40 * HOUR, 41 * HOUR)),
            {**bundle(Cause.WRONG_CREDENTIALS), "both": Cause.WRONG_CREDENTIALS}),
        "network errors while well": Twin(replace(well, network_faults=(20 * HOUR, 21 * HOUR)), {
            **bundle(RECOVERED), "both": RECOVERED}),
    }


TWINS: Mapping[str, Twin] = {
    **_healed(), **_healed_just_now(), **_of_others(), **_over(), **_on_trial(), **_ordinary_steps(), **_people(),
    **_other_apps(), **_unreadable(), **_directory(),
}


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


LINES = [(name, source) for name, twin in TWINS.items() for source in twin.expected]


@pytest.mark.parametrize(("name", "source"), LINES, ids=[f"{name} ({source})" for name, source in LINES])
async def test_headline(name: str, source: str, judge: Judge) -> None:
    diagnosis = (await judge.report(TWINS[name], source)).diagnosis
    assert diagnosis.cause is TWINS[name].expected[source], f"{diagnosis.confidence}: {diagnosis.why}"


def test_every_cause_that_records_tell_has_its_twins() -> None:
    told = {scenario.expected.both for scenario in ROOMS} - {HEALTHY, RECOVERED, UNDETERMINED}
    for cause in told:
        assert f"{cause}, mended" in TWINS
        assert f"{cause} of another account" in TWINS


@pytest.mark.parametrize("cause", [Cause.MFA_REQUIRED, Cause.PASSWORD_EXPIRED])
async def test_another_program_is_at_most_a_suggestion_without_heartbeats(cause: Cause, judge: Judge) -> None:
    alone = Twin(replace(of_another_program(REFUSED[cause]), phases=()), {})
    report = await judge.report(alone, "bundle")
    assert report.diagnosis.confidence is Confidence.LOW
    assert not [finding for finding in report.findings if finding.status is Status.FAIL]


@pytest.mark.parametrize("name", [f"{cause}, only reported" for cause in BY_A_POLICY])
async def test_a_policy_on_trial_is_never_named(name: str, judge: Judge) -> None:
    told = json.dumps(report_json(await judge.report(TWINS[name], "both")))
    assert not {policy.name for policy in POLICIES if policy.name in told}


async def test_what_keeps_a_room_undetermined_is_told(judge: Judge) -> None:
    report = await judge.report(TWINS["silent, logs denied"], "graph")
    assert "sign-in attempts" in report.diagnosis.why
    assert "AuditLog.Read.All" in report.diagnosis.first_step
    unlicensed = await judge.report(TWINS["silent, no premium licence"], "graph")
    assert {gap.reason for gap in unlicensed.gaps if gap.fact == SignIns.title} == {GapReason.NOT_LICENSED}


@pytest.mark.parametrize("log", ["/v1.0/auditLogs", "/beta/auditLogs"])
async def test_one_sign_in_log_alone_shows_no_health(log: str, judge: Judge) -> None:
    report = await judge.report(Twin(WELL_ROOM, {}, denied=frozenset({log})), "graph")
    assert report.diagnosis.cause is UNDETERMINED
    assert "only one of the two sign-in logs" in report.diagnosis.why
    assert "AuditLog.Read.All" in report.diagnosis.first_step


@pytest.mark.parametrize("log", ["/v1.0/auditLogs", "/beta/auditLogs"])
async def test_the_devices_own_healthy_heartbeat_stands_in_for_a_log(log: str, judge: Judge) -> None:
    diagnosis = (await judge.report(Twin(WELL_ROOM, {}, denied=frozenset({log})), "both")).diagnosis
    assert (diagnosis.cause, diagnosis.confidence) == (HEALTHY, Confidence.MEDIUM)
