"""The Microsoft 365 Agents SDK as a bot whose turns are counted, on packages of its own:
``python -m bench.turn_bot_agents_sdk TASK``.
"""

import asyncio

from aiohttp import web
from microsoft_agents.authentication.msal import MsalConnectionManager
from microsoft_agents.hosting.aiohttp import CloudAdapter, jwt_authorization_middleware
from microsoft_agents.hosting.core import ActivityHandler, AgentAuthConfiguration, TurnContext
from microsoft_agents.hosting.core.authorization import AuthTypes
from microsoft_agents.hosting.core.authorization._entra_issuers import BOTFRAMEWORK_JWKS_URIS

from bench.turn_task import APP_ID, HEARD, ISSUER, SECRET, TENANT, Task, begun

_CONNECTION = "SERVICE_CONNECTION"


class Echo(ActivityHandler):  # type: ignore[misc]  # the SDK is not installed where types are checked
    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await turn_context.send_activity(HEARD)


async def main(task: Task) -> None:
    """Serve until stopped, without the access log, as the others do."""
    BOTFRAMEWORK_JWKS_URIS[ISSUER] = task.keys  # there is no setting for it
    identity = AgentAuthConfiguration(AuthTypes.client_secret, APP_ID, TENANT, SECRET, connection_name=_CONNECTION)
    adapter = CloudAdapter(connection_manager=MsalConnectionManager({_CONNECTION: identity}))
    bot = Echo()

    async def turn(request: web.Request) -> web.Response:
        answer: web.Response = await adapter.process(request, bot)
        return answer

    application = web.Application(middlewares=[jwt_authorization_middleware])
    application["agent_configuration"] = identity
    application.router.add_post("/api/messages", turn)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", task.port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(begun()))
