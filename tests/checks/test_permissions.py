"""What a permission brings, and what its absence costs the checks."""

import pytest

from checks.facts.access_forecast import AccessForecast
from checks.facts.account import Account
from checks.facts.app_log import AppLog
from checks.facts.base import Fact
from checks.facts.licences import Licences
from checks.facts.security import RegistrationCampaign
from checks.facts.sign_ins import SignIns
from checks.model import Severity, Verdict, ok
from checks.permissions import cost_of, named_in, permission_table, permissions_of
from checks.registry import Check, Need

TABLE = permission_table(
    {"Domain.Read.All": ("whether the password expires",), "User.Read.All": ("the room's account",),
     "LicenseAssignment.Read.All": ("the account's licences",), "AuditLog.Read.All": ("sign-in attempts",),
     "Place.Read.All": ("the list of rooms",)},
    {"Domain.Read.All": (Account,), "User.Read.All": (Account,), "LicenseAssignment.Read.All": (Licences,),
     "AuditLog.Read.All": (SignIns,)},
    frozenset({"User.Read.All", "AuditLog.Read.All"}))


def reading(*, required: tuple[type[Fact], ...] = (), optional: tuple[type[Fact], ...] = ()) -> Check:
    def judge(*_facts: Fact | None) -> Verdict:
        return ok("Read.")
    needs = [Need(fact, required=True) for fact in required] + [Need(fact, required=False) for fact in optional]
    return Check("a.check", "A check", "A check.", Severity.LOW, tuple(needs), judge)


COSTS: dict[str, tuple[Check, str, str]] = {
    "its only fact": (reading(required=(Licences,)), "LicenseAssignment.Read.All", "unjudged"),
    "its only fact, optional": (reading(optional=(Licences,)), "LicenseAssignment.Read.All", "unjudged"),
    "one of two required": (reading(required=(Account, Licences)), "User.Read.All", "unjudged"),
    "one of two that may serve": (reading(optional=(Account, Licences)), "User.Read.All", "less"),
    "what only adds to a fact": (reading(required=(Account,)), "Domain.Read.All", "less"),
    "Graph cannot, the device may": (reading(optional=(SignIns, AppLog)), "AuditLog.Read.All", "unjudged"),
    "a fact it does not read": (reading(required=(Licences,)), "User.Read.All", ""),
    "a permission that brings no fact": (reading(required=(Licences,)), "Place.Read.All", ""),
    "never answered by Graph": (reading(required=(AppLog,), optional=(SignIns,)), "AuditLog.Read.All", "less"),
}


@pytest.mark.parametrize("name", COSTS)
def test_cost(name: str) -> None:
    check, permission, wanted = COSTS[name]
    cost = cost_of(TABLE[permission], TABLE, {check.id: check})
    assert {"unjudged": cost.unjudged, "less": cost.see_less} == {
        "unjudged": (check,) if wanted == "unjudged" else (), "less": (check,) if wanted == "less" else ()}


def test_where_either_of_two_permissions_serves_the_lack_of_one_leaves_nothing_unjudged() -> None:
    names = ("Policy.Read.All", "Policy.Read.ConditionalAccess")
    reads, facts = dict.fromkeys(names, ("a forecast",)), dict.fromkeys(names, (AccessForecast,))
    table = permission_table(reads, facts, frozenset())
    check = reading(required=(AccessForecast,))
    for name in names:
        assert cost_of(table[name], table, {check.id: check}).unjudged == ()


def test_where_a_wider_permission_stands_for_the_one_that_a_fact_names_it_brings_the_fact() -> None:
    wider = "Policy.Read.All"
    table = permission_table({wider: ("policies",)}, {wider: (RegistrationCampaign,)}, frozenset())
    check = reading(required=(RegistrationCampaign,))
    assert cost_of(table[wider], table, {check.id: check}).unjudged == (check,)


def test_core_permissions_come_first() -> None:
    assert list(TABLE) == ["AuditLog.Read.All", "User.Read.All", "Domain.Read.All", "LicenseAssignment.Read.All",
                           "Place.Read.All"]


def test_the_permissions_of_a_check() -> None:
    served = permissions_of(reading(required=(Account,), optional=(SignIns,)), TABLE)
    assert [(each.name, needed) for each, needed in served] == [
        ("AuditLog.Read.All", False), ("User.Read.All", True), ("Domain.Read.All", False)]


@pytest.mark.parametrize(("text", "names"), [
    ("Grant IdentityRiskyUser.Read.All to Roomcheck's application.", {"IdentityRiskyUser.Read.All"}),
    ("Grant Policy.Read.ConditionalAccess (or Policy.Read.All).", {"Policy.Read.ConditionalAccess", "Policy.Read.All"}),
    ("Grant A.Read. Then wait.", {"A.Read"}),
    ("Send the room's diagnostic zip.", set()),
])
def test_permissions_are_named_as_a_whole(text: str, names: set[str]) -> None:
    assert named_in(text) == names
