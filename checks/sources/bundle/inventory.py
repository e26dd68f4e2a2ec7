"""Which entry of a bundle is which log, judged by what is inside: collectors name and nest their files differently."""

from enum import StrEnum

from checks.sources.bundle import evtx, text_log
from checks.sources.bundle.archive import Member

_TEXT_HEAD = 8 * 1024
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


def log_of_channel(channel: str) -> Log | None:
    """The log that has this channel, if Roomcheck reads it."""
    return CHANNELS.get(channel.casefold())


def identified(member: Member) -> Log | None:
    """The log that an entry is, if Roomcheck reads it. Raises ``UnreadableBundleError`` when a limit is passed."""
    head = member.head(_TEXT_HEAD)
    if head.startswith(evtx.MAGIC):
        return _event_log(member)
    if _tail(member.path) == _APP_LOG_TAIL or text_log.has_the_layout(head):
        return Log.APP if head else None
    return None


def named_like(path: str) -> Log | None:
    """The log that an unreadable entry would be by its name; good for saying what was lost, never for reading."""
    name = _tail(path)[-1]
    if "aad" in name and "operational" in name:
        return Log.AAD
    if "skype" in name and "room" in name:
        return Log.HEARTBEATS
    return Log.APP if _tail(path) == _APP_LOG_TAIL else None


def _event_log(member: Member) -> Log | None:
    head = member.head(evtx.FIRST_CHUNK_END)
    channel = evtx.channel_of(head)
    if not channel and member.size > len(head) and not evtx.is_empty(head):
        channel = evtx.channel_of(member.content().data)
    return log_of_channel(channel)


def _tail(path: str) -> tuple[str, ...]:
    return tuple(path.casefold().rsplit("/", 2)[-2:])
