"""Reports and runs that cards are drawn of in the tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.authorise import Role, least_role
from bot.cards import (
    area_of_catalogue_card,
    ask_room_card,
    catalogue_card,
    code_card,
    collect_logs_card,
    doctor_begun_card,
    doctor_card,
    error_card,
    evidence_card,
    explain_card,
    finding_card,
    fix_card,
    guide_card,
    help_card,
    not_allowed_card,
    offer_card,
    pick_room_card,
    private_card,
    progress_card,
    report_card,
    rooms_card,
    ticket_card,
    unclear_card,
    welcome_card,
)
from bot.cards.areas import by_area
from bot.commands.model import ShowHelp, Unclear
from bot.ports import KeptReport
from bot.progress import Progress, RoomProgress
from bot.setup import Setup
from bot.turns import Card, Detail
from checks.doctor import Examination, Examined, Grant, Sign
from checks.facts.access_forecast import AccessForecast
from checks.facts.access_policies import AccessPolicies
from checks.facts.account import Account
from checks.facts.asked import Topic
from checks.facts.codes import CODES
from checks.facts.sign_ins import SignIns
from checks.facts.teams_provisioning import TeamsProvisioning
from checks.facts.timeline import history_of
from checks.history import Condition, History, Mark, MarkKind, Stretch
from checks.model import (
    Cause,
    Citation,
    Confidence,
    Diagnosis,
    EvaluateAccess,
    Finding,
    Gap,
    GapReason,
    NextStep,
    OpenLink,
    RecheckLater,
    Report,
    Room,
    Severity,
    Status,
    Verdict,
    Window,
    ok,
)
from checks.permissions import cost_of, permission_table
from checks.registry import Catalogue, Check, Need

NOW = datetime(2026, 11, 22, 15, 14, 4, tzinfo=UTC)
ROOM = Room("room-42@contoso.com", "Kilimanjaro (4th floor)", "6b1c9d0e-2f34-4a5b-8c6d-7e8f9a0b1c2d")
ZONE = "Europe/Berlin"


def mfa_sign_in(number: int) -> Citation:
    return Citation(
        "graph.sign_ins.interactive", f"auditLogs/signIns/9f1c-{number}",
        "Due to a configuration change made by your administrator, or because you moved to a new location, you must "
        "use multi-factor authentication to access 'Microsoft Teams Services'.",
        NOW - timedelta(minutes=7 * number + 3), "AADSTS50076",
        f"0c0ffee0-1111-4222-8333-44445555{number:04d}", f"deadbeef-aaaa-4bbb-8ccc-ddddeeee{number:04d}",
    )


MFA = Finding(
    "sign_in.mfa", "Signs in without MFA", Severity.CRITICAL, Status.FAIL,
    "14 sign-ins were stopped for multi-factor authentication, the last one 3 minutes before this check.",
    tuple(mfa_sign_in(number) for number in range(14)), cause=Cause.MFA_REQUIRED,
    since=NOW - timedelta(days=2, hours=6), latest=NOW - timedelta(minutes=3),
)
HEARTBEAT = Finding(
    "device.heartbeat", "Reports itself healthy", Severity.HIGH, Status.FAIL,
    "The last 31 heartbeats were unhealthy: Exchange cannot sign in.",
    (Citation("bundle.heartbeats", "Skype Room System.evtx#2207", "Exchange status : 80131500 : AADSTS50076.",
              NOW - timedelta(minutes=9), "AADSTS50076", request_id="a94a8fe5ccb19ba61c4c0873d391e987"),),
    since=NOW - timedelta(days=2, hours=6), latest=NOW - timedelta(minutes=9),
)
FREQUENCY = Finding(
    "access.sign_in_frequency", "Is not made to sign in again", Severity.MEDIUM, Status.WARN,
    "The policy 'Require MFA for everyone' asks for a new sign-in every 12 hours.",
)
TEAMS = Finding(
    "teams.provisioned", "Teams knows the account", Severity.HIGH, Status.SKIPPED,
    "Could not be judged without the account's Teams settings.",
    gaps=(Gap("the account's Teams settings", "graph.teams_provisioning", GapReason.NO_PERMISSION,
              "Graph refused: TeamsUserConfiguration.Read.All is not granted.",
              "Grant TeamsUserConfiguration.Read.All to Roomcheck's application."),),
)
MAILBOX = Finding(
    "mailbox.reachable", "Has a room mailbox", Severity.HIGH, Status.FAIL, "Exchange Online knows no such mailbox.",
    (Citation("graph.mailbox", "users/room-42@contoso.com/mailboxSettings", code="MailboxNotEnabledForRESTAPI"),),
    cause=Cause.MAILBOX_MISSING,
)
RAISED = Finding("network.proxy", "Needs no proxy password", Severity.LOW, Status.ERROR,
                 "This check itself failed (KeyError); the others stand.")
SPARED = Finding("account.synced", "Is in step with the on-premises directory", Severity.LOW, Status.SKIPPED,
                 "The account lives in the cloud only.")
PASSED = tuple(
    Finding(id_, title, severity, Status.PASS, summary) for id_, title, severity, summary in (
        ("account.exists", "Has an account", Severity.CRITICAL, "room-42@contoso.com is in the directory."),
        ("account.enabled", "The account is enabled", Severity.CRITICAL, "It has been enabled all along."),
        ("licence.teams_rooms", "Has a Teams Rooms licence", Severity.CRITICAL, "Teams Rooms Pro is assigned."),
        ("licence.teams_plan", "Its licence has Teams switched on", Severity.HIGH, "The plan TEAMS1 is on."),
        ("mailbox.reachable", "Has a room mailbox", Severity.HIGH, "Exchange Online has a room mailbox."),
        ("sign_in.password", "The password has not expired", Severity.CRITICAL, "It never expires."),
    )
)
COVERS = (
    Window(NOW - timedelta(days=7), NOW, "graph.sign_ins.interactive"),
    Window(NOW - timedelta(days=7), NOW, "graph.sign_ins.non_interactive"),
)
DEVICE_COVERS = Window(NOW - timedelta(days=6), NOW - timedelta(hours=3), "bundle.aad_log")

MFA_REQUIRED = Diagnosis(
    Cause.MFA_REQUIRED, Confidence.HIGH,
    "The room cannot sign in because it is asked for multi-factor authentication.",
    "Certain: the sign-in log and the device's own log agree. The last 31 heartbeats were unhealthy: Exchange cannot "
    "sign in.",
    "Exclude room-42@contoso.com from the Conditional Access policy 'Require MFA for everyone'.",
    "Identity team", ("sign_in.mfa", "device.heartbeat"), NOW - timedelta(days=2, hours=6),
    NOW - timedelta(minutes=3),
    "A banner on the console says that it cannot sign in; no meetings are shown.",
    "Sign in (Teams) and Calendar sync are unhealthy.",
    "The Teams Rooms account room-42@contoso.com is stopped by the Conditional Access policy 'Require MFA for "
    "everyone' (AADSTS50076, multi-factor authentication wanted).\nNobody sits at a room's console to approve a "
    "prompt.\nPlease exclude the account, or the group of room accounts, from that policy.",
    ("Get-MgUser -UserId 'room-42@contoso.com' -Property AccountEnabled,AssignedLicenses",
     "Get-MgAuditLogSignIn -Filter \"userId eq '6b1c9d0e-2f34-4a5b-8c6d-7e8f9a0b1c2d'\" -Top 5"),
    timedelta(minutes=15),
    (OpenLink("What Teams Rooms support", "https://learn.microsoft.com/microsoftteams/rooms/"),
     RecheckLater(timedelta(minutes=15), "The sign-in log lags.")),
)
HEALTHY = Diagnosis(Cause.HEALTHY, Confidence.HIGH, "The room is signed in and nothing is failing.",
                    "It last signed in 12 minutes before this check.", "")
RECOVERED = Diagnosis(Cause.RECOVERED, Confidence.MEDIUM, "The room has signed in again since Saturday.",
                      "9 failures, then only successes for 26 hours.", "Watch it for a day.", "Helpdesk", (),
                      NOW - timedelta(days=3), NOW - timedelta(days=1, hours=2))
UNDETERMINED = Diagnosis(
    Cause.UNDETERMINED, Confidence.LOW, "What Graph shows does not explain the trouble.",
    "The sign-in logs could not be read: the tenant has no Entra ID P1 licence.",
    "Send the room's diagnostic zip, which holds the device's own log.", "Helpdesk",
)


def kept(diagnosis: Diagnosis = MFA_REQUIRED, *findings: Finding, id_: str = "r-1", room: Room = ROOM,
         looked_at: tuple[Window, ...] = (*COVERS, DEVICE_COVERS), asked: Topic | None = Topic.ACCESS) -> KeptReport:
    report = Report(room, NOW, diagnosis, findings, tuple(gap for each in findings for gap in each.gaps), looked_at)
    return KeptReport(id_, "run-1", report, frozenset({asked} if asked else ()))


def failing() -> KeptReport:
    return kept(MFA_REQUIRED, FREQUENCY, HEARTBEAT, MFA, RAISED, TEAMS, SPARED, *PASSED)


def failing_twice() -> KeptReport:
    return kept(MFA_REQUIRED, MAILBOX, HEARTBEAT, MFA, id_="r-5")


def healthy() -> KeptReport:
    return kept(HEALTHY, *PASSED, looked_at=COVERS, id_="r-2",
                room=Room("room-7@contoso.com", "Zugspitze", "00000000-0000-4000-8000-000000000007"))


def recovered() -> KeptReport:
    return kept(RECOVERED, *PASSED, id_="r-3")


def undetermined() -> KeptReport:
    return kept(UNDETERMINED, TEAMS, *PASSED[:3], looked_at=COVERS, id_="r-4")


WELL, UNWELL, PARTLY, SILENT = Condition


def before(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def stretches(*parts: tuple[Condition, float], until: float = 3) -> tuple[Stretch, ...]:
    """Conditions, each with how many hours before now it began; the last one lasts ``until`` so many before now."""
    made: list[Stretch] = []
    for (condition, began), (following, end) in zip(parts, [*parts, (SILENT, until)][1:], strict=True):
        heard = timedelta(minutes=0 if SILENT in {condition, following} else 5)
        beats = 0 if condition is SILENT else int(12 * (began - end))
        made.append(Stretch(condition, before(began), before(end) - heard, beats))
    return tuple(made)


def mark(kind: MarkKind, code: str, began: float, ended: float = 3, number: int = 12) -> Mark:
    return Mark(kind, code, before(began), before(ended), number)


def past(*parts: tuple[Condition, float], marks: tuple[Mark, ...] = (), until: float = 3, begins: float = 0,
         damaged: bool = False) -> History:
    """What the logs say that end ``until`` so many hours before now."""
    start = max([begins, *(began for _, began in parts), *((NOW - mark.start) / timedelta(hours=1) for mark in marks)])
    return history_of(before(start), before(until), stretches(*parts, until=until), marks, (before(8), before(32)),
                      has_heartbeats=bool(parts), is_damaged=damaged)


IN_TROUBLE = past((WELL, 75), (UNWELL, 54.2), marks=(
    mark(MarkKind.SIGN_IN, "AADSTS50076", 54.2, number=14), mark(MarkKind.NETWORK, "0xCAA82EE7", 51, 50.5, 3)))
A_WEEK = past(
    (WELL, 300), (SILENT, 150.3), (WELL, 139.5), (UNWELL, 120), (WELL, 100.5), (SILENT, 80), (UNWELL, 75), (WELL, 74.6),
    (UNWELL, 60), (PARTLY, 50), (UNWELL, 40), (WELL, 30), marks=(
        mark(MarkKind.SIGN_IN, "AADSTS50126", 120, 100.6, 200), mark(MarkKind.SIGN_IN, "AADSTS50126", 60, 41, 90),
        mark(MarkKind.NETWORK, "0xCAA82EE7", 75, 74.8, 1), mark(MarkKind.APP, "licenseError", 58, 44, 31),
        mark(MarkKind.HARDWARE, "", 20, 3, 204), mark(MarkKind.SIGN_IN, "AADSTS999999", 33, 33, 1),
        mark(MarkKind.FEDERATION, "0xCAA90014", 290, 289, 2)))
QUIET = past((WELL, 75))
ERRORS_ONLY = past(marks=IN_TROUBLE.marks, begins=80)


def dated(history: History | None, diagnosis: Diagnosis = MFA_REQUIRED, id_: str = "r-10") -> KeptReport:
    """A report on which the device's logs have a history."""
    made = kept(diagnosis, HEARTBEAT, MFA, *PASSED, id_=id_)
    return replace(made, report=replace(made.report, timeline=history))


HOSTILE = ("**bold** [press](https://evil.example) <at>Everyone</at> {{DATE(2026-11-22T15:14:04Z)}} # h\n- 1. x "
           "www.evil.example \u202egnp.exe\u202c &lt;img src=x onerror=alert(1)&gt; `c` ~~s~~ | a\u200bb")
LONG = "Konferenzraum" * 40


def hostile(text: str = HOSTILE) -> KeptReport:
    """A report whose every text is somebody else's."""
    cite = Citation(text, text, text, NOW, text, text, text)
    gap = Gap(text, text, GapReason.FAILED, text, text)
    finding = Finding(text, text, Severity.CRITICAL, Status.FAIL, text, (cite, cite), (gap,))
    passed = replace(finding, id="account.found", status=Status.PASS)
    unjudged = replace(finding, id="account.enabled", status=Status.SKIPPED)
    diagnosis = Diagnosis(Cause.MFA_REQUIRED, Confidence.HIGH, text, text, text, text, (text,), NOW, NOW, text, text,
                          text, (text, text), timedelta(minutes=15), (OpenLink(text, text),))
    report = Report(Room(text, text, text), NOW, diagnosis, (finding, passed, unjudged), (gap,),
                    (Window(NOW, NOW, text),))
    return KeptReport("r-9", "run-9", report)


def hostile_cards(text: str = HOSTILE) -> dict[str, Card]:
    """Every card that shows text from outside, made of this text."""
    kept, room = hostile(text), Room(text, text, text)
    findings = kept.report.findings
    going_on = RoomProgress(room, 22, findings, text)
    return {
        "report": report_card(kept), "evidence": evidence_card(kept), "finding": finding_card(kept, findings[1].id),
        "fix": fix_card(kept), "ticket": ticket_card(kept),
        "progress": progress_card(Progress("run-9", NOW, (going_on,))),
        "stage": progress_card(Progress("run-9", NOW, (), text)),
        "fault": progress_card(Progress("run-9", NOW, (RoomProgress(room, 22, fault=text),))),
        "rooms": rooms_card(Progress("run-9", NOW, (going_on, RoomProgress(room, 22, report=kept)))),
        "unclear": unclear_card(Unclear(text, (text,), text)), "not_allowed": not_allowed_card(text),
        "error": error_card(text, text), "ask_room": ask_room_card("run-9", text, text),
        "pick_room": pick_room_card("dialog-9", text, (room, room)),
        "collect_logs": collect_logs_card("dialog-9", room, problem=text),
        "guide": guide_card("dialog-9", text, (text, text), (("a", text),)),
        "doctor": doctor_card(examination(room, AuditLog=Sign(Grant.MISSING, text, text),
                                          Policy=Sign(Grant.UNKNOWN, text, text)), Setup(text, text, text, (text,))),
    }


def crowded(number: int = 60, text: str = LONG) -> KeptReport:
    """A report that is too much for any card."""
    statuses = (Status.FAIL, Status.PASS, Status.SKIPPED, Status.WARN, Status.ERROR)
    gap = Gap(text, "graph.account", GapReason.NO_PERMISSION, text, text)
    made = [Finding(f"area.check_{index}", f"{index} {text}", Severity.HIGH, statuses[index % 5], text,
                    tuple(mfa_sign_in(each) for each in range(20)), (gap, replace(gap, source=f"graph.{index}")))
            for index in range(number)]
    room = Room(f"{text[:200]}@contoso.com", text, ROOM.object_id)
    diagnosis = replace(MFA_REQUIRED, findings=tuple(each.id for each in made), sentence=text, why=text,
                        first_step=text, hand_over=text * 10, commands=(text,) * 20)
    windows = tuple(Window(NOW - timedelta(days=7), NOW, f"bundle.{index}") for index in range(40))
    return KeptReport("r-8", "run-8", Report(room, NOW, diagnosis, tuple(made), (), windows))


UNASKED = Gap(AccessForecast.title, "graph.access_forecast", GapReason.NOT_REQUESTED,
              "Nothing in this run asked for it.", "Ask Conditional Access, or write access and the room's address.")
FORECAST = Finding("access.forecast", "Would be let in by Conditional Access now", Severity.HIGH, Status.SKIPPED,
                   f"Needs {AccessForecast.title}.", gaps=(UNASKED,))


def unasked(*steps: NextStep) -> KeptReport:
    """A report on which Conditional Access was not asked."""
    diagnosis = replace(MFA_REQUIRED, next_steps=steps)
    other = replace(FORECAST, id="access.forecast_of_joining", title="Would be let into Teams meetings now")
    return kept(diagnosis, MFA, FORECAST, other, *PASSED, id_="r-6", asked=None)


_TITLES = ("Is in step with the directory it is managed in", "Signs in without anything that only a person can do",
           "Has been seen within the last day", "Is set up as Microsoft says that a room should be",
           "Will go on working for the next thirty days")
_SEEN = ("The property stands as it should, and nothing in the last 7 days speaks against it.",
         "14 sign-ins of the device were seen, the last one 12 minutes before this check; none was refused.")


def full(number: int = 70) -> KeptReport:
    """A report of a whole catalogue, in sentences as long as its own are."""
    def finding(index: int) -> Finding:
        area = AREAS[index % 8]
        passed = Finding(f"{area}.check_{index}", f"{_TITLES[index % 5]} ({index})", Severity.MEDIUM, Status.PASS,
                         _SEEN[index % 2])
        if index % 10 == 7:
            return replace(passed, status=Status.SKIPPED, summary="The room has no such device.")
        if index % 19 == 0:
            return replace(passed, status=Status.WARN, summary="It may stop working within a few weeks.")
        unjudged = replace(passed, status=Status.SKIPPED, gaps=TEAMS.gaps, summary=TEAMS.summary)
        return unjudged if index % 17 == 0 else passed

    asked = (FORECAST, replace(FORECAST, id="access.frequency", title="Would not be made to sign in again"))
    made = (finding(index) for index in range(1, number - 3))
    return kept(MFA_REQUIRED, MFA, HEARTBEAT, *asked, *made, id_=f"{'7' * 32}-0", asked=None)


def running(*findings: Finding, total: int = 22) -> Progress:
    return Progress("run-1", NOW, (RoomProgress(ROOM, total, findings, "the sign-ins of the last 7 days"),))


def several() -> Progress:
    nameless = Room("boardroom@contoso.com")
    rooms = (
        RoomProgress(ROOM, 22, report=failing()),
        RoomProgress(Room("room-7@contoso.com", "Zugspitze"), 22, report=healthy()),
        RoomProgress(Room("room-8@contoso.com", "Ben Nevis"), 22, report=undetermined()),
        RoomProgress(nameless, 22, fault="Microsoft Graph did not answer. Check again in a few minutes."),
    )
    return Progress("run-1", NOW, rooms)


def example(about: SignIns) -> Verdict:
    return ok(f"{len(about.items)} sign-ins.")


EXPLAINED = Check("sign_in.mfa", "Signs in without MFA", """Signs in without MFA.

## Why it matters
Nobody sits at a room console to approve a prompt,
so a prompt is an outage.

## What we look at
Sign-ins refused for want of MFA, with the codes `AADSTS50076` or `AADSTS50079`:

* in the Entra sign-in log;
* in the device's own event log.

## How to fix it
1. Find the policy that asks for MFA.
2. Exclude the room, or the group of all rooms, from it.

    Get-MgIdentityConditionalAccessPolicy -All

[Conditional Access for Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/conditional-access)
""", Severity.CRITICAL, (Need(SignIns, required=True), Need(AccessPolicies, required=False)), example)


PERMISSIONS = permission_table(
    {"AuditLog.Read.All": ("sign-in attempts",), "Policy.Read.All": ("Conditional Access policies",),
     "Place.Read.All": ("the list of rooms",), "User.Read.All": ("the room's account",),
     "TeamsUserConfiguration.Read.All": ("the account's Teams provisioning",),
     "DeviceManagementManagedDevices.Read.All": ("the device in Intune",)},
    {"AuditLog.Read.All": (SignIns,), "Policy.Read.All": (AccessPolicies,), "User.Read.All": (Account,),
     "TeamsUserConfiguration.Read.All": (TeamsProvisioning,)},
    frozenset({"AuditLog.Read.All", "Policy.Read.All", "Place.Read.All", "User.Read.All"}))
NO_ACCOUNT = Sign(Grant.UNKNOWN, "Not asked, since the directory has no account room-42@contoso.com.",
                  "Name a room whose account exists.")
SETUP = Setup("Microsoft's worldwide cloud", "graph.microsoft.com", "3d0ac9d2-6f1b-4f5e-9a57-5a8f3a2b1c00")


def examination(room: Room = ROOM, **signs: Sign) -> Examination:
    """Everything granted, but for the permissions whose names begin with these words."""
    checks = catalogue()
    made = [Examined(each, signs.get(name.partition(".")[0], Sign(Grant.GRANTED)), cost_of(each, PERMISSIONS, checks))
            for name, each in PERMISSIONS.items()]
    return Examination(room, NOW, tuple(sorted(made, key=lambda each: list(Grant).index(each.grant))))


def refused(permission: str, what: str) -> Sign:
    return Sign(Grant.MISSING, f"Roomcheck may not read {what}. (Microsoft Graph: 403 Authorization_RequestDenied)",
                f"Grant {permission} to Roomcheck's application and give admin consent.")


def some_missing() -> Examination:
    return examination(
        AuditLog=refused("AuditLog.Read.All", "sign-in attempts"), Place=refused("Place.Read.All", "the list of rooms"),
        DeviceManagementManagedDevices=refused("DeviceManagementManagedDevices.Read.All", "the device in Intune"),
        Policy=Sign(Grant.UNKNOWN, "No answer within 120 seconds.", "Check again later."),
        TeamsUserConfiguration=Sign(Grant.NOT_OFFERED, "GCC High has no Teams user configurations."))
AREAS = ("account", "sign_in", "access", "licence", "mailbox", "teams", "device", "network")


def catalogue(number: int = 9) -> Catalogue:
    made = [replace(EXPLAINED, id=f"{AREAS[index % 8]}.check_{index}", title=f"Holds condition {index}")
            for index in range(number)]
    return {each.id: each for each in (EXPLAINED, *made)}


def every_card() -> dict[str, Card]:
    """One card of each kind, by the name of its golden file."""
    mended = "The tenant has no Entra ID P1 licence, so the sign-in logs cannot be read."
    return {
        "report_failing": report_card(failing(), time_zone=ZONE),
        "report_healthy": report_card(healthy(), time_zone=ZONE),
        "report_recovered": report_card(recovered()),
        "report_undetermined": report_card(undetermined(), time_zone="W. Europe Standard Time"),
        "report_same_zip": report_card(replace(healthy(), read_before=NOW - timedelta(minutes=9)), time_zone=ZONE),
        "report_unasked": report_card(unasked(EvaluateAccess())),
        "report_cause": report_card(failing(), time_zone=ZONE, detail=Detail.CAUSE),
        "report_cause_undetermined": report_card(undetermined(), time_zone=ZONE, detail=Detail.CAUSE),
        "report_full": report_card(full(), time_zone=ZONE),
        "report_timeline": report_card(dated(IN_TROUBLE), time_zone=ZONE),
        "report_timeline_week": report_card(dated(A_WEEK, RECOVERED), time_zone=ZONE),
        "report_timeline_quiet": report_card(dated(QUIET, HEALTHY), time_zone=ZONE),
        "report_timeline_errors": report_card(dated(ERRORS_ONLY), time_zone="Asia/Kolkata"),
        "area": evidence_card(full(), "device", time_zone=ZONE),
        "progress_stage": progress_card(Progress("run-1", NOW, (), "Fetching LogCollection_2026.zip")),
        "progress_begun": progress_card(running(), time_zone=ZONE),
        "progress_half": progress_card(running(*PASSED, MFA), time_zone=ZONE),
        "progress_cause": progress_card(running(*PASSED, MFA), time_zone=ZONE, detail=Detail.CAUSE),
        "progress_asking": progress_card(replace(running(*full().report.findings[:40], total=70),
                                                 asked=frozenset({Topic.ACCESS}))),
        "progress_fault": progress_card(Progress("run-1", NOW, (RoomProgress(ROOM, 22, fault=mended),))),
        "rooms": rooms_card(several(), time_zone=ZONE),
        "rooms_running": rooms_card(Progress("run-1", NOW, (*running(MFA).rooms, *several().rooms[1:]))),
        "evidence": evidence_card(failing(), time_zone=ZONE),
        "finding": finding_card(failing(), "sign_in.mfa", time_zone=ZONE),
        "finding_gap": finding_card(failing(), "teams.provisioned", time_zone=ZONE),
        "finding_unasked": finding_card(unasked(), FORECAST.id),
        "finding_unknown": finding_card(failing(), "no.such"),
        "fix": fix_card(failing(), time_zone=ZONE),
        "fix_two_causes": fix_card(failing_twice(), time_zone=ZONE),
        "fix_cause": fix_card(failing_twice(), time_zone=ZONE, detail=Detail.CAUSE),
        "hostile_report": report_card(hostile()),
        "hostile_evidence": evidence_card(hostile()),
        "hostile_guide": hostile_cards()["guide"],
        "crowded_report": report_card(crowded(30, "Konferenzraum Kilimanjaro " * 12)),
        "long_words": report_card(crowded(10)),
        "ticket": ticket_card(failing_twice()),
        "doctor_begun": doctor_begun_card(),
        "doctor_missing": doctor_card(some_missing(), replace(SETUP, missing=("MicrosoftAppId is not set.",)),
                                      time_zone=ZONE),
        "doctor_complete": doctor_card(examination(), SETUP, time_zone=ZONE),
        "doctor_unlicensed": doctor_card(examination(AuditLog=Sign(
            Grant.UNLICENSED, "This tenant has no Entra ID P1 or P2 licence, which sign-in attempts needs.",
            "Assign an Entra ID P1 licence in the tenant, or send the room's diagnostic zip.")), SETUP),
        "doctor_no_account": doctor_card(examination(AuditLog=NO_ACCOUNT, Policy=NO_ACCOUNT), SETUP, time_zone=ZONE),
        "explain": explain_card(EXPLAINED, PERMISSIONS),
        "catalogue": catalogue_card(catalogue()),
        "catalogue_large": catalogue_card(catalogue(70)),
        "catalogue_area": area_of_catalogue_card("sign_in", by_area(catalogue(70).values())["sign_in"]),
        "code": code_card(50076, "sign_in.mfa"),
        "code_of_readings": code_card(next(each.number for each in CODES.values() if each.readings), "sign_in.mfa"),
        "code_unlisted": code_card(999999, ""),
        "help": help_card(),
        "help_viewer": help_card(lambda command: least_role(command) <= Role.VIEWER),
        "help_nobody": help_card(lambda command: least_role(command) <= Role.ANYBODY),
        "welcome": welcome_card(),
        "unclear": unclear_card(Unclear("chekc room-42", ("check room-42", "report room-42", "help"))),
        "not_allowed": not_allowed_card("Only operators may check rooms. Ask whoever runs Roomcheck to add you."),
        "error": error_card("The zip is encrypted.", "Send it without a password."),
        "private": private_card("This channel sees no evidence; that is shown in our personal chat.",
                                "I have posted it there, about Kilimanjaro.",
                                personal_chat="https://teams.microsoft.com/l/entity/1/conversations"),
        "offer": offer_card("A zip is kept", "It is of Kilimanjaro.", [("Have it read", ShowHelp())],
                            "Until tomorrow."),
        "ask_room": ask_room_card("run-1", "LogCollection_2026.zip", "It was collected on MTR-KILI-01."),
        "pick_room": pick_room_card("dialog-1", "kili", (ROOM, Room("kili-2@contoso.com", "Kilimanjaro annex"))),
        "collect_logs": collect_logs_card("dialog-1", ROOM),
        "collect_logs_channel": collect_logs_card("dialog-1", None, personal=False),
        "guide": guide_card("dialog-1", "What do people in the room see?",
                            ("Choose what fits best. If several fit, take the first.",),
                            (("banner", "Sign-in banner"), ("meetings", "Meetings missing"), ("name", "Name missing"),
                             ("join", "Join unavailable")), step=1, of=4),
    }
