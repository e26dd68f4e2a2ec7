"""The bot's own token."""

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from bot.adapter.clouds import CLOUDS
from bot.adapter.tokens import BotTokens, TokenRefusedError, with_managed_identity, with_secret
from bot.setting_values import Cloud
from tests.bot.adapter.bots import FakeEntra


@dataclass
class Directory:
    """Hands out numbered tokens of an hour, in whatever thread it is called."""

    now: float = 1000.0
    calls: int = 0
    fault: Exception | None = None
    answer: Mapping[str, Any] = field(default_factory=lambda: {"expires_in": 3600})
    threads: set[int] = field(default_factory=set)

    def clock(self) -> float:
        return self.now

    def __call__(self) -> Mapping[str, Any]:
        self.calls += 1
        self.threads.add(threading.get_ident())
        if self.fault:
            raise self.fault
        return {"access_token": f"t{self.calls}", **self.answer}


@pytest.fixture(name="directory")
def _directory() -> Directory:
    return Directory()


@pytest.fixture(name="tokens")
def _tokens(directory: Directory) -> BotTokens:
    return BotTokens(directory, directory.clock)


async def test_many_turns_share_one_call_off_the_loop(tokens: BotTokens, directory: Directory) -> None:
    assert set(await asyncio.gather(*(tokens.current() for _ in range(50)))) == {"t1"}
    assert directory.calls == 1
    assert threading.get_ident() not in directory.threads


async def test_token_is_renewed_ahead_while_the_old_one_still_serves(tokens: BotTokens, directory: Directory) -> None:
    await tokens.current()
    directory.now += 3600 - 301
    assert await tokens.current() == "t1"
    assert directory.calls == 1
    directory.now += 1
    assert await tokens.current() == "t1"
    await tokens.close()
    assert await tokens.current() == "t2"


async def test_token_at_its_end_is_waited_for(tokens: BotTokens, directory: Directory) -> None:
    await tokens.current()
    directory.now += 3600 - 30
    assert await tokens.current() == "t2"


async def test_renewal_that_fails_leaves_the_old_token_and_waits(tokens: BotTokens, directory: Directory) -> None:
    await tokens.current()
    directory.now, directory.fault = directory.now + 3400, requests.ConnectionError("down")
    assert await tokens.current() == "t1"
    await tokens.close()
    for _ in range(3):
        assert await tokens.current() == "t1"
    assert directory.calls == 2
    directory.now, directory.fault = directory.now + 30, None
    await tokens.current()
    await tokens.close()
    assert await tokens.current() == "t3"


async def test_forgotten_token_is_asked_for_anew(tokens: BotTokens) -> None:
    await tokens.current()
    tokens.forget()
    assert await tokens.current() == "t2"


@pytest.mark.parametrize("fault", [requests.ConnectionError("no way out"), ValueError("bad authority"),
                                   KeyError("metadata")])
async def test_sign_in_that_fails_says_why(tokens: BotTokens, directory: Directory, fault: Exception) -> None:
    directory.fault = fault
    with pytest.raises(TokenRefusedError, match=str(fault)):
        await tokens.current()


async def test_sign_in_that_is_refused_says_why() -> None:
    tokens = BotTokens(with_secret("app", "wrong", "tenant", CLOUDS[Cloud.GLOBAL], FakeEntra(refuses=True)))
    with pytest.raises(TokenRefusedError, match="AADSTS7000215"):
        await tokens.current()


async def test_secret_signs_in_to_its_own_tenant() -> None:
    entra = FakeEntra()
    tokens = BotTokens(with_secret("app", "s3cret", "my-tenant", CLOUDS[Cloud.GLOBAL], entra))
    assert await tokens.current() == "token-1"
    assert entra.asked[-1] == ("https://login.microsoftonline.com/my-tenant/oauth2/v2.0/token",
                               "https://api.botframework.com/.default")


async def test_managed_identity_asks_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IDENTITY_ENDPOINT", "IDENTITY_HEADER", "MSI_ENDPOINT", "IMDS_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    entra = FakeEntra()
    tokens = BotTokens(with_managed_identity("client", CLOUDS[Cloud.GLOBAL], entra))
    assert await tokens.current() == "token-1"
