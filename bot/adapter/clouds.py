"""Where each Microsoft cloud keeps what a bot talks to (Microsoft Learn, Bot Connector authentication)."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.setting_values import Cloud, is_loopback

_HTTPS_PORTS = (None, 443)


@dataclass(frozen=True, slots=True)
class BotCloud:
    """The endpoints of one cloud. ``service_hosts`` are the only hosts that ever see the bot's token."""

    login: str
    scope: str
    issuer: str
    metadata_url: str
    service_hosts: frozenset[str]

    def serves(self, service_url: str) -> bool:
        """Whether Teams receives replies at this address in this cloud."""
        try:
            parts = urlsplit(service_url)
            plain = parts.username is None and parts.port in _HTTPS_PORTS and not parts.query and not parts.fragment
        except ValueError:
            return False
        plain = plain and _is_written_plainly(service_url)
        return plain and parts.scheme == "https" and (parts.hostname or "") in self.service_hosts


def on_this_machine(url: str) -> bool:
    """Whether an http(s) address is a loopback one, without a user name in it."""
    try:
        parts = urlsplit(url)
        host, plain = parts.hostname or "", parts.username is None and parts.port != 0
    except ValueError:
        return False
    return plain and _is_written_plainly(url) and parts.scheme in {"http", "https"} and is_loopback(host)


def _is_written_plainly(url: str) -> bool:
    """Whether it is sent as it is read: a line break in it, for one, is read over by some and obeyed by others."""
    return url.isascii() and url.isprintable() and not set(url) & set(' "<>\\^`{|}')


_US_GOVERNMENT = {
    "login": "https://login.microsoftonline.us/",
    "scope": "https://api.botframework.us",
    "issuer": "https://api.botframework.us",
    "metadata_url": "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
}

_WORLDWIDE = BotCloud(
    login="https://login.microsoftonline.com/",
    scope="https://api.botframework.com",
    issuer="https://api.botframework.com",
    metadata_url="https://login.botframework.com/v1/.well-known/openidconfiguration",
    service_hosts=frozenset({"smba.trafficmanager.net", "smba.onyx.prod.teams.trafficmanager.net",
                             "smba.infra.gcc.teams.microsoft.com"}),
)

CLOUDS = {
    Cloud.GLOBAL: _WORLDWIDE,
    Cloud.GCC: _WORLDWIDE,
    Cloud.GCC_HIGH: BotCloud(**_US_GOVERNMENT, service_hosts=frozenset({"smba.infra.gov.teams.microsoft.us"})),
    Cloud.DOD: BotCloud(**_US_GOVERNMENT, service_hosts=frozenset({"smba.infra.dod.teams.microsoft.us"})),
    Cloud.CHINA: BotCloud(
        login="https://login.partner.microsoftonline.cn/",
        scope="https://api.botframework.azure.cn",
        issuer="https://api.botframework.azure.cn",
        metadata_url="https://login.botframework.azure.cn/v1/.well-known/openidconfiguration",
        service_hosts=frozenset({"frontend.botapi.msg.infra.teams.microsoftonline.cn"}),
    ),
}
