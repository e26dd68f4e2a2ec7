"""Which of the logs that Roomcheck reads the zip held, and what of them is lost."""

from collections.abc import Mapping

from checks.facts.contents import Contents, LogSeen
from checks.model import Citation
from checks.sources.bundle.inventory import TITLES, Log
from checks.sources.bundle.log_contents import LogContents
from checks.sources.bundle.logs import Logs

SOURCE, _PLACE = "bundle", "its event logs and Logs.txt"


def read_contents(logs: Logs, lost: Mapping[Log, str]) -> Contents:
    """Every log that Roomcheck reads, there or not; ``lost`` says, redacted, what of each cannot be used."""
    seen = tuple(_seen(TITLES[log], logs[log], lost[log]) for log in Log)
    return Contents(logs.present, Citation(SOURCE, _PLACE, at=logs.present), seen)


def _seen(title: str, contents: LogContents, lost: str) -> LogSeen:
    """A log of which nothing can be read any more was there all the same, and so was an empty one."""
    there = bool(contents.found or contents.ahead or contents.empty or contents.damage)
    return LogSeen(title, there, lost, contents.oldest, contents.newest)
