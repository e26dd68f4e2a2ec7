"""Every source's answer, read as what it says of a permission."""

import asyncio
from collections.abc import Awaitable, Callable, Collection

import pytest

from checks.collector import CannotCollect, Collector
from checks.doctor import Examination, Grant, RoomList, examination_json, examine, groups_seen, room_list
from checks.facts.account import Account
from checks.facts.asked import Topic, is_asked
from checks.facts.base import Fact, Facts
from checks.facts.licences import Licences
from checks.facts.mailbox import Mailbox
from checks.facts.security import RegistrationCampaign
from checks.facts.sign_ins import SignIns
from checks.model import GapReason, Room
from checks.permissions import permission_table
from tests.checks.builders import CATALOGUE, NOW, account, healthy_facts, mailbox, no_account, sign_ins

ROOM = Room("room-42@contoso.com")
USER, DOMAIN, LICENCE, AUDIT, MAILBOX, PLACE, POLICY = NAMES = (
    "User.Read.All", "Domain.Read.All", "LicenseAssignment.Read.All", "AuditLog.Read.All", "MailboxSettings.Read",
    "Place.Read.All", "Policy.Read.All")
CAMPAIGN = healthy_facts()[RegistrationCampaign]
TABLE = permission_table(
    dict.fromkeys(NAMES, ("something",)),
    {USER: (Account,), DOMAIN: (Account,), LICENCE: (Licences,), AUDIT: (SignIns,), MAILBOX: (Mailbox,), PLACE: (),
     POLICY: (RegistrationCampaign,)},
    frozenset({USER, AUDIT}))
Answer = Fact | Exception


def refusal(permission: str) -> CannotCollect:
    return CannotCollect(GapReason.NO_PERMISSION, "Roomcheck may not read it.",
                         f"Grant {permission} to Roomcheck's application and give admin consent.")


def gap(reason: GapReason) -> CannotCollect:
    return CannotCollect(reason, f"It is {reason.value}.", "Do something.")


def asked(fact: type[Fact], answer: Answer, *permissions: str, source: str = "") -> Collector:
    async def collect(_room: Room, _known: Facts) -> Fact:
        if isinstance(answer, Exception):
            raise answer
        return answer
    return Collector(fact, source or f"graph.{fact.__name__}", collect, permissions=permissions)


ACCOUNT = asked(Account, account(), USER, DOMAIN)
Expected = dict[str, Grant]
CASES: dict[str, tuple[tuple[Collector, ...], Expected]] = {
    "what came shows what brings it, and nothing of what adds to it":
        ((ACCOUNT,), {USER: Grant.GRANTED, DOMAIN: Grant.UNKNOWN}),
    "a refusal counts against the permission it names":
        ((asked(Account, refusal(USER), USER, DOMAIN),), {USER: Grant.MISSING, DOMAIN: Grant.UNKNOWN}),
    "and against no other whose name ends alike":
        ((asked(Account, refusal("IdentityRiskyUser.Read.All"), USER, DOMAIN),), {USER: Grant.UNKNOWN}),
    "a refusal of the additional one":
        ((asked(Account, refusal(DOMAIN), USER, DOMAIN),), {USER: Grant.UNKNOWN, DOMAIN: Grant.MISSING}),
    "a refusal that names none":
        ((asked(Licences, CannotCollect(GapReason.NO_PERMISSION, "No."), LICENCE),), {LICENCE: Grant.UNKNOWN}),
    "no licence in the tenant":
        ((asked(SignIns, gap(GapReason.NOT_LICENSED), AUDIT),), {AUDIT: Grant.UNLICENSED}),
    "not in this cloud":
        ((asked(Mailbox, gap(GapReason.NOT_IN_CLOUD), MAILBOX),), {MAILBOX: Grant.NOT_OFFERED}),
    "no answer in time": ((asked(Mailbox, gap(GapReason.TIMED_OUT), MAILBOX),), {MAILBOX: Grant.UNKNOWN}),
    "throttled": ((asked(Mailbox, gap(GapReason.THROTTLED), MAILBOX),), {MAILBOX: Grant.UNKNOWN}),
    "failed": ((asked(Mailbox, gap(GapReason.FAILED), MAILBOX),), {MAILBOX: Grant.UNKNOWN}),
    "a fault of ours": ((asked(Mailbox, KeyError("x"), MAILBOX),), {MAILBOX: Grant.UNKNOWN}),
    "one source is refused, another answers":
        ((asked(SignIns, sign_ins(), AUDIT), asked(SignIns, refusal(AUDIT), AUDIT, source="graph.beta")),
         {AUDIT: Grant.MISSING}),
    "one source fails, another answers":
        ((asked(SignIns, sign_ins(), AUDIT), asked(SignIns, gap(GapReason.FAILED), AUDIT, source="graph.beta")),
         {AUDIT: Grant.GRANTED}),
    "a narrower permission than this serves too, so what came shows nothing of this":
        ((asked(RegistrationCampaign, CAMPAIGN, "Policy.Read.AuthenticationMethod"),), {POLICY: Grant.UNKNOWN}),
    "a refusal that names this as the wider one":
        ((asked(RegistrationCampaign, refusal(f"Policy.Read.AuthenticationMethod (or {POLICY})"),
                "Policy.Read.AuthenticationMethod"),), {POLICY: Grant.MISSING}),
    "nothing asks for it": ((ACCOUNT,), {PLACE: Grant.UNKNOWN}),
    "not needed as it is set up":
        ((asked(Mailbox, gap(GapReason.NOT_OFFERED), MAILBOX),), {MAILBOX: Grant.NOT_NEEDED}),
}


def grants(found: Examination) -> Expected:
    return {each.permission.name: each.grant for each in found.permissions}


async def examined(*collectors: Collector) -> Examination:
    return await examine(ROOM, collectors, TABLE, CATALOGUE, now=NOW)


@pytest.mark.parametrize("name", CASES)
async def test_what_an_answer_says_of_a_permission(name: str) -> None:
    collectors, expected = CASES[name]
    found = grants(await examined(*collectors))
    assert {permission: found[permission] for permission in expected} == expected


async def test_every_permission_is_there_the_missing_ones_first() -> None:
    found = await examined(ACCOUNT, asked(Licences, refusal(LICENCE), LICENCE), asked(SignIns, refusal(AUDIT), AUDIT))
    assert [*grants(found)] == [AUDIT, LICENCE, DOMAIN, MAILBOX, PLACE, POLICY, USER]


async def test_a_missing_one_says_why_what_to_do_and_what_it_costs() -> None:
    (missing,) = (await examined(asked(Licences, refusal(LICENCE), LICENCE))).of(Grant.MISSING)
    assert missing.sign.why == "Roomcheck may not read it."
    assert LICENCE in missing.sign.remedy
    assert "licence.room_licence" in {check.id for check in missing.cost.unjudged}


async def test_without_an_account_it_is_said_that_nothing_was_asked() -> None:
    found = await examined(asked(Account, no_account(), USER), asked(Licences, gap(GapReason.NOT_REQUESTED), LICENCE))
    (unasked,) = (each for each in found.permissions if each.permission.name == LICENCE)
    assert (unasked.grant, unasked.sign.why) == (
        Grant.UNKNOWN, "Not asked, since the directory has no account room-42@contoso.com.")
    assert unasked.sign.remedy


async def test_what_only_some_rooms_give_reason_to_ask_is_not_known() -> None:
    never = Collector(Mailbox, "graph.mailbox", asked(Mailbox, mailbox()).collect, when=lambda _known: False,
                      permissions=(MAILBOX,))
    (unasked,) = (each for each in (await examined(never)).permissions if each.permission.name == MAILBOX)
    assert (unasked.grant, unasked.sign.why) == (Grant.UNKNOWN, "This room gave no reason to ask for the room mailbox.")


async def test_sources_are_told_that_everything_is_asked_for() -> None:
    seen = []

    def wanted(known: Facts) -> bool:
        seen.append(is_asked(known, Topic.ACCESS))
        return True
    await examined(Collector(Mailbox, "graph.mailbox", asked(Mailbox, mailbox()).collect, when=wanted))
    assert seen == [True]


async def test_an_endless_source_costs_only_itself() -> None:
    async def endless(_room: Room, _known: Facts) -> Fact:
        await asyncio.Event().wait()
        raise AssertionError
    found = grants(await examined(ACCOUNT, Collector(Mailbox, "graph.mailbox", endless, timeout=0.01,
                                                     permissions=(MAILBOX,))))
    assert (found[USER], found[MAILBOX]) == (Grant.GRANTED, Grant.UNKNOWN)


GROUP = "10000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(("groups", "source", "answer", "grant"), [
    ((GROUP,), ACCOUNT, None, Grant.GRANTED),
    ((GROUP,), ACCOUNT, refusal(PLACE), Grant.MISSING),
    ((GROUP,), ACCOUNT, gap(GapReason.FAILED), Grant.UNKNOWN),
    ((GROUP,), asked(Account, no_account(), USER), None, Grant.UNKNOWN),
    ((GROUP,), asked(Account, gap(GapReason.FAILED), USER), None, Grant.UNKNOWN),
    ((), ACCOUNT, None, Grant.NOT_NEEDED),
    ((), asked(Account, gap(GapReason.FAILED), USER), None, Grant.NOT_NEEDED),
])
async def test_groups_are_asked_for_where_the_settings_name_some(groups: tuple[str, ...], source: Collector,
                                                                 answer: Exception | None, grant: Grant) -> None:
    asked_about = []

    async def of(person: str, some: Collection[str]) -> frozenset[str]:
        asked_about.append((person, tuple(some)))
        if answer:
            raise answer
        return frozenset()
    found = grants(await examined(source, groups_seen(of, groups, "graph.membership", PLACE)))
    assert found[PLACE] is grant
    can_be_asked = bool(groups) and source is ACCOUNT
    assert asked_about == ([(account().object_id, groups)] if can_be_asked else [])


def raising(wrong: Exception) -> Callable[[], Awaitable[object]]:
    async def listed() -> object:
        raise wrong
    return listed


async def no_rooms() -> object:
    return ()


@pytest.mark.parametrize(("listed", "grant"), [
    (no_rooms, Grant.GRANTED), (raising(refusal(PLACE)), Grant.MISSING),
    (raising(gap(GapReason.FAILED)), Grant.UNKNOWN), (raising(KeyError()), Grant.UNKNOWN),
])
async def test_the_list_of_rooms_is_one_more_source(listed: Callable[[], Awaitable[object]], grant: Grant) -> None:
    assert grants(await examined(room_list(listed, "graph.rooms", PLACE)))[PLACE] is grant
    assert PLACE in RoomList.how_to_get


async def test_as_json_it_holds_no_evidence() -> None:
    document = examination_json(await examined(ACCOUNT, asked(SignIns, refusal(AUDIT), AUDIT)))
    assert document["room"] == ROOM.address
    permissions = document["permissions"]
    assert isinstance(permissions, list)
    assert permissions[0] == {
        "name": AUDIT, "core": True, "reads": ["something"], "grant": "missing", "why": "Roomcheck may not read it.",
        "remedy": f"Grant {AUDIT} to Roomcheck's application and give admin consent.",
        "unjudged": permissions[0]["unjudged"], "see_less": permissions[0]["see_less"]}
    assert "sign_in.mfa" in permissions[0]["unjudged"]
