"""Sign-ins of the room's account: the interactive log (v1.0) and the non-interactive one (beta only).

Both are asked by the account's object id: a name in another case answers with an empty list, and some records carry no
name at all. Entra splits, repeats and delays records, so the whole period is read anew each time and joined here. One
page of each log is read, the thousand newest records, and a second one only where Graph cut the first short.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kiota_abstractions.request_information import RequestInformation
from msgraph.generated.audit_logs.sign_ins.sign_ins_request_builder import SignInsRequestBuilder

from checks.collector import CannotCollect
from checks.facts.base import Facts, newest_first
from checks.facts.reading import counted
from checks.facts.sign_ins import AppliedPolicy, Kind, SignIn, SignIns
from checks.model import Citation, GapReason, Room, Window
from checks.sources.bundle.redact import Redactor
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import Json, child, children, flag, moment, number, text, texts
from checks.sources.graph.known_account import object_id
from checks.sources.graph.odata import configured, instant, quoted
from checks.sources.graph.pacing import AUDIT_LOGS
from checks.sources.graph.refusals import P1_OR_ZIP, Call
from checks.sources.graph.sign_in_origin import origin_of

INTERACTIVE = "graph.sign_ins.interactive"
NON_INTERACTIVE = "graph.sign_ins.non_interactive"
PERMISSION = "AuditLog.Read.All"
LOOK_BACK = timedelta(days=7)
PAGE, MOST_PAGES = 1_000, 2
_CLOCKS_DIFFER = timedelta(minutes=5)
"""How far beyond the period a record may lie: what lies further off is no answer to what was asked."""

_CODES = range(10_000, 100_000_000)
"""A refusal's code has five to eight digits (Microsoft Learn, "Microsoft Entra authentication and authorization error
codes").
"""

CALL = Call(SignIns.title, PERMISSION, AUDIT_LOGS, P1_OR_ZIP)
_NOBODY, _LONGEST_REASON = Redactor.sparing(), 1_000
_SAYS_NOTHING = frozenset({"notApplied", "notEnabled", "reportOnlyNotApplied"})
_Query = SignInsRequestBuilder.SignInsRequestBuilderGetQueryParameters


async def interactive(client: GraphClient, clock: Callable[[], datetime], _room: Room, known: Facts) -> SignIns:
    """Sign-ins in which somebody, or the device, gave credentials. Raises :class:`~checks.collector.CannotCollect`."""
    return await interactive_of(client, object_id(known), clock())


async def interactive_of(client: GraphClient, who: str, end: datetime) -> SignIns:
    """As :func:`interactive`, of the account with this object id."""
    start = end - LOOK_BACK
    query = _Query(filter=_of(who, start), top=PAGE)
    request = client.v1.audit_logs.sign_ins.to_get_request_information(configured(query))
    return await _read(client, request, Log(INTERACTIVE, Kind.INTERACTIVE, who, start, end))


async def non_interactive(client: GraphClient, clock: Callable[[], datetime], _room: Room, known: Facts) -> SignIns:
    """Sign-ins with a token kept on the device. Raises :class:`~checks.collector.CannotCollect`."""
    return await non_interactive_of(client, object_id(known), clock())


async def non_interactive_of(client: GraphClient, who: str, end: datetime) -> SignIns:
    """As :func:`non_interactive`, of the account with this object id."""
    start = end - LOOK_BACK
    only = f"signInEventTypes/any(t: t eq 'nonInteractiveUser') and {_of(who, start)}"
    request = client.request("/auditLogs/signIns", {"$filter": only, "$top": PAGE}, version="beta")
    return await _read(client, request, Log(NON_INTERACTIVE, Kind.NON_INTERACTIVE, who, start, end))


def _of(who: str, since: datetime) -> str:
    return f"userId eq {quoted(who)} and createdDateTime ge {instant(since)}"


@dataclass(frozen=True, slots=True)
class Log:
    """One of the two logs, of one account, as it was asked for from ``start`` to ``end``."""

    source: str
    kind: Kind
    who: str
    start: datetime
    end: datetime


async def _read(client: GraphClient, request: RequestInformation, log: Log) -> SignIns:
    """The newest records, the newest first. Where there were more, the window begins at the oldest record.

    A record that cannot be read may be any attempt, the last refusal or the success after it: what the others say would
    then be no more than a guess. Raises :class:`~checks.collector.CannotCollect`.
    """
    records: list[Json] = []
    page_count, more = 0, False
    async for page, goes_on in client.pages(request, CALL):
        records += page
        page_count, more = page_count + 1, goes_on
        if len(records) >= PAGE or page_count == MOST_PAGES:
            break
    attempts = [attempt for record in records if (attempt := attempt_of(record, log))]
    if unread := len(records) - len(attempts):
        raise not_all_read(unread)
    oldest = min((attempt.at for attempt in attempts), default=log.end)
    start = oldest if more else log.start
    return SignIns(joined(attempts), (Window(start, log.end, log.source),))


def not_all_read(unread: int) -> CannotCollect:
    """That so many records of a log could not be read."""
    return CannotCollect(GapReason.FAILED, f"{counted(unread, 'record')} of the sign-in log could not be read, so "
                         "nothing is concluded from the others.", "Check again later, or send the room's zip.")


def joined(attempts: Iterable[SignIn]) -> tuple[SignIn, ...]:
    """One of each attempt, the newest first, with the policies of all the records it was split into."""
    policies: dict[tuple[object, ...], dict[str, AppliedPolicy]] = {}
    attempts = tuple(attempts)
    for attempt in attempts:
        mine = policies.setdefault(attempt.key, {})
        for policy in attempt.policies:
            if policy.result == "failure" or policy.id not in mine:
                mine[policy.id] = policy
    return tuple(replace(each, policies=tuple(policies[each.key].values())) for each in newest_first(attempts))


def attempt_of(record: Json, log: Log) -> SignIn | None:
    """A record as an attempt; None when it says not whose, when or what, or something that was not asked for."""
    at, code = moment(record, "createdDateTime"), number(child(record, "status"), "errorCode")
    if text(record, "userId").lower() != log.who.lower() or at is None or code is None:
        return None
    in_time = log.start - _CLOCKS_DIFFER <= at <= log.end + _CLOCKS_DIFFER
    if not in_time or not (code == 0 or code in _CODES):
        return None
    protocol, device = text(record, "authenticationProtocol"), child(record, "deviceDetail")
    return SignIn(
        at, code, log.kind, origin_of(record), _cite(record, log, at, code), app=text(record, "appDisplayName"),
        app_id=text(record, "appId").lower(), resource=text(record, "resourceDisplayName"),
        reason=_reason(record, code), client=text(record, "clientAppUsed"), user_agent=text(record, "userAgent"),
        protocol="" if protocol == "none" else protocol, correlation_id=text(record, "correlationId"),
        policies=_policies(record), os=text(device, "operatingSystem"), ip=text(record, "ipAddress"),
        country=text(child(record, "location"), "countryOrRegion"), risk=text(record, "riskLevelDuringSignIn"),
        compliant=flag(device, "isCompliant"), managed=flag(device, "isManaged"))


def _reason(record: Json, code: int) -> str:
    """Graph's own words for a failure, without people; for a success it writes "Other."."""
    return _NOBODY.quote(text(child(record, "status"), "failureReason"), _LONGEST_REASON) if code else ""


def _cite(record: Json, log: Log, at: datetime, code: int) -> Citation:
    record_id = text(record, "id")
    return Citation(log.source, f"auditLogs/signIns/{record_id}", _reason(record, code), at,
                    f"AADSTS{code}" if code else "", text(record, "correlationId"),
                    text(record, "originalRequestId") or record_id)


def _policies(record: Json) -> tuple[AppliedPolicy, ...]:
    """The policies that took part. Names are empty where Roomcheck may not read policies."""
    applied = (_policy(each) for each in children(record, "appliedConditionalAccessPolicies"))
    return tuple(policy for policy in applied if policy.result not in _SAYS_NOTHING)


def _policy(record: Json) -> AppliedPolicy:
    return AppliedPolicy(text(record, "id").lower(), text(record, "displayName"), text(record, "result"),
                         texts(record, "enforcedGrantControls"), texts(record, "enforcedSessionControls"))
