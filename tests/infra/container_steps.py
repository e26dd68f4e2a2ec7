"""Takes the Dockerfile's steps without a container engine, and starts what comes of them: ``make container-steps``,
where none answers.

What its builder would be given is copied into an empty folder, its RUN lines are executed there, and then a replica and
a worker run from it, on a PostgreSQL server, as a user who is not root and may write in the bot's home alone. That is
no image: the base and its user are this machine's.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import URL, NullPool, create_engine, text

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.infra.dockerfile import BUILD, FINAL, ROOT, Step, context, environment_of, words_of
from tests.postgres import server_of_our_own

WITHIN = re.compile(r"(?<![\w.])(/opt/roomcheck|/build/|/var/lib/roomcheck)")
"""The places that the Dockerfile names; here they are below a folder."""
WANTED = "python3.13"
SQLITE = "sqlite3.sqlite_version_info"
UID = 10001
PATIENCE = 120.0
ID = "11111111-0000-4000-8000-000000000001"
# As in Azure; the endpoint of the identity is a closed port of this machine, so that nobody else is asked for a token.
SETTINGS = {"MicrosoftAppType": "UserAssignedMSI", "MicrosoftAppId": ID, "MicrosoftAppTenantId": ID,
            "ROOMCHECK_MANAGED_IDENTITY": "true", "ROOMCHECK_CLIENT_ID": ID, "ROOMCHECK_SWEEP_SCHEDULE": "off",
            "ROOMCHECK_HOST": "127.0.0.1", "IDENTITY_ENDPOINT": "http://127.0.0.1:9/", "IDENTITY_HEADER": "none"}
BEGUN = time.monotonic()


def say(what: str) -> None:
    print(f"{time.monotonic() - BEGUN:4.0f} s  {what}", flush=True)


class Image:
    """A folder that stands for the root of the image."""

    def __init__(self, root: Path) -> None:
        self.root, self.code = root, root / "opt" / "roomcheck"
        self.python = self._base()

    def here(self, words: str) -> str:
        return WITHIN.sub(lambda found: f"{self.root}{found[0]}", words)

    def _base(self) -> Path:
        """The Python that the image would have, where this machine has it, and another user may run it."""
        prefix, minor = next(filter(None, map(_prefix, _candidates())))
        if not _open_to_all(prefix):
            say(f"Nobody else may run {prefix}: it is copied")
            skipped = shutil.ignore_patterns("test", "site-packages", "*.a", "__pycache__", "idlelib", "share")
            prefix = Path(shutil.copytree(prefix, self.root / "base", symlinks=True, ignore=skipped))
        return prefix / "bin" / f"python3.{minor}"

    def environment(self) -> dict[str, str]:
        """What a step finds, before what the Dockerfile itself sets."""
        pip = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "REQUESTS_"))}
        return {**pip, "PIP_QUIET": "1", "PATH": f"{self.root}/tools:/usr/bin:/bin", "HOME": str(self.root / "nobody"),
                "LD_LIBRARY_PATH": str(self.python.parents[1] / "lib")}

    def build(self) -> None:
        """The first stage's steps, in their order."""
        self._tools()
        given = self.root / "context"
        for file in context():
            (given / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / file, given / file)
        place = self.root
        for step in BUILD:
            if step.verb == "WORKDIR":
                (place := Path(self.here(step.words))).mkdir(parents=True)
            elif step.verb == "COPY":
                self._copy(step, given, place)
            elif step.verb == "RUN":
                self._run(step.words, place, environment_of(BUILD))

    def finish(self) -> None:
        """Of the last stage what this machine may be asked for: its own users stay as they are."""
        for part in self.here(" ".join(words_of(FINAL, "RUN")[0].split())).split(" && "):
            if part.startswith(("test ", "install ")):
                if os.geteuid():
                    part = re.sub(r"--(owner|group) \d+", "", part)  # noqa: PLW2901 - the same step, for who cannot give away
                subprocess.run(["/bin/sh", "-c", part], check=True)  # noqa: S603 - as above

    def _tools(self) -> None:
        """The commands of the base."""
        (tools := self.root / "tools").mkdir()
        for name, words in (("python", ""), ("pip", " -m pip")):
            (tool := tools / name).write_text(f'#!/bin/sh\nexec "{self.python}"{words} "$@"\n', encoding="utf-8")
            tool.chmod(0o755)
        subprocess.run([str(self.python), "-m", "ensurepip"], check=True, env=self.environment(), capture_output=True)  # noqa: S603 - ours

    def _copy(self, step: Step, given: Path, place: Path) -> None:
        *names, target = self.here(step.words).split()
        target_path = place / target
        for name in names:
            source = given / name
            if source.is_dir():
                shutil.copytree(source, target_path)
            else:
                target_path.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target_path / source.name)

    def _run(self, words: str, place: Path, given: Mapping[str, str]) -> None:
        for part in self.here(" ".join(words.split())).split(" && "):
            if SQLITE in part and sqlite3.sqlite_version_info < (3, 42):
                say(f"Left out, for SQLite is {sqlite3.sqlite_version} here: {part}")
                continue
            say(part)
            subprocess.run(["/bin/sh", "-c", part], check=True, cwd=place, env={**self.environment(), **given})  # noqa: S603 - as above


def _candidates() -> Iterator[str]:
    yield from filter(None, [shutil.which(WANTED)])
    yield from map(str, Path.home().glob(f".pyenv/versions/3.13*/bin/{WANTED}"))
    yield sys.executable


def _prefix(python: str) -> tuple[Path, str] | None:
    """Where a Python lies and its minor version; None where it cannot be started, as a shim of another's."""
    asked = subprocess.run([python, "-c", "import sys; print(sys.base_prefix, sys.version_info[1], sep='\\n')"],  # noqa: S603 - ours
                           check=False, capture_output=True, text=True)
    where, _, minor = asked.stdout.strip().partition("\n")
    return (Path(where), minor) if asked.returncode == 0 else None


def _open_to_all(folder: Path) -> bool:
    return all(each.stat().st_mode & 0o001 for each in (folder, *folder.parents))


class Container:
    """Commands of the image, as its user and with its environment alone."""

    def __init__(self, image: Image, settings: Mapping[str, str]) -> None:
        self.image = image
        own = {name: image.here(value).replace("$PATH", "/usr/bin:/bin")
               for name, value in environment_of(FINAL).items()}
        library = {"LD_LIBRARY_PATH": image.environment()["LD_LIBRARY_PATH"]}
        self.environment = {**library, **own, **settings}

    def words(self, *arguments: str) -> list[str]:
        who = [] if os.geteuid() else ["setpriv", f"--reuid={UID}", f"--regid={UID}", "--clear-groups",
                                       "--no-new-privs"]
        return [*who, *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.words(*arguments), check=False, capture_output=True, text=True,  # noqa: S603 - ours
                              cwd=self.image.code, env=self.environment)

    @contextlib.contextmanager
    def running(self, *arguments: str, says: str) -> Iterator[subprocess.Popen[str]]:
        """In the background, from when it says so; it must end in order when it is told to."""
        begun = subprocess.Popen(self.words("python", "app.py", *arguments), cwd=self.image.code,  # noqa: S603 - ours
                                 env=self.environment, stdout=subprocess.PIPE, text=True)
        patience = threading.Timer(PATIENCE, begun.kill)
        patience.start()
        try:
            must(begun.stdout and any(says in line for line in begun.stdout), f"{arguments} did not come to work")
            patience.cancel()
            yield begun
            begun.send_signal(signal.SIGTERM)
            must(begun.wait(PATIENCE) == 0, f"{arguments} ended with {begun.returncode}")
        finally:
            patience.cancel()
            begun.kill()
            begun.wait()


def must(holds: object, otherwise: str) -> None:
    if not holds:
        sys.exit(f"It is not as it must be: {otherwise}")


def look_at_rights(container: Container) -> None:
    """Nothing can be written but what is in the home."""
    code, home = container.image.code, container.environment["ROOMCHECK_HOME"]
    written = container.run("find", str(code), "-writable", "-not", "-type", "l")
    must(os.geteuid() != 0 or not written.stdout, f"the bot may write {written.stdout.split()[:3]}")
    must(container.run("touch", f"{home}/canary").returncode == 0, "the bot cannot write in its home")
    left = [str(each) for each in code.rglob("*") if each.suffix == ".pyc" and "__pycache__" not in each.parts]
    must(not left, f"there is more than the builder was given: {left[:3]}")


def look_at_roles(container: Container) -> None:
    """A database is made, a replica answers its health check, and a worker works beside it."""
    migrated = container.run("python", "app.py", "migrate")
    must(migrated.returncode == 0, f"migrate said {migrated.stdout}{migrated.stderr}")
    say(migrated.stdout.strip())
    must(container.run("python", str(container.image.code / "healthy.py")).returncode, "what does not run is healthy")
    with (container.running("serve", "--no-work", says="listens on") as bot,
          container.running("worker", says="looks at the rooms") as worker):
        until_healthy(container, (bot, worker))
        for each in (bot, worker):
            must(Path(f"/proc/{each.pid}").stat().st_uid == (os.geteuid() or UID), "it runs as somebody else")
        say("A replica is healthy, and a worker is there")


def until_healthy(container: Container, running: Sequence[subprocess.Popen[str]]) -> None:
    until = time.monotonic() + PATIENCE
    while container.run("python", str(container.image.code / "healthy.py")).returncode:
        must(time.monotonic() < until, "it does not become healthy")
        must(all(each.poll() is None for each in running), "one of them has ended")
        time.sleep(0.5)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def database() -> Iterator[str]:
    """The address of an empty one that the bot's user can reach."""
    with server_of_our_own() as server:
        folder = Path(str(server.url.query["host"]))
        for each in (folder, folder.parent):
            each.chmod(each.stat().st_mode | 0o011)
        with create_engine(server.url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
            connection.execute(text("create database roomcheck"))
        url: URL = server.url.set(drivername="postgresql", database="roomcheck")
        yield url.render_as_string(hide_password=False)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="image-") as name, database() as address:
        (root := Path(name)).chmod(0o755)
        image = Image(root)
        version = subprocess.run([str(image.python), "--version"], check=True, capture_output=True, text=True,  # noqa: S603 - ours
                                 env=image.environment()).stdout.strip()
        say(f"{version} in {image.python}")
        image.build()
        image.finish()
        container = Container(image, {**SETTINGS, "DATABASE_URL": address, "ROOMCHECK_PORT": str(free_port())})
        look_at_rights(container)
        look_at_roles(container)
    say("All steps were taken")


if __name__ == "__main__":
    main()
