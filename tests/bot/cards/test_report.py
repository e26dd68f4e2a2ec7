"""What a report says, in which order, and which step it offers first."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.actions import unpack
from bot.cards import LINKS, Links, progress_card, report_card
from bot.cards.areas import area_title, by_area
from bot.cards.parts import walk
from bot.cards.text import BREAK
from bot.cards.wording import reason_of
from bot.commands.model import AskAccess, BeginDialog, CheckAgain, Command, Explain, ShowEvidence, ShowFix, ShowTicket
from bot.ports import KeptReport
from bot.progress import Progress, RoomProgress
from bot.turns import Card
from checks.codec import FACTS
from checks.facts.asked import Topic
from checks.facts.base import DEVICE, Fact
from checks.model import (
    Cause,
    Confidence,
    EvaluateAccess,
    Finding,
    Gap,
    GapReason,
    OpenLink,
    Severity,
    Status,
    Window,
)
from checks.source_names import source_name
from tests.bot.cards.samples import (
    COVERS,
    DEVICE_COVERS,
    FORECAST,
    HEALTHY,
    MFA,
    MFA_REQUIRED,
    NOW,
    PASSED,
    ROOM,
    TEAMS,
    UNASKED,
    UNDETERMINED,
    failing,
    full,
    healthy,
    kept,
    recovered,
    running,
    unasked,
    undetermined,
)


def shown(card: Card) -> list[str]:
    """Every paragraph as a reader sees it, in order."""
    paragraphs = [element.get("inlines", [element]) for element in walk(card)
                  if element.get("type") in {"RichTextBlock", "TextBlock"}]
    return ["".join(run["text"] for run in runs).replace(BREAK, "") for runs in paragraphs]


def pressed(card: Card) -> list[Any]:
    """The commands of the card's own buttons, in order."""
    return [unpack(action["data"]) for action in card["actions"]]


def folds(card: Card) -> list[str]:
    return [element["title"] for element in walk(card) if element.get("type") == "Action.ToggleVisibility"]


def test_order_is_whose_headline_first_step_failed_folded() -> None:
    card = report_card(failing(), time_zone="Europe/Berlin")
    wanted = [
        "✖ Problem found", "Kilimanjaro (4th floor)", "room-42@contoso.com", "Judged Sun 22 Nov 2026, 16:14 CET",
        "The room cannot sign in because it is asked for multi-factor authentication.",
        "Since Fri 20 Nov 2026, 10:14 CET (2 days); last seen Sun 22 Nov, 16:11", MFA_REQUIRED.why,
        "Do this first", MFA_REQUIRED.first_step, "Who: Identity team", "What failed", "✖", "Signs in without MFA",
        MFA.summary, "→", "✖", "Reports itself healthy", "→", "▲", "Is not made to sign in again",
    ]
    assert shown(card)[:len(wanted)] == wanted
    assert folds(card) == [
        "6 checks passed", "1 check has nothing to judge for now", "2 could not be judged",
        "Looked at: Entra sign-in log, Entra non-interactive sign-in log, Entra (AAD) log of the device", "More to do",
    ]


def test_a_zip_that_was_not_read_anew_says_so_under_when_it_was_judged() -> None:
    said = shown(report_card(replace(failing(), read_before=NOW - timedelta(minutes=9)), time_zone="Europe/Berlin"))
    assert said[3:5] == ["Judged Sun 22 Nov 2026, 16:14 CET",
                         ("The same zip was read Sun 22 Nov 2026, 16:05 CET; that reading was used. Collect a new one "
                          "to see what has changed since.")]


def test_old_evidence_says_that_it_is_old() -> None:
    report = failing().report
    lately = Window(NOW - timedelta(days=40), NOW - timedelta(hours=23), "bundle.heartbeats")
    old = replace(lately, end=NOW - timedelta(days=30))
    line = "The newest evidence is of Fri 23 Oct 2026, 15:14 UTC, 30 days before: this is how things stood then."
    for windows, said in (((old,), True), ((old, lately), False), ((), False)):
        card = report_card(replace(failing(), report=replace(report, looked_at=windows)))
        assert (line in shown(card)) is said


def test_folded_parts_are_shut_at_first() -> None:
    bodies = [each for each in walk(report_card(failing())) if str(each.get("id", "")).endswith("-body")]
    assert len(bodies) == 5
    assert all(each["isVisible"] is False for each in bodies)


@pytest.mark.parametrize(("report", "first"), [
    (failing(), ShowFix("r-1")),
    (undetermined(), BeginDialog("collect_logs", "room-42@contoso.com")),
    (kept(UNDETERMINED, looked_at=(*COVERS, DEVICE_COVERS)), BeginDialog("guided_fix", "room-42@contoso.com")),
    (healthy(), CheckAgain("run-1")),
    (recovered(), CheckAgain("run-1")),
])
def test_the_step_that_fits_stands_first_and_is_primary(report: KeptReport, first: Command) -> None:
    card = report_card(report)
    assert pressed(card)[0] == first
    assert [action.get("style") for action in card["actions"]][:2] == ["positive", None]
    assert len(pressed(card)) == len(set(map(repr, pressed(card))))


def test_buttons_come_in_their_order() -> None:
    assert pressed(report_card(failing())) == [
        ShowFix("r-1"), CheckAgain("run-1"), ShowEvidence("r-1"), BeginDialog("collect_logs", "room-42@contoso.com"),
        ShowTicket("r-1"), Explain("sign_in.mfa"),
    ]


@pytest.mark.parametrize("cause", Cause)
@pytest.mark.parametrize("confidence", Confidence)
def test_every_cause_has_a_symbol_and_a_word(cause: Cause, confidence: Confidence) -> None:
    said = shown(report_card(kept(replace(MFA_REQUIRED, cause=cause, confidence=confidence), *PASSED)))
    symbol, word = said[0].split(" ", 1)
    assert symbol in "✔✖▲○"
    assert word in {"Healthy", "Recovered", "Cause not found", "Problem found", "Possible problem"}


def test_a_suspicion_is_not_called_a_problem() -> None:
    said = shown(report_card(kept(replace(MFA_REQUIRED, confidence=Confidence.LOW), MFA)))
    assert said[0] == "▲ Possible problem"


@pytest.mark.parametrize("confidence", Confidence)
def test_how_sure_it_is_stands_in_the_reasons_alone(confidence: Confidence) -> None:
    said = shown(report_card(kept(replace(UNDETERMINED, confidence=confidence))))
    assert UNDETERMINED.why in said


@pytest.mark.parametrize(("why", "told"), [
    ("Certain. The account is off.", False), ("Certain. the Account is off; ask why.", False), ("Certain.", True),
])
def test_a_row_does_not_say_again_what_the_reasons_say(why: str, told: bool) -> None:
    row = Finding("a.b", "Is on", Severity.HIGH, Status.FAIL, "The account is off.")
    said = shown(report_card(kept(replace(MFA_REQUIRED, why=why), row)))
    assert "Is on" in said
    assert ("The account is off." in said) is told


@pytest.mark.parametrize(("step", "owner", "who"), [
    ("Have the identity team (Microsoft Entra) enable it.", "the identity team (Microsoft Entra)", False),
    ("The identity team enables it.", "the identity team (Microsoft Entra)", False),
    ("Have somebody at the console type it.", "the helpdesk", True), ("Wait.", "", False),
])
def test_whose_task_it_is_stands_there_once(step: str, owner: str, who: bool) -> None:
    said = shown(report_card(kept(replace(MFA_REQUIRED, first_step=step, owner=owner), MFA)))
    assert [line for line in said if line.startswith("Who: ")] == [f"Who: {owner}"] * who


@pytest.mark.parametrize(("report", "title"), [
    (failing(), "Do this first"), (undetermined(), "Do this first"), (recovered(), "What to do"),
])
def test_nothing_is_urgent_where_nothing_is_broken(report: KeptReport, title: str) -> None:
    assert title in shown(report_card(report))


def test_a_passed_check_says_its_title_and_what_was_seen_apart() -> None:
    same = Finding("a.b", "Has a licence", Severity.LOW, Status.PASS, "Has a licence.")
    said = shown(report_card(kept(HEALTHY, PASSED[0], same)))
    place = said.index(f"✔ {PASSED[0].title}")
    assert said[place + 1:place + 3] == [PASSED[0].summary, "✔ Has a licence"]
    assert "Has a licence." not in said


def test_healthy_with_a_warning_says_so() -> None:
    warning = Finding("a.b", "Will stay so", Severity.LOW, Status.WARN, "Not for long.")
    said = shown(report_card(kept(HEALTHY, warning, *PASSED)))
    assert said[0] == "✔ Healthy, with warnings"
    assert "Warnings" in said
    assert "What failed" not in said


@pytest.mark.parametrize(("number", "more"), [(5, ""), (6, "and 1 more"), (8, "and 3 more")])
def test_five_rows_of_what_failed(number: int, more: str) -> None:
    found = [Finding(f"a.c{index}", f"Failure {index}", Severity.HIGH, Status.FAIL, "") for index in range(number)]
    said = shown(report_card(kept(MFA_REQUIRED, *found)))
    assert sum(line.startswith("Failure") for line in said) == 5
    assert [line for line in said if line.startswith("and")] == [more] * bool(more)


def test_the_headlines_own_findings_come_first_then_the_severe_ones() -> None:
    mild = Finding("a.mild", "Mild", Severity.LOW, Status.FAIL, "")
    severe = Finding("a.severe", "Severe", Severity.CRITICAL, Status.FAIL, "")
    own = Finding("a.own", "Own", Severity.LOW, Status.FAIL, "")
    said = shown(report_card(kept(replace(MFA_REQUIRED, findings=("a.own",)), mild, severe, own)))
    assert [line for line in said if line in {"Mild", "Severe", "Own"}] == ["Own", "Severe", "Mild"]


def test_gaps_say_what_to_grant_once() -> None:
    said = shown(report_card(undetermined()))
    assert said.count("Grant TeamsUserConfiguration.Read.All to Roomcheck's application.") == 1


def test_one_remedy_stands_once_and_one_reason_too() -> None:
    facts = ("the device's heartbeats", "the Teams app's log", "sign-in attempts")
    gaps = tuple(Gap(fact, "", GapReason.NOT_OFFERED, "", "Send the zip.") for fact in facts)
    said = shown(report_card(kept(UNDETERMINED, replace(TEAMS, gaps=gaps))))
    assert said.count("Send the zip.") == 1
    assert ("the device's heartbeats, the Teams app's log: only in the device's logs; "
            "sign-in attempts: not asked for in this run") in said


def test_many_that_passed_are_a_row_an_area_that_opens() -> None:
    card = report_card(full())
    passed = by_area([each for each in full().report.findings if each.status is Status.PASS])
    for area, each in passed.items():
        row = next(line for line in shown(card) if line.startswith(f"✔ {area_title(area)} ({len(each)}) "))
        assert each[0].title in row
        assert len(row) < 200
    opened = [unpack(each["data"]) for each in walk(card) if each.get("verb") == "show_evidence"]
    assert {ShowEvidence(full().id, area) for area in passed} <= set(opened)


def test_what_is_made_when_asked_is_not_what_could_not_be_judged() -> None:
    card = report_card(unasked())
    assert folds(card)[:2] == ["6 checks passed", "2 checks are made when asked or called for"]
    assert not [title for title in folds(card) if "could not be" in title]
    said = shown(card)
    assert said.count(UNASKED.remedy) == 1
    assert "Would look at what Conditional Access would decide." in said


def test_what_lacks_something_else_too_could_not_be_judged() -> None:
    finding = replace(FORECAST, gaps=(UNASKED, *TEAMS.gaps))
    assert "1 could not be judged" in folds(report_card(kept(MFA_REQUIRED, finding)))


def asks(card: Card) -> list[str]:
    """The titles of the buttons that ask Conditional Access, those of the card itself marked."""
    own = [each["title"] for each in card["actions"] if each["data"]["verb"] == "ask_access"]
    every = [each["title"] for each in walk(card) if each.get("verb") == "ask_access"]
    return [f"own {title}" for title in own] + every


DENIED = replace(UNASKED, reason=GapReason.NO_PERMISSION)
NEVER_ASKED = replace(UNASKED, reason=GapReason.NOT_OFFERED, source="")


@pytest.mark.parametrize(("report", "number"), [
    (unasked(), 2), (kept(HEALTHY, FORECAST, asked=None), 2),
    (kept(MFA_REQUIRED, MFA, asked=None), 1),  # it was asked about the refusal only
    (kept(MFA_REQUIRED, MFA), 0),
    (kept(MFA_REQUIRED, replace(FORECAST, gaps=(DENIED,)), asked=None), 0),
    (kept(MFA_REQUIRED, replace(FORECAST, gaps=(NEVER_ASKED,)), asked=None), 0),
    (kept(replace(MFA_REQUIRED, cause=Cause.ACCOUNT_MISSING), FORECAST, asked=None), 0),
])
def test_conditional_access_is_offered_where_it_was_not_asked(report: KeptReport, number: int) -> None:
    assert asks(report_card(report)) == ["Ask Conditional Access"] * number


@pytest.mark.parametrize("gap", [UNASKED, NEVER_ASKED])
def test_it_stands_first_where_the_diagnosis_wants_to_know_and_nothing_is_lost(gap: Gap) -> None:
    wished = replace(MFA_REQUIRED, next_steps=(EvaluateAccess(),))
    card = report_card(kept(wished, MFA, replace(FORECAST, gaps=(gap,)), asked=None))
    assert pressed(card) == [AskAccess("run-1"), ShowFix("r-1"), CheckAgain("run-1"), ShowEvidence("r-1"),
                             BeginDialog("collect_logs", "room-42@contoso.com"), ShowTicket("r-1")]
    assert [action.get("style") for action in card["actions"]] == ["positive", *[None] * 5]
    more = [unpack(each["data"]) for each in walk(card) if each.get("verb") == "explain"]
    assert Explain("sign_in.mfa") in more


def test_a_wish_that_cannot_be_granted_is_no_button() -> None:
    wished = replace(MFA_REQUIRED, next_steps=(EvaluateAccess(),))
    assert asks(report_card(kept(wished, MFA, replace(FORECAST, gaps=(DENIED,)), asked=None))) == []
    assert asks(report_card(kept(wished, MFA))) == []


def test_progress_says_why_it_takes_longer() -> None:
    slow = replace(running(MFA), asked=frozenset({Topic.ACCESS}))
    assert any("one question a second" in line for line in shown(progress_card(slow)))
    assert not any("one question a second" in line for line in shown(progress_card(running(MFA))))


@pytest.mark.parametrize("source", [
    "graph.account", "graph.domain", "graph.licences", "graph.subscriptions", "graph.mailbox", "graph.place",
    "graph.teams_provisioning", "graph.directory_devices", "graph.managed_devices", "graph.registration_policy",
    "graph.memberships", "graph.auth_methods", "graph.admin_roles", "graph.security_defaults", "graph.per_user_mfa",
    "graph.registration_campaign", "graph.risk", "graph.service_health", "graph.sign_ins.interactive",
    "graph.sign_ins.non_interactive", "graph.access_policies", "graph.access_forecast", "bundle.aad_log",
    "bundle.heartbeats", "bundle.app_log",
])
def test_every_source_has_a_name_of_its_own(source: str) -> None:
    assert source_name(source) not in {source, "Microsoft Graph", "diagnostic zip"}


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact.holder is DEVICE])
def test_what_only_the_device_holds_is_said_to_be_in_its_logs(fact: type[Fact]) -> None:
    assert reason_of(Gap(fact.title, "", GapReason.NOT_OFFERED, "")) == "only in the device's logs"


def test_what_was_not_needed_is_no_gap() -> None:
    spared = replace(TEAMS.gaps[0], reason=GapReason.NOT_REQUESTED)
    shut = folds(report_card(kept(HEALTHY, replace(PASSED[0], gaps=(spared,)), looked_at=())))
    assert shut == ["1 check passed", "More to do"]
    assert "1 source could not be read" in folds(report_card(kept(HEALTHY, replace(PASSED[0], gaps=TEAMS.gaps))))


def test_links_are_the_clouds_own() -> None:
    def urls(links: Links) -> list[str]:
        card = report_card(failing(), links=links)
        return [each["url"] for each in walk(card) if each.get("type") == "Action.OpenUrl"]

    assert urls(LINKS["global"])[0] == "https://testconnectivity.microsoft.com/tests/TeamsMTRDeviceSignIn/input"
    for cloud in ("gcc", "gcchigh", "dod", "china"):
        assert not [url for url in urls(LINKS[cloud]) if "testconnectivity" in url]
    assert urls(LINKS["gcchigh"])[0].startswith("https://entra.microsoft.us/#view/")


def test_a_link_of_the_diagnosis_to_elsewhere_is_left_out() -> None:
    card = report_card(kept(replace(MFA_REQUIRED, next_steps=(OpenLink("Press", "https://evil.example/"),)), MFA))
    assert "evil.example" not in str(card)


def test_check_later_waits_as_long_as_the_diagnosis_asks() -> None:
    later = [unpack(each["data"]) for each in walk(report_card(kept(replace(
        MFA_REQUIRED, recheck_after=timedelta(hours=2)), MFA))) if each.get("title") == "Check again in 2 hours"]
    assert later[0] == CheckAgain("run-1", timedelta(hours=2))


def test_progress_has_the_frame_of_its_report() -> None:
    begun, done = progress_card(running(MFA, *PASSED)), report_card(failing())
    assert [element["type"] for element in begun["body"][:3]] == [element["type"] for element in done["body"][:3]]
    assert shown(begun)[1:3] == shown(done)[1:3]
    assert "7 of 22 checks judged" in shown(begun)
    assert "the sign-ins of the last 7 days" in shown(begun)
    assert "actions" not in begun


def test_progress_becomes_the_report_and_the_fault() -> None:
    report = failing()
    done = Progress("run-1", NOW, (RoomProgress(ROOM, 22, report=report),))
    assert progress_card(done) == report_card(report)
    fault = progress_card(Progress("run-1", NOW, (RoomProgress(ROOM, 22, fault="Graph is down."),)))
    assert "Graph is down." in shown(fault)
    assert pressed(fault)[0] == CheckAgain("run-1")


def test_nothing_found_and_nothing_looked_at_still_draws() -> None:
    assert shown(report_card(kept(replace(HEALTHY, why=""), looked_at=())))[0] == "✔ Healthy"
