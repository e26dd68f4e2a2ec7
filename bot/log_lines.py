"""The log, in which nothing from outside can look like anything but itself.

A name with a line break in it would otherwise write a line of its own, and one with an escape sequence would speak to
the terminal of whoever reads the log. What is private is taken out first, whoever wrote it.
"""

import copy
import logging
import re
import sys
from typing import TextIO

from bot.private_log import hush, redacted

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]")
_LONGEST, _LONGEST_READ = 8_000, 80_000
"""Characters of a message, or of a trace. Nobody reads on; and whoever can bring one about could fill the disk."""


class OneLine(logging.Formatter):
    """A record is one line. Only the trace of an exception is more, and each line of it is set apart."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging. A trace that another formatter has left with the record is not taken over as it is."""
        fresh = copy.copy(record)
        fresh.exc_text = _set_apart(redacted(record.exc_text)) if record.exc_text and not record.exc_info else None
        return super().format(fresh)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name that logging gave it
        return visible(redacted(super().formatMessage(record)[:_LONGEST_READ]))

    def formatException(self, ei: object) -> str:  # noqa: N802 - as above
        return _set_apart(redacted(super().formatException(ei)))  # type: ignore[arg-type]  # as logging hands it over

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - as above
        return _set_apart(redacted(super().formatStack(stack_info)))


def begin_logging(level: int) -> None:
    """Write what is logged from here on, by Roomcheck and by all that it is made of, to the standard error."""
    logging.basicConfig(level=level, handlers=[handler_to(sys.stderr)])
    hush()


def handler_to(stream: TextIO) -> logging.Handler:
    """What writes such lines to a stream."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OneLine(_FORMAT))
    return handler


def visible(text: str) -> str:
    """The text on one line, with everything that is not seen, or moves what is, written as an escape."""
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text) - _LONGEST} more)"
    return _UNSEEN.sub(lambda char: char[0].encode("unicode_escape").decode("ascii"), shown)


def _set_apart(trace: str) -> str:
    whole = trace if len(trace) <= _LONGEST else f"{trace[:_LONGEST // 2]}\n…\n{trace[-_LONGEST // 2:]}"
    return "\n".join(f"  | {visible(line)}" for line in whole.split("\n"))
