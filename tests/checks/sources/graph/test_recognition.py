"""Rooms' accounts told from people's: one part that says room is enough, and a no takes every part."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from checks.collector import CannotCollect
from checks.likeness import Likeness
from checks.model import GapReason, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.recognition import GraphRecognition
from tests.checks.sources.graph.fake_graph import ROOM_ID, Answer, FakeGraph, clock, error, many

ADDRESS, OTHER_NAME = "room-42@contoso.com", "room-42@contoso.onmicrosoft.com"
GROUP, ANOTHER = "10000000-0000-4000-8000-000000000001", "10000000-0000-4000-8000-000000000002"
ROOMS_PRO, SUITE = "4CDE982A-ede4-4409-9ae6-b003453c8ea6", "05e9a617-0261-4cee-bb44-138d3ef5d965"
NOT_FOUND = error(404, "Request_ResourceNotFound")
REFUSED = error(403, "Authorization_RequestDenied")
ACCOUNT, BY_MAIL = "account", "by_mail"
LICENCES, MAILBOX, PLACE, GROUPS = "licences", "mailbox", "place", "groups"


def account(name: str = ADDRESS, mail: str = ADDRESS, kind: str = "Member") -> dict[str, Any]:
    return {"id": ROOM_ID, "userPrincipalName": name, "mail": mail, "userType": kind}


def held(*skus: str) -> Answer:
    return many(*({"skuId": sku, "skuPartNumber": "x", "servicePlans": []} for sku in skus))


def mailbox_of(purpose: str) -> Answer:
    return Answer({"timeZone": "UTC", "userPurpose": purpose})


A_PERSONS = {ACCOUNT: Answer(account()), BY_MAIL: many(account()), LICENCES: held(SUITE), MAILBOX: mailbox_of("user"),
             PLACE: error(404, "ErrorItemNotFound"), GROUPS: Answer({"value": [ANOTHER]})}
"""An account whose every part can be read, and none of which says room."""
LICENSED, ROOM_MAILBOX = held(SUITE, ROOMS_PRO), mailbox_of("room")
LISTED, GROUPED = Answer({"id": "1", "displayName": "Room 42"}), Answer({"value": [GROUP.upper()]})
NOBODY = {ACCOUNT: NOT_FOUND, BY_MAIL: many(), MAILBOX: error(404, "ErrorInvalidUser"), LICENCES: NOT_FOUND}
UNREADABLE = dict.fromkeys((ACCOUNT, BY_MAIL, LICENCES, MAILBOX, PLACE, GROUPS), REFUSED)

Parts = Mapping[str, Answer]
Table = Mapping[str, tuple[Parts, Likeness]]

LIKE: Table = {
    "a person's": ({}, Likeness.OTHER),
    "a licence": ({LICENCES: LICENSED}, Likeness.LICENCE),
    "a room's mailbox": ({MAILBOX: ROOM_MAILBOX}, Likeness.MAILBOX),
    "a shared mailbox": ({MAILBOX: mailbox_of("shared")}, Likeness.OTHER),
    "a mailbox that does not say": ({MAILBOX: Answer({"timeZone": "UTC"})}, Likeness.OTHER),
    "no mailbox": ({MAILBOX: error(404, "MailboxNotEnabledForRESTAPI")}, Likeness.OTHER),
    "unknown to Exchange": ({MAILBOX: error(404, "ErrorInvalidUser")}, Likeness.OTHER),
    "a place": ({PLACE: LISTED}, Likeness.PLACE),
    "a group": ({GROUPS: GROUPED}, Likeness.GROUP),
    "the licence goes first": ({LICENCES: LICENSED, MAILBOX: ROOM_MAILBOX, PLACE: LISTED}, Likeness.LICENCE),
    "the mailbox goes before the place": ({MAILBOX: ROOM_MAILBOX, PLACE: LISTED}, Likeness.MAILBOX),
    "no account": (NOBODY, Likeness.ABSENT),
    "no account, and a guest has the address": ({**NOBODY, BY_MAIL: many(account(kind="Guest"))}, Likeness.ABSENT),
    "a guest": ({ACCOUNT: Answer(account(kind="guest")), LICENCES: LICENSED, MAILBOX: ROOM_MAILBOX}, Likeness.OTHER),
    "one part is enough: licence": ({**UNREADABLE, LICENCES: LICENSED}, Likeness.LICENCE),
    "one part is enough: mailbox": ({**UNREADABLE, MAILBOX: ROOM_MAILBOX}, Likeness.MAILBOX),
    "one part is enough: place": ({**UNREADABLE, PLACE: LISTED}, Likeness.PLACE),
    "one part is enough: group": ({LICENCES: REFUSED, MAILBOX: REFUSED, PLACE: REFUSED, GROUPS: GROUPED},
                                  Likeness.GROUP),
}


def script(graph: FakeGraph, parts: Parts, name: str = ADDRESS, mail: str = ADDRESS) -> None:
    """The account under this name, reachable by its id too."""
    given = {**A_PERSONS, **parts}
    graph.on(f"/v1.0/users/{name}", given[ACCOUNT])
    graph.on("/v1.0/users", given[BY_MAIL])
    graph.on("/v1.0/directory/deletedItems/microsoft.graph.user", many())
    graph.on("/v1.0/domains/contoso.com", Answer({"id": "contoso.com"}))
    for who in (name, ROOM_ID):
        graph.on(f"/v1.0/users/{who}/licenseDetails", given[LICENCES])
        graph.on(f"/v1.0/users/{who}/mailboxSettings", given[MAILBOX])
    graph.on(f"/v1.0/places/{mail}", given[PLACE])
    graph.on(f"/v1.0/users/{ROOM_ID}/checkMemberGroups", given[GROUPS])


@pytest.fixture
def told(client: GraphClient) -> Callable[..., Any]:
    async def telling(*groups: str) -> Likeness:
        return await GraphRecognition(client, groups or (GROUP,), clock=clock)(Room(ADDRESS))
    return telling


@pytest.mark.parametrize(("parts", "likeness"), LIKE.values(), ids=LIKE)
async def test_what_an_account_is_taken_for(graph: FakeGraph, told: Callable[..., Any], parts: Parts,
                                            likeness: Likeness) -> None:
    script(graph, parts)
    assert await told() is likeness


@pytest.mark.parametrize(("unread", "permission"), [
    ({ACCOUNT: REFUSED}, "User.Read.All"), ({LICENCES: REFUSED}, "LicenseAssignment.Read.All"),
    ({MAILBOX: error(403, "ErrorAccessDenied")}, "MailboxSettings.Read"), ({PLACE: REFUSED}, "Place.Read.All"),
    ({GROUPS: REFUSED}, "GroupMember.Read.All"),
], ids=lambda each: each if isinstance(each, str) else "")
async def test_a_part_that_cannot_be_read_is_no_no(graph: FakeGraph, told: Callable[..., Any], unread: Parts,
                                                   permission: str) -> None:
    script(graph, unread)
    with pytest.raises(CannotCollect) as why:
        await told()
    assert permission in why.value.remedy


async def test_an_account_that_cannot_be_read_may_be_anybodys(graph: FakeGraph, told: Callable[..., Any]) -> None:
    script(graph, {ACCOUNT: error(400, "Request_BadRequest")})
    with pytest.raises(CannotCollect) as why:
        await told()
    assert why.value.reason is GapReason.FAILED


@pytest.mark.parametrize(("part", "likeness"), [
    ({LICENCES: LICENSED}, Likeness.LICENCE), ({MAILBOX: ROOM_MAILBOX}, Likeness.MAILBOX),
    ({PLACE: LISTED}, Likeness.PLACE), ({}, Likeness.OTHER)])
async def test_another_address_of_the_account_tells_the_same(graph: FakeGraph, told: Callable[..., Any], part: Parts,
                                                             likeness: Likeness) -> None:
    by_other_name = account(OTHER_NAME, "the-room@contoso.com")
    script(graph, {BY_MAIL: many(by_other_name), **part}, OTHER_NAME, "the-room@contoso.com")
    assert await told() is likeness


async def test_the_place_of_another_account_does_not_count(graph: FakeGraph, told: Callable[..., Any]) -> None:
    """A person whose user name is the mail address of a room."""
    script(graph, {ACCOUNT: Answer(account(mail="anna@contoso.com")), BY_MAIL: many()})
    graph.on(f"/v1.0/places/{ADDRESS}", LISTED)
    assert await told() is Likeness.OTHER


async def test_a_licensed_room_takes_one_round_and_no_question_for_groups(graph: FakeGraph,
                                                                          told: Callable[..., Any]) -> None:
    script(graph, {LICENCES: LICENSED})
    await told()
    assert graph.http_requests == 1
    assert not any("signIns" in seen.path for seen in graph.asked)


async def test_without_groups_none_is_asked_for(graph: FakeGraph, client: GraphClient) -> None:
    script(graph, {GROUPS: REFUSED})
    assert await GraphRecognition(client, (), clock=clock)(Room(ADDRESS)) is Likeness.OTHER
    assert graph.http_requests == 1
