"""How this Roomcheck is set up, as far as its administrators may see it: never a secret."""

from dataclasses import dataclass

from bot.settings import Settings
from checks.facts.clouds import CLOUDS


@dataclass(frozen=True, slots=True)
class Setup:
    """``cloud`` in words, ``graph`` the host that is asked, ``tenant`` an id or empty.

    ``missing`` are sentences on settings without which Teams cannot reach the bot. ``grant_command`` is what grants
    permissions to the managed identity that reads Graph, for which Entra's admin centre has no page; empty where an
    application does.
    """

    cloud: str
    graph: str
    tenant: str
    missing: tuple[str, ...] = ()
    grant_command: str = ""


def setup_of(settings: Settings) -> Setup:
    cloud = CLOUDS[settings.cloud]
    grant = f"infra/grant.sh {settings.graph_client_id or 'CLIENT_ID'}" if settings.managed_identity else ""
    return Setup(cloud.title, settings.graph_url or cloud.graph_host, settings.tenant_id, settings.missing_for_teams(),
                 grant)
