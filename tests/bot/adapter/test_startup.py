"""What the bot refuses to start with."""

from typing import Any

import pytest

from bot.adapter import create_adapter
from bot.settings import ConfigurationError
from tests.bot.adapter.bots import Echo, demo_settings, ours, real_settings
from tests.bot.conftest import FakeConnector
from tests.bot.teams_wire import APP_ID, TENANT, an_activity


@pytest.mark.parametrize(("settings", "development", "named"), [
    ({}, False, "MicrosoftAppId"),
    ({"host": "0.0.0.0"}, True, "ROOMCHECK_HOST"),  # noqa: S104 - the address that must be refused
    ({"host": "bot.example"}, True, "ROOMCHECK_HOST"),
    ({"app_id": APP_ID, "app_tenant_id": TENANT}, False, "MicrosoftAppPassword"),
    ({"app_id": APP_ID, "app_password": "p"}, False, "MicrosoftAppTenantId"),
    ({"app_id": APP_ID, "app_password": "p", "allowed_tenants": TENANT}, False, "MicrosoftAppTenantId"),
    ({"app_id": APP_ID, "app_type": "UserAssignedMSI"}, False, "MicrosoftAppTenantId"),
])
def test_wrong_setting_is_named(settings: dict[str, Any], development: bool, named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        create_adapter(demo_settings(**settings), development=development)


@pytest.mark.parametrize("settings", [
    {}, {"app_type": "UserAssignedMSI", "app_password": ""}, {"cloud": "gcchigh"}, {"cloud": "china"},
])
def test_complete_settings_start(settings: dict[str, Any]) -> None:
    create_adapter(real_settings(**settings))


async def test_without_an_identity_the_bot_answers_this_machine_only(connector_server: FakeConnector) -> None:
    bot = Echo()
    async with ours(create_adapter(demo_settings(), development=True), bot) as caller:
        assert (await caller.post(an_activity("https://smba.trafficmanager.net/emea/"))).status == 403
        assert (await caller.post(an_activity(connector_server.url), Host="rebound.example:3978")).status == 403
        assert bot.turns == 0
        assert (await caller.post(an_activity(connector_server.url, channelId="emulator"))).status == 200


async def test_tenants_are_kept_out_without_an_identity_too(connector_server: FakeConnector) -> None:
    adapter = create_adapter(demo_settings(allowed_tenants=APP_ID), development=True)
    async with ours(adapter, Echo()) as caller:
        assert (await caller.post(an_activity(connector_server.url))).status == 403
