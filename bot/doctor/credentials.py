"""Whether Entra lets Roomcheck in: the application that reads Microsoft Graph, its certificate, and the bot."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from bot.adapter.clouds import CLOUDS
from bot.adapter.startup import sign_in_of
from bot.adapter.tokens import Acquire
from bot.cards.text import count
from bot.doctor.configuration import is_simulated
from bot.doctor.lines import Line, State, Topic, not_looked_at
from bot.setting_values import AppType
from bot.settings import ConfigurationError, Settings
from checks.collector import CannotCollect
from checks.entra_refusals import EntraRefusal, identity_away, identity_refused, refusal_behind, refusal_in

GRAPH, CERTIFICATE, BOT = "Token for Microsoft Graph", "Certificate", "Token for Teams"
_SIMULATED = "The simulated tenant asks for none."
_SOON = timedelta(days=30)
_SET_FIRST = "Set them first, as said above."
_ONE_FILE = ("Put the certificate and its unencrypted private key into one PEM file that Roomcheck's account may read, "
             "and name it in ROOMCHECK_CLIENT_CERTIFICATE.")
_RENEW = ("Make a new certificate, upload it to the application (Certificates & secrets), and name its file in "
          "ROOMCHECK_CLIENT_CERTIFICATE.")


async def graph_line(settings: Settings, sign_in: Callable[[Settings], Awaitable[None]]) -> Line:
    """Whether the application that reads Graph gets a token. ``sign_in`` raises ``CannotCollect``, and
    ``ConfigurationError`` or ``ValueError`` with a sentence for what cannot be used.
    """
    if is_simulated(settings):
        return _line(GRAPH, State.NOT_NEEDED, _SIMULATED)
    if unset := settings.unset_for_graph():
        return not_looked_at(Topic.CREDENTIALS, GRAPH, _are_not_set(unset), _SET_FIRST)
    try:
        await sign_in(settings)
    except CannotCollect as refused:
        return _line(GRAPH, State.WRONG, refused.detail, refused.remedy)
    except (ConfigurationError, ValueError) as unusable:
        return _line(GRAPH, State.WRONG, str(unusable), "Correct the setting.")
    return _line(GRAPH, State.OK, "Entra gives the application that reads Microsoft Graph a token.")


def certificate_line(settings: Settings, end_of: Callable[[str], datetime], now: datetime) -> Line | None:
    """Until when the certificate is good that Graph is read with; None where there is none. ``end_of`` raises
    ``ValueError``, with a sentence, for what is no certificate.
    """
    if not settings.graph_certificate or settings.managed_identity or is_simulated(settings):
        return None
    try:
        end = end_of(settings.certificate())
    except (ConfigurationError, ValueError) as unusable:
        return _line(CERTIFICATE, State.WRONG, str(unusable), _ONE_FILE)
    day = f"{end:%Y-%m-%d}"
    if end <= now:
        return _line(CERTIFICATE, State.WRONG, f"The certificate has expired on {day}.", _RENEW)
    if end - now <= _SOON:
        return _line(CERTIFICATE, State.ATTENTION, f"The certificate expires on {day}, in "
                     f"{count((end - now).days, 'day')}.", _RENEW)
    return _line(CERTIFICATE, State.OK, f"The certificate is good until {day}, and the private key is its own.")


async def bot_line(settings: Settings, http_client: Any = None) -> Line:
    """Whether the bot gets its own token for Teams; ``http_client`` is MSAL's own seam."""
    unset = settings.unset_for_teams()
    if is_simulated(settings) and not settings.app_id:
        return _line(BOT, State.NOT_NEEDED, _SIMULATED)
    if unset:
        return not_looked_at(Topic.CREDENTIALS, BOT, _are_not_set(unset), _SET_FIRST)
    by_identity = settings.app_type is AppType.MANAGED_IDENTITY
    refusal = await _refusal(sign_in_of(settings, CLOUDS[settings.cloud], http_client), by_identity=by_identity)
    if refusal:
        return _line(BOT, State.WRONG, f"The bot could not get a token for Teams: {refusal.told}.", refusal.remedy)
    return _line(BOT, State.OK, "The bot gets a token for Teams: its application exists, and its "
                 f"{'identity' if by_identity else 'secret'} is good.")


async def _refusal(acquire: Acquire, *, by_identity: bool) -> EntraRefusal | None:
    """Nothing but the number is told of what Entra or MSAL say: either may quote what it was given."""
    try:
        answer = await asyncio.to_thread(acquire)
    except Exception as fault:  # noqa: BLE001 - MSAL raises of any kind
        return refusal_behind(fault) or (identity_away(fault) if by_identity else _away(fault))
    if isinstance(answer.get("access_token"), str):
        return None
    return (identity_refused if by_identity else refusal_in)(str(answer.get("error_description", "")))


def _away(fault: Exception) -> EntraRefusal:
    return EntraRefusal("", f"Entra was not reached ({type(fault).__name__})", "Check this machine's way to the "
                        "internet and its proxy, the tenant id, and ROOMCHECK_CLOUD.")


def _are_not_set(names: tuple[str, ...]) -> str:
    return f"{', '.join(names)} {'are' if len(names) > 1 else 'is'} not set"


def _line(name: str, state: State, told: str, remedy: str = "") -> Line:
    return Line(Topic.CREDENTIALS, name, state, told, remedy)
