"""Which of some groups an account is in, directly or through other groups."""

import re
from collections.abc import Collection, Iterator, Sequence

from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import texts
from checks.sources.graph.pacing import DIRECTORY
from checks.sources.graph.refusals import Call

SOURCE = "graph.membership"
PERMISSION = "GroupMember.Read.All"
_AT_ONCE = 20
"""The most groups that one question may name: Microsoft Learn, directoryObject: checkMemberGroups."""
_CALL = Call("which of some groups an account is in", PERMISSION, DIRECTORY)
_OBJECT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class GraphMembership:
    """The port ``Membership`` over ``checkMemberGroups``, which goes through nested groups by itself."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def of(self, person: str, groups: Collection[str]) -> frozenset[str]:
        """As the port says. What is no object id is in no group, and is not asked about."""
        if not _OBJECT_ID.fullmatch(person.lower()):
            return frozenset()
        found: set[str] = set()
        for some in _portions(sorted(groups)):
            body = {"groupIds": list(some)}
            answer = await self._client.post(f"/users/{person.lower()}/checkMemberGroups", body, _CALL)
            found.update(each.lower() for each in texts(answer, "value"))
        return frozenset(found & {each.lower() for each in groups})


def _portions(groups: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(groups), _AT_ONCE):
        yield groups[start:start + _AT_ONCE]
