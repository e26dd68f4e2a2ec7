"""Microsoft's newer SDKs as bots whose turns are counted, on packages of their own: ``python -m bench.turn_peers TASK``."""

import asyncio
from dataclasses import replace

from bench.turn_task import APP_ID, HEARD, ISSUER, SECRET, TENANT, Task, begun

HOST = "127.0.0.1"


async def teams_sdk(task: Task) -> None:
    """The Teams SDK on the server that it brings along."""
    import uvicorn
    from microsoft_teams.api.auth.cloud_environment import PUBLIC
    from microsoft_teams.apps import ActivityContext, App
    from microsoft_teams.apps.http import FastAPIAdapter

    def server(application):
        return uvicorn.Server(uvicorn.Config(application, host=HOST, port=task.port, log_level="warning"))

    bot = App(client_id=APP_ID, client_secret=SECRET, tenant_id=TENANT,
              cloud=replace(PUBLIC, openid_metadata_url=task.metadata),
              http_server_adapter=FastAPIAdapter(server_factory=server))

    @bot.on_message
    async def heard(context: ActivityContext) -> None:
        await context.send(HEARD)

    await bot.start(task.port)


async def agents_sdk(task: Task) -> None:
    """The Microsoft 365 Agents SDK on aiohttp, with the access log off as in the others."""
    from aiohttp import web
    from microsoft_agents.authentication.msal import MsalConnectionManager
    from microsoft_agents.hosting.aiohttp import CloudAdapter, jwt_authorization_middleware
    from microsoft_agents.hosting.core import ActivityHandler, AgentAuthConfiguration, TurnContext
    from microsoft_agents.hosting.core.authorization import AuthTypes
    from microsoft_agents.hosting.core.authorization._entra_issuers import BOTFRAMEWORK_JWKS_URIS

    class Echo(ActivityHandler):
        async def on_message_activity(self, turn_context: TurnContext) -> None:
            await turn_context.send_activity(HEARD)

    BOTFRAMEWORK_JWKS_URIS[ISSUER] = task.keys  # it offers no setting for them
    name = "SERVICE_CONNECTION"
    identity = AgentAuthConfiguration(AuthTypes.client_secret, APP_ID, TENANT, SECRET, connection_name=name)
    adapter = CloudAdapter(connection_manager=MsalConnectionManager({name: identity}))
    bot = Echo()

    async def turn(request: web.Request) -> web.StreamResponse:
        return await adapter.process(request, bot)

    application = web.Application(middlewares=[jwt_authorization_middleware])
    application["agent_configuration"] = identity
    application.router.add_post("/api/messages", turn)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, task.port).start()
    await asyncio.Event().wait()


BOTS = {"teams sdk": teams_sdk, "agents sdk": agents_sdk}


if __name__ == "__main__":
    work = begun()
    asyncio.run(BOTS[work.name](work))
