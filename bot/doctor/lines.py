"""What the doctor says of one thing that it looked at."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.printing import FAILED, HEALTHY, UNJUDGED


class Topic(StrEnum):
    """What a line belongs to."""

    CONFIGURATION = "configuration"
    CREDENTIALS = "credentials"
    CLOCK = "clock"
    DATABASE = "database"
    PERMISSIONS = "permissions"
    BOT = "bot"
    APP_PACKAGE = "app package"


class State(StrEnum):
    """How it stands. ``ATTENTION`` works now, and somebody should look at it; ``LOOK_YOURSELF`` is what Roomcheck can
    never read, so that it says nothing of how this installation is; ``NOT_NEEDED`` is of no use here.
    """

    OK = "ok"
    ATTENTION = "attention"
    WRONG = "wrong"
    UNKNOWN = "unknown"
    LOOK_YOURSELF = "look_yourself"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Line:
    """``name`` is what was looked at, ``told`` what was found and why, ``remedy`` what to do next; in sentences."""

    topic: Topic
    name: str
    state: State
    told: str
    remedy: str = ""


def not_looked_at(topic: Topic, name: str, why: str, remedy: str = "") -> Line:
    """A line for what could not be told; ``why`` goes on after "because"."""
    return Line(topic, name, State.UNKNOWN, f"Not looked at, because {why}.", remedy)


def state_of(lines: Iterable[Line]) -> State:
    """How all of them stand together: ``OK``, ``WRONG`` or, where nothing is known to be wrong, ``UNKNOWN``."""
    states = {line.state for line in lines}
    return next((worst for worst in (State.WRONG, State.UNKNOWN) if worst in states), State.OK)


def status_of(lines: Iterable[Line]) -> int:
    """The exit status: 0 everything is well, 1 something is wrong, 2 something could not be told."""
    return {State.OK: HEALTHY, State.WRONG: FAILED, State.UNKNOWN: UNJUDGED}[state_of(lines)]
