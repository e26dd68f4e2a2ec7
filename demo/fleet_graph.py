"""A large tenant's Graph in a process of its own: ``python -m demo.fleet_graph --rooms 10000 --faster 20``.

It writes its address on a line, and serves until its standard input ends.
"""

import argparse
import asyncio
import sys
from datetime import datetime

from demo.fleet import large_tenant
from demo.graph_faults import Faults
from demo.graph_server import simulated_graph

LARGEST_PAGE = 1_000
_ADDRESS = "Serving at "


async def serve(rooms: int, now: datetime, faster: float) -> None:
    """Serve until standard input ends. ``faster`` is how many times faster than Microsoft's the clock of its limits is;
    0 is no limit.
    """
    tenant = await asyncio.to_thread(large_tenant, rooms, now)
    async with simulated_graph(tenant=tenant, faults=Faults(strict_reports=faster), page_size=LARGEST_PAGE) as root:
        sys.stdout.write(f"{_ADDRESS}{root}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


def address_in(line: str) -> str:
    """The address that :func:`serve` has written."""
    return line.strip().removeprefix(_ADDRESS)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rooms", type=int, default=10_000)
    words.add_argument("--now", type=datetime.fromisoformat, required=True, help="its moment, with a zone")
    words.add_argument("--faster", type=float, default=1.0)
    given = words.parse_args()
    asyncio.run(serve(given.rooms, given.now, given.faster))


if __name__ == "__main__":
    main()
