"""The doctor's whole visit: every line is made, whatever becomes of the others."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.adapter.endpoint import Probe, probe
from bot.doctor import credentials, endpoint, permissions
from bot.doctor.app_package import package_lines
from bot.doctor.clock import clock_line
from bot.doctor.configuration import configuration_lines, is_simulated
from bot.doctor.database import Looked, looked_at
from bot.doctor.lines import Line, State, Topic, not_looked_at
from bot.settings import Settings
from bot.setup import setup_of
from checks.clock_skew import Skews
from checks.collector import CannotCollect
from checks.doctor import Examination

log = logging.getLogger(__name__)

_REST = ((Topic.CREDENTIALS, credentials.GRAPH), (Topic.CREDENTIALS, credentials.BOT), (Topic.CLOCK, "Clock"),
         (Topic.DATABASE, "Database"), (Topic.PERMISSIONS, permissions.NAME), (Topic.BOT, endpoint.REGISTRATION),
         (Topic.BOT, endpoint.ENDPOINT))


@dataclass(frozen=True, slots=True)
class Tenant:
    """What the doctor is given from outside the bot.

    ``sign_in`` gets a token for Graph and ``end_of`` reads a certificate, as :mod:`bot.doctor.credentials` tells.
    ``examine`` is told whether turns at Graph may be taken in the database; it raises ``CannotCollect``. ``login`` is
    what MSAL asks through. ``skews`` collects what all of them learn of the time.
    """

    clock: Callable[[], datetime]
    skews: Skews
    login: Any
    sign_in: Callable[[Settings], Awaitable[None]]
    end_of: Callable[[str], datetime]
    examine: Callable[[Settings, bool], Awaitable[Examination]]
    ask: Callable[[str], Awaitable[Probe]] = probe


@dataclass(slots=True)
class Findings:
    """What the doctor found; without an ``examination`` a line says why there is none."""

    lines: list[Line] = field(default_factory=list)
    examination: Examination | None = None


async def visit(settings: Settings, tenant: Tenant) -> Findings:
    """Look at everything, one after the other. Never raises for what is wrong."""
    found = Findings(configuration_lines(settings))
    graph = await _made(Topic.CREDENTIALS, credentials.GRAPH, credentials.graph_line(settings, tenant.sign_in))
    bot = await _made(Topic.CREDENTIALS, credentials.BOT, credentials.bot_line(settings, tenant.login))
    certificate = credentials.certificate_line(settings, tenant.end_of, tenant.clock())
    database = await _database(settings)
    permitted = await _made(Topic.PERMISSIONS, permissions.NAME, _examined(settings, tenant, graph, database, found))
    found.lines += [graph, *([certificate] if certificate else []), bot, clock_line(tenant.skews.found),
                    *database.lines, permitted, *endpoint.registration_lines(settings, bot),
                    await _made(Topic.BOT, endpoint.ENDPOINT, endpoint.endpoint_line(settings, tenant.ask)),
                    *package_lines(simulated=is_simulated(settings))]
    return found


def without_settings(wrong: list[Line]) -> Findings:
    """The lines where the settings cannot be read: all but the program's own need them."""
    rest = [not_looked_at(topic, name, "the settings are wrong", "Correct them first.") for topic, name in _REST]
    return Findings([*wrong, *rest, *package_lines(simulated=False)])


async def _examined(settings: Settings, tenant: Tenant, token: Line, database: Looked, found: Findings) -> Line:
    if token.state not in (State.OK, State.NOT_NEEDED):
        return not_looked_at(Topic.PERMISSIONS, permissions.NAME, "Roomcheck has no token for Microsoft Graph",
                             "See to that line first.")
    try:
        found.examination = await tenant.examine(settings, database.usable)
    except CannotCollect as why:
        return permissions.unexamined_line(why)
    return permissions.examined_line(found.examination, setup_of(settings).grant_command)


async def _database(settings: Settings) -> Looked:
    try:
        return await looked_at(settings)
    except Exception as fault:  # noqa: BLE001 - no fault of ours may keep the other lines from being made
        return Looked((_fault(Topic.DATABASE, "Database", fault),))


async def _made(topic: Topic, name: str, line: Awaitable[Line]) -> Line:
    try:
        return await line
    except Exception as fault:  # noqa: BLE001 - as above
        return _fault(topic, name, fault)


def _fault(topic: Topic, name: str, fault: Exception) -> Line:
    log.info("the doctor could not look at %s", name, exc_info=fault)
    return Line(topic, name, State.UNKNOWN, f"It could not be told because of a fault in Roomcheck "
                f"({type(fault).__name__}).", "Ask again; if it happens again, report it to whoever makes Roomcheck.")
