"""How this Roomcheck is set up, as far as its administrators may see it: never a secret."""

from dataclasses import dataclass

from bot.settings import Settings
from checks.facts.clouds import CLOUDS


@dataclass(frozen=True, slots=True)
class Setup:
    """``cloud`` in words, ``graph`` the host that is asked, ``tenant`` an id or empty.

    ``missing`` are sentences on settings without which Teams cannot reach the bot.
    """

    cloud: str
    graph: str
    tenant: str
    missing: tuple[str, ...] = ()


def setup_of(settings: Settings) -> Setup:
    cloud = CLOUDS[settings.cloud]
    return Setup(cloud.title, settings.graph_url or cloud.graph_host, settings.tenant_id, settings.missing_for_teams())
