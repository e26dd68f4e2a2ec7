"""The adapter as the settings ask for it, or a sentence that says which setting is wrong."""

from typing import Any

from bot.adapter.authentication import ChannelAuthentication
from bot.adapter.clouds import CLOUDS, BotCloud
from bot.adapter.connector import Connector
from bot.adapter.signing_keys import SigningKeys
from bot.adapter.teams_adapter import Admission, TeamsAdapter
from bot.adapter.tokens import Acquire, BotTokens, with_managed_identity, with_secret
from bot.patient_session import PatientSession
from bot.setting_values import AppType, is_loopback
from bot.settings import ConfigurationError, Settings


def create_adapter(settings: Settings, *, development: bool = False, cloud: BotCloud | None = None,
                   http_client: Any = None) -> TeamsAdapter:
    """The adapter, not yet open. ``development`` allows replies to this machine and, without ``MicrosoftAppId``,
    callers without a token. ``cloud`` and MSAL's ``http_client`` replace the ones that follow from the settings.

    Raises ConfigurationError.
    """
    cloud = cloud or CLOUDS[settings.cloud]
    _must_be_safe(settings, development=development)
    tokens = BotTokens(sign_in_of(settings, cloud, http_client)) if settings.app_id else None
    connector = Connector(cloud, tokens, development=development)
    keys = SigningKeys(cloud.metadata_url, lambda: connector.http)
    authentication = ChannelAuthentication(settings.app_id, cloud.issuer, keys, connector)
    admission = Admission(_tenants(settings), development=not settings.app_id)
    return TeamsAdapter(authentication, connector, admission, anonymous=not settings.app_id)


def _must_be_safe(settings: Settings, *, development: bool) -> None:
    if settings.app_id:
        return
    if not development:
        raise ConfigurationError("MicrosoftAppId is not set: without it anybody could speak to the bot. Set it, or "
                                 "start the demo instead.")
    if not is_loopback(settings.host):
        raise ConfigurationError(f"ROOMCHECK_HOST is {settings.host}: without MicrosoftAppId the bot listens on this "
                                 "machine only (127.0.0.1).")


def _tenants(settings: Settings) -> frozenset[str]:
    if settings.app_id and not settings.tenants:
        raise ConfigurationError("MicrosoftAppTenantId is not set: the bot must know whose people it serves "
                                 "(or list their tenants in ROOMCHECK_ALLOWED_TENANTS).")
    return settings.tenants


def sign_in_of(settings: Settings, cloud: BotCloud, http_client: Any = None) -> Acquire:
    """How the bot gets its own token for Teams; nothing is asked yet. Raises ConfigurationError."""
    if settings.app_type is AppType.MANAGED_IDENTITY:
        return with_managed_identity(settings.app_id, cloud, http_client or PatientSession())
    secret = settings.app_password.get_secret_value()
    if not secret:
        raise ConfigurationError("MicrosoftAppPassword is not set: the bot cannot sign in to Teams.")
    if not settings.app_tenant_id:
        raise ConfigurationError("MicrosoftAppTenantId is not set: a single-tenant bot signs in to its own tenant.")
    return with_secret(settings.app_id, secret, settings.app_tenant_id, cloud, http_client)
