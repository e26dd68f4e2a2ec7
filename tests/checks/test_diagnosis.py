"""One headline out of many findings: the order of the causes, and how sure each is."""

from dataclasses import replace

import pytest

from checks.collector import Evidence
from checks.diagnosis import RULES, diagnose
from checks.engine import judge
from checks.facts.account import Account
from checks.facts.base import DEVICE, GRAPH, Fact, Facts
from checks.facts.heartbeats import Heartbeats
from checks.facts.licences import Licences
from checks.facts.sign_ins import Origin, SignIns
from checks.model import (
    AskForLogs,
    Cause,
    Confidence,
    Diagnosis,
    Finding,
    Gap,
    GapReason,
    RecheckLater,
    Rerun,
    Room,
    Severity,
    ShowGuide,
    StartDialog,
    Status,
)
from tests.checks.builders import (
    CATALOGUE,
    EXCHANGE,
    INTERACTIVE,
    NON_INTERACTIVE,
    SHARED,
    account,
    ago,
    app_log,
    applied,
    attempt,
    device_clock,
    device_log,
    faults,
    gap,
    healthy_facts,
    heartbeats,
    judged,
    licence,
    licences,
    logged,
    mailbox,
    no_account,
    policies,
    sign_ins,
    success,
    teams,
    unwell,
    well,
    windows,
)

ROOM = Room("room-42@contoso.com", "Room 42")
GOOD = (account(), licences(licence()), teams(), mailbox())
WELL = heartbeats(well(0.2), well(0.1), well(0))


def diagnosed(*facts: Fact, gaps: tuple[Gap, ...] = ()) -> Diagnosis:
    """The diagnosis of everything the catalogue finds."""
    return diagnose(ROOM, judge(CATALOGUE, Evidence(Facts(facts), gaps)))


OLD_WELL = heartbeats(well(120), well(120.1), well(120.2), until=120)
HEADLINES: dict[str, tuple[tuple[Fact, ...], Cause, Confidence]] = {
    # the account itself
    "missing": ((no_account(),), Cause.ACCOUNT_MISSING, Confidence.HIGH),
    "missing goes before a code": ((no_account(), device_log(logged(50126, 1))), Cause.ACCOUNT_MISSING,
                                   Confidence.HIGH),
    "disabled": ((account(enabled=False),), Cause.ACCOUNT_DISABLED, Confidence.HIGH),
    "disabled goes before a newer code": ((account(enabled=False), sign_ins(attempt(50126, 1), attempt(50057, 2))),
                                          Cause.ACCOUNT_DISABLED, Confidence.HIGH),
    "disabled goes before the licence": ((account(enabled=False), licences()), Cause.ACCOUNT_DISABLED, Confidence.HIGH),
    # what the device met last
    "the newest code": ((*GOOD, sign_ins(attempt(50126, 3), attempt(53003, 1))), Cause.CONDITIONAL_ACCESS_BLOCK,
                        Confidence.HIGH),
    "the newest code the other way round": ((*GOOD, sign_ins(attempt(50126, 1), attempt(53003, 3))),
                                            Cause.WRONG_CREDENTIALS, Confidence.HIGH),
    "a code goes before the licence": ((account(), licences(), sign_ins(attempt(50076, 1))), Cause.MFA_REQUIRED,
                                       Confidence.HIGH),
    "a code goes before the mailbox": ((account(), mailbox(False), sign_ins(attempt(50076, 1))), Cause.MFA_REQUIRED,
                                       Confidence.HIGH),
    "one or two network errors do not stand above a refusal": (
        (faults(0.5, 1), device_log(logged(53003, 2))), Cause.CONDITIONAL_ACCESS_BLOCK, Confidence.HIGH),
    "a network error is what the device met last": ((faults(1, 1.5, 2), device_log(logged(50126, 5))),
                                                    Cause.NETWORK_UNREACHABLE, Confidence.HIGH),
    "an answer after the network error": ((faults(5, 6), device_log(logged(50126, 1))), Cause.WRONG_CREDENTIALS,
                                          Confidence.HIGH),
    "older than a day": ((*GOOD, sign_ins(attempt(50126, 30))), Cause.WRONG_CREDENTIALS, Confidence.MEDIUM),
    "a known code goes before a newer unknown one": ((sign_ins(attempt(50126, 2), attempt(99999, 1)),),
                                                     Cause.WRONG_CREDENTIALS, Confidence.MEDIUM),
    "a known code and an older unknown one": ((sign_ins(attempt(50126, 1), attempt(99999, 2)),),
                                              Cause.WRONG_CREDENTIALS, Confidence.HIGH),
    "a name unknown long ago, and a wrong password since": (
        (device_log(logged(50034, 30), logged(50126, 1)),), Cause.WRONG_CREDENTIALS, Confidence.HIGH),
    "a name unknown, and nothing else": ((device_log(logged(50034, 1)),), Cause.ACCOUNT_MISSING, Confidence.MEDIUM),
    "disabled long ago, and a policy since": ((device_log(logged(50057, 30), logged(53003, 1)),),
                                              Cause.CONDITIONAL_ACCESS_BLOCK, Confidence.HIGH),
    "disabled by the code alone": ((device_log(logged(50126, 30), logged(50057, 1)),), Cause.ACCOUNT_DISABLED,
                                   Confidence.HIGH),
    "a session that ended with the password": ((*GOOD, sign_ins(attempt(50133, 1))), Cause.SIGN_IN_BLOCKED_OTHER,
                                               Confidence.MEDIUM),
    "an expired password, reset since, and the old one since": (
        (account(last_password_change=ago(5)), sign_ins(attempt(50055, 30), attempt(50126, 4), attempt(50126, 1))),
        Cause.WRONG_CREDENTIALS, Confidence.HIGH),
    # what stands behind the sign-in
    "licence": ((account(), licences(), sign_ins(success(1))), Cause.LICENCE_MISSING, Confidence.HIGH),
    "licence goes before Teams and the mailbox": (
        (account(), licences(), teams(found=False), mailbox(False), sign_ins(success(1))), Cause.LICENCE_MISSING,
        Confidence.HIGH),
    "a licence for shared devices": ((account(), licences(licence(SHARED, "MCOCAP"))), Cause.LICENCE_MISSING,
                                     Confidence.HIGH),
    "plan": ((account(), licences(licence(state="Disabled")), teams(found=False), sign_ins(success(1))),
             Cause.LICENCE_PLAN_DISABLED, Confidence.HIGH),
    "Teams goes before the mailbox": ((account(), licences(licence()), teams(found=False), mailbox(False)),
                                      Cause.TEAMS_NOT_PROVISIONED, Confidence.HIGH),
    "mailbox": ((account(), licences(licence()), teams(), mailbox(False), sign_ins(success(1))), Cause.MAILBOX_MISSING,
                Confidence.HIGH),
    "the app's licence error alone": ((app_log(1),), Cause.LICENCE_MISSING, Confidence.MEDIUM),
    "the licence goes before silence": ((account(), licences(), sign_ins()), Cause.LICENCE_MISSING, Confidence.HIGH),
    "a refusal in a zip of last week": (
        (*GOOD, device_log(logged(53003, 120), until=120), heartbeats(unwell(120, 53003), until=120)),
        Cause.CONDITIONAL_ACCESS_BLOCK, Confidence.MEDIUM),
    "a licence error in a zip of last week": ((account(), app_log(120)), Cause.LICENCE_MISSING, Confidence.LOW),
    # silence
    "no sign-in at all": ((*GOOD, sign_ins()), Cause.NETWORK_UNREACHABLE, Confidence.MEDIUM),
    "no sign-in at all, and the device says why": ((*GOOD, sign_ins(), faults(1, 1.5, 2)), Cause.NETWORK_UNREACHABLE,
                                                   Confidence.HIGH),
    # what is only suggested
    "nobody knows who": ((*GOOD, sign_ins(attempt(50126, 1, Origin.UNKNOWN))), Cause.WRONG_CREDENTIALS, Confidence.LOW),
    "an unknown code": ((*GOOD, sign_ins(attempt(99999, 1))), Cause.SIGN_IN_BLOCKED_OTHER, Confidence.LOW),
    "older than a week": ((*GOOD, device_log(logged(50126, 24 * 9))), Cause.WRONG_CREDENTIALS, Confidence.LOW),
    # recovered
    "recovered": ((*GOOD, sign_ins(attempt(50126, 5), success(3))), Cause.RECOVERED, Confidence.HIGH),
    "recovered by the heartbeat": ((device_log(logged(50126, 5)), WELL), Cause.RECOVERED, Confidence.HIGH),
    "recovered, the mailbox synchronised": (
        (account(synced_from_on_premises=True), mailbox(False), sign_ins(attempt(50126, 5), success(3))),
        Cause.RECOVERED, Confidence.HIGH),
    "recovered, and not seen for a day": ((*GOOD, sign_ins(attempt(50126, 100), success(90))), Cause.RECOVERED,
                                          Confidence.MEDIUM),
    "the bundle fails, Graph has seen it signed in since": (
        (*GOOD, sign_ins(success(1), success(2)), device_log(logged(50126, 9), until=9),
         heartbeats(unwell(9, 50126), until=9)), Cause.RECOVERED, Confidence.HIGH),
    # healthy
    "healthy": ((*GOOD, sign_ins(success(1))), Cause.HEALTHY, Confidence.HIGH),
    "healthy by the heartbeat": ((WELL,), Cause.HEALTHY, Confidence.HIGH),
    "a person fails in a browser": ((*GOOD, sign_ins(success(1), attempt(50126, 0.5, Origin.PERSON))), Cause.HEALTHY,
                                    Confidence.HIGH),
    "another program fails": ((*GOOD, sign_ins(success(1), attempt(500011, 0.5, Origin.OTHER_PROGRAM))), Cause.HEALTHY,
                              Confidence.HIGH),
    "nobody knows who, and the device is well": (
        (*GOOD, sign_ins(success(1), attempt(50126, 0.5, Origin.UNKNOWN, app="Azure CLI"))), Cause.HEALTHY,
        Confidence.MEDIUM),
    "the app had no licence, and has one": (
        (account(), licences(licence()), sign_ins(success(1)), app_log(3)), Cause.HEALTHY, Confidence.MEDIUM),
    "the device is well, the tenant's logs know nothing of it": ((*GOOD, sign_ins(), WELL), Cause.HEALTHY,
                                                                 Confidence.MEDIUM),
    "the mailbox is there, yet the device could not open it, and signed in since": (
        (*GOOD, sign_ins(success(1)), heartbeats(unwell(3, exchange="GeneralError"), until=3)), Cause.RECOVERED,
        Confidence.HIGH),
    "a report-only policy": ((*GOOD, sign_ins(success(1, policies=(applied(result="reportOnlyFailure"),)))),
                             Cause.HEALTHY, Confidence.HIGH),
    "steps of an ordinary sign-in": ((*GOOD, sign_ins(success(1), attempt(50140, 0.5))), Cause.HEALTHY,
                                     Confidence.HIGH),
    "a suite for people": ((account(), licences(licence("u", "SPE_E5")), sign_ins(success(1))), Cause.HEALTHY,
                           Confidence.HIGH),
    # undetermined
    "nothing is known": ((), Cause.UNDETERMINED, Confidence.LOW),
    "only the directory": (GOOD, Cause.UNDETERMINED, Confidence.LOW),
    "a person's success heals nothing": ((*GOOD, sign_ins(success(1, Origin.PERSON), success(30))), Cause.UNDETERMINED,
                                         Confidence.LOW),
    "works again, for too short a time": ((*GOOD, sign_ins(attempt(50126, 1), success(0.5))), Cause.UNDETERMINED,
                                          Confidence.LOW),
    "unhealthy, and nothing says why": ((heartbeats(unwell(1)),), Cause.UNDETERMINED, Confidence.LOW),
    "signed in, yet the heartbeat complains": ((sign_ins(success(0.1)), heartbeats(unwell(0.05))), Cause.UNDETERMINED,
                                               Confidence.LOW),
    "a healthy zip of last week beside Graph without sign-in logs": ((*GOOD, OLD_WELL), Cause.UNDETERMINED,
                                                                     Confidence.LOW),
    "a zip of last week whose failures were over then": (
        (*GOOD, device_log(logged(53003, 140), until=120), OLD_WELL), Cause.UNDETERMINED, Confidence.LOW),
    "a failing zip of last week that says nothing of now": (
        (*GOOD, heartbeats(unwell(120), unwell(121), until=120)), Cause.UNDETERMINED, Confidence.LOW),
    "an expired password, reset since": (
        (account(last_password_change=ago(1)), sign_ins(attempt(50055, 3))), Cause.UNDETERMINED, Confidence.LOW),
    "a wrong password, and asked to stay signed in since": (
        (*GOOD, sign_ins(attempt(50126, 2), attempt(50140, 1))), Cause.UNDETERMINED, Confidence.LOW),
    "enabled again": ((account(), sign_ins(attempt(50057, 1))), Cause.UNDETERMINED, Confidence.LOW),
    "silence in one log of two": ((*GOOD, sign_ins(covers=windows(INTERACTIVE))), Cause.UNDETERMINED, Confidence.LOW),
    "a device's log without failures": ((device_log(),), Cause.UNDETERMINED, Confidence.LOW),
    "a mailbox that may be on-premises": ((account(synced_from_on_premises=True), mailbox(False)), Cause.UNDETERMINED,
                                          Confidence.LOW),
}


@pytest.mark.parametrize("name", HEADLINES)
def test_headline(name: str) -> None:
    facts, cause, confidence = HEADLINES[name]
    found = diagnosed(*facts)
    assert (found.cause, found.confidence) == (cause, confidence), found.why


def test_every_rule_decides_a_case() -> None:
    """A rule that no case needs is not tested."""
    used = set()
    for facts, _cause, _confidence in HEADLINES.values():
        findings = judge(CATALOGUE, Evidence(Facts(facts)))
        used |= {next((rule.name for rule in RULES if rule.pick(findings)), "")}
    assert used == {rule.name for rule in RULES} | {""}


def test_what_agrees_stands_behind_the_headline_and_makes_it_surer() -> None:
    found = diagnosed(*GOOD, sign_ins(), faults(1, 1.5, 2))
    assert found.findings == ("network.reachable_from_device", "network.sign_in_attempts")
    assert found.confidence is Confidence.HIGH
    assert "). No sign-in attempt" in found.why


def test_other_failures_are_told() -> None:
    found = diagnosed(account(), licences(), sign_ins(attempt(50076, 1)))
    assert found.why.endswith("A second problem: the account has no licence at all.")
    assert CATALOGUE["licence.room_licence"].title not in found.why


def test_what_follows_from_the_cause_is_no_second_problem() -> None:
    found = diagnosed(account(), licences(), teams(found=False), sign_ins(success(1)))
    assert "This probably follows from it: Teams does not know the account." in found.why
    assert "second problem" not in found.why


def test_a_contradiction_is_told() -> None:
    contradicted = diagnosed(*GOOD, sign_ins(attempt(53003, 2, app=EXCHANGE), success(1)))
    assert contradicted.cause is Cause.CONDITIONAL_ACCESS_BLOCK
    assert "This speaks against it: the room's device has signed in" in contradicted.why
    assert contradicted.confidence is Confidence.MEDIUM
    assert contradicted.why.startswith("Likely: ")


def test_a_sign_in_does_not_contradict_what_fails_behind_it() -> None:
    assert "speaks against" not in diagnosed(account(), licences(), sign_ins(success(1))).why
    assert "speaks against" in diagnosed(account(), licences(), WELL).why


def test_a_success_does_not_contradict_what_failed_after_it() -> None:
    found = diagnosed(*GOOD, sign_ins(success(3)), faults(2, 1))
    assert found.cause is Cause.NETWORK_UNREACHABLE
    assert "speaks against" not in found.why


def test_the_policy_is_named_in_the_sentence() -> None:
    named = diagnosed(*GOOD, sign_ins(attempt(53003, 1, policies=(applied("Only from HQ"),))))
    assert named.sentence == 'Conditional Access blocks the sign-in of Room 42: policy "Only from HQ".'
    unnamed = diagnosed(*GOOD, sign_ins(attempt(53003, 1)))
    assert unnamed.sentence == "A Conditional Access policy blocks the sign-in of Room 42."


def test_a_code_is_named_with_its_meaning_and_its_fix() -> None:
    found = diagnosed(*GOOD, sign_ins(attempt(50053, 1, reason="The account is locked.")))
    assert found.sentence == ("Microsoft Entra refuses the sign-in of Room 42: AADSTS50053 (the account is locked "
                              "after too many wrong passwords).")
    assert found.first_step.startswith("Find what sends wrong passwords")
    assert found.confidence is Confidence.HIGH


def test_an_unknown_code_keeps_the_sources_words() -> None:
    found = diagnosed(sign_ins(attempt(99999, 1, reason="The moon is full.")))
    assert 'unknown code AADSTS99999 ("The moon is full.")' in found.sentence
    assert "Look the code up" in found.first_step


def test_silence_has_its_own_sentence() -> None:
    assert diagnosed(*GOOD, sign_ins()).sentence.startswith("No sign-in of Room 42 arrives")
    assert diagnosed(faults(1, 2)).sentence == "The console of Room 42 cannot reach Microsoft's sign-in service."


def test_since_and_latest_are_those_of_the_headline() -> None:
    found = diagnosed(*GOOD, sign_ins(attempt(50126, 3), attempt(50126, 1), success(10)))
    assert (found.since, found.latest) == (ago(3), ago(1))


# --- Gaps

@pytest.mark.parametrize(("reason", "confidence"), [
    (GapReason.NO_PERMISSION, Confidence.MEDIUM), (GapReason.THROTTLED, Confidence.MEDIUM),
    (GapReason.DAMAGED, Confidence.MEDIUM), (GapReason.NOT_REQUESTED, Confidence.HIGH),
    (GapReason.NOT_OFFERED, Confidence.HIGH), (GapReason.NOT_IN_CLOUD, Confidence.HIGH),
])
@pytest.mark.parametrize("facts", [(*GOOD, sign_ins(success(1))), (*GOOD, sign_ins(attempt(50126, 5), success(3)))])
def test_a_good_headline_is_less_sure_when_evidence_could_not_be_read(
        facts: tuple[Fact, ...], reason: GapReason, confidence: Confidence) -> None:
    assert diagnosed(*facts, gaps=(gap(SignIns, reason),)).confidence is confidence


def test_a_gap_does_not_weaken_what_the_device_says_itself() -> None:
    facts = (*GOOD, sign_ins(attempt(50126, 1), covers=windows(INTERACTIVE)))
    assert diagnosed(*facts, gaps=(gap(SignIns),)).confidence is Confidence.HIGH


def test_unreadable_sign_in_logs_lead_neither_to_healthy_nor_to_network() -> None:
    found = diagnosed(*GOOD, gaps=(gap(SignIns, remedy="Grant AuditLog.Read.All."),))
    assert found.cause is Cause.UNDETERMINED
    assert found.why == "Roomcheck may not read sign-in attempts. The device's logs have not been sent."
    assert found.first_step == ("Send the room's diagnostic zip. For Roomcheck's administrator: "
                                "Grant AuditLog.Read.All.")
    assert found.owner == "the helpdesk"


def test_unreadable_sign_in_logs_do_not_hide_a_healthy_heartbeat() -> None:
    assert diagnosed(*GOOD, WELL, gaps=(gap(SignIns),)).cause is Cause.HEALTHY


def test_undetermined_asks_for_logs_first_when_only_graph_was_seen() -> None:
    found = diagnosed(*GOOD)
    assert found.next_steps[0] == AskForLogs()
    assert found.first_step == "Send the room's diagnostic zip."
    assert "have not been sent" in found.why


def test_undetermined_asks_for_graph_when_only_logs_were_seen() -> None:
    found = diagnosed(heartbeats(unwell(1)), device_log(), faults(), app_log())
    assert found.next_steps[0] == StartDialog("guided_fix")
    assert "Check the room by its address" in found.first_step
    assert "Teams sign-in Unhealthy" in found.why


def test_undetermined_asks_for_the_grant_when_the_logs_were_sent() -> None:
    found = diagnosed(account(), heartbeats(), gaps=(gap(SignIns, remedy="Grant AuditLog.Read.All."),))
    assert found.first_step == "Grant AuditLog.Read.All."


def test_undetermined_asks_for_patience_when_the_room_has_just_come_back() -> None:
    found = diagnosed(*GOOD, sign_ins(attempt(50126, 1), success(0.5)))
    assert isinstance(found.next_steps[0], RecheckLater)
    assert "a little later" in found.first_step
    assert "has worked again since" in found.why


def test_blocked_addresses_are_told_but_not_stated() -> None:
    found = diagnosed(*GOOD, sign_ins(success(0.1)), heartbeats(unwell(0.05)))
    assert found.cause is Cause.UNDETERMINED
    assert "addresses of Microsoft 365 may be blocked" in found.why


def test_whether_something_fails_is_told() -> None:
    assert diagnosed(heartbeats(unwell(1))).sentence == "Room 42 is failing, but what was seen does not say why."
    assert diagnosed(*GOOD).sentence == "Nothing that could be seen says whether Room 42 works."


# --- Next steps

def test_the_guide_stands_first_when_the_cause_is_known() -> None:
    found = diagnosed(*GOOD, sign_ins(attempt(50126, 1)))
    assert found.next_steps[0] == ShowGuide(Cause.WRONG_CREDENTIALS)
    assert found.next_steps[1] == Rerun()
    assert AskForLogs() in found.next_steps
    assert len(found.next_steps) == len(set(found.next_steps))


def test_logs_are_asked_for_first_when_the_cause_is_only_suggested() -> None:
    assert diagnosed(*GOOD, sign_ins(attempt(99999, 1))).next_steps[0] == AskForLogs()


def test_logs_are_not_asked_for_twice() -> None:
    assert AskForLogs() not in diagnosed(heartbeats(unwell(1, 50126)), device_log(), faults(), app_log()).next_steps


def test_a_healthy_room_needs_nothing() -> None:
    assert diagnosed(*GOOD, sign_ins(success(1))).next_steps == (Rerun(),)


def test_the_headline_survives_findings_without_a_cause() -> None:
    odd = Finding("x.y", "X", Severity.LOW, Status.ERROR, "This check itself failed.")
    sound = judged("sign_in.signs_in", sign_ins(success(1)))
    assert diagnose(ROOM, [odd, sound]).cause is Cause.HEALTHY


def test_both_sources_of_one_attempt_count_once() -> None:
    both = diagnosed(*GOOD, sign_ins(attempt(53003, 1, correlation_id="c", policies=(applied(),))),
                     device_log(logged(53003, 1, correlation_id="c")))
    assert 'policy "Block all"' in both.sentence
    assert both.why.startswith("Certain: 1 sign-in of the device was refused with AADSTS53003 ")


def test_the_titles_of_facts_that_the_wording_relies_on() -> None:
    assert {SignIns.title, Heartbeats.title, Account.title, Licences.title} == {
        "sign-in attempts", "the device's heartbeats", "the room's account", "the account's licences"}
    assert windows(INTERACTIVE, NON_INTERACTIVE)[0].source == INTERACTIVE


def test_nobody_is_asked_for_the_zip_that_was_sent() -> None:
    silent = diagnosed(heartbeats(), device_log())
    assert silent.why.startswith("No heartbeat was seen in the device's own logs since ")
    assert f"Asked for: {silent.first_step}" in silent.hand_over
    assert "collect the room's diagnostic zip" in diagnosed().hand_over


def test_the_team_is_told_which_policy_it_is() -> None:
    asked = diagnosed(*GOOD, sign_ins(attempt(50076, 1, policies=(applied("Ask all"),))))
    assert asked.findings == ("sign_in.mfa", "access.conditional_access")
    assert 'The policy "Ask all"' in asked.hand_over


def test_a_deleted_account_is_to_be_restored() -> None:
    found = diagnosed(no_account(ago(40)))
    assert found.cause is Cause.ACCOUNT_MISSING
    assert found.sentence == "The account of Room 42 was deleted on Tue 18 Nov 2025."
    assert found.first_step == "Restore the account. This is possible within 30 days of the deletion."
    assert "user name" not in found.first_step
    assert "restore" in found.hand_over


def test_an_address_that_nobody_knows_is_to_be_checked_first() -> None:
    gaps = tuple(gap(fact, GapReason.NOT_REQUESTED, "") for fact in (SignIns, Licences))
    found = diagnosed(no_account(), gaps=gaps)
    assert found.first_step == "Check the address you wrote."
    assert found.owner == "the helpdesk"
    assert AskForLogs() not in found.next_steps


def test_of_an_account_that_does_not_exist_nothing_else_is_asked() -> None:
    findings = judge(CATALOGUE, Evidence(Facts([no_account()]), (gap(SignIns, GapReason.NOT_REQUESTED),)))
    others = [each for each in findings if each.id != "account.found"]
    assert not [each for each in others if each.gaps]
    told = ("Nothing else was asked, since there is no account.", "There is no account ")
    assert not [each.summary for each in others if not each.summary.startswith(told)]


def test_a_device_with_an_unknown_name_is_compared_with_the_directory() -> None:
    assert "compare its name with the user name" in diagnosed(no_account(), device_log(logged(50034, 1))).first_step


def test_how_sure_stands_first_and_only_once() -> None:
    sure = diagnosed(*GOOD, sign_ins(attempt(50126, 1))).why
    assert sure == "Certain: 1 sign-in of the device was refused with AADSTS50126 (wrong user name or password)."
    assert diagnosed(*GOOD, sign_ins(attempt(50126, 30))).why.startswith("Likely: ")
    assert diagnosed(*GOOD, sign_ins(attempt(50126, 1, Origin.UNKNOWN))).why.startswith("Only suggested: ")


def test_graph_alone_and_a_zip_alone_name_what_was_not_asked() -> None:
    healthy = healthy_facts()
    alone = judge(CATALOGUE, Evidence(Facts(fact for kind, fact in healthy.items() if kind.holder is not GRAPH)))
    remedies = {gap.remedy for each in alone for gap in each.gaps}
    assert remedies == {"Check the room by its address too: this needs Microsoft Graph."}
    of_graph = [fact for kind, fact in healthy.items() if kind.holder is not DEVICE]
    checked = judge(CATALOGUE, Evidence(Facts([*of_graph, policies()])))
    told = {(gap.detail, gap.remedy) for each in checked for gap in each.gaps}
    assert told == {("This stands only in the device's logs.", "Send the room's diagnostic zip.")}


def test_what_is_still_open_is_named_beside_a_good_headline() -> None:
    licensed = diagnosed(account(), licences(licence()), sign_ins(success(1)), app_log(3))
    assert "Not everything is settled: the account has a Teams Rooms licence, yet" in licensed.why
    assert "know nothing of this account" in diagnosed(*GOOD, sign_ins(), WELL).why
    assert "nothing is failing" not in licensed.sentence
    assert licensed.first_step == "Look into what is still open, and check again."


def test_network_errors_beside_a_refusal_are_told() -> None:
    found = diagnosed(*GOOD, sign_ins(attempt(53003, 2)), faults(1))
    assert found.cause is Cause.CONDITIONAL_ACCESS_BLOCK
    assert "Also seen: 1 network error of the device" in found.why


def test_a_password_that_had_expired_is_reset_first_and_by_whom() -> None:
    found = diagnosed(*GOOD, sign_ins(attempt(50126, 1), attempt(50055, 30)))
    assert found.cause is Cause.WRONG_CREDENTIALS
    assert found.sentence == "The console of Room 42 uses a wrong user name or password."
    assert found.first_step.startswith("Reset the password")
    assert "identity team" in found.owner
    assert "Asked for: Please reset the password" in found.hand_over
    assert found.next_steps[0] == ShowGuide(Cause.PASSWORD_EXPIRED)
    assert ShowGuide(Cause.WRONG_CREDENTIALS) not in found.next_steps
    assert "second problem" not in found.why


def test_a_password_that_was_changed_is_only_typed() -> None:
    found = diagnosed(account(last_password_change=ago(2)), sign_ins(attempt(50126, 1)))
    assert found.first_step.startswith("Type the account's new password")
    assert "Please type the new password" in found.hand_over
    assert found.owner == "the helpdesk"


def test_an_account_enabled_again_is_checked_again() -> None:
    found = diagnosed(*GOOD, sign_ins(attempt(50057, 1)))
    assert isinstance(found.next_steps[0], RecheckLater)
    assert found.first_step.startswith("Check again")
    assert "probably enabled since" in found.why
    assert "is failing" not in found.sentence


def test_waiting_helps_nothing_while_something_else_fails() -> None:
    found = diagnosed(*GOOD, sign_ins(attempt(50057, 1)), heartbeats(unwell(0.5)))
    assert "is failing" in found.sentence
    assert not isinstance(found.next_steps[0], RecheckLater)


def test_an_address_of_another_tenant_is_not_to_be_restored() -> None:
    found = diagnosed(replace(no_account(), of_this_tenant=False))
    assert found.cause is Cause.ACCOUNT_MISSING
    assert "not one of this tenant" in found.first_step
    assert "restore" not in (found.first_step + found.hand_over).casefold()


def test_a_clock_that_is_ahead_is_told_with_what_to_do() -> None:
    ahead = Gap(Heartbeats.title, "bundle.heartbeats", GapReason.DAMAGED, "The device's clock is ahead.", "Set it.")
    found = diagnosed(account(), gaps=(ahead,))
    assert "The device's clock is ahead." in found.why
    assert "Set it." in found.first_step


@pytest.mark.parametrize("before", [50126, 50055, 50034])
def test_what_came_before_the_password_was_accepted_is_no_second_problem(before: int) -> None:
    found = diagnosed(*GOOD, sign_ins(attempt(before, 2), attempt(50076, 1)))
    assert (found.cause, found.confidence) == (Cause.MFA_REQUIRED, Confidence.HIGH)
    assert "problem" not in found.why


def test_a_newer_code_that_nobody_knows_is_told() -> None:
    found = diagnosed(sign_ins(attempt(50126, 2), attempt(99999, 1)))
    assert "Newer than that, and of unknown meaning: 1 sign-in of the device was refused with unknown code" in found.why
    assert "Newer than that" not in diagnosed(sign_ins(attempt(50126, 1), attempt(99999, 2))).why


def test_a_reset_that_already_happened_leaves_only_typing() -> None:
    found = diagnosed(account(last_password_change=ago(5)),
                      sign_ins(attempt(50055, 30), attempt(50126, 4), attempt(50126, 1)))
    assert found.first_step.startswith("Type the account's new password")
    assert found.owner == "the helpdesk"


def test_an_account_deleted_too_long_ago_is_not_to_be_restored() -> None:
    found = diagnosed(no_account(ago(24 * 31)))
    assert found.first_step.startswith("Create a new account for the room")
    assert found.sentence == "The account of Room 42 was deleted on Mon 20 Oct 2025."
    assert not found.commands
    assert diagnosed(no_account(ago(24 * 29))).first_step.startswith("Restore the account")


def test_secure_connections_that_fail_are_told_apart_from_a_closed_network() -> None:
    tls = faults(1, 1.5, 2, hresult="0xCAA82F8F")
    assert diagnosed(tls, device_clock(17)).first_step == "Set the device's clock from a time server."
    assert diagnosed(tls, device_clock()).first_step.startswith("Exempt Microsoft's addresses")
    assert diagnosed(faults(1, 1.5, 2, hresult="0xCAA82EFD")).first_step.startswith("Open the addresses")
    assert "DNS" in diagnosed(faults(1, 1.5, 2, hresult="0xCAA82EE7")).first_step
