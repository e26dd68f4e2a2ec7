"""The routes that are told of: patterns, whatever stands in an address."""

import pytest

from checks.sources.graph.asking import route_of

ROOT = "https://graph.microsoft.com"


@pytest.mark.parametrize(("url", "route"), [
    (f"{ROOT}/v1.0/users/room-1@contoso.com/licenseDetails?$select=x", "/users/{id}/licenseDetails"),
    ("/users/room-1%40contoso.com/mailboxSettings", "/users/{id}/mailboxSettings"),
    (f"{ROOT}/beta/auditLogs/signIns?%24filter=userId eq 'canary'", "/beta/auditLogs/signIns"),
    (f"{ROOT}/v1.0/places/microsoft.graph.room?$skiptoken=canary", "/places/microsoft.graph.room"),
    ("http://127.0.0.1:8080/v1.0/domains/contoso.com", "/domains/{id}"),
    (f"{ROOT}/v1.0/anna.keller/Users", "/{id}/{id}"),
    ("", "/{id}"),
])
def test_a_route_has_no_id_in_it(url: str, route: str) -> None:
    assert route_of(url) == route
