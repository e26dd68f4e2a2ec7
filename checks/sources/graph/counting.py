"""How many requests a piece of work sends to Microsoft Graph, a batch and each page being one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Sent:
    """The requests sent so far."""

    requests: int = 0


_counting: ContextVar[Sent | None] = ContextVar("counting", default=None)


@contextmanager
def counting() -> Iterator[Sent]:
    """Count what is sent while the block runs, by it and by the tasks it starts.

    A batch that several pieces of work share counts once, for the one that came first.
    """
    sent = Sent()
    token = _counting.set(sent)
    try:
        yield sent
    finally:
        _counting.reset(token)


def one_more() -> None:
    """A request is being sent."""
    if sent := _counting.get():
        sent.requests += 1
