"""Roomcheck's composition root and command line.

Each command imports what it needs itself: the bot SDK alone takes a second, and reading a zip wants none of it.
"""

import asyncio
import contextlib
import os
import signal
import sys
from argparse import Namespace
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.arguments import UsageError, must_be_readable, parser, room_named, room_of
from bot.cards import LINKS
from bot.commands.model import Unclear
from bot.examination import given
from bot.jobs.slot import AlreadyRunningError, SlotLostError
from bot.log_format import log_format
from bot.log_lines import begin_logging
from bot.ports import StoreAwayError
from bot.printing import HEALTHY, UNJUDGED, NotWrittenError, print_reports, show, write_timeline
from bot.settings import ConfigurationError, Settings, load_settings, refuse_unset
from checks import engine
from checks.collector import Evidence, UnreadableBundleError
from checks.doctor import Examination, examine, groups_seen, room_list
from checks.facts.asked import Topic
from checks.model import Report, Room
from checks.permissions import Permissions, permission_table
from checks.registry import discover
from checks.report import make_report

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from bot.doctor.visit import Tenant
    from bot.service import World
    from checks.sources.graph.client import GraphClient
    from checks.sources.graph.connect import Proof
    from checks.sources.graph.pacing import Gate

_AT_ONCE = 4
_SENTENCES = (UsageError, ConfigurationError, AlreadyRunningError, SlotLostError, StoreAwayError, NotWrittenError)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 healthy, 1 something failed, 2 could not judge or bad usage."""
    options = parser().parse_args(arguments)
    begin_logging(options.log_level, log_format())
    try:
        return asyncio.run(_RUN[options.command](options))
    except _SENTENCES as wrong:
        print(wrong, file=sys.stderr)
        return UNJUDGED
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE


def present() -> datetime:
    """The time, for all who need it."""
    return datetime.now(UTC)


async def _check(options: Namespace) -> int:
    from bot.access_printing import note_on_command_line

    if not options.rooms and not options.demo:
        raise UsageError("Name a room: app.py check room-42@contoso.com (or --demo for the simulated tenant).")
    rooms = [room_named(name) for name in options.rooms] or _demo_rooms()
    async with contextlib.AsyncExitStack() as stack:
        settings = await _settings(stack, demo=options.demo)
        await note_on_command_line(settings, present(), "Check", [room.address for room in rooms])
        asked = frozenset({Topic.ACCESS}) if options.what_if else frozenset[Topic]()
        reports = await _reports(await stack.enter_async_context(_graph(settings)), rooms,
                                 given(settings.cloud.value, asked))
    return print_reports(reports, LINKS[settings.cloud], as_json=options.json)


async def _settings(stack: contextlib.AsyncExitStack, *, demo: bool) -> Settings:
    """The settings, in the simulated tenant if that is wanted."""
    settings = load_settings()
    if not demo:
        return settings
    from demo.graph_server import simulated_graph

    return settings.model_copy(update={"graph_url": await stack.enter_async_context(simulated_graph())})


def _demo_rooms() -> list[Room]:
    from demo.rooms import ROOMS

    return [Room(scenario.address) for scenario in ROOMS]


async def _reports(client: "GraphClient", rooms: Sequence[Room], known: Evidence) -> list[Report]:
    from checks.sources.graph.collectors import graph_collectors

    catalogue, collectors_for = discover(), graph_collectors(client, clock=present)
    turns = asyncio.Semaphore(_AT_ONCE)

    async def report(room: Room) -> Report:
        async with turns:
            outcome = await engine.run(room, collectors_for(room), catalogue, known=known, now=present())
        return make_report(room, outcome, present())

    return await asyncio.gather(*(report(room) for room in rooms))


async def _doctor(options: Namespace) -> int:
    from bot.doctor.command import doctor

    room = room_named(options.room) if options.room else None
    async with contextlib.AsyncExitStack() as stack:
        return await doctor(partial(_settings, stack, demo=options.demo), _tenant(room), present, as_json=options.json)


def _tenant(room: Room | None) -> "Tenant":
    """What the doctor asks, through this room or the first of the organisation's."""
    from bot.doctor.visit import Tenant
    from checks.clock_skew import Skews
    from checks.sources.graph import own_sign_in, pacing, rooms, token

    login = own_sign_in.LoginSession(skews := Skews(present))

    def sign_in(settings: Settings) -> Awaitable[None]:
        return own_sign_in.sign_in(settings.cloud, settings.tenant_id, settings.client_id, _proof(settings), login)

    async def examined(settings: Settings, shares_turns: bool) -> Examination:
        gate = _gate(settings) if shares_turns else contextlib.nullcontext(pacing.Pacer())
        async with _graph(settings, gate) as client:
            client.dated = partial(skews.note, settings.graph_url or client.cloud.graph_host)
            return await _doctor_of(client, settings.groups)(room or await rooms.first_room(client))

    return Tenant(present, skews, login, sign_in, token.end_of, examined)


def _doctor_of(client: "GraphClient", groups: Collection[str]) -> Callable[[Room], Awaitable[Examination]]:
    """Examines the permissions in this tenant; ``groups`` are those that the settings name."""
    from checks.sources.graph import membership, rooms
    from checks.sources.graph.collectors import graph_collectors

    collectors_for, catalogue = graph_collectors(client, clock=present), discover()

    async def examine_permissions(room: Room) -> Examination:
        listing = room_list(rooms.GraphRooms(client).listed, rooms.SOURCE, rooms.PERMISSION)
        grouped = groups_seen(membership.GraphMembership(client).of, groups, membership.SOURCE, membership.PERMISSION)
        return await examine(room, (*collectors_for(room), listing, grouped), _permissions(), catalogue, now=present())
    return examine_permissions


def _permissions() -> Permissions:
    from checks.sources.graph.collectors import core, permissions, reads

    return permission_table(permissions(), reads(), core())


async def _analyze(options: Namespace) -> int:
    from checks.sources.bundle.launch import read_bundle

    settings = load_settings()
    must_be_readable(options.zip, options.timeline)
    try:
        reading = await read_bundle(options.zip)
    except UnreadableBundleError as unreadable:
        raise UsageError(f"{unreadable} {unreadable.remedy}".strip()) from unreadable
    room = room_of(reading, options.room)
    case = reading.evidence.joined(given(settings.cloud.value))
    outcome = engine.Outcome(engine.judge(discover(), case), reading.evidence, case)
    report = make_report(room, outcome, present())
    status = print_reports([report], LINKS[settings.cloud], as_json=options.json)
    if options.timeline:
        write_timeline(report, reading.computer, options.timeline)
    return status


async def _explain(options: Namespace) -> int:
    from bot.commands.explain import explanation

    told = explanation(" ".join(options.check), discover(), _permissions(), LINKS[load_settings().cloud])
    if isinstance(told, Unclear):
        raise UsageError(f"{told.reason} Try: {', '.join(told.suggestions)}.")
    show(told[0])
    return HEALTHY


async def _new_check(options: Namespace) -> int:
    from checks.scaffold import ScaffoldError, new_check

    try:
        written = new_check(Path(__file__).parent, options.name, options.title, new_area=options.new_area)
    except ScaffoldError as refused:
        raise UsageError(str(refused)) from refused
    print(written.told)
    return HEALTHY


async def _serve(options: Namespace) -> int:
    from bot.exports import exported
    from bot.lasting import complete, perform

    async with _graph(settings := complete(load_settings())) as client:
        with exported():
            return await perform(options, settings, world(client, whole_tenant=settings.sweep_reads_everyone))


async def _stored(options: Namespace) -> int:
    from bot.fleet_printing import perform_on_database

    return await perform_on_database(load_settings(), options, present)


async def _demo(options: Namespace) -> int:
    from demo.commands import chat_in_terminal, demo

    settings, chats = load_settings(), options.command == "chat"
    await (chat_in_terminal(settings, world, options.language) if chats else
           demo(settings, world, options.playground_port))
    return HEALTHY


def world(client: "GraphClient", *, whole_tenant: bool = False) -> "World":
    """What the bot works with when its evidence comes from this tenant. With ``whole_tenant`` a sweep may read the
    sign-ins of everybody, to drop all that are no room's.
    """
    from bot.service import World
    from checks.sources.bundle.launch import read_bundle
    from checks.sources.graph import collectors, fleet, membership, recognition, rooms, shared_files
    from dialogs import DIALOGS

    return World(clock=present, rooms=rooms.GraphRooms(client), read_bundle=read_bundle, catalogue=discover(),
                 collectors_for=collectors.graph_collectors(client, clock=present), make_report=make_report,
                 dialogs=DIALOGS, permissions=_permissions(), doctor_of=partial(_doctor_of, client),
                 fleet=fleet.GraphFleet(client.in_background(), clock=present, whole_tenant=whole_tenant),
                 membership=membership.GraphMembership(client), shared_files=shared_files.GraphSharedFiles(client),
                 recognition_by=partial(recognition.GraphRecognition, client, clock=present))


@contextlib.asynccontextmanager
async def _graph(settings: Settings, gate: "AbstractAsyncContextManager[Gate] | None" = None,
                 ) -> AsyncIterator["GraphClient"]:
    """A client of the tenant, or of the simulated one. Unless it has a ``gate`` of its own, it takes its turns together
    with other processes here.
    """
    from checks.sources.graph.connect import connect, connect_simulated
    from checks.sources.graph.token import UnusableCredentialError

    refuse_unset(settings.unset_for_graph())
    if settings.graph_url:
        async with connect_simulated(settings.graph_url) as client:
            yield client
        return
    async with gate or _gate(settings) as turns:
        try:
            client = connect(settings.cloud, settings.tenant_id, settings.client_id, _proof(settings), gate=turns)
        except UnusableCredentialError as unusable:
            raise ConfigurationError(str(unusable)) from unusable
        async with client:
            yield client


def _gate(settings: Settings) -> "AbstractAsyncContextManager[Gate]":
    """Shared with every process that works with the same database: Graph counts them all together."""
    from bot.store.database import address_of
    from bot.store.gate import gate_in
    from checks.sources.graph.pacing import Pacer

    return gate_in(address_of(settings), settings.tenant_id, Pacer())


def _proof(settings: Settings) -> "Proof":
    from checks.sources.graph.token import Certificate, ManagedIdentity, Secret

    if settings.managed_identity:
        return ManagedIdentity(settings.graph_client_id)
    pem = settings.certificate()
    return Certificate(pem) if pem else Secret(settings.client_secret.get_secret_value())


_RUN: Mapping[str, Callable[[Namespace], Coroutine[Any, Any, int]]] = {
    "serve": _serve, "worker": _serve, "check": _check, "doctor": _doctor, "analyze": _analyze, "explain": _explain,
    "new-check": _new_check, "migrate": _stored, "backup": _stored, "fleet": _stored, "history": _stored,
    "sweep": _serve, "chat": _demo, "demo": _demo, "audit": _stored, "forget": _stored,
    "which": _stored,
}

if __name__ == "__main__":
    sys.exit(main())
