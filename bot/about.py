"""Which run, sweep and room the work at hand is about, for the lines of the log and for traces."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

_subjects: ContextVar[Mapping[str, str]] = ContextVar("subjects", default=MappingProxyType({}))


@contextmanager
def about(**named: str) -> Iterator[None]:
    """What happens inside is about these, and about whatever it was about before. Tasks and threads that are begun
    inside go on being so. Every value is an id: no name, no address.
    """
    known = {name: each for name, each in named.items() if each}
    before = _subjects.set(MappingProxyType({**_subjects.get(), **known}))
    try:
        yield
    finally:
        _subjects.reset(before)


def subjects() -> Mapping[str, str]:
    """What the work at hand is about, by ``run``, ``sweep`` and ``room``; what is not known is not there."""
    return _subjects.get()
