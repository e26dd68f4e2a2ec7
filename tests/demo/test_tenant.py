import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from checks.model import Cause
from demo.employees import EMPLOYEE_MARK, PER_ROOM
from demo.identifiers import DOMAIN
from demo.rooms import POLICIES, ROOMS
from demo.scenario import Applied, Scenario
from demo.tenant import Tenant

if TYPE_CHECKING:
    from tests.demo.conftest import GraphReader

ADDRESS = re.compile(rf"room-[a-z]+-[a-z]+@{DOMAIN}")
UNSEEN_IN_ZIP = {Cause.LICENCE_PLAN_DISABLED, Cause.TEAMS_NOT_PROVISIONED}


def test_every_cause_has_a_room() -> None:
    assert {room.expected.both for room in ROOMS} == set(Cause)
    assert {room.expected.graph for room in ROOMS} == set(Cause)
    assert {room.expected.bundle for room in ROOMS if room.gives_zip} == set(Cause) - UNSEEN_IN_ZIP


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.display_name)
def test_a_room_says_what_it_is(room: Scenario) -> None:
    assert ADDRESS.fullmatch(room.address)
    assert room.story.endswith(".")
    assert len(room.computer) <= 15
    expected = room.expected
    assert expected.why or expected.graph == expected.bundle == expected.both


def test_no_two_rooms_share_a_name_a_computer_or_an_attempt() -> None:
    attempts = [room.correlation_id(attempt) for room in ROOMS for attempt in room.attempts]
    for values in ([room.address for room in ROOMS], [room.display_name for room in ROOMS],
                   [room.computer for room in ROOMS], attempts):
        assert [value for value, times in Counter(values).items() if times > 1] == []


def test_two_rooms_share_a_part_of_their_name() -> None:
    assert sum("Zurich" in room.display_name for room in ROOMS) == 2


def test_one_room_has_two_causes_at_once() -> None:
    assert [(room.expected.both, room.expected.also) for room in ROOMS if room.expected.also] == [
        (Cause.MFA_REQUIRED, (Cause.MAILBOX_MISSING,))]


def test_every_start_is_the_same_but_for_the_time(now: datetime) -> None:
    assert Tenant(now).sign_ins == Tenant(now).sign_ins
    assert Tenant(now).sign_ins != Tenant(now + timedelta(minutes=1)).sign_ins
    later = Tenant(now + timedelta(minutes=1)).sign_ins.v1
    assert [record["id"] for record in later] == [record["id"] for record in Tenant(now).sign_ins.v1]


def test_twenty_people_sit_beside_every_room_and_sign_in(now: datetime) -> None:
    tenant = Tenant(now)
    assert len(tenant.employees) == PER_ROOM * len(ROOMS)
    assert len({employee.object_id for employee in tenant.employees}) == len(tenant.employees)
    theirs = {record["userId"] for record in tenant.sign_ins.beta if EMPLOYEE_MARK in record["userPrincipalName"]}
    assert theirs == {employee.object_id for employee in tenant.employees}
    assert all(employee.display_name.split()[-1].startswith(EMPLOYEE_MARK.title()) for employee in tenant.employees)


async def test_nothing_of_theirs_comes_with_a_room(graph: "GraphReader") -> None:
    for room in ROOMS:
        replies = [
            await graph.get(f"/v1.0/users/{room.address}"),
            await graph.get(f"/v1.0/users/{room.object_id}/licenseDetails"),
            await graph.get(f"/v1.0/users/{room.object_id}/mailboxSettings"),
            await graph.get(f"/v1.0/admin/teams/userConfigurations/{room.object_id}"),
            await graph.get(f"/v1.0/auditLogs/signIns?$filter=userId eq '{room.object_id}'"),
            await graph.get(f"/beta/auditLogs/signIns?$filter=userId eq '{room.object_id}'"),
        ]
        assert EMPLOYEE_MARK not in json.dumps(replies).lower()
    assert EMPLOYEE_MARK not in json.dumps(await graph.pages("/v1.0/places/microsoft.graph.room")).lower()
    assert EMPLOYEE_MARK in json.dumps(await graph.pages("/v1.0/users")).lower()


def test_every_policy_that_a_record_names_is_one_of_the_tenants(now: datetime) -> None:
    tenant = Tenant(now)
    named = {policy["id"] for record in tenant.sign_ins.beta for policy in record["appliedConditionalAccessPolicies"]}
    assert named
    assert named <= {policy["id"] for policy in tenant.policies}


def test_a_report_only_policy_never_refuses(now: datetime) -> None:
    pilots = {policy.id for policy in POLICIES if policy.state == "enabledForReportingButNotEnforced"}
    results = {policy["result"] for record in Tenant(now).sign_ins.beta
               for policy in record["appliedConditionalAccessPolicies"] if policy["id"] in pilots}
    assert results == {"reportOnlyFailure"}


def test_a_variant_of_a_room_is_one_replacement_away(now: datetime, rooms: Mapping[str, Scenario]) -> None:
    blocked = rooms["lugano-ceresio"]
    harmless = replace(blocked, attempts=tuple(
        replace(attempt, code=0, policies=tuple(Applied(applied.policy, "success") for applied in attempt.policies))
        for attempt in blocked.attempts))
    records = Tenant(now, [harmless]).sign_ins.v1
    theirs = [record for record in records if record["userId"] == blocked.object_id]
    assert {record["status"]["errorCode"] for record in theirs} == {0}
    assert {record["conditionalAccessStatus"] for record in theirs} == {"success"}
    assert len(Tenant(now, [harmless]).employees) == PER_ROOM


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.display_name)
def test_a_device_is_refused_only_after_it_last_succeeded_unless_it_recovered(room: Scenario) -> None:
    device = [attempt for attempt in room.attempts if attempt.agent.startswith("MicrosoftTeamsRoom")]
    refused = [attempt.ago for attempt in device if attempt.code]
    succeeded = [attempt.ago for attempt in device if not attempt.code and attempt.interactive]
    if refused and succeeded:
        recovered = room.expected.both is Cause.RECOVERED
        assert (min(refused) > max(succeeded)) if recovered else (max(refused) < min(succeeded))
