"""The log, in which nothing from outside can look like anything but itself.

A name with a line break in it would otherwise write a line of its own, and one with an escape sequence would speak to
the terminal of whoever reads the log. What is private is taken out first, whoever wrote it.
"""

import contextlib
import copy
import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import TextIO

from bot.about import subjects
from bot.private_log import hush, redacted
from bot.setting_values import LogFormat
from checks.telemetry import ids_at_hand

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]")
_LONGEST, _LONGEST_READ = 8_000, 80_000
"""Characters of a message, or of a trace. Nobody reads on; and whoever can bring one about could fill the disk."""


class OneLine(logging.Formatter):
    """A record is one line, which ends with what it is about. Only the trace of an exception is more, and each line of
    it is set apart.
    """

    def format(self, record: logging.LogRecord) -> str:
        """See logging. A trace that another formatter has left with the record is not taken over as it is."""
        fresh = copy.copy(record)
        fresh.exc_text = _set_apart(redacted(record.exc_text)) if record.exc_text and not record.exc_info else None
        return super().format(fresh)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name that logging gave it
        about = " ".join(f"{name} {each}" for name, each in subjects().items())
        return _clean(super().formatMessage(record)) + (f" [{_clean(about)}]" if about else "")

    def formatException(self, ei: object) -> str:  # noqa: N802 - as above
        return _set_apart(redacted(super().formatException(ei)))  # type: ignore[arg-type]  # as logging hands it over

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - as above
        return _set_apart(redacted(super().formatStack(stack_info)))


class JsonLines(logging.Formatter):
    """A record is one JSON object on one line. The trace of an exception is one string in it."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {"time": at.replace("+00:00", "Z"), "level": record.levelname, "logger": record.name,
                "message": record.getMessage(), **subjects(), **ids_at_hand()}
        trace = "\n".join(_cut(redacted(each)) for each in self._traces(record))
        clean = {name: _clean(each) for name, each in told.items()}
        return json.dumps({**clean, **({"exception": trace} if trace else {})}, ensure_ascii=False)

    def _traces(self, record: logging.LogRecord) -> list[str]:
        raised = self.formatException(record.exc_info) if record.exc_info else record.exc_text
        return [each for each in (raised, record.stack_info) if each]


class _Lines(logging.StreamHandler[TextIO]):
    """Writes lines. Of one that cannot be written it says no more than where that was tried, for its arguments, which
    logging itself would print as they are, may name somebody.
    """

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that logging gave it
        fault = type(sys.exception()).__name__
        instead = logging.makeLogRecord({
            "name": __name__, "levelno": logging.ERROR, "levelname": "ERROR",
            "msg": f"a line of {record.module}:{record.lineno} could not be written ({fault})"})
        with contextlib.suppress(Exception):  # whoever logs is not to be disturbed, even where the stream is gone
            self.stream.write(self.format(instead) + self.terminator)
            self.flush()


def begin_logging(level: int, wanted: LogFormat = LogFormat.AUTO) -> None:
    """Write what is logged from here on, by Roomcheck and by all that it is made of, to the standard error."""
    logging.basicConfig(level=level, handlers=[handler_to(sys.stderr, wanted)])
    hush()


def handler_to(stream: TextIO, wanted: LogFormat = LogFormat.TEXT) -> logging.Handler:
    """What writes such lines to a stream; ``auto`` is text in a terminal, and JSON anywhere else."""
    handler, auto = _Lines(stream), LogFormat.TEXT if stream.isatty() else LogFormat.JSON
    chosen = auto if wanted is LogFormat.AUTO else wanted
    handler.setFormatter(JsonLines() if chosen is LogFormat.JSON else OneLine(_FORMAT))
    return handler


def visible(text: str) -> str:
    """The text on one line, with everything that is not seen, or moves what is, written as an escape."""
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text) - _LONGEST} more)"
    return _UNSEEN.sub(lambda char: char[0].encode("unicode_escape").decode("ascii"), shown)


def _clean(text: str) -> str:
    return visible(redacted(text[:_LONGEST_READ]))


def _set_apart(trace: str) -> str:
    return "\n".join(f"  | {line}" for line in _cut(trace).split("\n"))


def _cut(trace: str) -> str:
    """The beginning and the end of a trace, each line of it visible."""
    whole = trace if len(trace) <= _LONGEST else f"{trace[:_LONGEST // 2]}\n…\n{trace[-_LONGEST // 2:]}"
    return "\n".join(visible(line) for line in whole.split("\n"))
