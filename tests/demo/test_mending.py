"""Contoso's administrators set a room up as it should be."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web

from demo.graph_server import LOOPBACK
from demo.mending import MEND, add_mending
from demo.rooms import ROOMS
from demo.scenario import Scenario
from demo.tenant import Tenant

NOW = datetime(2026, 11, 22, 15, 14, tzinfo=UTC)
LATER = NOW + timedelta(minutes=7)


def room(name: str) -> Scenario:
    return next(each for each in ROOMS if each.display_name == name)


@pytest.fixture(name="tenant")
def _tenant() -> Tenant:
    return Tenant(NOW)


@pytest.fixture(name="page")
async def _page(tenant: Tenant) -> AsyncIterator[str]:
    application = web.Application()
    add_mending(application, tenant, lambda: LATER)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, 0).start()
    yield f"http://{LOOPBACK}:{runner.addresses[0][1]}{MEND}"
    await runner.cleanup()


async def pressed(page: str, address: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.post(page, data={"room": address}) as reply:
        return reply.status, await reply.text()


async def test_a_room_without_an_account_has_one_and_signs_in(tenant: Tenant, page: str) -> None:
    gone = room("Basel Rhein")
    assert tenant.user(gone.address) is None
    others = tenant.employees
    assert tenant.sign_ins.v1
    status, shown = await pressed(page, gone.address)
    assert (status, shown.count("Mended just now.")) == (200, 1)
    assert tenant.user(gone.address)
    assert len(tenant.licences(gone.object_id)) == 1
    newest = tenant.sign_ins.beta[0]
    assert (newest["userId"], newest["createdDateTime"]) == (gone.object_id, "2026-11-22T15:21:00Z")
    assert tenant.employees == others


async def test_what_the_log_holds_of_before_stays(tenant: Tenant, page: str) -> None:
    blocked = room("Lugano Ceresio")
    before = tenant.sign_ins_of([blocked.object_id]).beta
    await pressed(page, blocked.address)
    assert tenant.sign_ins_of([blocked.object_id]).beta[-len(before):] == before


async def test_a_room_that_is_none_changes_nothing(tenant: Tenant, page: str) -> None:
    status, told = await pressed(page, "<b>@contoso.com")
    assert (status, told) == (404, "Contoso has no such room.")
    assert tenant.rooms == ROOMS
