"""The Microsoft clouds a tenant can live in, and where each keeps its doors.

Hosts are those of Microsoft Learn, "Microsoft Graph national cloud deployments" and "Microsoft Entra authentication
national clouds". GCC tenants live in the Global cloud.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Cloud:
    """``graph_root`` has no version and no trailing slash; ``login_host`` and ``lookup_host`` are host names.

    ``portal_root`` is the Azure portal, whose Entra pages show the account. ``has_teams_configurations``,
    ``has_risky_users`` and ``has_authentication_methods_policy`` say whether Graph offers the Teams user
    configurations, the risk of users and the policy for their sign-in methods there.
    """

    name: str
    title: str
    graph_root: str
    login_host: str
    lookup_host: str
    portal_root: str
    has_teams_configurations: bool = False
    has_risky_users: bool = True
    has_authentication_methods_policy: bool = True

    @property
    def graph_host(self) -> str:
        return self.graph_root.removeprefix("https://")

    def code_link(self, code: int) -> str:
        """Microsoft's own page about an AADSTS number."""
        return f"https://{self.lookup_host}/error?code={code}"


GLOBAL = Cloud("global", "Microsoft's worldwide cloud", "https://graph.microsoft.com", "login.microsoftonline.com",
               "login.microsoftonline.com", "https://portal.azure.com", has_teams_configurations=True)
GCC = replace(GLOBAL, name="gcc", title="GCC, which shares the worldwide cloud's addresses")
GCC_HIGH = Cloud("gcchigh", "GCC High", "https://graph.microsoft.us", "login.microsoftonline.us",
                 "login.microsoftonline.us", "https://portal.azure.us")
DOD = Cloud("dod", "DoD", "https://dod-graph.microsoft.us", "login.microsoftonline.us",
            "login.microsoftonline.us", "https://portal.azure.us")
CHINA = Cloud("china", "the cloud operated by 21Vianet", "https://microsoftgraph.chinacloudapi.cn",
              "login.partner.microsoftonline.cn", "login.partner.microsoftonline.cn",
              "https://portal.azure.cn", has_risky_users=False, has_authentication_methods_policy=False)

CLOUDS: Mapping[str, Cloud] = MappingProxyType({cloud.name: cloud for cloud in (GLOBAL, GCC, GCC_HIGH, DOD, CHINA)})
"""By name: ``global``, ``gcc``, ``gcchigh``, ``dod``, ``china``."""
