"""Something is odd in each of these rooms, and no cause may be named."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from checks.facts.asked import Topic
from demo.account_states import DirectoryDevice, IntuneDevice
from demo.identifiers import EXCHANGE, ROOMS_BASIC, TEAMS1
from demo.rooms import DAY, HOUR, MINUTE
from demo.scenario import BROWSER_AGENT, Account, Applied, Attempt, Beat, Licence, MailboxState, Phase, attempts, each
from demo.tenant_state import Campaign, DeviceRules, ServiceIssue, TenantState
from tests.rooms.case import (
    AUDIT_LOG,
    BASIC_FULL,
    EVERYBODY,
    EVERYBODY_ON_TRIAL,
    FOR_PEOPLE,
    GOVERNMENT,
    HEALTHY,
    HIGH,
    LAPSED,
    LOW,
    MEDIUM,
    PLAN_PENDING,
    RECOVERED,
    RENAMED,
    SILENT,
    UNDETERMINED,
    WARN,
    Case,
    W,
    refused,
)
from tests.rooms.twins import WELL, by_a_person, fresh_successes, later, of_another_program, refusals, room


def _traps_of_the_account() -> Mapping[str, Case]:
    synced = Account(synced=True)
    expired = Account(password_changed_ago=200 * DAY, password_policies=None)
    return {
        "all is well": Case(W, HEALTHY, HIGH),
        "all is well, and it is asked for everything": Case(W, HEALTHY, HIGH, asked=frozenset({Topic.EVERYTHING})),
        "the mailbox may be on-premises": Case(replace(W, mailbox=None, account=synced), HEALTHY, HIGH, beside={
            "mailbox.found": WARN}),
        "synchronisation fails": Case(replace(W, account=replace(synced, sync_errors=("ProxyAddresses",))), HEALTHY,
                                      HIGH, beside={"account.synchronised": WARN}),
        "another mail address": Case(replace(W, account=Account(primary_address="aare@contoso.com")), HEALTHY, HIGH,
                                     beside={"account.primary_address": WARN}),
        "a person's account": Case(replace(
            W, place=None, mailbox=MailboxState(purpose="user"), devices=(), intune=(), groups=(),
            licences=(Licence(FOR_PEOPLE, ((TEAMS1, "Success"),)),),
            attempts=tuple(replace(typed, agent=BROWSER_AGENT) for typed in attempts(each(HOUR, 4, HOUR), 50126)),
            phases=()),
            UNDETERMINED, LOW, beside={"account.of_a_room": WARN}),
        "a guest": Case(replace(W, account=Account(user_type="Guest")), HEALTHY, HIGH, beside={
            "account.of_the_tenant": WARN}),
        "expired by the calendar, and let in all the same": Case(replace(W, account=expired), HEALTHY, HIGH, beside={
            "account.password_lasts": WARN}),
        "it will expire within days": Case(
            replace(W, account=replace(expired, password_changed_ago=85 * DAY)), HEALTHY, HIGH, beside={
                "account.password_lasts": WARN}),
        "an administrator's role": Case(replace(W, roles=("Global Reader",)), HEALTHY, HIGH, beside={
            "account.no_admin_role": WARN}),
        "an Authenticator on the account": Case(
            replace(W, methods=("password", "microsoftAuthenticator")), HEALTHY, HIGH, beside={
                "account.sign_in_methods": WARN}),
        "no usage location, but a licence": Case(replace(W, account=Account(usage_location=None)), HEALTHY, HIGH,
                                                 beside={"account.usage_location": WARN}),
        "disabled yesterday, and enabled since": Case(refused(50057), UNDETERMINED, LOW),
    }


def _traps_of_the_tenant() -> Mapping[str, Case]:
    incident = TenantState(issues=(ServiceIssue("TM1", "Some users cannot join meetings"),))
    campaign = TenantState(campaign=Campaign("enabled", excluded=()))
    return {
        "security defaults, and let in all the same": Case(
            W, HEALTHY, HIGH, beside={"access.security_defaults": WARN}, state=TenantState(security_defaults=True)),
        "per-user MFA, and let in all the same": Case(replace(W, per_user_mfa="enforced"), HEALTHY, HIGH, beside={
            "access.per_user_mfa": WARN}),
        "a registration campaign": Case(W, HEALTHY, HIGH, beside={"access.registration_campaign": WARN},
                                        state=campaign),
        "What If names a policy that blocks, and it is let in": Case(
            W, HEALTHY, HIGH, beside={"access.windows": WARN}, policies=(EVERYBODY,), asked=frozenset({Topic.ACCESS})),
        "What If names a policy on trial": Case(
            W, HEALTHY, HIGH, beside={"access.windows": WARN}, policies=(EVERYBODY_ON_TRIAL,),
            asked=frozenset({Topic.ACCESS})),
        "an incident of Microsoft's": Case(W, HEALTHY, HIGH, beside={"teams.service_health": WARN}, state=incident),
        "the limit of devices is reached": Case(
            replace(W, devices=(DirectoryDevice(),) * 3), HEALTHY, HIGH, beside={"device.object_limit": WARN},
            state=TenantState(device_rules=DeviceRules(quota=3))),
        "nobody may register devices": Case(
            W, HEALTHY, HIGH, beside={"device.registration_allowed": WARN},
            state=TenantState(device_rules=DeviceRules("none", "none"))),
        "an old device object is disabled": Case(
            replace(W, devices=(DirectoryDevice(), DirectoryDevice(name="OLD", enabled=False, seen_ago=90 * DAY))),
            HEALTHY, HIGH, beside={"device.objects_enabled": WARN}),
        "a device that does not comply, and nobody demands it": Case(
            replace(W, intune=(IntuneDevice(compliance="noncompliant"),)), HEALTHY, HIGH, beside={
                "device.intune_compliance": WARN}),
        "more than 25 Basic licences": Case(
            replace(W, licences=(Licence(ROOMS_BASIC),)), HEALTHY, HIGH, beside={"licence.basic_limit": WARN},
            state=BASIC_FULL),
        "the subscription has lapsed, and it is let in": Case(W, HEALTHY, MEDIUM, beside={"licence.subscription": WARN},
                                                              state=LAPSED),
        "the Teams plan is pending": Case(replace(W, licences=PLAN_PENDING), HEALTHY, MEDIUM, beside={
            "licence.teams_plan": WARN}),
        "a licence for people beside": Case(replace(W, licences=(*W.licences, Licence(FOR_PEOPLE))), HEALTHY, HIGH,
                                            beside={"licence.for_people": WARN}),
        "a licence by a new name": Case(replace(W, licences=(Licence(RENAMED),)), HEALTHY, HIGH),
        "a government licence whose id is not published": Case(replace(W, licences=(Licence(GOVERNMENT),)), HEALTHY,
                                                               HIGH),
        "the mailbox is one of a person": Case(replace(W, mailbox=MailboxState("user")), HEALTHY, HIGH, beside={
            "mailbox.purpose": WARN}),
        "it is not on the list of places": Case(replace(W, place=None), HEALTHY, HIGH, beside={"mailbox.place": WARN}),
    }


def _traps_of_sign_ins() -> Mapping[str, Case]:
    mfa = room("lausanne-ouchy")
    old_way = Attempt(3 * HOUR, 0, EXCHANGE, EXCHANGE, client="Exchange Web Services")
    busy = attempts(each(8 * MINUTE, 900, 5 * MINUTE))
    spray = tuple(Attempt(minutes * MINUTE, 50126, EXCHANGE, EXCHANGE, agent="BAV2ROPC", client="Other clients",
                          protocol="ropc", on_device=False) for minutes in (2, 3, 4))
    return {
        "a wrong password yesterday, and right since": Case(room("zurich-limmat"), RECOVERED, HIGH),
        "a person mistypes the password": Case(by_a_person(room("thun-niesen")), HEALTHY, HIGH),
        "another program is refused": Case(of_another_program(mfa), HEALTHY, HIGH, "both"),
        "passwords are sprayed at the account": Case(replace(W, attempts=(*spray, *W.attempts)), HEALTHY, HIGH),
        "a step of an ordinary sign-in": Case(replace(W, attempts=(*W.attempts, *attempts((HOUR,), 50140))), HEALTHY,
                                              HIGH),
        "a policy on trial fails in every record": Case(
            replace(W, attempts=tuple(replace(attempt, policies=(Applied(EVERYBODY_ON_TRIAL, "reportOnlyFailure"),))
                                      for attempt in W.attempts)), HEALTHY, HIGH),
        "Exchange Web Services still work": Case(replace(W, attempts=(*W.attempts, old_way)), HEALTHY, HIGH, beside={
            "sign_in.modern_auth": WARN}),
        "another room of the same name is refused": Case(
            W, HEALTHY, HIGH, others=(replace(mfa, display_name=W.display_name),)),
        "the logs may not be read": Case(W, UNDETERMINED, LOW, denied=AUDIT_LOG),
        "the tenant has no premium licence": Case(W, UNDETERMINED, LOW, unlicensed=True),
        "nothing may be read": Case(W, UNDETERMINED, LOW, denied=frozenset({"/"})),
        "silent, and the logs may not be read": Case(SILENT, UNDETERMINED, LOW, denied=AUDIT_LOG),
        "hundreds of sign-ins a week": Case(replace(W, attempts=busy), HEALTHY, HIGH),
        "let in for minutes only after a refusal": Case(
            replace(W, attempts=(*attempts((10 * MINUTE,)), *attempts(each(HOUR, 3, 40 * MINUTE), 50126)), phases=()),
            UNDETERMINED, LOW),
    }


def _traps_of_the_device() -> Mapping[str, Case]:
    unwell = (*WELL, Phase(3 * HOUR, Beat(exchange="Connected", teams="Unhealthy")))
    earlier = later(refusals(room("thun-niesen")), 3 * HOUR)
    return {
        "a heartbeat that complains of Exchange alone, and Graph sees all in order": Case(
            replace(W, phases=(*WELL, Phase(3 * HOUR, Beat(exchange="AutodiscoveryError")))), UNDETERMINED, LOW, "both",
            beside={"mailbox.device_connects": WARN}),
        "unhealthy, and nothing says why": Case(replace(W, attempts=(), phases=unwell), UNDETERMINED, LOW, "bundle"),
        "the zip shows the refusals, and Entra a success since": Case(
            replace(W, attempts=(*fresh_successes(), *earlier), phases=WELL), RECOVERED, HIGH, "both"),
    }


TRAPS: Mapping[str, Case] = MappingProxyType({
    **_traps_of_the_account(), **_traps_of_the_tenant(), **_traps_of_sign_ins(), **_traps_of_the_device(),
})
