"""What hostile text does to the log: nothing."""

import io
import logging
import re
import subprocess
import sys
from dataclasses import dataclass, field

import pytest

from bot.log_lines import OneLine, visible
from tests.bot.cards.test_hostile_text import PLANTED

FORGED = "x\n2026-11-22 10:00:00,000 ERROR root: forged\r\nmore"


@dataclass
class Log:
    """A logger apart from all others: half a character in pytest's own report of the log would end its workers."""

    written: io.StringIO = field(default_factory=io.StringIO)
    logger: logging.Logger = field(default_factory=lambda: logging.Logger("hostile"))  # noqa: LOG001 - as above

    def __post_init__(self) -> None:
        handler = logging.StreamHandler(self.written)
        handler.setFormatter(OneLine("%(levelname)s %(name)s: %(message)s"))
        self.logger.addHandler(handler)


@pytest.fixture(name="log")
def _log() -> Log:
    return Log()


@pytest.mark.parametrize("planted", [*PLANTED, FORGED, "\x85", "\U000e0041", "\x1b]8;;https://evil.example\x07x"])
def test_a_record_is_one_line_whatever_it_holds(log: Log, planted: str) -> None:
    log.logger.error("the room %s", planted)
    (line,) = log.written.getvalue().splitlines()
    assert line.startswith("ERROR hostile: the room ")
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", line)
    line.encode("utf-8")


def test_an_ordinary_line_is_written_as_it_is(log: Log) -> None:
    log.logger.error("run %s of “Zürich Aare” 東京 ended", "r1")
    assert log.written.getvalue() == "ERROR hostile: run r1 of “Zürich Aare” 東京 ended\n"


def test_what_an_exception_says_cannot_begin_a_line(log: Log) -> None:
    log.logger.error("it failed", exc_info=ValueError(FORGED + "\x1b[2J\u202e"))
    first, *rest = log.written.getvalue().splitlines()
    assert first == "ERROR hostile: it failed"
    assert len(rest) == 3
    assert all(line.startswith("  | ") for line in rest)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", log.written.getvalue())


@pytest.mark.parametrize("whole", [True, False])
def test_a_trace_that_another_handler_has_formatted_cannot_either(log: Log, whole: bool) -> None:
    record = log.logger.makeRecord("hostile", logging.ERROR, "", 0, "it failed", (), None)
    record.exc_text = FORGED
    if whole:
        record.exc_info = (ValueError, ValueError(FORGED), None)
    log.logger.handle(record)
    first, *rest = log.written.getvalue().splitlines()
    assert first == "ERROR hostile: it failed"
    assert rest
    assert all(line.startswith("  | ") for line in rest)


def test_a_stack_cannot_either(log: Log) -> None:
    log.logger.error("here", stack_info=True)
    assert all(line.startswith("  | ") for line in log.written.getvalue().splitlines()[1:])


def test_what_is_too_long_is_cut_visibly() -> None:
    assert visible("x" * 10_000) == "x" * 8_000 + "… (2000 more)"


def test_the_command_line_logs_so() -> None:
    said = ("import logging, app, contextlib, sys\n"
            "with contextlib.suppress(SystemExit): app.main(['explain', 'no such check'])\n"
            "logging.getLogger('any.library').error('a\\nb\\x1b[31m')\n")
    ran = subprocess.run([sys.executable, "-c", said],  # noqa: S603 - ours
                         capture_output=True, text=True, timeout=120, check=True)
    assert ran.stderr.splitlines()[-1].endswith(r"ERROR any.library: a\nb\x1b[31m")
