"""No credential stands in the log, also where an error quotes one."""

import io
import logging
from collections.abc import Iterator

import pytest

from bot import private_log
from bot.private_log import hide
from bot.settings import load_settings
from tests.bot.kept import whole_log


@pytest.fixture(name="log")
def _log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    monkeypatch.setattr(private_log, "_secrets", set())
    with whole_log() as written:
        yield written


@pytest.mark.parametrize("line", [
    "GET https://contoso.sharepoint.com/zip?tempauth=canary failed", "Authorization: Bearer canary.canary.canary",
    "got eyJ0eXAicanary.eyJ1cG4icanary.canary", "{'client_secret': 'canary-secret'}", "password=canary!",
])
def test_a_credential_is_taken_out(log: io.StringIO, line: str) -> None:
    logging.getLogger("a").warning("It failed: %s", line)
    assert "It failed" in log.getvalue()
    assert "canary" not in log.getvalue()


def test_an_error_is_told_without_what_it_quotes(log: io.StringIO) -> None:
    refused = OSError("no answer from https://graph.microsoft.com/v1.0/users?$filter=canary")
    logging.getLogger("a").error("It failed", exc_info=refused)
    assert "OSError: no answer from https://graph.microsoft.com/v1.0/users" in log.getvalue()
    assert "canary" not in log.getvalue()


def test_the_secrets_that_are_set_are_hidden_wherever_they_stand(
        log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MicrosoftAppPassword", "xyzzy~plugh")
    monkeypatch.setenv("DATABASE_URL", "postgresql://roomcheck:open%40sesame@db/roomcheck")
    load_settings()
    logging.getLogger("a").warning("said xyzzy~plugh, open@sesame and open%40sesame")
    assert log.getvalue().endswith("said [removed], [removed] and [removed]\n")


def test_a_word_too_short_to_be_a_secret_spoils_no_other(log: io.StringIO) -> None:
    hide("room")
    logging.getLogger("a").warning("a room")
    assert log.getvalue().endswith("a room\n")


@pytest.mark.parametrize("name", ["aiosqlite", "httpx", "sqlalchemy.engine.Engine", "msal.token_cache"])
def test_what_tells_of_every_request_and_row_is_not_written(log: io.StringIO, name: str) -> None:
    logging.getLogger(name).debug("anna.keller@contoso.com")
    logging.getLogger(name).info("anna.keller@contoso.com")
    assert log.getvalue() == ""
