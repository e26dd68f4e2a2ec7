"""Microsoft's Teams SDK as a bot whose turns are counted, on the server that it brings along and packages of its own:
``python -m bench.turn_bot_teams_sdk TASK``.
"""

import asyncio
from dataclasses import replace

import uvicorn
from fastapi import FastAPI
from microsoft_teams.api import MessageActivity
from microsoft_teams.api.auth.cloud_environment import PUBLIC
from microsoft_teams.apps import ActivityContext, App
from microsoft_teams.apps.http import FastAPIAdapter

from bench.turn_task import APP_ID, HEARD, SECRET, TENANT, Task, begun


async def main(task: Task) -> None:
    """Serve until stopped."""
    def server(application: FastAPI) -> uvicorn.Server:
        return uvicorn.Server(uvicorn.Config(application, host="127.0.0.1", port=task.port, log_level="warning"))

    bot = App(client_id=APP_ID, client_secret=SECRET, tenant_id=TENANT,
              cloud=replace(PUBLIC, openid_metadata_url=task.metadata),
              http_server_adapter=FastAPIAdapter(server_factory=server))

    @bot.on_message  # type: ignore[untyped-decorator]  # the SDK is not installed where types are checked
    async def heard(context: ActivityContext[MessageActivity]) -> None:
        await context.send(HEARD)

    await bot.start(task.port)


if __name__ == "__main__":
    asyncio.run(main(begun()))
