"""Builds the image and starts it, where a container engine answers; takes the Dockerfile's steps without one elsewhere.

``make container-steps``. What is started is given as few rights as compose.yaml gives: the image's own user, a file
system that it cannot write to but for its home, no capability, and no service but what this machine refuses.
"""

import contextlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.infra import container_steps
from tests.infra.container_steps import PATIENCE, SETTINGS, must, say
from tests.infra.dockerfile import FINAL, ROOT, environment_of, words_of

ENGINES = ("docker", "podman")
IMAGE = "roomcheck:container-steps"
HEALTHY = ("python", "/opt/roomcheck/healthy.py")
LEAST = ("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")


class Engine:
    """A container engine that answers."""

    def __init__(self, program: str) -> None:
        self.program = program

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([self.program, *words], check=False, capture_output=True, text=True, cwd=ROOT)  # noqa: S603 - ours

    def told(self, *words: str) -> str:
        """What it says; where it refuses, that is the end."""
        ended = self.run(*words)
        must(ended.returncode == 0, f"{self.program} {words[0]} said {ended.stdout[-2000:]}{ended.stderr[-2000:]}")
        return ended.stdout.strip()

    @contextlib.contextmanager
    def container(self, *options: str) -> Iterator[str]:
        """A bot in the background, by its id; nothing of it stays."""
        name = self.told("run", "--detach", *options, IMAGE)
        try:
            yield name
        finally:
            self.run("rm", "--force", "--volumes", name)


def answering() -> Engine | None:
    """The first engine that is here and whose service answers."""
    found = (Engine(name) for name in ENGINES if shutil.which(name))
    return next((engine for engine in found if engine.run("info").returncode == 0), None)


def try_image(engine: Engine) -> None:
    """The image is built, becomes healthy as its own user, can write in its home alone, and ends in order."""
    engine.told("build", "--file", "infra/Dockerfile", "--tag", IMAGE, ".")
    say("The image is built")
    settings = [word for name, value in SETTINGS.items() if name != "ROOMCHECK_HOST"
                for word in ("--env", f"{name}={value}")]
    with engine.container(*LEAST, *settings) as name:
        until_healthy(engine, name)
        user = engine.told("exec", name, "id", "-u")
        must(f"{user}:{user}" == words_of(FINAL, "USER")[0], f"it runs as {user}")
        home = environment_of(FINAL)["ROOMCHECK_HOME"]
        engine.told("exec", name, "touch", f"{home}/canary")
        must(engine.run("exec", name, "touch", "/opt/roomcheck/canary").returncode, "it may write beside its code")
        say(f"It is healthy as {user}, and can write in its home alone")
        engine.told("stop", "-t", "60", name)
        ended = engine.told("inspect", "--format", "{{.State.ExitCode}}", name)
        must(ended == "0", f"it ended with {ended}")


def until_healthy(engine: Engine, name: str) -> None:
    until = time.monotonic() + PATIENCE
    while engine.run("exec", name, *HEALTHY).returncode:
        running = engine.told("inspect", "--format", "{{.State.Running}}", name)
        must(running == "true", f"it has ended: {engine.run('logs', name).stderr[-2000:]}")
        must(time.monotonic() < until, "it does not become healthy")
        time.sleep(0.5)


def main() -> None:
    engine = answering()
    if engine is None:
        say(f"No container engine answers ({', '.join(ENGINES)}): the Dockerfile's steps are taken without one")
        container_steps.main()
    else:
        say(f"{engine.program} answers: the image is built and started with it")
        try_image(engine)
        say(f"The image was built and started with {engine.program}")


if __name__ == "__main__":
    main()
