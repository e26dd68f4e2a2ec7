"""No line keeps another from being made, whatever happens."""

from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from bot.adapter.endpoint import Probe
from bot.doctor.lines import State, Topic
from bot.doctor.visit import Tenant, visit
from bot.settings import Settings
from bot.version import VERSION
from checks.clock_skew import Skews
from checks.doctor import Examination
from manifest import version
from tests.bot.adapter.bots import FakeEntra, real_settings


def now() -> datetime:
    return datetime(2026, 11, 26, 12, tzinfo=UTC)


async def broken(*_: object) -> NoReturn:
    raise KeyError("canary-secret")


async def no_examination(_settings: Settings, _shared: bool) -> Examination:
    raise ZeroDivisionError


async def no_answer(_host: str) -> Probe:
    raise MemoryError


def unreadable(_pem: str) -> datetime:
    raise ValueError("It is no certificate.")


async def lets_in(_: Settings) -> None:
    """Entra gives a token."""


async def test_a_fault_of_ours_costs_one_line_and_is_no_traceback(tmp_path: Path) -> None:
    settings = real_settings(home=tmp_path / "home", public_host="roomcheck.contoso.com")
    tenant = Tenant(now, Skews(now), FakeEntra(), lets_in, unreadable, no_examination, no_answer)
    found = {line.name: line for line in (await visit(settings, tenant)).lines}
    assert "(ZeroDivisionError)" in found["Permissions in Microsoft Graph"].told
    assert "(MemoryError)" in found["Messaging endpoint"].told
    assert found["Token for Teams"].state is State.OK
    assert {line.topic for line in found.values()} == set(Topic)


async def test_what_a_fault_says_is_not_repeated(tmp_path: Path) -> None:
    tenant = Tenant(now, Skews(now), FakeEntra(), broken, unreadable, no_examination, no_answer)
    found = await visit(real_settings(home=tmp_path / "home"), tenant)
    line = next(line for line in found.lines if line.name == "Token for Microsoft Graph")
    assert (line.state, "(KeyError)" in line.told) == (State.UNKNOWN, True)
    assert "canary-secret" not in repr(found.lines)


def test_the_programs_version_is_that_of_its_app_package() -> None:
    assert version() == VERSION
