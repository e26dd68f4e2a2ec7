"""What an admin meets, one scenario a line: the room, how it is judged, and the headline that is right.

A third of them are traps (:mod:`tests.rooms.traps`).
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from checks.facts.asked import Topic
from checks.model import Cause, Status
from demo.account_states import RiskState
from demo.identifiers import ROOMS_PRO
from demo.rooms import DAY, HOUR, MFA_FOR_ALL, MINUTE, NEW_ROOMS, SWISS_ONLY
from demo.scenario import Account, Attempt, Licence, TeamsState, attempts, each
from demo.tenant_state import TenantState
from tests.rooms.case import (
    ACCESS,
    AUDIT_LOG,
    COMPLIANCE,
    CREDENTIALS,
    EVERYBODY,
    EXPIRED,
    FAIL,
    HIGH,
    LICENCE,
    LOW,
    MEDIUM,
    MFA,
    NETWORK,
    OTHER,
    SHARED,
    SILENT,
    WARN,
    Case,
    W,
    refused,
)
from tests.rooms.traps import TRAPS
from tests.rooms.twins import fresh_successes, room


def _unknown_to_entra(code: int) -> tuple[Attempt, ...]:
    """Refusals of the device over hours, which stand in its own log alone."""
    return tuple(replace(attempt, in_graph=False) for attempt in attempts(each(HOUR, 4, 3 * HOUR), code))


def _of_the_account() -> Mapping[str, Case]:
    return {
        "the account does not exist": Case(room("basel-rhein"), Cause.ACCOUNT_MISSING, HIGH),
        "the account was deleted": Case(room("neuchatel-lac"), Cause.ACCOUNT_MISSING, HIGH),
        "the account does not exist, and its zip says so too": Case(room("basel-rhein"), Cause.ACCOUNT_MISSING, HIGH,
                                                                    "both"),
        "a wrong password that Entra's log does not know": Case(
            replace(W, phases=(), attempts=(*_unknown_to_entra(50126), *attempts((8 * HOUR,)))),
            CREDENTIALS, MEDIUM, "both", beside={"sign_in.logs_agree": WARN}),
        "the account is disabled": Case(refused(50057, account=Account(enabled=False)), Cause.ACCOUNT_DISABLED, HIGH),
        "disabled, and a wrong password before": Case(
            replace(refused(50126), account=Account(enabled=False)), Cause.ACCOUNT_DISABLED, HIGH),
        "disabled, and nothing else can be read": Case(
            replace(W, account=Account(enabled=False)), Cause.ACCOUNT_DISABLED, HIGH, denied=AUDIT_LOG),
    }


def _of_codes() -> Mapping[str, Case]:
    certain = {50076: MFA, 50079: MFA, 50072: MFA, 50074: MFA, 500121: MFA, 53003: ACCESS, 53001: ACCESS,
               53009: ACCESS, 530033: ACCESS, 530032: ACCESS, 53000: COMPLIANCE, 530002: COMPLIANCE,
               50055: EXPIRED, 50144: EXPIRED,
               50126: CREDENTIALS, 50056: CREDENTIALS, 50053: OTHER, 70043: OTHER, 700082: OTHER, 50173: OTHER,
               135011: OTHER, 240001: OTHER, 500014: OTHER, 65001: OTHER, 80001: OTHER, 1002016: OTHER,
               50089: OTHER, 530035: OTHER, 50135: OTHER}
    two_readings = {50158: MFA, 53004: MFA, 50133: OTHER, 500133: OTHER, 530003: ACCESS, 50131: ACCESS,
                    90002: CREDENTIALS}
    return {
        **{f"refused with {code}": Case(refused(code), cause, HIGH) for code, cause in certain.items()},
        **{f"refused with {code}, which has two readings": Case(refused(code), cause, MEDIUM)
           for code, cause in two_readings.items()},
        "refused with a code that nobody has listed": Case(refused(999_999), OTHER, LOW),
        "refused two days ago, and silent since": Case(
            replace(W, attempts=attempts(each(HOUR, 4, 50 * HOUR), 50076), phases=()), MFA, MEDIUM),
    }


def _of_readings() -> Mapping[str, Case]:
    """The same code, and another fix; two causes at once; sources that disagree."""
    changed = refused(50126, account=Account(password_changed_ago=20 * HOUR + 10 * MINUTE))
    expired_before = replace(refused(50126, 20), attempts=(
        *attempts(each(HOUR, 3, 2 * HOUR), 50126), *attempts(each(HOUR, 3, 30 * HOUR), 50055),
        *attempts(each(12 * HOUR, 2, 60 * HOUR))))
    found_by_entra = refused(50079, per_user_mfa="enforced")
    named = refused(53003, by=SWISS_ONLY)
    risky = replace(refused(50135), risk=RiskState())
    return {
        "a wrong password since the password was changed": Case(changed, CREDENTIALS, HIGH),
        "a wrong password after an expired one": Case(expired_before, CREDENTIALS, HIGH),
        "MFA, and the account's own setting is why": Case(
            found_by_entra, MFA, HIGH, beside={"access.per_user_mfa": FAIL}),
        "MFA, and security defaults are why": Case(
            refused(50079), MFA, HIGH, beside={"access.security_defaults": FAIL},
            state=TenantState(security_defaults=True)),
        "Conditional Access by a policy with a name": Case(named, ACCESS, HIGH),
        "Conditional Access, and names may not be read": Case(named, ACCESS, HIGH, denied=frozenset({
            "Policy.Read.All", "Policy.Read.ConditionalAccess"})),
        "a risk, and the account is at high risk": Case(risky, OTHER, HIGH, beside={"account.risk": FAIL}),
        "an Android console is signed out": Case(room("interlaken-harder"), ACCESS, HIGH, beside={
            "sign_in.android_keeps_sign_in": FAIL}),
        "MFA and no mailbox": Case(replace(refused(50076, by=MFA_FOR_ALL), mailbox=None), MFA, HIGH, beside={
            "mailbox.found": FAIL}),
        "a policy and no licence": Case(replace(refused(53003), licences=(), teams=None), ACCESS, HIGH, beside={
            "licence.room_licence": FAIL}),
        "the newest of two refusals": Case(replace(W, attempts=(
            *attempts(each(HOUR, 3, 30 * MINUTE), 53003), *attempts(each(HOUR, 3, 9 * HOUR), 50126)), phases=()),
            ACCESS, HIGH, beside={"sign_in.credentials": Status.PASS}),
        "the device met it, and Entra's log confirms it": Case(room("lausanne-ouchy"), MFA, HIGH, "both"),
    }


def _behind_the_sign_in() -> Mapping[str, Case]:
    lets_in = fresh_successes()
    return {
        "no licence": Case(replace(W, licences=(), teams=TeamsState("ineligibleUser", ())), LICENCE, HIGH),
        "a licence for shared devices alone": Case(replace(W, licences=(Licence(SHARED),)), LICENCE, HIGH, beside={
            "licence.shared_device": WARN}),
        "a licence that could not be assigned": Case(
            replace(W, licences=(Licence(ROOMS_PRO, error="CountViolation"),), teams=TeamsState("ineligibleUser", ())),
            LICENCE, HIGH, beside={"licence.assignment": FAIL}),
        "the Teams plan is off": Case(room("sion-valere"), Cause.LICENCE_PLAN_DISABLED, HIGH),
        "Teams does not know the account": Case(replace(W, teams=None), Cause.TEAMS_NOT_PROVISIONED, HIGH),
        "Teams calls the account ineligible": Case(
            replace(W, teams=TeamsState("ineligibleUser", ())), Cause.TEAMS_NOT_PROVISIONED, HIGH),
        "no mailbox": Case(replace(W, mailbox=None), Cause.MAILBOX_MISSING, HIGH),
        "no mailbox, and the device says so too": Case(room("lucerne-pilatus"), Cause.MAILBOX_MISSING, HIGH, "both"),
        "the licence error of the app alone": Case(room("zug-rigi"), LICENCE, MEDIUM, "bundle"),
        "no usage location, and so no licence": Case(
            replace(W, licences=(), teams=TeamsState("ineligibleUser", ()), account=Account(usage_location=None)),
            LICENCE, HIGH, beside={"account.usage_location": FAIL}),
        "no sign-in within a week": Case(SILENT, NETWORK, MEDIUM),
        "no sign-in, and the federation service gives no token": Case(
            replace(SILENT, federation_faults=each(HOUR, 3, 2 * HOUR)), OTHER, MEDIUM, "both",
            beside={"network.sign_in_attempts": WARN}, state=TenantState(federated=True)),
        "no sign-in, and the device cannot resolve the name": Case(room("davos-jakobshorn"), NETWORK, HIGH, "both"),
        "let in by Entra, while the plan and the mailbox are missing": Case(
            replace(room("sion-valere"), attempts=lets_in, mailbox=None), Cause.LICENCE_PLAN_DISABLED, HIGH, beside={
                "mailbox.found": FAIL}),
    }


def _only_suggested() -> Mapping[str, Case]:
    """Settings that may stop a room of which no sign-in could be read."""
    over = replace(SILENT, account=Account(password_changed_ago=200 * DAY, password_policies=None))
    return {
        "security defaults, and no log": Case(SILENT, MFA, LOW, state=TenantState(security_defaults=True),
                                              denied=AUDIT_LOG),
        "per-user MFA, and no log": Case(replace(SILENT, per_user_mfa="enabled"), MFA, LOW, denied=AUDIT_LOG),
        "expired by the calendar, and no log": Case(over, EXPIRED, LOW, denied=AUDIT_LOG),
        "a new password demanded, and no log": Case(
            replace(SILENT, account=Account(must_change_password=True)), EXPIRED, LOW, denied=AUDIT_LOG),
        "What If names a policy that blocks, and no log": Case(
            SILENT, ACCESS, LOW, policies=(EVERYBODY,), asked=frozenset({Topic.ACCESS}), denied=AUDIT_LOG),
        "What If names a demand for MFA, and no log": Case(
            replace(SILENT, groups=(NEW_ROOMS,)), MFA, LOW, asked=frozenset({Topic.ACCESS}), denied=AUDIT_LOG),
    }


SCENARIOS: Mapping[str, Case] = MappingProxyType({
    **_of_the_account(), **_of_codes(), **_of_readings(), **_behind_the_sign_in(), **_only_suggested(),
    **TRAPS,
})
