"""One field of Graph's replies at a time is missing or of a strange kind: no wrong headline may come of that.

Of the fields that a check of the room is told every fifth takes its turn, and of the ways to spoil one each takes the
next, so that the whole is quick and the same in every run.
"""

import json
import re
import time
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from checks.diagnosis import diagnose
from checks.engine import run
from checks.model import Cause, Confidence, Diagnosis, Room, Status
from checks.sources.graph.client import GraphClient
from checks.sources.graph.collectors import graph_collectors
from checks.sources.graph.connect import connect_simulated
from checks.sources.graph.kept import Kept
from demo.graph_api import GraphApi
from demo.graph_call import Call
from demo.graph_faults import Faults
from demo.graph_replies import Reply
from demo.graph_server import GraphServer
from demo.scenario import Scenario
from demo.tenant import Tenant
from tests.rooms.cases import CATALOGUE, NOW
from tests.rooms.twins import room

Field = tuple[str, ...]
"""A resource, then the names that lead to the field; ``*`` stands for every entry of a list."""

MISSING = object()
STRANGE: tuple[Any, ...] = (None, MISSING, -5, 10**30, "strange", "", [], {}, [None], True)
ROOMS = {Cause.HEALTHY: room("zurich-aare"), Cause.MFA_REQUIRED: room("lausanne-ouchy")}
_ONE = re.compile(r"[^/]*@[^/]*|[0-9a-f]{8}-[0-9a-f-]{27}")


class SpoiledGraph(GraphApi):
    """The simulated Graph, which gathers the fields of its replies, and spoils one of them."""

    def __init__(self, tenant: Tenant) -> None:
        super().__init__(tenant, Faults(), page_size=1_000)
        self.fields: dict[Field, Any] = {}
        self.spoiled: tuple[Field, Any] | None = None

    def answer(self, call: Call) -> Reply:
        """See ``GraphApi``."""
        reply = super().answer(call)
        if "error" in reply.body:
            return reply
        resource, body = f"{call.version}{_ONE.sub('*', call.path)}", json.loads(json.dumps(reply.body))
        if self.spoiled is None:
            self.fields |= {(resource, *path): value for path, value in fields_of(body)}
        elif self.spoiled[0][0] == resource:
            body = spoil(body, self.spoiled[0][1:], self.spoiled[1])
        return Reply(reply.status, body, reply.headers)


def fields_of(value: Any, path: Field = ()) -> Iterator[tuple[Field, Any]]:
    """Every field inside, with what it holds."""
    inside = value.items() if isinstance(value, dict) else [("*", each) for each in value]
    for name, each in inside:
        yield (*path, name), each
        if isinstance(each, dict | list):
            yield from fields_of(each, (*path, name))


def spoil(value: Any, path: Field, strange: Any) -> Any:
    """The same with this field as something else."""
    name, *rest = path
    if isinstance(value, list) and name == "*":
        spoiled = (spoil(each, tuple(rest), strange) if rest else strange for each in value)
        return [each for each in spoiled if each is not MISSING]
    if not isinstance(value, dict) or name not in value:
        return value
    changed = value | {name: spoil(value[name], tuple(rest), strange) if rest else strange}
    return {name: each for name, each in changed.items() if each is not MISSING}


def is_strange(strange: Any, field: Field, told: Any) -> bool:
    """Whether this is no honest answer: an empty list is one in a list's place, and so is a flag in another's."""
    emptied = field[-1] == "*" and strange is MISSING
    honest = strange == [] if isinstance(told, list) else isinstance(strange, bool) and isinstance(told, bool)
    return not honest and not emptied


async def judged(client: GraphClient, scenario: Scenario) -> Diagnosis:
    """The headline, with nothing kept from before."""
    asked, client.kept = Room(scenario.address), Kept(time.monotonic)
    outcome = await run(asked, graph_collectors(client, clock=lambda: NOW)(asked), CATALOGUE)
    assert not [each.summary for each in outcome.findings if each.status is Status.ERROR]
    return diagnose(asked, outcome.findings)


@pytest.mark.parametrize("cause", ROOMS)
async def test_no_field_can_bring_a_wrong_headline(cause: Cause) -> None:
    api, wrong = SpoiledGraph(Tenant(NOW, (ROOMS[cause],))), []
    async with (TestServer(GraphServer(api, Faults(), [], []).application()) as served,
                connect_simulated(str(served.make_url("")).rstrip("/")) as client):
        assert (await judged(client, ROOMS[cause])).cause is cause
        ways = cycle(STRANGE)
        for field, told in islice(api.fields.items(), 0, None, 5):
            strange = next(way for way in ways if is_strange(way, field, told))
            api.spoiled = field, strange
            found = await judged(client, ROOMS[cause])
            if found.confidence is Confidence.HIGH and found.cause not in {cause, Cause.UNDETERMINED}:
                wrong.append((field, strange, found.cause))
    assert not wrong
