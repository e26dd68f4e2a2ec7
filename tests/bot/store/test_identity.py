"""PostgreSQL signed in to by a managed identity: a real server that wants the token for a password, and an endpoint on
this machine in the place of Azure's.
"""

import asyncio
import contextlib
import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import URL, create_engine, text
from sqlalchemy.pool import NullPool

from bot.ports import Run, RunState, StoreAwayError
from bot.settings import ConfigurationError, Settings
from bot.store.database import address_of, engine_of
from bot.store.identity import NoTokenError, Passwords
from tests.bot.kept import whole_log
from tests.bot.run_parts import Bot, RecordingTeams, a_run, bot, until
from tests.postgres import PostgresServer, server_of_our_own

ROLE = "roomcheck-identity"
ROOT = Path(__file__).parents[3]


class Endpoint:
    """Plays the endpoint that Container Apps give an identity: ``IDENTITY_ENDPOINT`` and ``IDENTITY_HEADER``."""

    def __init__(self) -> None:
        self.token, self.lasts, self.status = "canary-token-1", 3600, 200
        self.asked: list[dict[str, str]] = []
        self.open = threading.Event()
        self.open.set()
        endpoint = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
                endpoint.asked.append({**query, "header": str(self.headers["X-IDENTITY-HEADER"])})
                endpoint.open.wait(20)
                body = {"access_token": endpoint.token, "expires_on": str(int(time.time()) + endpoint.lasts),
                        "resource": query["resource"], "token_type": "Bearer"}
                self.send_response(endpoint.status)
                self.end_headers()
                self.wfile.write(json.dumps(body if endpoint.status == 200 else {"statusCode": 500}).encode())

            def log_message(self, *_words: object) -> None:
                """Nobody reads it."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}/msi/token"


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    made = Endpoint()
    with made.server:
        thread = threading.Thread(target=made.server.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setenv("IDENTITY_ENDPOINT", made.url)
        monkeypatch.setenv("IDENTITY_HEADER", "the header")
        try:
            yield made
        finally:
            made.open.set()
            made.server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """One that lets the role in by its password alone."""
    with server_of_our_own() as made:
        (Path(str(made.url.query["host"])) / "pg_hba.conf").write_text(
            f'local all "{ROLE}" scram-sha-256\nlocal all all trust\n', encoding="utf-8")
        as_owner(made, f'create role "{ROLE}" login', f'create database roomcheck owner "{ROLE}"',
                 "select pg_reload_conf()")
        yield made


def as_owner(server: PostgresServer, *statements: str) -> None:
    engine = create_engine(server.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


def wants(server: PostgresServer, password: str) -> None:
    as_owner(server, f"alter role \"{ROLE}\" password '{password}'")


def address(server: PostgresServer, database: str = "roomcheck") -> str:
    url = server.url.set(drivername="postgresql", username=ROLE, database=database)
    return url.render_as_string(hide_password=False)


def settings(database: str, **given: Any) -> Settings:
    """Those of a bot with an identity that no other test has: tokens are kept for as long as the process lives."""
    named = {"MicrosoftAppType": "UserAssignedMSI", "MicrosoftAppId": str(uuid4()), "DATABASE_URL": database,
             "ROOMCHECK_DATABASE_IDENTITY": "true", **given}
    return Settings(_env_file=None, **named)


async def user(url: URL) -> object:
    """Whom a new connection is signed in as."""
    engine = engine_of(url)
    try:
        async with engine.connect() as connection:
            return (await connection.execute(text("select current_user"))).scalar_one()
    finally:
        await engine.dispose()


async def test_the_token_is_the_password_and_is_asked_for_once(server: PostgresServer, endpoint: Endpoint) -> None:
    wants(server, endpoint.token)
    given = settings(address(server))
    assert [await user(address_of(given)) for _ in range(2)] == [ROLE, ROLE]
    assert endpoint.asked == [{
        "resource": "https://ossrdbms-aad.database.windows.net", "client_id": given.app_id, "header": "the header",
        "api-version": "2019-08-01"}]


@pytest.mark.parametrize(("cloud", "resource"), [
    ("gcc", "https://ossrdbms-aad.database.windows.net"),
    ("gcchigh", "https://ossrdbms-aad.database.usgovcloudapi.net"),
    ("dod", "https://ossrdbms-aad.database.usgovcloudapi.net"),
    ("china", "https://ossrdbms-aad.database.chinacloudapi.cn"),
])
async def test_each_cloud_has_its_own_resource(server: PostgresServer, endpoint: Endpoint, cloud: str,
                                               resource: str) -> None:
    wants(server, endpoint.token)
    await user(address_of(settings(address(server), ROOMCHECK_CLOUD=cloud)))
    assert [each["resource"] for each in endpoint.asked] == [resource]


@pytest.mark.parametrize(("given", "client_id"), [
    ({"ROOMCHECK_MANAGED_IDENTITY": "true", "ROOMCHECK_CLIENT_ID": "11111111-0000-4000-8000-000000000001"},
     "11111111-0000-4000-8000-000000000001"),
    ({"MicrosoftAppType": "SingleTenant"}, None),
])
async def test_it_is_the_identity_that_reads_graph_or_the_only_one_there_is(
        server: PostgresServer, endpoint: Endpoint, given: dict[str, str], client_id: str | None) -> None:
    wants(server, endpoint.token)
    assert await user(address_of(settings(address(server), **given))) == ROLE
    assert endpoint.asked[0].get("client_id") == client_id


async def test_an_address_may_name_another_identity_than_what_reads_graph(
        server: PostgresServer, endpoint: Endpoint) -> None:
    wants(server, endpoint.token)
    named = address(server) + "&identity_client_id=22222222-0000-4000-8000-000000000002"
    given = settings(named, MicrosoftAppType="SingleTenant", ROOMCHECK_CLIENT_ID="11111111-0000-4000-8000-000000000001")
    assert await user(address_of(given)) == ROLE
    assert endpoint.asked[0]["client_id"] == "22222222-0000-4000-8000-000000000002"


async def test_a_token_near_its_end_is_replaced_for_whoever_connects_next(
        server: PostgresServer, endpoint: Endpoint) -> None:
    wants(server, endpoint.token)
    endpoint.lasts = 200
    url = address_of(settings(address(server)))
    engine = engine_of(url)
    try:
        async with engine.connect() as standing:
            endpoint.token, endpoint.lasts = "canary-token-2", 3600
            wants(server, endpoint.token)
            assert await user(url) == ROLE
            assert (await standing.execute(text("select 1"))).scalar_one() == 1
    finally:
        await engine.dispose()
    assert await user(url) == ROLE
    assert len(endpoint.asked) == 2


async def test_the_job_engine_and_the_lock_sign_in_by_it_too(
        server: PostgresServer, endpoint: Endpoint, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    endpoint.lasts = 200  # asked for again by every connection
    wants(server, endpoint.token)
    url = address_of(settings(address(server)))
    async with bot(tmp_path, RecordingTeams(), url=url) as running:
        await is_answered(running)
        endpoint.token = "canary-token-3"
        wants(server, endpoint.token)
        as_owner(server, "select pg_terminate_backend(pid) from pg_stat_activity where usename like 'roomcheck%'")
        await is_answered(running)
    assert "canary" not in caplog.text


async def is_answered(running: Bot) -> None:
    run = await until(lambda: begun(running))
    await running.settled(run.id, RunState.DONE)


async def begun(running: Bot) -> Run | None:
    run = a_run()
    with contextlib.suppress(StoreAwayError):
        return run if await running.service.start(run) else None
    return None


def test_an_engine_made_from_the_address_of_another_signs_in_too(server: PostgresServer, endpoint: Endpoint) -> None:
    wants(server, endpoint.token)
    first = create_engine(address_of(settings(address(server))))
    with create_engine(first.url.set(database="postgres"), poolclass=NullPool).connect() as connection:
        assert connection.execute(text("select current_user")).scalar_one() == ROLE


async def test_the_event_loop_goes_on_while_a_token_is_waited_for(server: PostgresServer, endpoint: Endpoint) -> None:
    wants(server, endpoint.token)
    endpoint.open.clear()
    connecting = asyncio.create_task(user(address_of(settings(address(server)))))
    await until(lambda: endpoint.asked)
    assert not connecting.done()
    endpoint.open.set()
    assert await connecting == ROLE


async def test_a_token_that_cannot_be_had_is_a_database_that_cannot_be_reached(
        server: PostgresServer, endpoint: Endpoint, caplog: pytest.LogCaptureFixture) -> None:
    endpoint.status = 500
    with pytest.raises(StoreAwayError, match=r"cannot be reached .* identity got no token"):
        await user(address_of(settings(address(server))))
    assert "no token for the database" in caplog.text


def test_a_failing_source_is_named_by_its_kind_alone() -> None:
    def refuse() -> dict[str, Any]:
        raise RuntimeError("canary")

    with pytest.raises(NoTokenError, match="RuntimeError") as failed:
        Passwords(refuse).current()
    assert "canary" not in str(failed.value)
    assert isinstance(failed.value, psycopg.OperationalError)


def test_the_token_stands_in_no_line_of_the_log() -> None:
    token = f"plain-words-{uuid4()}"
    Passwords(lambda: {"access_token": token}).current()
    with whole_log() as log:
        logging.getLogger("a").warning("the server said %s", token)
    assert log.getvalue().endswith("the server said [removed]\n")


async def test_many_who_ask_at_once_cause_one_request() -> None:
    begun, go_on, asked = threading.Event(), threading.Event(), []

    def acquire() -> dict[str, Any]:
        asked.append(1)
        begun.set()
        go_on.wait(20)
        return {"access_token": "a token of the identity"}

    passwords = Passwords(acquire)
    first = asyncio.create_task(passwords.awaited())
    await until(begun.is_set)
    others = [asyncio.create_task(passwords.awaited()) for _ in range(5)]
    await asyncio.sleep(0)
    others[0].cancel()
    go_on.set()
    assert await asyncio.gather(first, *others[1:]) == ["a token of the identity"] * 5
    assert asked == [1]


@pytest.mark.parametrize(("database", "sentence"), [
    ("", "DATABASE_URL is not set"),
    ("postgresql://roomcheck:canary@db/roomcheck", "DATABASE_URL holds a password"),
    ("postgresql://roomcheck@db/roomcheck?password=canary", "DATABASE_URL holds a password"),
    ("postgresql://roomcheck@db/roomcheck?passfile=canary", "or says where one is"),
    ("postgresql://db/roomcheck", "DATABASE_URL names no user"),
    ("postgresql://roomcheck@db/canary?sslmode=require", "another sslmode than verify-full"),
    ("postgresql://roomcheck@db/canary?sslmode=verify-ca", "another sslmode than verify-full"),
    ("postgresql://roomcheck@db/roomcheck?identity_client_id=canary", "in DATABASE_URL is no client id"),
])
def test_what_does_not_go_together_is_refused_in_a_sentence(database: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence) as refused:
        address_of(settings(database))
    assert str(refused.value).startswith("ROOMCHECK_DATABASE_IDENTITY is true, but ")
    assert "canary" not in str(refused.value)


def test_the_server_must_prove_its_name() -> None:
    url = address_of(settings("postgresql://roomcheck@db/roomcheck?sslrootcert=/etc/roots.pem"))
    assert (url.query["sslmode"], url.query["sslrootcert"]) == ("verify-full", "/etc/roots.pem")


async def test_a_server_without_tls_gets_no_token(endpoint: Endpoint) -> None:
    said = bytearray()

    async def refuse_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said.extend(await reader.readexactly(8))
        writer.write(b"N")
        said.extend(await reader.read())
        writer.close()

    async with await asyncio.start_server(refuse_tls, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(StoreAwayError, match="SSL"):
            await user(address_of(settings(f"postgresql://{ROLE}@127.0.0.1:{port}/roomcheck")))
    assert endpoint.asked
    assert bytes(said) == b"\x00\x00\x00\x08\x04\xd2\x16\x2f"


def test_without_the_setting_an_address_stays_as_it_was() -> None:
    url = address_of(settings("postgresql://roomcheck:word@db/roomcheck", ROOMCHECK_DATABASE_IDENTITY="false"))
    assert url.password == "word"
    assert "plugin" not in url.query


def test_the_command_line_signs_in_by_it(server: PostgresServer, endpoint: Endpoint, tmp_path: Path) -> None:
    wants(server, endpoint.token)
    as_owner(server, f'create database commands owner "{ROLE}"')
    environment = {"DATABASE_URL": address(server, "commands"), "ROOMCHECK_DATABASE_IDENTITY": "true",
                   "MicrosoftAppType": "UserAssignedMSI", "MicrosoftAppId": str(uuid4()),
                   "IDENTITY_ENDPOINT": endpoint.url, "IDENTITY_HEADER": "the header", "ROOMCHECK_HOME": str(tmp_path)}
    words = [sys.executable, str(ROOT / "app.py"), "migrate"]
    ended = subprocess.run(words, check=False, capture_output=True, text=True, cwd=tmp_path, env=environment)  # noqa: S603 - ours
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("The database was made")
