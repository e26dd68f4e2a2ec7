"""What hostile text does to the log: nothing."""

import io
import logging
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bot.log_lines import OneLine, visible
from tests.bot.cards.test_hostile_text import PLANTED

FORGED = "x\n2026-11-22 10:00:00,000 ERROR root: forged\r\nmore"


@pytest.fixture(name="written")
def _written() -> Iterator[io.StringIO]:
    """What a logger of these tests writes."""
    written, logger = io.StringIO(), logging.getLogger("hostile")
    handler = logging.StreamHandler(written)
    handler.setFormatter(OneLine("%(levelname)s %(name)s: %(message)s"))
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


@pytest.mark.parametrize("planted", [*PLANTED, FORGED, "\x85", "\U000e0041", "\x1b]8;;https://evil.example\x07x"])
def test_a_record_is_one_line_whatever_it_holds(written: io.StringIO, planted: str) -> None:
    logging.getLogger("hostile").error("the room %s", planted)
    (line,) = written.getvalue().splitlines()
    assert line.startswith("ERROR hostile: the room ")
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", line)
    line.encode("utf-8")


def test_an_ordinary_line_is_written_as_it_is(written: io.StringIO) -> None:
    logging.getLogger("hostile").error("run %s of “Zürich Aare” 東京 ended", "r1")
    assert written.getvalue() == "ERROR hostile: run r1 of “Zürich Aare” 東京 ended\n"


def test_what_an_exception_says_cannot_begin_a_line(written: io.StringIO) -> None:
    logging.getLogger("hostile").error("it failed", exc_info=ValueError(FORGED + "\x1b[2J\u202e"))
    first, *rest = written.getvalue().splitlines()
    assert first == "ERROR hostile: it failed"
    assert len(rest) == 3
    assert all(line.startswith("  | ") for line in rest)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", written.getvalue())


def test_a_stack_cannot_either(written: io.StringIO) -> None:
    logging.getLogger("hostile").error("here", stack_info=True)
    assert all(line.startswith("  | ") for line in written.getvalue().splitlines()[1:])


def test_what_is_too_long_is_cut_visibly() -> None:
    assert visible("x" * 10_000) == "x" * 8_000 + "… (2000 more)"


def test_the_command_line_logs_so() -> None:
    said = ("import logging, app, contextlib, sys\n"
            "with contextlib.suppress(SystemExit): app.main(['explain', 'no such check'])\n"
            "logging.getLogger('any.library').error('a\\nb\\x1b[31m')\n")
    ran = subprocess.run([sys.executable, "-c", said],  # noqa: S603 - ours
                         capture_output=True, text=True, timeout=120, check=True)
    assert ran.stderr.splitlines()[-1].endswith(r"ERROR any.library: a\nb\x1b[31m")
