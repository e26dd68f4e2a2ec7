"""What requests cost in the directory's units, by Microsoft's table."""

import pytest

from checks.sources.graph.costs import units_of

ROOT = "https://graph.microsoft.com/v1.0"


@pytest.mark.parametrize(("asked", "units"), [
    ("/users", 2),
    ("/users/room@contoso.com", 2),
    ("/users/room@contoso.com?%24select=id,mail", 1),
    ("/users?$filter=mail%20eq%20'a'&$select=id&$top=5", 1),
    ("/users?$top=5", 1),
    ("/users?$top=20", 2),
    ("/users?$expand=manager", 3),
    ("/users/1/licenseDetails", 2),
    ("/users/1/licenseDetails?$select=skuId", 1),
    ("/users/1/transitiveMemberOf?$select=id&$top=999", 1),
    ("/users/1/registeredDevices", 1),
    ("/subscribedSkus", 3),
    ("/subscribedSkus?$select=skuId", 2),
    ("/groups/1/transitiveMembers?$select=id", 4),
    ("/domains/contoso.com", 1),
    ("/policies/deviceRegistrationPolicy", 1),
    ("/users/transitiveMembers/licenseDetails/", 2),
])
def test_a_request_costs_what_the_table_says(asked: str, units: int) -> None:
    assert units_of(ROOT + asked) == units
