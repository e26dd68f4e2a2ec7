"""Each Microsoft cloud that the settings know has all its addresses, and they are its own."""

from dataclasses import dataclass

import pytest

from bot.adapter.clouds import CLOUDS as BOT_CLOUDS
from bot.cards.links import LINKS, is_allowed
from bot.setting_values import Cloud
from checks.causes import GUIDES
from checks.facts.clouds import CLOUDS as GRAPH_CLOUDS
from checks.registry import discover
from checks.render import Link, explain


@dataclass(frozen=True)
class Addresses:
    """Where one cloud keeps what; ``channel`` is whom the bot's tokens come from, ``replies`` where Teams listens."""

    graph: str
    login: str
    channel: str
    replies: str
    centre: str
    portal: str


US = "login.microsoftonline.us"
WORLDWIDE = Addresses("https://graph.microsoft.com", "login.microsoftonline.com", "https://api.botframework.com",
                      "https://smba.trafficmanager.net/teams/", "https://entra.microsoft.com",
                      "https://portal.azure.com")
EXPECTED = {
    Cloud.GLOBAL: WORLDWIDE,
    Cloud.GCC: WORLDWIDE,
    Cloud.GCC_HIGH: Addresses("https://graph.microsoft.us", US, "https://api.botframework.us",
                              "https://smba.infra.gov.teams.microsoft.us/gcch", "https://entra.microsoft.us",
                              "https://portal.azure.us"),
    Cloud.DOD: Addresses("https://dod-graph.microsoft.us", US, "https://api.botframework.us",
                         "https://smba.infra.dod.teams.microsoft.us/dod", "https://entra.microsoft.us",
                         "https://portal.azure.us"),
    Cloud.CHINA: Addresses("https://microsoftgraph.chinacloudapi.cn", "login.partner.microsoftonline.cn",
                           "https://api.botframework.azure.cn",
                           "https://frontend.botapi.msg.infra.teams.microsoftonline.cn/cn",
                           "https://entra.microsoftonline.cn", "https://portal.azure.cn"),
}


def test_every_cloud_of_the_settings_is_known_everywhere() -> None:
    for known in (EXPECTED, BOT_CLOUDS, GRAPH_CLOUDS, LINKS):
        assert set(map(str, known)) == set(map(str, Cloud))


@pytest.mark.parametrize("cloud", Cloud)
def test_each_cloud_has_its_own_addresses(cloud: Cloud) -> None:
    expected, graph, bot = EXPECTED[cloud], GRAPH_CLOUDS[cloud], BOT_CLOUDS[cloud]
    assert (graph.graph_root, graph.login_host, graph.portal_root) == (expected.graph, expected.login, expected.portal)
    assert (bot.login, bot.issuer) == (f"https://{expected.login}/", expected.channel)
    assert bot.serves(expected.replies)
    assert LINKS[cloud].admin_centre == expected.centre


@pytest.mark.parametrize("cloud", Cloud)
def test_a_card_may_open_what_the_cloud_offers(cloud: Cloud) -> None:
    links = LINKS[cloud]
    assert is_allowed(GRAPH_CLOUDS[cloud].code_link(50076))
    assert GRAPH_CLOUDS[cloud].code_link(50076).startswith(f"https://{EXPECTED[cloud].login}/")
    assert is_allowed(links.account("6b1c9d0e-2f34-4a5b-8c6d-7e8f9a0b1c2d"))
    assert not links.connectivity_test or is_allowed(links.connectivity_test)


def test_what_is_explained_opens_pages_of_no_cloud_of_its_own() -> None:
    pages = [block.url for check in discover().values() for section in explain(check).sections
             for block in section.blocks if isinstance(block, Link)]
    assert pages
    assert all(page.startswith("https://learn.microsoft.com/") for page in pages)
    assert not [guide for guide in GUIDES.values() if "https://" in f"{guide.first_step}{guide.request}"]
