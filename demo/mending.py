"""What Contoso's administrators can do: set a room up as it should be, on a page of their own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape

from aiohttp import web

from checks.model import Cause
from demo.rooms import ROOMS
from demo.scenario import Scenario, attempts
from demo.tenant import Tenant

MEND = "/mend"
_WELL = next(room for room in ROOMS if room.expected.both is Cause.HEALTHY)
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Contoso's rooms</title>
<style>body {{ font: 15px sans-serif; margin: 2em }} td {{ padding: 3px 12px 3px 0 }}</style>
<h1>Contoso's rooms</h1>
<p>A room that is mended has the account, licence, mailbox and devices that it should have, and signs in at once. The
watch tells that it works again when two sweeps in a row have seen so. Where sign-ins were refused, an hour has to pass
first in which none is.</p>
<table>{rows}</table></html>"""
_ROW = """<tr><td><b>{name}</b></td><td>{story}</td><td><form method="post"><button name="room" value="{address}">Mend \
{name}</button></form></td></tr>"""


def mended(room: Scenario, ago: timedelta) -> Scenario:
    """The room set up as one that is well, and signed in ``ago``; what its log and its device say of before stays."""
    signed_in = (*attempts((ago,)), *attempts((ago,), exchange=True), *attempts((ago,), interactive=False))
    return replace(_WELL, address=room.address, display_name=room.display_name, story="Mended just now.",
                   expected=room.expected, attempts=(*signed_in, *room.attempts), phases=room.phases)


def _row(room: Scenario) -> str:
    said = {"name": room.display_name, "story": room.story, "address": room.address}
    return _ROW.format(**{key: escape(value) for key, value in said.items()})


def add_mending(application: web.Application, tenant: Tenant, clock: Callable[[], datetime]) -> None:
    """The page, and what its buttons do to the tenant."""
    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=_PAGE.format(rows="".join(map(_row, tenant.rooms))), content_type="text/html")

    async def mend(request: web.Request) -> web.Response:
        wanted = (await request.post()).get("room")
        room = next((each for each in tenant.rooms if each.address == wanted), None)
        if room is None:
            raise web.HTTPNotFound(text="Contoso has no such room.")
        tenant.set_up(mended(room, tenant.now - clock()))
        raise web.HTTPSeeOther(MEND)

    application.router.add_get(MEND, show)
    application.router.add_post(MEND, mend)
