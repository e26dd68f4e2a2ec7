"""Sign-ins: the traps of the two logs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from checks.collector import CannotCollect
from checks.facts.base import Facts
from checks.facts.sign_ins import Kind, Origin, SignIns
from checks.model import GapReason, Room, Window
from checks.sources.graph import sign_ins
from checks.sources.graph.client import GraphClient
from checks.sources.graph.transport import LARGEST_REPLY
from tests.checks.sources.graph.answers import BETA_SIGN_INS as BETA
from tests.checks.sources.graph.answers import SIGN_INS as V1
from tests.checks.sources.graph.fake_graph import (
    NOW,
    ROOM_ID,
    Answer,
    FakeGraph,
    Seen,
    Time,
    client_of,
    clock,
    error,
    many,
)

REFUSED: dict[str, Any] = {
    "id": "66ea54eb-blocked", "createdDateTime": "2026-08-20T08:12:31Z", "userId": ROOM_ID,
    "userDisplayName": "Room 42", "userPrincipalName": "room-42@contoso.com",
    "appId": "CC15FD57-2C6C-4117-A88C-83B1D56B4BBE", "appDisplayName": "Microsoft Teams",
    "resourceDisplayName": "Microsoft Teams Services", "ipAddress": "203.0.113.7",
    "clientAppUsed": "Mobile Apps and Desktop clients", "userAgent": "MicrosoftTeamsRoom/5.1.17.0",
    "correlationId": "11111111-aaaa", "conditionalAccessStatus": "failure", "isInteractive": True,
    "appliedConditionalAccessPolicies": [
        {"id": "P-1", "displayName": "Require compliant devices", "result": "failure",
         "enforcedGrantControls": ["RequireCompliantDevice"], "enforcedSessionControls": []},
        {"id": "p-2", "displayName": "Pilot", "result": "reportOnlyFailure", "enforcedGrantControls": ["Mfa"]},
        {"id": "p-3", "displayName": "Admins", "result": "notApplied", "enforcedGrantControls": []},
    ],
    "status": {"errorCode": 53003, "failureReason": "Access has been blocked by Conditional Access policies. ",
               "additionalDetails": None},
    "deviceDetail": {"deviceId": "", "displayName": "", "operatingSystem": "Windows10", "browser": "",
                     "isCompliant": False, "isManaged": None},
    "location": {"city": "Zurich", "state": "Zurich", "countryOrRegion": "CH"}, "riskLevelDuringSignIn": "hidden",
}


async def interactive(client: GraphClient, room: Room, known: Facts) -> SignIns:
    return await sign_ins.interactive(client, clock, room, known)


async def non_interactive(client: GraphClient, room: Room, known: Facts) -> SignIns:
    return await sign_ins.non_interactive(client, clock, room, known)


async def test_the_interactive_log_is_asked_by_object_id_for_seven_days(graph: FakeGraph, client: GraphClient,
                                                                        room: Room, known: Facts) -> None:
    graph.on(V1, many())
    found = await interactive(client, room, known)
    assert graph.asked[0].query["$filter"] == f"userId eq '{ROOM_ID}' and createdDateTime ge 2026-08-13T09:00:00Z"
    assert found.items == ()
    assert found.covers == (Window(NOW - timedelta(days=7), NOW, sign_ins.INTERACTIVE),)


async def test_the_non_interactive_log_is_asked_in_beta(graph: FakeGraph, client: GraphClient, room: Room,
                                                        known: Facts) -> None:
    graph.on(BETA, many(REFUSED | {"authenticationProtocol": "ropc", "originalRequestId": "orig"}))
    found = await non_interactive(client, room, known)
    assert graph.asked[0].query["$filter"] == (
        "signInEventTypes/any(t: t eq 'nonInteractiveUser') and "
        f"userId eq '{ROOM_ID}' and createdDateTime ge 2026-08-13T09:00:00Z")
    [attempt] = found.items
    assert (attempt.kind, attempt.protocol, attempt.cite.request_id) == (Kind.NON_INTERACTIVE, "ropc", "orig")
    assert found.covers[0].source == sign_ins.NON_INTERACTIVE


async def test_a_record_becomes_an_attempt(graph: FakeGraph, client: GraphClient, room: Room, known: Facts) -> None:
    graph.on(V1, many(REFUSED))
    [attempt] = (await interactive(client, room, known)).items
    assert (attempt.at, attempt.code) == (datetime(2026, 8, 20, 8, 12, 31, tzinfo=UTC), 53003)
    assert (attempt.origin, attempt.kind) == (Origin.DEVICE, Kind.INTERACTIVE)
    assert (attempt.app_id, attempt.app) == ("cc15fd57-2c6c-4117-a88c-83b1d56b4bbe", "Microsoft Teams")
    assert attempt.reason == "Access has been blocked by Conditional Access policies."
    assert [(policy.id, policy.result) for policy in attempt.policies] == [
        ("p-1", "failure"), ("p-2", "reportOnlyFailure")]
    assert attempt.policies[0].grant_controls == ("RequireCompliantDevice",)
    assert (attempt.os, attempt.ip, attempt.country, attempt.risk) == ("Windows10", "203.0.113.7", "CH", "hidden")
    assert (attempt.compliant, attempt.managed) == (False, None)
    cite = attempt.cite
    assert (cite.locator, cite.code) == ("auditLogs/signIns/66ea54eb-blocked", "AADSTS53003")
    assert (cite.correlation_id, cite.request_id) == ("11111111-aaaa", "66ea54eb-blocked")


async def test_a_success_has_no_code_to_look_up(graph: FakeGraph, client: GraphClient, room: Room,
                                                known: Facts) -> None:
    graph.on(V1, many(REFUSED | {"status": {"errorCode": 0, "failureReason": "Other."}}))
    [attempt] = (await interactive(client, room, known)).items
    assert attempt.succeeded
    assert (attempt.cite.code, attempt.reason) == ("", "")


async def test_the_object_id_is_the_same_in_any_case(graph: FakeGraph, client: GraphClient, room: Room,
                                                     known: Facts) -> None:
    graph.on(V1, many(REFUSED | {"userId": ROOM_ID.upper(), "userPrincipalName": ROOM_ID}))
    assert len((await interactive(client, room, known)).items) == 1


async def test_a_repeated_record_is_one_attempt(graph: FakeGraph, client: GraphClient, room: Room,
                                                known: Facts) -> None:
    graph.on(V1, many(REFUSED, REFUSED | {"id": "again", "createdDateTime": "2026-08-20T08:12:59Z"},
                      REFUSED | {"id": "later", "createdDateTime": "2026-08-20T08:13:01Z"}))
    assert [each.cite.locator[-5:] for each in (await interactive(client, room, known)).items] == ["later", "ocked"]


async def test_a_record_split_by_policy_keeps_every_policy(graph: FakeGraph, client: GraphClient, room: Room,
                                                           known: Facts) -> None:
    other = {"id": "p-9", "displayName": "Block", "result": "failure"}
    won = {"id": "P-1", "displayName": "Require compliant devices", "result": "success"}
    graph.on(V1, many(REFUSED | {"appliedConditionalAccessPolicies": [won]}, REFUSED,
                      REFUSED | {"id": "split", "appliedConditionalAccessPolicies": [other]}))
    [attempt] = (await interactive(client, room, known)).items
    assert {(policy.id, policy.result) for policy in attempt.policies} == {
        ("p-1", "failure"), ("p-2", "reportOnlyFailure"), ("p-9", "failure")}


async def test_late_records_take_their_place_in_time(graph: FakeGraph, client: GraphClient, room: Room,
                                                     known: Facts) -> None:
    late = REFUSED | {"id": "late", "createdDateTime": "2026-08-20T06:00:00Z", "correlationId": "2"}
    graph.on(V1, many(late, REFUSED))
    assert [each.correlation_id for each in (await interactive(client, room, known)).items] == ["11111111-aaaa", "2"]


@pytest.mark.parametrize("strange", [
    {"createdDateTime": None}, {"createdDateTime": "soon"}, {"createdDateTime": "2026-08-13T08:54:59Z"},
    {"createdDateTime": "2026-08-20T09:05:01Z"}, {"createdDateTime": "9999-12-31T23:59:59Z"},
    {"userId": None}, {"userId": "another"}, {"status": None}, {"status": {}}, {"status": {"errorCode": "53003"}},
    {"status": {"errorCode": True}}, {"status": {"errorCode": -5}}, {"status": {"errorCode": 9_999}},
    {"status": {"errorCode": 100_000_000}}, {"status": {"errorCode": 10**30}}, {"status": {"errorCode": 1.5}},
])
async def test_a_record_that_cannot_be_read_is_a_gap_and_no_silence(graph: FakeGraph, client: GraphClient, room: Room,
                                                                    known: Facts, strange: dict[str, Any]) -> None:
    graph.on(V1, many(REFUSED, REFUSED | strange))
    with pytest.raises(CannotCollect, match=r"^1 record of the sign-in log could not be read") as caught:
        await interactive(client, room, known)
    assert caught.value.reason is GapReason.FAILED


@pytest.mark.parametrize("at", ["2026-08-13T08:59:59Z", "2026-08-20T09:04:59Z"])
async def test_clocks_may_differ_a_little(graph: FakeGraph, client: GraphClient, room: Room, known: Facts,
                                          at: str) -> None:
    graph.on(V1, many(REFUSED | {"createdDateTime": at}))
    assert len((await interactive(client, room, known)).items) == 1


@pytest.mark.parametrize("entry", [None, "x", 3, []])
async def test_an_entry_that_is_no_object_is_a_gap(graph: FakeGraph, client: GraphClient, room: Room, known: Facts,
                                                   entry: Any) -> None:
    graph.on(V1, many(REFUSED, entry))
    with pytest.raises(CannotCollect, match="could not be read"):
        await interactive(client, room, known)


@pytest.mark.parametrize("strange", [
    {"appliedConditionalAccessPolicies": None}, {"appliedConditionalAccessPolicies": ["x", 3, None]},
    {"correlationId": None, "id": None}, {"userAgent": 5, "clientAppUsed": [], "appDisplayName": {}, "appId": None},
    {"deviceDetail": None, "location": None, "riskLevelDuringSignIn": None, "ipAddress": None},
    {"deviceDetail": {"isCompliant": "no", "operatingSystem": 5}, "location": {"countryOrRegion": []}},
    {"riskLevelDuringSignIn": "unheardOf", "location": "CH", "deviceDetail": []},
])
async def test_missing_fields_cost_only_themselves(graph: FakeGraph, client: GraphClient, room: Room,
                                                   known: Facts, strange: dict[str, Any]) -> None:
    graph.on(V1, many(REFUSED | strange))
    assert (await interactive(client, room, known)).items[0].code == 53003


async def test_policies_without_names_are_kept(graph: FakeGraph, client: GraphClient, room: Room,
                                               known: Facts) -> None:
    graph.on(V1, many(REFUSED | {"appliedConditionalAccessPolicies": [{"id": "p-1", "result": "failure"}]}))
    [policy] = (await interactive(client, room, known)).items[0].policies
    assert (policy.id, policy.name) == ("p-1", "")


async def test_where_there_is_more_the_window_is_shorter(graph: FakeGraph, client: GraphClient, room: Room,
                                                         known: Facts) -> None:
    link = f"{graph.root}{V1}?$skiptoken=x"
    older = REFUSED | {"id": "o", "correlationId": "2", "createdDateTime": "2026-08-19T00:00:00Z"}
    graph.on(V1, many(REFUSED, link=link), many(older, link=link), many(REFUSED | {"id": "never"}))
    found = await interactive(client, room, known)
    assert (len(graph.asked), graph.asked[0].query["$top"]) == (2, "1000")
    assert found.covers[0].start == datetime(2026, 8, 19, tzinfo=UTC)


async def test_ten_thousand_sign_ins_in_a_day_end_early_and_say_so(graph: FakeGraph, time: Time, room: Room,
                                                                   known: Facts) -> None:
    def page(seen: Seen) -> Answer:
        first = int(seen.query.get("$skiptoken", "0"))
        records = (REFUSED | {"id": str(number), "correlationId": str(number),
                              "createdDateTime": (NOW - number * timedelta(days=1) / 10_000).isoformat()}
                   for number in range(first, first + sign_ins.PAGE))
        more = f"{graph.root}{BETA}?$skiptoken={first + sign_ins.PAGE}" if first < 9_000 else ""
        return many(*records, link=more)

    graph.ask(BETA, page)
    async with client_of(graph.root, time, largest=LARGEST_REPLY) as client:
        found = await non_interactive(client, room, known)
    assert (len(graph.asked), graph.asked[0].query["$top"]) == (1, "1000")
    assert len(found.items) == 1_000
    assert found.covers[0].start == found.items[-1].at
    assert found.covers[0].end - found.covers[0].start < timedelta(hours=3)


async def test_more_records_behind_an_empty_page_leave_nothing_seen(graph: FakeGraph, client: GraphClient, room: Room,
                                                                    known: Facts) -> None:
    graph.on(V1, many(link=f"{graph.root}{V1}?$skiptoken=x"))
    assert (await interactive(client, room, known)).covers[0].start == NOW


async def test_a_thousand_records_of_a_large_tenant_fit_into_one_reply(graph: FakeGraph, time: Time, room: Room,
                                                                       known: Facts) -> None:
    policy = REFUSED["appliedConditionalAccessPolicies"][1]
    names = {f"{number:08}-0000-4000-8000-000000000000": f"Policy {number} {'x' * 60}" for number in range(60)}
    policies = [policy | {"id": each, "displayName": name} for each, name in names.items()]
    graph.on(V1, many(*(REFUSED | {"id": str(number), "correlationId": str(number),
                                   "appliedConditionalAccessPolicies": policies} for number in range(1_000))))
    async with client_of(graph.root, time, largest=LARGEST_REPLY) as client:
        assert len((await interactive(client, room, known)).items) == 1_000


async def test_a_tenant_without_premium_is_a_gap_and_no_silence(graph: FakeGraph, client: GraphClient, room: Room,
                                                                known: Facts) -> None:
    graph.on(V1, error(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant"))
    with pytest.raises(CannotCollect) as caught:
        await interactive(client, room, known)
    assert caught.value.reason is GapReason.NOT_LICENSED


async def test_a_missing_account_has_no_sign_ins_to_ask_for(client: GraphClient, graph: FakeGraph, room: Room,
                                                            nobody: Facts) -> None:
    with pytest.raises(CannotCollect, match="The account does not exist") as caught:
        await interactive(client, room, nobody)
    assert caught.value.reason is GapReason.NOT_REQUESTED
    assert graph.asked == []


async def test_an_unread_account_is_never_asked_for_by_name(client: GraphClient, graph: FakeGraph,
                                                            room: Room) -> None:
    with pytest.raises(CannotCollect) as caught:
        await non_interactive(client, room, Facts())
    assert caught.value.reason is GapReason.FAILED
    assert not caught.value.remedy, "what would help stands in the account's own gap"
    assert graph.asked == []
