"""Contoso's meeting rooms: one for each cause that a room can have, and a few that are easy to mistake."""

from dataclasses import replace
from datetime import timedelta

from checks.model import Cause
from demo.account_states import DirectoryDevice, IntuneDevice
from demo.identifiers import (
    BROKER,
    DEVICE_REGISTRATION,
    DOMAIN,
    GRAPH,
    OFFICE_HOME,
    ROOMS_BASIC,
    ROOMS_PRO,
    TEAMS1,
    TEAMS_ROOM_PRO_TEST,
)
from demo.scenario import (
    ANDROID_AGENT,
    BROWSER_AGENT,
    MEETING_ROOMS,
    Account,
    Applied,
    Attempt,
    Beat,
    Expected,
    Licence,
    Phase,
    Policy,
    Scenario,
    TeamsState,
    attempts,
    each,
)

NEW_ROOMS, ANDROID_ROOMS = "Meeting rooms opened this year", "Meeting rooms on Android"
MANAGED_CONSOLES, SHARED_DEVICES = "Managed consoles", "Shared devices"

MFA_FOR_ALL = Policy("Require multifactor authentication for all users", "mfa", excludes=(MEETING_ROOMS, ANDROID_ROOMS))
SWISS_ONLY = Policy("Block sign-ins from outside Switzerland", "block", spares="Switzerland")
COMPLIANT_ONLY = Policy("Require a compliant device", "compliantDevice", applies_to=MANAGED_CONSOLES)
PILOT = Policy("Require a hybrid-joined device (pilot)", "domainJoinedDevice",
               state="enabledForReportingButNotEnforced")
GUESTS = Policy("Require multifactor authentication for guests", "mfa", applies_to="guests")
NO_DEVICE_CODES = Policy("Block device code flow", "block", excludes=(MEETING_ROOMS, NEW_ROOMS),
                         flows=("deviceCodeFlow",))
EVERY_WEEK = Policy("Sign shared devices in again every week", applies_to=SHARED_DEVICES, signs_in_every_days=7)
POLICIES = (MFA_FOR_ALL, SWISS_ONLY, COMPLIANT_ONLY, PILOT, GUESTS, NO_DEVICE_CODES, EVERY_WEEK)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LOG_BEGINS = 3 * DAY
_REPORT_ONLY = Applied(PILOT, "reportOnlyFailure")
_UNTOUCHED = (Applied(SWISS_ONLY, "notApplied"), _REPORT_ONLY)
_WELL = (Phase(LOG_BEGINS, Beat()),)
_ROOMS_PRO = Licence(ROOMS_PRO, ((TEAMS_ROOM_PRO_TEST, "PendingProvisioning"),))


def _address(name: str) -> str:
    return f"room-{name}@{DOMAIN}"


def _successes(until: timedelta = 35 * MINUTE) -> tuple[Attempt, ...]:
    """A device that signs in every half day, and renews its tokens between."""
    asked = attempts(each(12 * HOUR, 3, until), policies=_UNTOUCHED)
    mail = attempts(each(12 * HOUR, 2, until + 2 * MINUTE), exchange=True, policies=_UNTOUCHED)
    renewed = attempts(each(8 * HOUR, 4, until + 5 * MINUTE), interactive=False, policies=_UNTOUCHED)
    return asked + mail + renewed


def _refused(code: int, since: timedelta, by: Policy | None = None, *,
             compliant: bool | None = True) -> tuple[Attempt, ...]:
    """A device that worked until ``since`` and has been refused ever after, in Teams and in Exchange."""
    policies = (*((Applied(by, "failure"),) if by else ()), _REPORT_ONLY)
    teams = attempts(each((since - 25 * MINUTE) / 5, 6, 25 * MINUTE), code, policies=policies, compliant=compliant)
    mail = attempts(each(since - 30 * MINUTE, 2, 28 * MINUTE), code, exchange=True, policies=policies,
                    compliant=compliant)
    return teams + mail + _successes(since + 3 * HOUR)


def _unknown(since: timedelta, count: int) -> tuple[Attempt, ...]:
    """A device whose address no account has: Entra keeps no record of it, so only the device does."""
    times = each(since / count, count, 22 * MINUTE)
    return tuple(replace(attempt, in_graph=False) for attempt in attempts(times, 50034))


def _ended(code: int, since: timedelta) -> tuple[Attempt, ...]:
    """A device whose sessions ended at ``since``: its tokens are renewed no more."""
    times = each((since - 15 * MINUTE) / 5, 6, 15 * MINUTE)
    return attempts(times, code, interactive=False, policies=(_REPORT_ONLY,)) + _successes(since + 3 * HOUR)


def _android(since: timedelta, by: Policy) -> tuple[Attempt, ...]:
    """An Android console that was signed in with a code, and whose sign-ins with a code are blocked since then."""
    blocked = Attempt(since, 53003, BROKER, DEVICE_REGISTRATION, interactive=False, agent=ANDROID_AGENT,
                      policies=(Applied(by, "failure"), _REPORT_ONLY), compliant=None, on_device=False,
                      by_code=True, os="Android")
    refused = tuple(replace(blocked, ago=ago) for ago in each((since - 25 * MINUTE) / 5, 6, 25 * MINUTE))
    remote = replace(blocked, ago=50 * MINUTE, interactive=True, protocol="deviceCode")
    worked = tuple(replace(attempt, agent=ANDROID_AGENT, os="Android", on_device=False, compliant=None, by_code=True)
                   for attempt in attempts(each(8 * HOUR, 6, since + 3 * HOUR), interactive=False,
                                           policies=_UNTOUCHED))
    return (*refused, remote, *worked)


def _failing(code: int, since: timedelta) -> tuple[Phase, ...]:
    return (*_WELL, Phase(since, Beat(exchange=f"80131500 : AADSTS{code}", teams="Unhealthy")))


def _alike(cause: Cause) -> Expected:
    return Expected(cause, cause, cause)


_IN_A_BROWSER = (
    Attempt(4 * HOUR, 50126, OFFICE_HOME, GRAPH, agent=BROWSER_AGENT, on_device=False),
    Attempt(4 * HOUR - MINUTE, 50140, OFFICE_HOME, GRAPH, agent=BROWSER_AGENT, on_device=False),
    Attempt(4 * HOUR - 2 * MINUTE, 0, OFFICE_HOME, GRAPH, agent=BROWSER_AGENT, on_device=False),
)

ROOMS: tuple[Scenario, ...] = (
    Scenario(
        _address("zurich-aare"), "Zurich Aare", "All is well; a person mistyped its password in a browser today.",
        _alike(Cause.HEALTHY), licences=(_ROOMS_PRO,), phases=_WELL,
        attempts=_successes() + _successes(2 * DAY) + _IN_A_BROWSER,
    ),
    Scenario(
        _address("zurich-limmat"), "Zurich Limmat", "The password was mistyped yesterday and corrected since.",
        _alike(Cause.RECOVERED),
        attempts=(attempts(each(HOUR, 5, 20 * HOUR), 50126, policies=(_REPORT_ONLY,))
                  + attempts(each(3 * HOUR, 6, 35 * MINUTE), policies=_UNTOUCHED)
                  + attempts(each(9 * HOUR, 2, 37 * MINUTE), exchange=True, policies=_UNTOUCHED)),
        phases=(*_WELL, Phase(24 * HOUR, Beat(exchange="80131500 : AADSTS50126", teams="Unhealthy")),
                Phase(19 * HOUR, Beat())),
    ),
    Scenario(
        _address("bern-gurten"), "Bern Gurten", "Its sign-ins may not be read, and its device writes no heartbeats.",
        Expected(Cause.UNDETERMINED, Cause.UNDETERMINED, Cause.UNDETERMINED,
                 "Graph denies the sign-in log of this room, and the zip holds hardware checks only."),
        attempts=_successes(), phases=(Phase(LOG_BEGINS, None),), refuses=frozenset({"AuditLog.Read.All"}),
    ),
    Scenario(
        _address("basel-rhein"), "Basel Rhein", "The account was removed for good, and nothing of it is left.",
        _alike(Cause.ACCOUNT_MISSING), account=None, licences=(), teams=None, mailbox=None,
        attempts=_unknown(30 * HOUR, 8), phases=_failing(50034, 30 * HOUR),
    ),
    Scenario(
        _address("neuchatel-lac"), "Neuchâtel Lac", "Somebody deleted the account two days ago.",
        _alike(Cause.ACCOUNT_MISSING), account=Account(deleted_ago=2 * DAY), licences=(), teams=None, mailbox=None,
        attempts=_unknown(47 * HOUR, 9) + _successes(2 * DAY + 4 * HOUR), phases=_failing(50034, 47 * HOUR),
    ),
    Scenario(
        _address("geneva-leman"), "Geneva Léman", "A clean-up of resource accounts disabled this one last night.",
        _alike(Cause.ACCOUNT_DISABLED), account=Account(enabled=False),
        attempts=_refused(50057, 14 * HOUR), phases=_failing(50057, 14 * HOUR),
    ),
    Scenario(
        _address("lausanne-ouchy"), "Lausanne Ouchy", "A new policy asks all accounts for MFA; nobody can answer here.",
        _alike(Cause.MFA_REQUIRED), groups=(NEW_ROOMS,),
        attempts=(*_refused(50076, 20 * HOUR, MFA_FOR_ALL),
                  Attempt(2 * HOUR, 0, OFFICE_HOME, GRAPH, agent=BROWSER_AGENT, on_device=False,
                          policies=(Applied(MFA_FOR_ALL, "success"), _REPORT_ONLY))),
        phases=_failing(50076, 20 * HOUR),
    ),
    Scenario(
        _address("lugano-ceresio"), "Lugano Ceresio", "The office's traffic leaves abroad, and a policy blocks that.",
        _alike(Cause.CONDITIONAL_ACCESS_BLOCK),
        attempts=tuple(replace(attempt, abroad=attempt.code != 0)
                       for attempt in _refused(53003, 26 * HOUR, SWISS_ONLY)),
        phases=_failing(53003, 26 * HOUR),
    ),
    Scenario(
        _address("chur-calanda"), "Chur Calanda", "The password was never set to last, and its ninety days are over.",
        _alike(Cause.PASSWORD_EXPIRED), account=Account(password_changed_ago=92 * DAY, password_policies=None),
        attempts=_refused(50055, 44 * HOUR), phases=_failing(50055, 44 * HOUR),
    ),
    Scenario(
        _address("thun-niesen"), "Thun Niesen", "The password was reset, and the console still sends the old one.",
        _alike(Cause.WRONG_CREDENTIALS), account=Account(password_changed_ago=28 * HOUR + 30 * MINUTE),
        attempts=_refused(50126, 28 * HOUR), phases=_failing(50126, 28 * HOUR),
    ),
    Scenario(
        _address("davos-jakobshorn"), "Davos Jakobshorn", "The room's network was moved behind a closed firewall.",
        _alike(Cause.NETWORK_UNREACHABLE),
        attempts=_successes(9 * DAY), network_faults=each(40 * MINUTE, 90, 8 * MINUTE),
        phases=(Phase(LOG_BEGINS, Beat("Unhealthy", "Disconnected", "Unhealthy")),),
    ),
    Scenario(
        _address("lucerne-pilatus"), "Lucerne Pilatus", "The room's mailbox was removed; the account signs in well.",
        _alike(Cause.MAILBOX_MISSING), mailbox=None, attempts=_successes(),
        phases=(*_WELL, Phase(30 * HOUR, Beat(exchange="GeneralError"))),
    ),
    Scenario(
        _address("zug-rigi"), "Zug Rigi", "The Teams Rooms licence was given to another room.",
        _alike(Cause.LICENCE_MISSING), licences=(), teams=TeamsState("ineligibleUser", ()), attempts=_successes(),
        app_errors=each(30 * MINUTE, 40, 10 * MINUTE), phases=(*_WELL, Phase(20 * HOUR, Beat(teams="Unhealthy"))),
    ),
    Scenario(
        _address("sion-valere"), "Sion Valère", "The licence is there, but its Teams plan was switched off.",
        Expected(Cause.LICENCE_PLAN_DISABLED, Cause.LICENCE_MISSING, Cause.LICENCE_PLAN_DISABLED,
                 "The device writes one and the same error for a missing licence and for a plan that is off."),
        licences=(Licence(ROOMS_PRO, ((TEAMS1, "Disabled"),)),), teams=TeamsState("ineligibleUser", ()),
        attempts=_successes(), app_errors=each(30 * MINUTE, 60, 12 * MINUTE),
        phases=(*_WELL, Phase(30 * HOUR, Beat(teams="Unhealthy"))),
    ),
    Scenario(
        _address("fribourg-sarine"), "Fribourg Sarine", "Licensed this morning; Teams has not set the account up yet.",
        Expected(Cause.TEAMS_NOT_PROVISIONED, Cause.UNDETERMINED, Cause.TEAMS_NOT_PROVISIONED,
                 "The heartbeats say that Teams does not sign in, and nothing in the zip says why."),
        licences=(Licence(ROOMS_BASIC),), teams=None, devices=(DirectoryDevice(compliant=None),), intune=(),
        attempts=tuple(replace(attempt, compliant=None) for attempt in _successes()),
        phases=(*_WELL, Phase(9 * HOUR, Beat(teams="Unhealthy"))),
    ),
    Scenario(
        _address("aarau-jura"), "Aarau Jura", "The console fell out of compliance, and a policy asks for it.",
        _alike(Cause.DEVICE_NOT_COMPLIANT), groups=(MEETING_ROOMS, MANAGED_CONSOLES),
        devices=(DirectoryDevice(compliant=False),), intune=(IntuneDevice(compliance="noncompliant"),),
        attempts=_refused(53000, 32 * HOUR, COMPLIANT_ONLY, compliant=False), phases=_failing(53000, 32 * HOUR),
    ),
    Scenario(
        _address("olten-born"), "Olten Born", "Too many attempts with a wrong password have locked the account.",
        _alike(Cause.SIGN_IN_BLOCKED_OTHER), attempts=_refused(50053, 11 * HOUR), phases=_failing(50053, 11 * HOUR),
    ),
    Scenario(
        _address("winterthur-eulach"), "Winterthur Eulach", "MFA stops the sign-in, and the mailbox is gone as well.",
        Expected(Cause.MFA_REQUIRED, Cause.MFA_REQUIRED, Cause.MFA_REQUIRED,
                 "A refused sign-in goes before what only shows after one.", also=(Cause.MAILBOX_MISSING,)),
        mailbox=None, groups=(NEW_ROOMS,), attempts=_refused(50076, 16 * HOUR, MFA_FOR_ALL),
        phases=_failing(50076, 16 * HOUR),
    ),
    Scenario(
        _address("interlaken-harder"), "Interlaken Harder", "An Android console; sign-ins with a code are blocked now.",
        Expected(Cause.CONDITIONAL_ACCESS_BLOCK, None, Cause.CONDITIONAL_ACCESS_BLOCK,
                 "An Android console gives no zip that is known."),
        groups=(ANDROID_ROOMS,), devices=(DirectoryDevice("Android", compliant=None),), intune=(),
        attempts=_android(22 * HOUR, NO_DEVICE_CODES),
    ),
    Scenario(
        _address("baden-stein"), "Baden Stein", "A policy ends the sessions of shared devices every seven days.",
        _alike(Cause.SIGN_IN_BLOCKED_OTHER), groups=(MEETING_ROOMS, SHARED_DEVICES), attempts=_ended(70043, 13 * HOUR),
        phases=_failing(70043, 13 * HOUR),
    ),
    Scenario(
        _address("schaffhausen-munot"), "Schaffhausen Munot", "Somebody switched MFA on for this account alone.",
        _alike(Cause.MFA_REQUIRED), per_user_mfa="enforced", attempts=_refused(50079, 18 * HOUR),
        phases=_failing(50079, 18 * HOUR),
    ),
)
