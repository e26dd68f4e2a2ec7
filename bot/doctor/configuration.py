"""The settings: whether all can be read, whether any is missing, and what does not fit together."""

from collections.abc import Iterator

from bot.cards.text import count
from bot.doctor.lines import Line, State, Topic
from bot.setting_values import AppType, Cloud
from bot.settings import ConfigurationError, Settings

_PAGE = "docs/configuration.md names every setting."
_SIMULATED = "Not needed in the simulated tenant."


def wrong_settings(wrong: ConfigurationError) -> list[Line]:
    """A line for each setting that is wrong."""
    return [_line("Settings", State.WRONG, str(sentence), f"Correct it in the environment or in .env. {_PAGE}")
            for sentence in wrong.args]


def configuration_lines(settings: Settings) -> list[Line]:
    """What the settings say by themselves; nobody is asked."""
    return [_set(settings), _for_teams(settings), _for_graph(settings), _roles(settings), *_tenants(settings),
            *_proofs(settings), *_personal_chat(settings)]


def is_simulated(settings: Settings) -> bool:
    """Whether the tenant is a simulated one, which wants no credentials."""
    return bool(settings.graph_url)


def _line(name: str, state: State, told: str, remedy: str = "") -> Line:
    return Line(Topic.CONFIGURATION, name, state, told, remedy)


def _set(settings: Settings) -> Line:
    return _line("Settings", State.OK, f"{count(len(settings.model_fields_set), 'setting')} set, none of them wrong or "
                 "misspelt; all others have their defaults.")


def _for_teams(settings: Settings) -> Line:
    name, unset = "Settings for Teams", settings.unset_for_teams()
    if not unset:
        return _line(name, State.OK, "The bot's application, its tenant and how it signs in are set.")
    if is_simulated(settings) and not settings.app_id:
        return _line(name, State.NOT_NEEDED, _SIMULATED)
    return _line(name, State.WRONG, f"Not set: {', '.join(unset)}. Teams cannot reach the bot.", f"Set them. {_PAGE}")


def _for_graph(settings: Settings) -> Line:
    name, unset = "Settings for Microsoft Graph", settings.unset_for_graph()
    if is_simulated(settings):
        return _line(name, State.OK, "ROOMCHECK_GRAPH_URL names a simulated Microsoft Graph on this machine.")
    if unset:
        return _line(name, State.WRONG, f"Not set: {', '.join(unset)}. Nothing can be read.", f"Set them. {_PAGE}")
    return _line(name, State.OK, "The application that reads Microsoft Graph and how it signs in are set.")


def _roles(settings: Settings) -> Line:
    name = "Roles"
    if settings.operators and settings.admins:
        return _line(name, State.OK, "Somebody is named who may have rooms checked, and somebody who decides.")
    if is_simulated(settings) and not settings.app_id:
        return _line(name, State.NOT_NEEDED, _SIMULATED)
    if not settings.names_people:
        return _line(name, State.WRONG, "ROOMCHECK_VIEWERS, ROOMCHECK_OPERATORS and ROOMCHECK_ADMINS are empty: the "
                     "bot answers nobody.",
                     "Set ROOMCHECK_ADMINS and ROOMCHECK_OPERATORS to object ids of people or groups.")
    if settings.admins:
        return _line(name, State.ATTENTION, "ROOMCHECK_OPERATORS is empty: only admins may have rooms checked.",
                     "Set ROOMCHECK_OPERATORS, unless that is what you want.")
    without = "ROOMCHECK_ADMINS is empty: nobody may decide what is watched, or ask the doctor in the chat"
    if settings.operators:
        return _line(name, State.ATTENTION, f"{without}.", "Set ROOMCHECK_ADMINS, unless that is what you want.")
    return _line(name, State.ATTENTION, f"{without}. ROOMCHECK_OPERATORS is empty too: nobody may have rooms checked.",
                 "Set both, unless that is what you want.")


def _tenants(settings: Settings) -> Iterator[Line]:
    name, allowed = "Tenants", settings.tenants
    own = settings.app_tenant_id.lower()
    if own and own not in allowed:
        yield _line(name, State.ATTENTION, "ROOMCHECK_ALLOWED_TENANTS does not name the bot's own tenant: its people "
                    "are turned away.", f"Add {own} to it, unless that is what you want.")
    elif len(allowed) > 1:
        yield _line(name, State.ATTENTION, f"People of {count(len(allowed), 'tenant')} may use the bot, and all of "
                    "them ask about the rooms of one.", "Take out of ROOMCHECK_ALLOWED_TENANTS whom you do not mean.")
    elif allowed:
        yield _line(name, State.OK, "People of one tenant may use the bot.")


def _proofs(settings: Settings) -> Iterator[Line]:
    """Where two ways of signing in are set, only one is taken."""
    secret = bool(settings.graph_client_secret.get_secret_value())
    unused = [name for name, is_set in (("ROOMCHECK_CLIENT_CERTIFICATE", settings.graph_certificate),
                                        ("ROOMCHECK_CLIENT_SECRET", secret)) if is_set]
    taken = "ROOMCHECK_MANAGED_IDENTITY" if settings.managed_identity else unused.pop(0) if unused else ""
    if unused:
        yield _line("Ways to sign in", State.ATTENTION, f"{taken} is what Microsoft Graph is read with; "
                    f"{' and '.join(unused)} {'are' if len(unused) > 1 else 'is'} set and not used.",
                    "Take out what is not used: nobody would notice that it is wrong, or known to others.")
    if settings.app_type is AppType.MANAGED_IDENTITY and settings.app_password.get_secret_value():
        yield _line("Ways to sign in", State.ATTENTION, "The bot signs in as a managed identity (MicrosoftAppType); "
                    "MicrosoftAppPassword is set and not used for that.", "Take MicrosoftAppPassword out.")


def _personal_chat(settings: Settings) -> Iterator[Line]:
    if settings.cloud not in (Cloud.GLOBAL, Cloud.GCC) or not settings.app_id:
        return
    if settings.teams_app_id:
        yield _line("Link to the personal chat", State.OK, "ROOMCHECK_TEAMS_APP_ID is set.")
    else:
        yield _line("Link to the personal chat", State.ATTENTION, "ROOMCHECK_TEAMS_APP_ID is not set: cards in "
                    "channels have no link to the personal chat, where zips are taken.",
                    "Set it to the App ID that the Teams admin centre shows on the app's page (Manage apps).")
