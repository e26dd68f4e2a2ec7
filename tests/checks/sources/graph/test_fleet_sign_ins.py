"""The sign-ins of many rooms in few questions: refusals, long logs, and records that say nothing."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from checks.collector import Evidence
from checks.engine import judge
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.facts.sign_ins import SignIns
from checks.fleet import FleetRoom
from checks.model import Citation, GapReason, Room, Status
from checks.registry import discover
from checks.sources.graph.client import GraphClient
from checks.sources.graph.fleet import GraphFleet
from checks.sources.graph.fleet_log import MOST_PAGES, MOST_RECORDS
from checks.sources.graph.odata import instant
from checks.sources.graph.sign_ins import INTERACTIVE, LOOK_BACK, NON_INTERACTIVE
from tests.checks.sources.graph.answers import BETA_SIGN_INS as BETA
from tests.checks.sources.graph.answers import SIGN_INS as V1
from tests.checks.sources.graph.answers import SUCCEEDED
from tests.checks.sources.graph.fake_graph import NOW, Answer, FakeGraph, Seen, clock, error, many

_NAMED = re.compile(r"userId eq '([^']+)'")
_UNTIL = re.compile(r"createdDateTime le (\S+Z)")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def of(number: int) -> str:
    return f"8f6f0c5e-2f0b-4a3e-9a51-{number:012}"


def room(number: int) -> FleetRoom:
    cite = Citation("graph.account", f"users/{of(number)}")
    address = f"room-{number}@contoso.com"
    account = Account(NOW, cite, address, found=True, object_id=of(number), enabled=True)
    return FleetRoom(Room(address, object_id=of(number)), listed=Evidence(Facts([account])))


def record(number: int, ago: timedelta = HOUR, **changes: Any) -> dict[str, Any]:
    """A success of the room's device."""
    name = f"{number}-{ago}-{changes.get('signInEventTypes', '')}"
    return SUCCEEDED | {"id": name, "correlationId": name, "userId": of(number), "createdDateTime": instant(NOW - ago),
                        "signInEventTypes": ["interactiveUser"]} | changes


def asked_of(seen: Seen) -> list[str]:
    return _NAMED.findall(seen.query["$filter"])


class SignInLog:
    """Both logs as the beta answers a question for some accounts: newest first, with next pages and its own limits."""

    def __init__(self, graph: FakeGraph, records: Iterable[Mapping[str, Any]], *, most: int = 15, page: int = 1_000,
                 withheld: Sequence[str] = ()) -> None:
        self.graph, self.most, self.page, self.withheld = graph, most, page, withheld
        self.records = sorted(records, key=lambda each: str(each["createdDateTime"]), reverse=True)

    def __call__(self, seen: Seen) -> Answer:
        whose = asked_of(seen)
        if len(whose) > self.most:
            return error(400, "BadRequest", "Too many alternatives.")
        if set(whose) & set(self.withheld):
            return error(403, "Authentication_MSGraphPermissionMissing")
        until, start = _UNTIL.search(seen.query["$filter"]), int(seen.query.get("from", 0))
        found = [each for each in self.records if each["userId"] in whose
                 and (until is None or each["createdDateTime"] <= until[1])]
        query = f"$filter={seen.query['$filter']}&from={start + self.page}"
        more = f"{self.graph.root}{BETA}?{query}" if start + self.page < len(found) else ""
        return many(*found[start:start + self.page], link=more.replace(" ", "%20"))


@pytest.fixture
def fleet(client: GraphClient) -> GraphFleet:
    return GraphFleet(client, clock=clock)


def sign_ins(evidence: Evidence) -> SignIns:
    return evidence.facts[SignIns]


def reasons(evidence: Evidence) -> dict[str, GapReason]:
    return {gap.source: gap.reason for gap in evidence.gaps if gap.fact == SignIns.title}


async def test_fifteen_rooms_are_one_question_for_both_logs(graph: FakeGraph, fleet: GraphFleet) -> None:
    graph.ask(BETA, SignInLog(graph, [
        record(3), record(3, 2 * HOUR, signInEventTypes=["nonInteractiveUser"]), record(15)]))
    looked = await fleet.look([room(number) for number in range(16)])
    assert [len(asked_of(seen)) for seen in graph.asked_for(BETA)] == [15, 1]
    assert graph.asked_for(BETA)[0].query["$filter"].startswith(
        "signInEventTypes/any(t: t eq 'interactiveUser' or t eq 'nonInteractiveUser') and (userId eq '")
    assert graph.asked_for(BETA)[0].query["$filter"].endswith(f"and createdDateTime ge {instant(NOW - LOOK_BACK)}")
    assert [each.cite.source for each in sign_ins(looked.evidence[3]).items] == [INTERACTIVE, NON_INTERACTIVE]
    assert [len(sign_ins(each).items) for each in looked.evidence] == [0, 0, 0, 2, *[0] * 11, 1]
    assert {(window.source, window.start, window.end) for window in sign_ins(looked.evidence[0]).covers} == {
        (source, NOW - LOOK_BACK, NOW) for source in (INTERACTIVE, NON_INTERACTIVE)}


async def test_a_question_that_is_too_long_is_put_for_fewer_ever_after(graph: FakeGraph, fleet: GraphFleet) -> None:
    graph.ask(BETA, SignInLog(graph, [record(number) for number in range(30)], most=4))
    looked = await fleet.look([room(number) for number in range(30)])
    assert all(len(sign_ins(each).items) == 1 for each in looked.evidence)
    graph.asked.clear()
    await fleet.look([room(number) for number in range(8)])
    assert [len(asked_of(seen)) for seen in graph.asked_for(BETA)] == [3, 3, 2]


async def test_after_an_hour_more_are_tried_again(graph: FakeGraph, client: GraphClient) -> None:
    now = [NOW]
    fleet = GraphFleet(client, clock=lambda: now[0])
    graph.ask(BETA, SignInLog(graph, [], most=4))
    await fleet.look([room(number) for number in range(15)])
    graph.ask(BETA, SignInLog(graph, []))
    graph.asked.clear()
    now[0] += 2 * HOUR
    await fleet.look([room(number) for number in range(15)])
    assert [len(asked_of(seen)) for seen in graph.asked_for(BETA)] == [15]


async def test_where_even_one_is_too_many_each_log_is_asked_as_for_one_room(graph: FakeGraph,
                                                                            fleet: GraphFleet) -> None:
    def answer(seen: Seen) -> Answer:
        if " or t eq" in seen.query["$filter"]:
            return error(400, "BadRequest")
        return many(record(1, 3 * HOUR, signInEventTypes=["nonInteractiveUser"]))

    graph.ask(BETA, answer)
    graph.on(V1, many(record(1)))
    [evidence] = (await fleet.look([room(1)])).evidence
    assert [each.cite.source for each in sign_ins(evidence).items] == [INTERACTIVE, NON_INTERACTIVE]
    assert not reasons(evidence)


async def test_without_the_beta_the_interactive_log_is_read_alone(graph: FakeGraph, fleet: GraphFleet) -> None:
    graph.on(BETA, error(403, "Forbidden"))
    graph.ask(V1, SignInLog(graph, [record(number) for number in range(20)]))
    looked = await fleet.look([room(number) for number in range(30)])
    assert len(graph.asked_for(V1)) == 2
    assert len(graph.asked_for(BETA)) == 3, "what is refused to the first, and to one alone, is refused to all"
    for evidence in looked.evidence:
        assert [window.source for window in sign_ins(evidence).covers] == [INTERACTIVE]
        assert reasons(evidence) == {NON_INTERACTIVE: GapReason.NO_PERMISSION}


async def test_a_log_that_was_not_read_makes_nothing_healthy_and_no_network_broken(graph: FakeGraph,
                                                                                  fleet: GraphFleet) -> None:
    graph.on(BETA, error(403, "Forbidden"))
    graph.ask(V1, SignInLog(graph, [record(0)]))
    for evidence in (await fleet.look([room(0), room(1)])).evidence:
        found = {each.id: each.status for each in judge(discover(), evidence)}
        assert found["sign_in.signs_in"] is not Status.PASS
        assert found["network.sign_in_attempts"] is not Status.FAIL


async def test_without_any_permission_a_portion_takes_few_requests(graph: FakeGraph, fleet: GraphFleet) -> None:
    graph.on(BETA, error(403, "Authentication_MSGraphPermissionMissing"))
    graph.on(V1, error(403, "Authentication_MSGraphPermissionMissing"))
    looked = await fleet.look([room(number) for number in range(100)])
    assert len(graph.asked_for(BETA)) + len(graph.asked_for(V1)) == 6
    for evidence in looked.evidence:
        assert reasons(evidence) == dict.fromkeys((INTERACTIVE, NON_INTERACTIVE), GapReason.NO_PERMISSION)
        assert SignIns not in evidence.facts


async def test_without_the_licence_v1_is_not_asked_at_all(graph: FakeGraph, fleet: GraphFleet) -> None:
    graph.on(BETA, error(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant"))
    looked = await fleet.look([room(number) for number in range(40)])
    assert (len(graph.asked_for(BETA)), len(graph.asked_for(V1))) == (1, 0)
    assert set(reasons(looked.evidence[39]).values()) == {GapReason.NOT_LICENSED}


async def test_one_account_that_is_withheld_costs_only_itself(graph: FakeGraph, fleet: GraphFleet) -> None:
    graph.ask(BETA, SignInLog(graph, [record(number) for number in range(15)], withheld=[of(7)]))
    graph.ask(V1, SignInLog(graph, [], withheld=[of(7)]))
    looked = await fleet.look([room(number) for number in range(15)])
    assert [number for number, each in enumerate(looked.evidence) if SignIns not in each.facts] == [7]


async def test_while_graph_is_throttled_nothing_else_is_tried(graph: FakeGraph, fleet: GraphFleet) -> None:
    graph.on(BETA, error(429, "TooManyRequests", Retry_After="200"))
    [evidence] = (await fleet.look([room(1)])).evidence
    assert set(reasons(evidence).values()) == {GapReason.THROTTLED}
    assert not graph.asked_for(V1)


@pytest.mark.parametrize("changes", [{"createdDateTime": None}, {"status": {}}, {"status": {"errorCode": 7}}])
async def test_a_record_that_cannot_be_read_costs_its_own_room_that_log(graph: FakeGraph, fleet: GraphFleet,
                                                                        changes: dict[str, Any]) -> None:
    graph.on(BETA, many(record(1) | changes, record(1, signInEventTypes=["nonInteractiveUser"]), record(2)))
    hit, spared = (await fleet.look([room(1), room(2)])).evidence
    assert reasons(hit) == {INTERACTIVE: GapReason.FAILED}
    assert [window.source for window in sign_ins(hit).covers] == [NON_INTERACTIVE]
    assert not reasons(spared)


async def test_a_record_of_no_known_log_costs_its_room_both(graph: FakeGraph, fleet: GraphFleet) -> None:
    graph.on(BETA, many(record(1, signInEventTypes=["servicePrincipal"]), record(2)))
    hit, spared = (await fleet.look([room(1), room(2)])).evidence
    assert set(reasons(hit)) == {INTERACTIVE, NON_INTERACTIVE}
    assert not reasons(spared)


@pytest.mark.parametrize("whose", [None, "8f6f0c5e-2f0b-4a3e-9a51-999999999999"])
async def test_a_record_of_nobody_asked_for_may_be_anybodys(graph: FakeGraph, fleet: GraphFleet,
                                                            whose: str | None) -> None:
    graph.on(BETA, many(record(1), record(2) | {"userId": whose}))
    for evidence in (await fleet.look([room(1), room(2)])).evidence:
        assert set(reasons(evidence).values()) == {GapReason.FAILED}


async def test_a_busy_room_takes_nothing_from_the_others(graph: FakeGraph, fleet: GraphFleet) -> None:
    busy = [record(0, each * MINUTE) for each in range(5, 5_000)]
    graph.ask(BETA, SignInLog(graph, [*busy, record(1, 6 * timedelta(days=1))]))
    noisy, quiet = (await fleet.look([room(0), room(1)])).evidence
    assert len(sign_ins(quiet).items) == 1
    assert {window.start for window in sign_ins(quiet).covers} == {NOW - LOOK_BACK}
    newest = sign_ins(noisy).items[:MOST_RECORDS]
    assert {window.start for window in sign_ins(noisy).covers} == {newest[-1].at}
    first, second = graph.asked_for(BETA)
    assert (asked_of(first), asked_of(second)) == ([of(0), of(1)], [of(1)])
    assert f"createdDateTime le {instant(NOW - 1_004 * MINUTE + timedelta(seconds=1))}" in second.query["$filter"]


async def test_pages_without_end_are_cut_and_the_window_says_so(graph: FakeGraph, fleet: GraphFleet) -> None:
    records = [record(number, each * MINUTE) for number in range(15) for each in range(5, 200)]
    graph.ask(BETA, SignInLog(graph, records, page=100))
    looked = await fleet.look([room(number) for number in range(15)])
    assert len(graph.asked_for(BETA)) == MOST_PAGES
    assert oldest_read(looked.evidence) == {NOW - (5 + 100 * MOST_PAGES // 15) * MINUTE}
    found = {each.id: each.status for each in judge(discover(), looked.evidence[0])}
    assert found["network.sign_in_attempts"] is Status.PASS


def oldest_read(evidence: Iterable[Evidence]) -> set[datetime]:
    return {window.start for each in evidence for window in sign_ins(each).covers}


async def test_an_account_that_could_not_be_read_is_asked_for_nothing_by_id(graph: FakeGraph,
                                                                            fleet: GraphFleet) -> None:
    for path in ("/v1.0/users/room-9@contoso.com", "/v1.0/users"):
        graph.on(path, error(403, "Authorization_RequestDenied"))
    [evidence] = (await fleet.look([FleetRoom(Room("room-9@contoso.com"))])).evidence
    assert set(reasons(evidence).values()) == {GapReason.FAILED}
    assert not graph.asked_for(BETA)
