"""What hostile text does to the log: nothing."""

import asyncio
import io
import json
import logging
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import app
from bot.about import about
from bot.log_format import log_format
from bot.log_lines import JsonLines, OneLine, handler_to, visible
from bot.setting_values import LogFormat
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


@dataclass
class Objects(Log):
    """The same as JSON."""

    def __post_init__(self) -> None:
        handler = logging.StreamHandler(self.written)
        handler.setFormatter(JsonLines())
        self.logger.addHandler(handler)

    def told(self) -> dict[str, str]:
        (line,) = self.written.getvalue().splitlines()
        found: dict[str, str] = json.loads(line)
        return found


@pytest.fixture(name="objects")
def _objects() -> Objects:
    return Objects()


@pytest.mark.parametrize("planted", [*PLANTED, FORGED, "\x85", "\U000e0041", '", "level": "forged'])
def test_an_object_is_one_line_whatever_it_holds(objects: Objects, planted: str) -> None:
    objects.logger.error("the room %s", planted)
    told = objects.told()
    assert told["level"] == "ERROR"
    assert told["message"].startswith("the room ")
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", told["message"])
    objects.written.getvalue().encode("utf-8")


def test_an_object_says_when_where_and_what(objects: Objects) -> None:
    objects.logger.warning("run %s of “Zürich Aare” 東京 ended", "r1")
    told = objects.told()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told.pop("time"))
    assert told == {"level": "WARNING", "logger": "hostile", "message": "run r1 of “Zürich Aare” 東京 ended"}


def test_a_trace_is_one_string_that_is_cut_and_redacted(objects: Objects) -> None:
    objects.logger.error("it failed", exc_info=ValueError(f"anna.keller@contoso.com {FORGED}\x1b[2J {'x' * 50_000}"))
    trace = objects.told()["exception"]
    assert "ValueError: [removed]" in trace
    assert len(trace) < 9_000
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", trace)


def test_a_stack_and_a_trace_that_was_formatted_before_are_redacted_too(objects: Objects) -> None:
    record = objects.logger.makeRecord("hostile", logging.ERROR, "", 0, "it failed", (), None)
    record.exc_text, record.stack_info = "of anna.keller@contoso.com", "Stack of anna.keller@contoso.com"
    objects.logger.handle(record)
    assert objects.told()["exception"] == "of [removed]\nStack of [removed]"


@pytest.mark.parametrize("lines", [Log, Objects])
async def test_a_line_says_what_it_is_about_in_tasks_and_threads_too(lines: type[Log]) -> None:
    log = lines()
    with about(run="r1"), about(room="r1-0"):
        await asyncio.create_task(asyncio.to_thread(log.logger.error, "here"))
    log.logger.error("elsewhere")
    within, without = log.written.getvalue().splitlines()
    if isinstance(log, Objects):
        assert json.loads(within).items() >= {"run": "r1", "room": "r1-0"}.items()
        assert not json.loads(without).keys() & {"run", "room"}
    else:
        assert within == "ERROR hostile: here [run r1 room r1-0]"
        assert without == "ERROR hostile: elsewhere"


@pytest.mark.parametrize("wanted", [LogFormat.TEXT, LogFormat.JSON])
def test_an_ill_formed_line_says_where_it_was_and_not_what_about(
        capsys: pytest.CaptureFixture[str], wanted: LogFormat) -> None:
    written, logger = io.StringIO(), logging.Logger("hostile")  # noqa: LOG001 - as above
    logger.addHandler(handler_to(written, wanted))
    logger.error("room %d", "canary of anna.keller@contoso.com")
    logger.error("afterwards")
    told, after = written.getvalue().splitlines()
    assert re.search(r"a line of test_log_lines:\d+ could not be written \(TypeError\)", told)
    assert "ERROR" in told
    assert "afterwards" in after
    assert capsys.readouterr().err == ""
    assert "canary" not in told


def test_a_stream_that_is_gone_disturbs_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    written, logger = io.StringIO(), logging.Logger("hostile")  # noqa: LOG001 - as above
    logger.addHandler(handler_to(written))
    written.close()
    logger.error("anna.keller@contoso.com")
    assert capsys.readouterr().err == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "wanted", "formatter"), [
    (Terminal(), LogFormat.AUTO, OneLine), (io.StringIO(), LogFormat.AUTO, JsonLines),
    (Terminal(), LogFormat.JSON, JsonLines), (io.StringIO(), LogFormat.TEXT, OneLine),
])
def test_auto_is_text_in_a_terminal_alone(stream: io.StringIO, wanted: LogFormat, formatter: type) -> None:
    assert type(handler_to(stream, wanted).formatter) is formatter


def test_the_format_is_read_where_settings_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert log_format() is LogFormat.AUTO
    (tmp_path / "ROOMCHECK_LOG_FORMAT").write_text("json")
    monkeypatch.setenv("ROOMCHECK_SECRETS", str(tmp_path))
    assert log_format() is LogFormat.JSON
    (tmp_path / ".env").write_text("ROOMCHECK_LOG_FORMAT=text")
    assert log_format() is LogFormat.TEXT
    monkeypatch.setenv("ROOMCHECK_LOG_FORMAT", "json")
    assert log_format() is LogFormat.JSON


def test_a_format_that_is_none_is_a_sentence_of_the_settings(monkeypatch: pytest.MonkeyPatch,
                                                             capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ROOMCHECK_LOG_FORMAT", "xml")
    assert log_format() is LogFormat.AUTO
    assert app.main(["explain", "sign_in.mfa"]) == 2
    assert "ROOMCHECK_LOG_FORMAT is wrong: it must be" in capsys.readouterr().err


@pytest.mark.parametrize(("wanted", "ending"), [
    ("text", r"ERROR any.library: a\nb\x1b[31m"), ("auto", r'"logger": "any.library", "message": "a\\nb\\x1b[31m"}'),
])
def test_the_command_line_logs_so(wanted: str, ending: str) -> None:
    said = ("import logging, app, contextlib, sys\n"
            "with contextlib.suppress(SystemExit): app.main(['explain', 'no such check'])\n"
            "logging.getLogger('any.library').error('a\\nb\\x1b[31m')\n")
    ran = subprocess.run([sys.executable, "-c", said], env={**os.environ, "ROOMCHECK_LOG_FORMAT": wanted},  # noqa: S603 - ours
                         capture_output=True, text=True, timeout=120, check=True)
    assert ran.stderr.splitlines()[-1].endswith(ending)
