"""Which entry of a bundle is which log, judged by what is inside: collectors name and nest their files differently.

No more of an entry is looked at than its first few kilobytes, or its first chunk where they do not tell.
"""

from enum import StrEnum
from functools import lru_cache

from checks.sources.bundle import evtx, text_log
from checks.sources.bundle.chunks import FILE_HEADER, FIRST_CHUNK_END, has_a_record, looks_like_a_log
from checks.sources.bundle.entry import Stream

_TEXT_HEAD = 8 * 1024
_FIRST_RECORDS = 8 * 1024
"""So much of an event log nearly always holds its first record."""
_APP_LOG_TAIL = ("teams", "logs.txt")


class Log(StrEnum):
    """The logs that Roomcheck reads, by the source their facts are given."""

    AAD = "bundle.aad_log"
    HEARTBEATS = "bundle.heartbeats"
    APP = "bundle.app_log"


TITLES = {
    Log.AAD: "the event log Microsoft-Windows-AAD/Operational",
    Log.HEARTBEATS: "the event log Skype Room System",
    Log.APP: "the Teams app's Logs.txt",
}
CHANNELS = {"microsoft-windows-aad/operational": Log.AAD, "skype room system": Log.HEARTBEATS}
_OURS = tuple(channel.encode("utf-16-le") for channel in CHANNELS)


@lru_cache(maxsize=256)
def log_of_channel(channel: str) -> Log | None:
    """The log that has this channel, if Roomcheck reads it."""
    return CHANNELS.get(channel.casefold())


def is_event_log(stream: Stream) -> bool:
    """Whether the entry is an event log."""
    return looks_like_a_log(stream.peek(_TEXT_HEAD))


def is_called_event_log(path: str) -> bool:
    """Whether an entry of which nothing tells what it is was an event log by its name."""
    return path.casefold().endswith(".evtx")


def is_app_log(stream: Stream) -> bool:
    """Whether the entry is the Teams app's log."""
    head = stream.peek(_TEXT_HEAD)
    return bool(head) and (_tail(stream.path) == _APP_LOG_TAIL or text_log.has_the_layout(head))


def channel_of(stream: Stream) -> str:
    """The channel of an event log that may be one of ours; empty when its first chunk does not tell it."""
    return (evtx.channel_of(stream.peek(_FIRST_RECORDS)[FILE_HEADER:])
            or evtx.channel_of(stream.peek(FIRST_CHUNK_END)[FILE_HEADER:]))


def is_anothers(stream: Stream) -> bool:
    """Whether the first record of an event log is there, and neither it nor those behind it name one of our channels.
    Most logs of a bundle end here, before anything is parsed.
    """
    return has_a_record(stream.peek(_FIRST_RECORDS)[FILE_HEADER:]) and not names_ours(stream)


def names_ours(stream: Stream) -> bool:
    """Whether the first records of an event log name one of our channels, be it in passing."""
    head = stream.peek(_FIRST_RECORDS).lower()
    return any(channel in head for channel in _OURS)


def named_like(path: str) -> Log | None:
    """The log that an unreadable entry would be by its name; good for saying what was lost, never for reading."""
    name = _tail(path)[-1]
    if "aad" in name and "operational" in name:
        return Log.AAD
    if "skype" in name and "room" in name:
        return Log.HEARTBEATS
    return Log.APP if _tail(path) == _APP_LOG_TAIL else None


def _tail(path: str) -> tuple[str, ...]:
    return tuple(path.casefold().rsplit("/", 2)[-2:])
