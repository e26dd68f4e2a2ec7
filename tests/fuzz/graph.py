"""Replies of Microsoft Graph: a simulated tenant's own, with some of their fields missing or of a strange kind.

Where one field alone is strange, no wrong headline may come of it. Where several are, or one is anything at all, the
room is still judged, and its card is a proper one.
"""

import asyncio
import json
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp.test_utils import TestServer
from hypothesis import strategies as st

from checks.diagnosis import diagnose
from checks.engine import Outcome, run
from checks.model import Cause, Confidence, Room, Status
from checks.report import make_report
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
from tests.checks.sources.bundle.hostile.verdict import of_report
from tests.fuzz.fuzzing import Opened
from tests.fuzz.payloads import ANYTHING, deep
from tests.rooms.cases import CATALOGUE, NOW
from tests.rooms.twins import room

Field = tuple[str, ...]
"""A resource, then the names that lead to the field; ``*`` stands for every entry of a list."""
Spoiled = tuple[Field, Any]

MISSING = object()
STRANGE: tuple[Any, ...] = (None, MISSING, -5, 10**30, "strange", "", [], {}, [None], True)
ROOMS = {Cause.HEALTHY: room("zurich-aare"), Cause.MFA_REQUIRED: room("lausanne-ouchy")}
_ONE = re.compile(r"[^/]*@[^/]*|[0-9a-f]{8}-[0-9a-f-]{27}")


class SpoiledGraph(GraphApi):
    """The simulated Graph, which gathers the fields of its replies, and then spoils some of them."""

    def __init__(self, tenant: Tenant) -> None:
        super().__init__(tenant, Faults(), page_size=1_000)
        self.fields: dict[Field, Any] = {}
        self.spoiled: Sequence[Spoiled] = ()

    def answer(self, call: Call) -> Reply:
        """See ``GraphApi``."""
        reply = super().answer(call)
        if "error" in reply.body:
            return reply
        resource, body = f"{call.version}{_ONE.sub('*', call.path)}", json.loads(json.dumps(reply.body))
        if not self.spoiled:
            self.fields |= {(resource, *path): value for path, value in fields_of(body)}
        for (of, *path), strange in self.spoiled:
            body = spoil(body, tuple(path), strange) if of == resource else body
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


@dataclass(frozen=True, slots=True)
class Served:
    """One room's tenant, and a client that asks it."""

    cause: Cause
    scenario: Scenario
    api: SpoiledGraph
    client: GraphClient

    async def outcome(self, spoiled: Sequence[Spoiled] = ()) -> Outcome:
        """What a check of the room finds, with nothing kept from before."""
        self.api.spoiled = spoiled
        asked, self.client.kept = Room(self.scenario.address), Kept(time.monotonic)
        return await run(asked, graph_collectors(self.client, clock=lambda: NOW)(asked), CATALOGUE)

    def examples(self) -> st.SearchStrategy[tuple[Cause, Sequence[Spoiled], bool]]:
        """Fields to spoil, and whether the headline is held to be right all the same."""
        fields = st.sampled_from(list(self.api.fields.items()))
        alone = st.tuples(fields, st.sampled_from(STRANGE)).filter(lambda made: is_strange(made[1], *made[0]))
        anything = ANYTHING | st.sampled_from((*STRANGE, deep(90)))
        several = st.lists(st.tuples(fields.map(lambda field: field[0]), anything), min_size=1, max_size=5)
        return (alone.map(lambda made: (self.cause, [(made[0][0], made[1])], True))
                | several.map(lambda made: (self.cause, made, False)))


@contextmanager
def spoiled_replies() -> Iterator[Opened]:
    """The target."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            served = {cause: runner.run(_served(stack, cause)) for cause in ROOMS}
            yield Opened(st.one_of(*(each.examples() for each in served.values())),
                         lambda example: runner.run(_attempt(served[example[0]], example[1], sure=example[2])))
        finally:
            runner.run(stack.aclose())


async def _served(stack: AsyncExitStack, cause: Cause) -> Served:
    api = SpoiledGraph(Tenant(NOW, (ROOMS[cause],)))
    server = await stack.enter_async_context(TestServer(GraphServer(api, Faults(), [], []).application()))
    client = await stack.enter_async_context(connect_simulated(str(server.make_url("")).rstrip("/")))
    served = Served(cause, ROOMS[cause], api, client)
    outcome = await served.outcome()
    assert diagnose(Room(served.scenario.address), outcome.findings).cause is cause
    return served


async def _attempt(served: Served, spoiled: Sequence[Spoiled], *, sure: bool) -> None:
    outcome, asked = await served.outcome(spoiled), Room(served.scenario.address)
    broken = [each.summary for each in outcome.findings if each.status is Status.ERROR]
    broken += [gap.detail for gap in outcome.collected.gaps if "fault in Roomcheck" in gap.detail]
    assert not broken, broken
    found = diagnose(asked, outcome.findings)
    wrong = found.confidence is Confidence.HIGH and found.cause not in {served.cause, Cause.UNDETERMINED}
    assert not (sure and wrong), f"the headline is {found.cause}"
    said = list(of_report(make_report(asked, outcome, NOW)))
    assert not said, said
