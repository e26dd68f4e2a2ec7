"""The bot put together: store, job engine, adapter and desk, as one web application."""

import contextlib
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from aiohttp import web
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.access_ports import Membership, Recognition, on_command_line
from bot.activity_handler import TeamsBot
from bot.adapter import TeamsAdapter, create_adapter
from bot.admission import Admission
from bot.alerts import Rule
from bot.attachments import LARGEST_ZIP, Downloader
from bot.authorise import Policy, grants_of
from bot.background import Background
from bot.cards import LINKS, Links
from bot.cards.links import personal_chat
from bot.commands.services import Dialog, Services
from bot.desk import Desk
from bot.doorkeeper import Doorkeeper
from bot.examination import Examiner, Sources
from bot.file_hosts import FileHosts
from bot.file_ports import SharedFiles
from bot.jobs.running import Store, at_work, opened_store
from bot.likely_rooms import LikelyRooms
from bot.limits import Limits, no_limits
from bot.measuring import measured
from bot.only_rooms import OnlyRooms
from bot.painter import Painter
from bot.ports import Clock, CollectorsFor, ExaminePermissions, Messenger, ReadBundle, Rooms, StoreAwayError
from bot.proactive import TeamsMessenger
from bot.run_messages import RunMessages
from bot.runs import RunService
from bot.server import create_app
from bot.setting_values import Cloud
from bot.settings import ConfigurationError, Settings
from bot.setup import setup_of
from bot.shared_files import SharedZips
from bot.store.access import SqlAudit, SqlDetails, SqlKnownRooms
from bot.store.database import address_of
from bot.store.forgetting import SqlMemory
from bot.sweeps import Judges
from bot.uploads import Uploader
from bot.watch import Around, Watch, fleet_stores, watch_over
from bot.words import catalogues
from checks.engine import Outcome
from checks.fleet import Fleet
from checks.model import Report, Room
from checks.permissions import Permissions
from checks.registry import Catalogue


@dataclass(frozen=True, slots=True)
class World:
    """What the bot is given from outside itself: the time, where evidence comes from, who judges it, the dialogs.

    ``recognition_by`` is given the groups whose members are rooms, ``doctor_of`` all groups that the settings name.
    """

    clock: Clock
    rooms: Rooms
    collectors_for: CollectorsFor
    read_bundle: ReadBundle
    catalogue: Catalogue
    make_report: Callable[[Room, Outcome, datetime], Report]
    dialogs: Mapping[str, Dialog]
    permissions: Permissions
    doctor_of: Callable[[Collection[str]], ExaminePermissions]
    fleet: Fleet
    membership: Membership
    shared_files: SharedFiles
    recognition_by: Callable[[Collection[str]], Recognition]


@contextlib.asynccontextmanager
async def bot_at_work(settings: Settings, world: World, *, development: bool = False,
                      performs: bool = True, limits: Limits | None = None) -> AsyncIterator[web.Application]:
    """The bot's web application, ready to be served; unfinished runs go on from here.

    ``development`` lets in callers and replies on this machine and, without an app id and where the settings name
    nobody, lets everybody ask, as fast as they like unless there are ``limits``. Without ``performs`` runs are left to
    workers on the same database. Raises ``ConfigurationError``, ``AlreadyRunningError``, ``StoreAwayError``, and inside
    ``SlotLostError``.
    """
    async with contextlib.AsyncExitStack() as stack:
        work = await _at_work(stack, settings, world, development=development, performs=performs)
        everyone = development and not settings.app_id and not settings.names_people
        limits = limits or (no_limits() if everyone else Limits())
        services = _services(settings, world, work, limits, everyone=everyone, development=development)
        stack.push_async_callback(services.background.close)
        bot = TeamsBot(work.messenger, Desk(services))
        stack.push_async_callback(bot.close)
        yield _application(settings, work.adapter, bot, work.store.engine)


@contextlib.asynccontextmanager
async def worker_at_work(settings: Settings, world: World, *, development: bool = False) -> AsyncIterator[None]:
    """Runs are performed while inside, whoever accepted them; nobody is listened to. Raises as the bot does."""
    if not settings.database.get_secret_value():
        raise ConfigurationError("DATABASE_URL is not set: a worker shares a PostgreSQL database with the bot.")
    async with contextlib.AsyncExitStack() as stack:
        await _at_work(stack, settings, world, development=development, performs=True)
        yield


@contextlib.asynccontextmanager
async def watching(settings: Settings, world: World, *, development: bool = False) -> AsyncIterator[Watch]:
    """As a worker, alone on an embedded database too; gives the watch over the fleet, for a sweep that is asked for on
    the command line, which is noted. Raises as the bot does.
    """
    async with contextlib.AsyncExitStack() as stack:
        work = await _at_work(stack, settings, world, development=development, performs=True)
        await SqlAudit(work.store.engine).keep(on_command_line(world.clock(), "BeginSweep"))
        yield work.watch


@dataclass(frozen=True, slots=True)
class _Work:
    """What is at work beside the turns, and what it works with."""

    adapter: TeamsAdapter
    messenger: Messenger
    store: Store
    likely_rooms: LikelyRooms
    runs: RunService
    watch: Watch


async def _at_work(stack: contextlib.AsyncExitStack, settings: Settings, world: World, *, development: bool,
                   performs: bool) -> _Work:
    catalogues.load()
    adapter = create_adapter(settings, development=development)
    url = address_of(settings)
    store = await stack.enter_async_context(opened_store(url, world.clock, performs=performs))
    await stack.enter_async_context(adapter)
    messenger = TeamsMessenger(adapter.connector)
    likely_rooms = LikelyRooms(settings.room_patterns, SqlKnownRooms(store.engine),
                               world.recognition_by(settings.room_groups), world.clock)
    runs = _run_service(settings, world, store, messenger, likely_rooms, development=development)
    watch = _watch(settings, world, store, messenger)
    keep = timedelta(days=settings.keep_days)
    await stack.enter_async_context(at_work(store, runs, watch, world.clock, keep_reports=keep))
    await stack.enter_async_context(measured(store.engine, world.clock))
    return _Work(adapter, messenger, store, likely_rooms, runs, watch)


def _run_service(settings: Settings, world: World, store: Store, messenger: TeamsMessenger,
                 likely_rooms: LikelyRooms, *, development: bool) -> RunService:
    # Of its own, since whoever starts clears its folder of what a killed one left there.
    download = Downloader(settings.home / "uploads" / store.name, allow_loopback=development)
    sources = Sources(world.collectors_for, download.fetch, world.read_bundle, world.catalogue, world.make_report,
                      SharedZips(world.shared_files, messenger.group_of, LARGEST_ZIP).locate, settings.cloud.value)
    messages = RunMessages(SqlDetails(store.engine), _links(settings))
    return RunService(
        runs=store.runs,
        examiner=Examiner(sources, store.runs, store.reports, store.evidence, world.clock, likely_rooms=likely_rooms,
                          audit=SqlAudit(store.engine)),
        painter=Painter(messenger, store.runs, messages.going_on, world.clock), messenger=messenger, messages=messages,
        clock=world.clock, admission=Admission(store.runs, world.clock))


def _watch(settings: Settings, world: World, store: Store, messenger: Messenger) -> Watch:
    judges = Judges(world.fleet, world.catalogue, world.make_report, settings.cloud.value,
                    Rule(confirm=settings.alert_after))
    around = Around(store.reports, store.evidence, messenger, world.clock, LINKS[settings.cloud])
    return watch_over(fleet_stores(store.engine, store.jobs), judges, around, schedule=settings.schedule,
                      group_from=settings.alert_together_from)


def _services(settings: Settings, world: World, work: _Work, limits: Limits, *, everyone: bool,
              development: bool) -> Services:
    store, watch, kept = work.store, work.watch, work.watch.stores
    audit, policy = SqlAudit(store.engine), _policy(settings, everyone=everyone)
    return Services(
        runs=OnlyRooms(work.runs, work.likely_rooms, audit, world.clock), kept_runs=store.runs, reports=store.reports,
        evidence=store.evidence, open_dialogs=store.dialogs, rooms=world.rooms, messenger=work.messenger,
        catalogue=world.catalogue, clock=world.clock,
        door=Doorkeeper(policy, world.membership, audit, world.clock), audit=audit,
        known_rooms=SqlKnownRooms(store.engine), likely_rooms=work.likely_rooms, details=SqlDetails(store.engine),
        memory=SqlMemory(store.engine, store.jobs),
        new_id=lambda: uuid4().hex, dialogs=world.dialogs, permissions=world.permissions,
        examine_permissions=world.doctor_of(settings.groups), setup=setup_of(settings), background=Background(),
        subscriptions=kept.subscriptions, people=kept.people, fleet=kept.rooms, kept_sweeps=kept.sweeps,
        sweeps=watch.sweeps, alerts=watch.outbox, sweep_schedule=settings.schedule,
        file_saver=_file_saver(settings, development=development), links=_links(settings),
        fetches_shared_files=_hands_files_over(settings),
        limits=limits)


def _policy(settings: Settings, *, everyone: bool) -> Policy:
    return Policy(grants_of(settings.viewers), grants_of(settings.operators), grants_of(settings.admins), everyone)


def _file_saver(settings: Settings, *, development: bool) -> Uploader | None:
    """Where files go that people want, in the clouds where Teams asks them."""
    return Uploader(FileHosts(allow_loopback=development)) if _hands_files_over(settings) else None


def _hands_files_over(settings: Settings) -> bool:
    """Whether bots get and give files in this cloud at all."""
    return settings.cloud in (Cloud.GLOBAL, Cloud.GCC)


def _links(settings: Settings) -> Links:
    """The cloud's pages, and the way to the bot's personal chat where Teams hands files over in one."""
    links = LINKS[settings.cloud]
    if not settings.teams_app_id or not _hands_files_over(settings):
        return links
    return replace(links, personal_chat=personal_chat(settings.teams_app_id, settings.app_tenant_id))


def _application(settings: Settings, adapter: TeamsAdapter, bot: TeamsBot, database: AsyncEngine) -> web.Application:
    async def ready() -> Mapping[str, bool]:
        # Without an app id only a development bot starts, and it needs none of these.
        missing = settings.missing_for_teams() if settings.app_id else ()
        return {"store": await _answers(database), **dict.fromkeys((*missing, *settings.missing_for_graph()), False)}

    async def process(request: web.Request) -> web.Response:
        return await adapter.process(request, bot)

    return create_app(process, ready)


async def _answers(database: AsyncEngine) -> bool:
    try:
        async with database.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except StoreAwayError:
        return False
    return True
