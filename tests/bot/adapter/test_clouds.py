"""Which addresses the bot's token may be sent to."""

import pytest

from bot.adapter.clouds import CLOUDS, on_this_machine
from bot.setting_values import Cloud


@pytest.mark.parametrize(("cloud", "url"), [
    (Cloud.GLOBAL, "https://smba.trafficmanager.net/emea/"),
    (Cloud.GLOBAL, "https://SMBA.trafficmanager.net:443/teams"),
    (Cloud.GLOBAL, "https://smba.infra.gcc.teams.microsoft.com/gcc"),
    (Cloud.GCC_HIGH, "https://smba.infra.gov.teams.microsoft.us/gcch"),
    (Cloud.DOD, "https://smba.infra.dod.teams.microsoft.us/dod"),
])
def test_addresses_of_teams(cloud: Cloud, url: str) -> None:
    assert CLOUDS[cloud].serves(url)


@pytest.mark.parametrize("url", [
    "http://smba.trafficmanager.net/emea/", "https://evil.trafficmanager.net/", "https://trafficmanager.net/",
    "https://smba.trafficmanager.net.evil.example/", "https://smba.trafficmanager.net@evil.example/",
    "https://smba.trafficmanager.net:8443/", "https://user@smba.trafficmanager.net/", "https://127.0.0.1/",
    "https://smba.trafficmanager.net/?x=", "https://smba.infra.gov.teams.microsoft.us/", "https://[::1", "", "x",
    "https://smba.trafficmanager.net/emea/\r\nX-Evil: 1", "https://smba.trafficmanager.net/a b",
    "https://smba.trafficmanager.net/\u00e9/", "https://smba.trafficmanager.net/\x00", "https://smba.trafficmanager.net\u3002evil/",
    "https://smba.trafficmanager.net:x/", "https://smba.trafficmanager.net\\@evil.example/",
])
def test_every_other_address(url: str) -> None:
    assert not CLOUDS[Cloud.GLOBAL].serves(url)


@pytest.mark.parametrize(("url", "loopback"), [
    ("http://127.0.0.1:56150/_connector", True), ("http://localhost:1", True), ("https://[::1]/", True),
    ("http://127.0.0.1.evil.example", False), ("http://localhost@evil.example", False), ("ftp://127.0.0.1", False),
    ("http://10.0.0.1", False), ("http://user@127.0.0.1", False), ("http://[::1", False), ("", False),
    ("http://127.0.0.1:80\u0301", False), ("http://127.0.0.1:99999", False), ("http://127.0.0.1/\n", False),
])
def test_this_machine(url: str, loopback: bool) -> None:
    assert on_this_machine(url) is loopback
