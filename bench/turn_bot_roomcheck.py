"""All of Roomcheck as a bot whose turns are counted: ``python -m bench.turn_bot_roomcheck TASK``."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

import app
from bench.turn_bots import HOST, settings_of
from bench.turn_task import Task, begun
from bot.limits import no_limits
from bot.server import listening, settle, stop_signal
from bot.service import bot_at_work
from checks.sources.graph.connect import connect_simulated
from demo.graph_server import simulated_graph


async def main(task: Task) -> None:
    """Serve as the command does, with store and jobs, in the simulated tenant; one person asks as fast as it goes."""
    with TemporaryDirectory() as home:
        async with simulated_graph() as graph, connect_simulated(graph) as client, \
                bot_at_work(settings_of(task, Path(home), graph), app.world(client), development=True,
                            limits=no_limits()) as application, \
                listening(application, HOST, task.port):
            settle()
            await stop_signal()


if __name__ == "__main__":
    asyncio.run(main(begun()))
