"""What the Dockerfile says, step by step, and which files its builder is given."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Step(NamedTuple):
    """One instruction, on one line."""

    verb: str
    words: str


def stages() -> list[list[Step]]:
    """The steps of each stage of the Dockerfile."""
    text = (ROOT / "infra" / "Dockerfile").read_text(encoding="utf-8")
    joined = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    steps = [Step(*line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]
    begins = [place for place, step in enumerate(steps) if step.verb == "FROM"]
    return [steps[begin:end] for begin, end in zip(begins, [*begins[1:], len(steps)], strict=True)]


def words_of(stage: list[Step], verb: str) -> list[str]:
    return [" ".join(step.words.split()) for step in stage if step.verb == verb]


def environment_of(stage: list[Step]) -> dict[str, str]:
    """What a stage sets for what runs in it."""
    return dict(pair.split("=", 1) for words in words_of(stage, "ENV") for pair in words.split())


def allowed() -> list[str]:
    """What .dockerignore, which keeps everything out, lets in again."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line[1:] for line in lines if line.startswith("!")]


def context() -> Iterator[Path]:
    """The files that the builder is given, below the repository's folder."""
    for name in allowed():
        within = ROOT / name
        for file in [within] if within.is_file() else within.rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".pyc":
                yield file.relative_to(ROOT)


BUILD, FINAL = stages()
