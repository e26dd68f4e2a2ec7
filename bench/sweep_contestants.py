"""One way of looking at a fleet, once, in a process of its own: ``python -m bench.sweep_contestants WAY ADDRESS ...``.

It prints what came out as JSON.
"""

import argparse
import asyncio
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.fleet import Sweep
from bot.store.database import embedded_url, opened
from bot.store.evidence import SqlEvidence
from bot.store.reports import SqlReports
from bot.sweeps import Judges
from bot.turns import Conversation, Message
from bot.watch import Around, Watch, fleet_stores, watch_over
from checks.codec import make_ready
from checks.engine import Outcome, judge
from checks.limits import Limit
from checks.registry import discover
from checks.report import make_report
from checks.sources.graph.connect import connect_simulated
from checks.sources.graph.fleet import GraphFleet
from checks.sources.graph.pacing import Pacer
from demo.fleet import fleet_of

PORTIONS_AT_ONCE = 2
_THROTTLED, _WEEK = 429, timedelta(days=7)


class Quickened(Pacer):
    """The pace of a clock that runs so many times faster than Microsoft's."""

    def __init__(self, faster: float) -> None:
        super().__init__()
        self._faster = faster

    async def enter(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False) -> None:
        """See ``Gate``."""
        quick = replace(limit, seconds=limit.seconds / self._faster)
        await super().enter(quick, patience, units=units, behind=behind)


class NoJobs:
    """The steps are performed here, not by the job engine."""

    async def submit(self, connection: AsyncConnection, job: Any) -> None: ...

    async def submit_sweep(self, connection: AsyncConnection, job_id: str, sweep_id: str) -> None: ...

    async def lost(self, _job_ids: Any) -> tuple[str, ...]:
        return ()


class NoTeams:
    """Nobody is told."""

    async def post(self, conversation: Conversation, message: Message) -> str:
        raise NotImplementedError

    async def begin(self, conversation: Conversation, message: Message) -> tuple[Conversation, str]:
        raise NotImplementedError

    async def update(self, conversation: Conversation, activity_id: str, message: Message) -> None:
        raise NotImplementedError

    async def typing(self, conversation: Conversation) -> None: ...


async def whole_sweep(address: str, _rooms: int, now: datetime, faster: float) -> dict[str, Any]:
    """A sweep as the bot makes it, with its database, but for the job engine and for Teams."""
    with TemporaryDirectory(prefix="roomcheck-bench-") as home:
        async with (opened(embedded_url(Path(home))) as engine,
                    connect_simulated(address, gate=Quickened(faster)) as client):
            stores = fleet_stores(engine, NoJobs())
            judges = Judges(GraphFleet(client.in_background(), clock=lambda: now), discover(), make_report)
            around = Around(SqlReports(engine), SqlEvidence(engine), NoTeams(), lambda: now)
            watch = watch_over(stores, judges, around)
            begun = time.perf_counter()
            await _perform(watch, Sweep("sweep", "sweep", now))
            seconds = time.perf_counter() - begun
            sweep = await stores.sweeps.get("sweep")
    return {"seconds": seconds, "requests": sweep.requests if sweep else 0, "rooms": sweep.looked_at if sweep else 0,
            "fault": sweep.fault if sweep else "lost"}


async def _perform(watch: Watch, sweep: Sweep) -> None:
    await watch.sweeps.start(sweep)
    few = asyncio.Semaphore(PORTIONS_AT_ONCE)

    async def look(portion: int) -> None:
        async with few:
            await watch.sweeps.look(sweep.id, portion)

    async with asyncio.TaskGroup() as group:
        for portion in range(await watch.sweeps.discover(sweep.id)):
            group.create_task(look(portion))
    await watch.sweeps.conclude(sweep.id)


async def judging(address: str, rooms: int, now: datetime, _faster: float) -> dict[str, Any]:
    """The processor's time to judge one portion, again and again."""
    async with connect_simulated(address) as client:
        fleet, catalogue = GraphFleet(client.in_background(), clock=lambda: now), discover()
        found = [room async for page in fleet.discover() for room in page.rooms][:rooms]
        looked = await fleet.look(found)
    begun = time.process_time()
    for room, evidence in zip(found, looked.evidence, strict=True):
        make_report(room.room, Outcome(judge(catalogue, evidence), evidence, evidence), now)
    return {"seconds": time.process_time() - begun, "requests": 0, "rooms": len(found), "fault": ""}


async def one_by_one(address: str, rooms: int, now: datetime, _faster: float) -> dict[str, Any]:
    """Five requests for each room, one after the other, as scripts make them that go through a list of rooms: the
    account, its licences, its mailbox, its place, and its sign-ins. A script waits for as long as Graph asks.
    """
    since = (now - _WEEK).strftime("%Y-%m-%dT%H:%M:%SZ")
    requests, begun = 0, time.perf_counter()
    async with aiohttp.ClientSession(address) as http:
        for room in fleet_of(rooms):
            who = room.address
            lately = f"userPrincipalName eq '{who}' and createdDateTime ge {since}"
            for path in (f"/v1.0/users/{who}?$select=id,accountEnabled,passwordPolicies,usageLocation",
                         f"/v1.0/users/{who}/licenseDetails", f"/v1.0/users/{who}/mailboxSettings",
                         f"/v1.0/places/{who}", f"/v1.0/auditLogs/signIns?$filter={lately}"):
                requests += await _asked(http, path)
    return {"seconds": time.perf_counter() - begun, "requests": requests, "rooms": rooms, "fault": ""}


async def _asked(http: aiohttp.ClientSession, path: str) -> int:
    """How many requests it took until there was an answer."""
    tries = 0
    while True:
        tries += 1
        async with http.get(path) as reply:
            await reply.json()
            if reply.status != _THROTTLED:
                return tries
            wait = float(reply.headers["Retry-After"])
        await asyncio.sleep(wait)


WAYS: Mapping[str, Callable[[str, int, datetime, float], Awaitable[dict[str, Any]]]] = {
    "sweep": whole_sweep, "judging": judging, "one by one": one_by_one,
}


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("way", choices=WAYS)
    words.add_argument("address")
    words.add_argument("rooms", type=int)
    words.add_argument("now", type=datetime.fromisoformat)
    words.add_argument("faster", type=float)
    given = words.parse_args()
    make_ready()
    found = asyncio.run(_measured(given))
    sys.stdout.write(json.dumps(found))


async def _measured(given: argparse.Namespace) -> dict[str, Any]:
    used = time.process_time()
    found = await WAYS[given.way](given.address, given.rooms, given.now, given.faster)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found | {"cpu": time.process_time() - used, "peak": peak}


if __name__ == "__main__":
    main()
