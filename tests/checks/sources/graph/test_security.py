"""What the account brings to a sign-in, and its risk."""

from typing import Any

import pytest

from checks.collector import CannotCollect
from checks.facts.asked import Asked, Topic
from checks.facts.base import Facts
from checks.facts.sign_ins import Kind, Origin, SignIn, SignIns
from checks.model import Citation, GapReason, Room
from checks.sources.graph import risk, security
from tests.checks.sources.graph.answers import GROUPS, METHODS, MFA, RISK, ROLES
from tests.checks.sources.graph.fake_graph import (
    NOW,
    ROOM_ID,
    Answer,
    FakeGraph,
    Read,
    Reader,
    Time,
    client_of,
    clock,
    error,
    many,
)

DENIED = error(403, "Authorization_RequestDenied")


@pytest.mark.parametrize("state", ["disabled", "enabled", "enforced", "unheardOf"])
async def test_per_user_mfa_in_graphs_own_word(graph: FakeGraph, read: Read, state: str) -> None:
    graph.on(MFA, Answer({"perUserMfaState": state}))
    assert (await read(security.per_user_mfa)).state == state


@pytest.mark.parametrize("document", [{}, {"perUserMfaState": None}, {"perUserMfaState": 1}])
async def test_per_user_mfa_without_a_word_is_no_answer(graph: FakeGraph, read: Read, document: dict[str, Any]) -> None:
    graph.on(MFA, Answer(document))
    with pytest.raises(CannotCollect, match="could not be read"):
        await read(security.per_user_mfa)


async def test_methods_are_told_by_their_kind(graph: FakeGraph, read: Read) -> None:
    kinds = ["password", "microsoftAuthenticator", "fido2", "password", "unheardOf"]
    graph.on(METHODS, many(*({"@odata.type": f"#microsoft.graph.{kind}AuthenticationMethod"} for kind in kinds),
                           {"@odata.type": None}, {"id": "1"}, {"@odata.type": "#microsoft.graph.passkey"}))
    fact = await read(security.auth_methods)
    assert fact.kinds == ("password", "microsoftAuthenticator", "fido2", "unheardOf", "passkey")


class TestMemberships:
    async def test_groups_alone_count(self, graph: FakeGraph, read: Read) -> None:
        graph.on(GROUPS, many({"@odata.type": "#microsoft.graph.group", "id": "G-1"}, {"id": "g-2"}, {"id": None},
                              {"@odata.type": "#microsoft.graph.directoryRole", "id": "r"}))
        fact = await read(security.memberships)
        assert (fact.groups, fact.complete) == (frozenset({"g-1", "g-2"}), True)
        assert graph.asked[0].query == {"$select": "id", "$top": "999"}

    async def test_one_page_is_read_and_says_when_there_is_more(self, graph: FakeGraph, read: Read) -> None:
        graph.on(GROUPS, many({"id": "g-1"}, link=f"{graph.root}{GROUPS}?$skiptoken=x"))
        assert not (await read(security.memberships)).complete
        assert len(graph.asked) == 1


async def test_roles_come_with_their_names(graph: FakeGraph, read: Read) -> None:
    graph.on(ROLES, many({"roleDefinition": {"displayName": "Teams Administrator"}},
                         {"roleDefinition": {"displayName": "Teams Administrator"}, "directoryScopeId": "/x"},
                         {"roleDefinition": None, "roleDefinitionId": "62e90394"}, {"roleDefinition": []}))
    fact = await read(security.admin_roles)
    assert fact.names == ("Teams Administrator", "62e90394")
    assert graph.asked[0].query == {"$filter": f"principalId eq '{ROOM_ID}'",
                                    "$expand": "roleDefinition($select=displayName)"}


@pytest.mark.parametrize(("path", "reader", "permission"), [
    (MFA, security.per_user_mfa, "Policy.Read.All"),
    (METHODS, security.auth_methods, "UserAuthenticationMethod.Read.All"),
    (GROUPS, security.memberships, "User.Read.All"), (ROLES, security.admin_roles, "RoleManagement.Read.Directory"),
    (RISK, risk.risk, "IdentityRiskyUser.Read.All"),
])
async def test_each_names_its_permission(graph: FakeGraph, read: Read, path: str, reader: Reader,
                                         permission: str) -> None:
    graph.on(path, DENIED)
    with pytest.raises(CannotCollect) as caught:
        await read(reader)
    assert caught.value.reason is GapReason.NO_PERMISSION
    assert f"Grant {permission} " in caught.value.remedy


@pytest.mark.parametrize(("path", "reader"), [(METHODS, security.auth_methods), (GROUPS, security.memberships),
                                            (ROLES, security.admin_roles)])
@pytest.mark.parametrize("document", [{}, {"value": None}, {"value": {}}])
async def test_a_reply_without_a_list_is_no_empty_list(graph: FakeGraph, read: Read, path: str, reader: Reader,
                                                       document: dict[str, Any]) -> None:
    graph.on(path, Answer(document))
    with pytest.raises(CannotCollect, match="could not be read"):
        await read(reader)


def attempts(code: int, told: str = "", origin: Origin = Origin.DEVICE) -> SignIns:
    cite = Citation("graph.sign_ins.interactive", "auditLogs/signIns/1")
    return SignIns((SignIn(NOW, code, Kind.INTERACTIVE, origin, cite, risk=told),), ())


class TestRisk:
    @pytest.mark.parametrize(("facts", "wanted"), [
        ([attempts(53004)], True), ([attempts(53011)], True), ([attempts(530032)], False),
        ([attempts(0, "high")], True),
        ([attempts(0, "Medium", Origin.PERSON)], True), ([attempts(0, "low")], False),
        ([attempts(0, "hidden")], False), ([attempts(50126)], False), ([], False),
        ([Asked(frozenset({Topic.EVERYTHING}))], True), ([Asked(frozenset({Topic.ACCESS}))], False),
    ])
    def test_it_is_asked_for_when_a_sign_in_hints_at_it(self, facts: list[Any], wanted: bool) -> None:
        assert risk.wanted(Facts(facts)) is wanted

    async def test_it_is_told_in_graphs_own_words(self, graph: FakeGraph, read: Read) -> None:
        graph.on(RISK, Answer({"id": ROOM_ID, "riskLevel": "high", "riskState": "atRisk"}))
        fact = await read(risk.risk)
        assert (fact.level, fact.state) == ("high", "atRisk")

    async def test_an_account_that_was_never_at_risk_is_unknown_there(self, graph: FakeGraph, read: Read) -> None:
        graph.on(RISK, error(404, "NotFound"))
        fact = await read(risk.risk)
        assert (fact.level, fact.state) == ("none", "none")

    @pytest.mark.parametrize("document", [{}, {"riskLevel": None, "riskState": "none"}, {"riskLevel": "high"}])
    async def test_half_an_answer_is_none(self, graph: FakeGraph, read: Read, document: dict[str, Any]) -> None:
        graph.on(RISK, Answer(document))
        with pytest.raises(CannotCollect, match="could not be read"):
            await read(risk.risk)

    async def test_it_takes_entra_id_p2(self, graph: FakeGraph, read: Read) -> None:
        graph.on(RISK, error(403, "Forbidden", "Your tenant is not licensed for this feature."))
        with pytest.raises(CannotCollect, match="no Entra ID P2") as caught:
            await read(risk.risk)
        assert caught.value.reason is GapReason.NOT_LICENSED

    async def test_the_cloud_in_china_does_not_have_it(self, graph: FakeGraph, time: Time, room: Room,
                                                       known: Facts) -> None:
        async with client_of(graph.root, time, cloud="china") as client:
            with pytest.raises(CannotCollect) as caught:
                await risk.risk(client, clock, room, known)
        assert (caught.value.reason, graph.asked) == (GapReason.NOT_IN_CLOUD, [])
