"""The pages of Microsoft's that a card may open, by cloud."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

_HOSTS = frozenset({
    "admin.microsoft.com", "admin.teams.microsoft.com", "entra.microsoft.com", "entra.microsoft.us",
    "entra.microsoftonline.cn", "learn.microsoft.com", "login.microsoftonline.com", "login.microsoftonline.us",
    "login.partner.microsoftonline.cn", "portal.rooms.microsoft.com", "support.microsoft.com",
    "teams.microsoft.com",
    "testconnectivity.microsoft.com",
})
_OBJECT_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PRINTABLE_URL = re.compile(r"[\x21-\x7e]+")
_USER_PAGE = "/#view/Microsoft_AAD_UsersAndTenants/UserProfileMenuBlade/~/overview/userId/"


def is_allowed(url: str) -> bool:
    """Whether a card may open this address: https, on a host of Microsoft's that is listed here, default port."""
    if not _PRINTABLE_URL.fullmatch(url) or "\\" in url:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and parts.netloc.lower() in _HOSTS
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Links:
    """What the cloud of the tenant offers. An empty address means that it has no such page."""

    connectivity_test: str = "https://testconnectivity.microsoft.com/tests/TeamsMTRDeviceSignIn/input"
    admin_centre: str = "https://entra.microsoft.com"
    personal_chat: str = ""
    lookup: str = "https://login.microsoftonline.com"

    def code(self, number: int) -> str:
        """Microsoft's own page about an AADSTS number."""
        return f"{self.lookup}/error?code={number}"

    def account(self, object_id: str) -> str:
        """The user's page in the Entra admin centre; empty when there is none or the id is not one."""
        if not self.admin_centre or not _OBJECT_ID.fullmatch(object_id):
            return ""
        return f"{self.admin_centre}{_USER_PAGE}{object_id.lower()}"


def personal_chat(app_id: str, tenant_id: str) -> str:
    """The app's personal chat, by its id in Teams (Microsoft Learn, "Deep link to a chat with the application")."""
    return f"https://teams.microsoft.com/l/entity/{app_id}/conversations?tenantId={tenant_id}"


GLOBAL = Links()
LINKS: Mapping[str, Links] = MappingProxyType({
    "global": GLOBAL,
    "gcc": Links(""),
    "gcchigh": Links("", "https://entra.microsoft.us", lookup="https://login.microsoftonline.us"),
    "dod": Links("", "https://entra.microsoft.us", lookup="https://login.microsoftonline.us"),
    "china": Links("", "https://entra.microsoftonline.cn", lookup="https://login.partner.microsoftonline.cn"),
})
"""By the name of the cloud in the settings. The connectivity test runs in the global cloud only (Microsoft Learn)."""
