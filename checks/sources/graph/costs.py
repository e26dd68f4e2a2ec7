"""What a request costs in the directory's resource units.

The numbers are those of Microsoft Learn, "Microsoft Graph service-specific throttling limits", under "Identity and
access service limits". It says nothing of one user by id: that is taken to cost what the list of users does. A page of
a list costs the same however many rows it has.
"""

from types import MappingProxyType
from urllib.parse import parse_qsl, urlsplit

_BASE = MappingProxyType({
    "users": 2, "licenseDetails": 2, "memberOf": 2, "transitiveMemberOf": 2, "ownedObjects": 2, "subscribedSkus": 3,
    "members": 3, "transitiveMembers": 5, "applications": 2, "appRoleAssignments": 2,
})
_SHORT_PAGE = 20
_LEAST = 1


def units_of(url: str) -> int:
    """The cost of a GET; at least 1."""
    parts = urlsplit(url.replace("%24", "$"))
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    top = query.get("$top", "")
    cheaper = ("$select" in query) + (top.isdecimal() and int(top) < _SHORT_PAGE)
    return max(_LEAST, _base(parts.path) + ("$expand" in query) - cheaper)


def _base(path: str) -> int:
    *before, last = path.rstrip("/").split("/")
    return _BASE.get(last) or (_BASE["users"] if before and before[-1] == "users" else _LEAST)
