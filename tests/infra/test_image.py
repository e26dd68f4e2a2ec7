"""The container image, as its Dockerfile describes it: no container engine is needed to hold it to this."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pydantic import SecretStr

from bot.settings import Settings
from tests.infra.dockerfile import BUILD, FINAL, ROOT, allowed, environment_of, words_of

COMPILERS = ("gcc", "g++", "build-essential", "python3-dev", "clang", "cargo", "rustc", "make ")
HOME = "/var/lib/roomcheck"
SET = environment_of(FINAL)


def test_it_is_made_in_two_stages_from_the_same_slim_python() -> None:
    assert words_of(BUILD, "FROM") == ["python:3.13-slim-trixie AS build"]
    assert words_of(FINAL, "FROM") == ["python:3.13-slim-trixie"]


def test_every_package_is_installed_by_its_hash() -> None:
    installs = [part for words in words_of(BUILD, "RUN") for part in words.split("&&") if " install " in part]
    assert len(installs) == 2
    assert all("--require-hashes" in each for each in installs)
    # what is built is built with what is locked, and never with what the registry offers that day
    assert "--no-build-isolation" in installs[1]
    assert "--only-binary=:all:" in installs[1]


def test_a_base_with_an_sqlite_that_the_work_queue_cannot_use_is_refused() -> None:
    assert "sqlite3.sqlite_version_info < (3, 42)" in words_of(BUILD, "RUN")[0]


def test_the_final_image_installs_nothing_and_has_no_compiler() -> None:
    run = " ".join(words_of(FINAL, "RUN"))
    assert " install --requirement" not in run
    assert "apt" not in run
    assert "pip uninstall --yes pip" in run
    assert not [each for each in COMPILERS if each in run]
    # PostgreSQL is told to trust these where it is signed in to by identity
    assert "test -s /etc/ssl/certs/ca-certificates.crt" in run
    assert words_of(FINAL, "COPY") == ["--from=build /opt/roomcheck /opt/roomcheck"]
    assert "ADD" not in {step.verb for step in (*BUILD, *FINAL)}


def test_it_runs_as_a_fixed_user_that_is_not_root() -> None:
    assert words_of(FINAL, "USER") == ["10001:10001"]
    verbs = [step.verb for step in FINAL]
    assert set(verbs[verbs.index("USER"):]) <= {"USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
    made = words_of(FINAL, "RUN")[0]
    assert "useradd --uid 10001 --gid 10001" in made
    assert "--shell /usr/sbin/nologin" in made


def test_only_its_home_can_be_written() -> None:
    assert words_of(FINAL, "VOLUME") == [HOME]
    assert SET["ROOMCHECK_HOME"] == SET["TMPDIR"] == HOME
    assert SET["PYTHONDONTWRITEBYTECODE"] == "1"
    assert f"install --directory --owner 10001 --group 10001 --mode 0700 {HOME}" in words_of(FINAL, "RUN")[0]
    assert "chmod -R go-w,a+rX ." in words_of(BUILD, "RUN")[-1]
    assert not [step for step in (*BUILD, *FINAL) if "--chown" in step.words]


def test_it_holds_no_secret_and_is_made_of_no_file_that_may() -> None:
    secrets = [each.alias or name for name, each in Settings.model_fields.items() if each.annotation is SecretStr]
    assert len(secrets) >= 3
    text = (ROOT / "infra" / "Dockerfile").read_text(encoding="utf-8")
    assert not [name for name in secrets if name in text]
    assert "ARG" not in {step.verb for step in (*BUILD, *FINAL)}
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")
    assert next(line for line in ignored if not line.startswith("#")) == "*"
    copied = [word for words in words_of(BUILD, "COPY") for word in words.split()[:-1]]
    assert sorted(allowed()) == sorted(copied)
    assert not [each for each in copied if each.startswith((".", "tests", "demo"))]


def test_all_that_the_bot_is_made_of_is_in_it() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"demo"}
    assert {"bot", "checks", "dialogs"} <= packages
    assert packages <= {word for words in words_of(BUILD, "COPY") for word in words.split()}


def test_its_host_is_told_whether_it_is_alive() -> None:
    [check] = words_of(FINAL, "HEALTHCHECK")
    assert json.loads(check.partition("CMD ")[2]) == ["python", "/opt/roomcheck/healthy.py"]
    assert words_of(FINAL, "ENTRYPOINT") == ['["python", "app.py"]']
    assert words_of(FINAL, "CMD") == ['["serve"]']


@pytest.mark.parametrize(("status", "fails"), [(200, False), (503, True), (0, True)])
def test_the_health_check_fails_where_the_bot_does_not_answer(status: int, fails: bool) -> None:
    asked: list[str] = []

    class Bot(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Nobody reads it."""

    with HTTPServer(("127.0.0.1", 0), Bot) as server:
        port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        if not status:
            server.shutdown()
            server.server_close()
        ended = subprocess.run([sys.executable, ROOT / "infra" / "healthy.py"], check=False, capture_output=True,  # noqa: S603 - ours
                               env={"ROOMCHECK_PORT": str(port), "http_proxy": "http://127.0.0.1:9"})
        if status:
            server.shutdown()
    assert bool(ended.returncode) is fails
    assert asked == (["/healthz"] if status else [])
