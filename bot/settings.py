"""Settings, from the environment or a ``.env`` file."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Annotated

from croniter import croniter
from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.authorise import grants_of, kind_of
from bot.private_log import hide_secrets_of
from bot.room_patterns import room_pattern
from bot.setting_values import (
    AppType,
    Cloud,
    LogFormat,
    entries,
    host_name,
    is_on_this_machine,
    object_id,
    readable_files,
    single,
    tenant_name,
)

ENV_FILE = Path(".env")
OURS = "ROOMCHECK_"
_SECRETS = "ROOMCHECK_SECRETS"
_CRON_FIELDS = 5
_WANTED = {
    "enum": "it must be {expected}", "int_parsing": "it must be a number", "bool_parsing": "it must be true or false",
    "greater_than_equal": "it must be {ge} or more", "less_than_equal": "it must be {le} or less",
}


def _grant(entry: str) -> str:
    """An entry of those who have a role; people and groups are named by object ids, places as Teams names them."""
    kind, named = kind_of(entry)
    return entry if kind in ("channel", "chat", "team") else f"{kind}:{object_id(named)}".lstrip(":")


_Id = Annotated[str, AfterValidator(partial(single, object_id))]
_Ids = Annotated[tuple[str, ...], NoDecode, AfterValidator(partial(entries, object_id))]
_Grants = Annotated[tuple[str, ...], NoDecode, AfterValidator(partial(entries, _grant))]
_Patterns = Annotated[tuple[str, ...], NoDecode, AfterValidator(partial(entries, room_pattern))]
_Host = Annotated[str, AfterValidator(partial(single, host_name))]
_Tenant = Annotated[str, AfterValidator(partial(single, tenant_name))]


class ConfigurationError(Exception):
    """Settings are wrong or missing; the message names them, in a sentence each."""

    def __str__(self) -> str:
        return " ".join(map(str, self.args))


class Settings(BaseSettings):
    """Every setting of Roomcheck. The bot's own carry their Bot Framework names, ours the prefix ``ROOMCHECK_``."""

    model_config = SettingsConfigDict(env_file=ENV_FILE, env_ignore_empty=True, extra="ignore", frozen=True)

    app_type: AppType = Field(AppType.SINGLE_TENANT, alias="MicrosoftAppType",
                          description="SingleTenant or UserAssignedMSI.")
    app_id: _Id = Field("", alias="MicrosoftAppId", description="The bot's application (client) id.")
    app_password: SecretStr = Field(SecretStr(""), alias="MicrosoftAppPassword",
                                    description="The bot's client secret.")
    app_tenant_id: _Id = Field("", alias="MicrosoftAppTenantId", description="The tenant the bot is registered in.")

    secrets: Path | None = Field(None, alias="ROOMCHECK_SECRETS",
                                 description="A folder of files, each named like a setting and holding its value, as "
                                             "Docker and Kubernetes mount secrets. The environment goes before.")
    host: str = Field("127.0.0.1", alias="ROOMCHECK_HOST", description="The address to listen on.")
    port: int = Field(3978, alias="ROOMCHECK_PORT", ge=1, le=65535, description="The port to listen on.")
    public_host: _Host = Field("", alias="ROOMCHECK_PUBLIC_HOST",
                               description="The host name that Teams reaches the bot at, such as "
                                           "roomcheck.contoso.com: the doctor asks whether it answers there.")
    log_format: LogFormat = Field(LogFormat.AUTO, alias="ROOMCHECK_LOG_FORMAT",
                                  description="json, text, or auto: text in a terminal, JSON anywhere else.")
    home: Path = Field(Path(".roomcheck"), alias="ROOMCHECK_HOME",
                       description="The folder for the embedded database and for uploads while they are read.")
    database: SecretStr = Field(SecretStr(""), alias="DATABASE_URL",
                                description="A PostgreSQL database for several processes or machines, such as "
                                            "postgresql://user:password@host/roomcheck; the embedded one when empty.")
    database_identity: bool = Field(False, alias="ROOMCHECK_DATABASE_IDENTITY",
                                    description="Sign in to PostgreSQL with a token of the host's managed identity, or "
                                                "of identity_client_id in DATABASE_URL, instead of a password.")
    allowed_tenants: _Ids = Field(
        (), alias="ROOMCHECK_ALLOWED_TENANTS",
        description="Tenant ids whose people may use the bot, separated by commas; the bot's own when empty.")
    viewers: _Grants = Field(
        (), alias="ROOMCHECK_VIEWERS",
        description="Who may read what was found about rooms, separated by commas: Entra object ids of people, "
                    "group:ID, team:ID, channel:ID or chat:ID. Nobody when empty.")
    operators: _Grants = Field(
        (), alias="ROOMCHECK_OPERATORS",
        description="Who may also have rooms checked, send logs and take care of alerts; written like the viewers.")
    admins: _Grants = Field(
        (), alias="ROOMCHECK_ADMINS",
        description="Who may also decide what is watched and who is checked, sweep, ask the doctor, read the audit and "
                    "have rooms forgotten; written like the viewers.")
    room_patterns: _Patterns = Field(
        (), alias="ROOMCHECK_ROOM_PATTERNS",
        description="Patterns of rooms' addresses, separated by commas, such as room-*@contoso.com: an account that "
                    "fits one is looked at though it looks like a person's, as a room without licence and mailbox "
                    "does.")
    room_groups: _Ids = Field(
        (), alias="ROOMCHECK_ROOM_GROUPS",
        description="Object ids of groups, separated by commas, whose members are rooms.")
    teams_app_id: _Id = Field("", alias="ROOMCHECK_TEAMS_APP_ID",
                              description="The app's id in Teams, for a link from channels to its personal chat.")
    cloud: Cloud = Field(Cloud.GLOBAL, alias="ROOMCHECK_CLOUD", description="global, gcc, gcchigh, dod or china.")
    graph_url: str = Field("", alias="ROOMCHECK_GRAPH_URL",
                           description="The root of a simulated Microsoft Graph on this machine, no token is needed.")
    graph_tenant_id: _Tenant = Field("", alias="ROOMCHECK_TENANT_ID",
                                     description="The tenant whose rooms are checked; the bot's own when empty.")
    graph_client_id: _Id = Field("", alias="ROOMCHECK_CLIENT_ID",
                                 description="The application that reads Graph; the bot's own when empty.")
    graph_client_secret: SecretStr = Field(SecretStr(""), alias="ROOMCHECK_CLIENT_SECRET",
                                           description="Its client secret; the bot's own when empty.")
    graph_certificate: Path | None = Field(None, alias="ROOMCHECK_CLIENT_CERTIFICATE",
                                           description="A PEM file with its certificate and private key.")
    managed_identity: bool = Field(False, alias="ROOMCHECK_MANAGED_IDENTITY",
                                   description="Read Graph as the host's managed identity.")

    sweep_schedule: str = Field("*/30 * * * *", alias="ROOMCHECK_SWEEP_SCHEDULE",
                                description="When every room is looked at, as a cron expression in UTC; off for never.")
    sweep_reads_everyone: bool = Field(
        False, alias="ROOMCHECK_SWEEP_READS_EVERYONE",
        description="Let sweeps read the sign-ins of the whole tenant by time, every employee's among them, and drop "
                    "all that are no room's unread. It takes fewer requests where the rooms are many.")
    keep_days: int = Field(90, alias="ROOMCHECK_KEEP_DAYS", ge=1, le=3_650,
                           description="For how many days reports, runs, sweeps and alerts are kept.")
    alert_after: int = Field(2, alias="ROOMCHECK_ALERT_AFTER", ge=1, le=10,
                             description="How many sweeps in a row must say so before a change of a room counts.")
    alert_together_from: int = Field(5, alias="ROOMCHECK_ALERT_TOGETHER_FROM", ge=2, le=1_000,
                                     description="From how many rooms on that break of one cause in one sweep a single "
                                                 "alert names them all.")

    @field_validator("allowed_tenants", "viewers", "operators", "admins", "room_patterns", "room_groups",
                     mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("sweep_schedule")
    @classmethod
    def _cron(cls, value: str) -> str:
        if value.lower() != "off" and not (len(value.split()) == _CRON_FIELDS and croniter.is_valid(value)):
            raise ValueError("it is no cron expression of five fields, such as */30 * * * *, nor off")
        return value

    @field_validator("graph_url")
    @classmethod
    def _only_loopback(cls, value: str) -> str:
        if value and not is_on_this_machine(value):
            raise ValueError("it must be on this machine (127.0.0.1, ::1 or localhost)")
        return value.rstrip("/")

    def missing_for_teams(self) -> tuple[str, ...]:
        """Sentences on what the bot still needs before Teams can reach it; empty when it has everything."""
        return tuple(f"{name} is not set." for name in self.unset_for_teams())

    def unset_for_teams(self) -> tuple[str, ...]:
        """The names of those settings."""
        secret = self.app_password.get_secret_value() or self.app_type is AppType.MANAGED_IDENTITY
        wanted = {"MicrosoftAppId": self.app_id, "MicrosoftAppTenantId": self.app_tenant_id,
                  "MicrosoftAppPassword": secret}
        return tuple(name for name, value in wanted.items() if not value)

    def missing_for_graph(self) -> tuple[str, ...]:
        """Sentences on what reading Microsoft Graph still needs; empty when it has everything."""
        return tuple(f"{name} is not set." for name in self.unset_for_graph())

    def unset_for_graph(self) -> tuple[str, ...]:
        """The names of those settings."""
        if self.graph_url or self.managed_identity:
            return ()
        secret = self.graph_certificate or self.client_secret.get_secret_value()
        wanted = {"ROOMCHECK_TENANT_ID": self.tenant_id, "ROOMCHECK_CLIENT_ID": self.client_id,
                  "ROOMCHECK_CLIENT_SECRET or ROOMCHECK_CLIENT_CERTIFICATE": secret}
        return tuple(name for name, value in wanted.items() if not value)

    @property
    def names_people(self) -> bool:
        """Whether anybody is given a role."""
        return bool(self.viewers or self.operators or self.admins)

    @property
    def tenant_id(self) -> str:
        """The tenant whose rooms are checked."""
        return self.graph_tenant_id or self.app_tenant_id

    @property
    def client_id(self) -> str:
        """The application that reads Graph."""
        return self.graph_client_id or self.app_id

    @property
    def client_secret(self) -> SecretStr:
        """That application's secret. The bot's own serves only where the bot's own application reads Graph."""
        if self.graph_client_secret.get_secret_value() or self.client_id != self.app_id:
            return self.graph_client_secret
        return self.app_password

    def certificate(self) -> str:
        """The PEM text of the certificate that reads Graph, empty when none is set. Raises ConfigurationError."""
        try:
            return self.graph_certificate.read_text() if self.graph_certificate else ""
        except (OSError, UnicodeDecodeError) as unreadable:
            why = getattr(unreadable, "strerror", None) or "it is no text"
            raise ConfigurationError(f"ROOMCHECK_CLIENT_CERTIFICATE names a file that cannot be read: {why}.") from None

    @property
    def groups(self) -> frozenset[str]:
        """The object ids of all groups that have a role, or are of rooms."""
        roles = (grants_of(each).groups for each in (self.viewers, self.operators, self.admins))
        return frozenset(self.room_groups).union(*roles)

    @property
    def schedule(self) -> str:
        """When sweeps are made by themselves, as a cron expression; empty for never."""
        return "" if self.sweep_schedule.lower() == "off" else self.sweep_schedule

    @property
    def tenants(self) -> frozenset[str]:
        """The tenants whose people may use the bot, in lower case."""
        return frozenset(self.allowed_tenants or filter(None, (self.app_tenant_id.lower(),)))


def refuse_unset(names: Sequence[str]) -> None:
    """Raises :class:`ConfigurationError`, with what each of the settings is, where there are any."""
    if not names:
        return
    lines = "\n".join(f"  {name}: {_purpose(name)}" for name in names)
    raise ConfigurationError(f"Not set up yet. Missing in the environment, or in a file .env here:\n{lines}\n"
                             "docs/configuration.md names every setting. Without any: app.py demo runs the bot in a "
                             "simulated tenant.")


def _purpose(name: str) -> str:
    described = {str(field.alias): field.description or "" for field in Settings.model_fields.values()}
    return " Or: ".join(described[each] for each in name.split(" or "))


def load_settings() -> Settings:
    """The settings of this process. Raises :class:`ConfigurationError` with a sentence on each that is wrong."""
    in_file = _in_file()
    folder = os.environ.get(_SECRETS) or in_file.get(_SECRETS) or ""
    wrong = [*_unknown((*os.environ, *in_file, *_files_in(folder)))]
    try:
        settings = hide_secrets_of(Settings(_secrets_dir=folder or None))
    except ValidationError as invalid:
        raise ConfigurationError(*wrong, *map(_sentence, invalid.errors())) from None
    if wrong:
        raise ConfigurationError(*wrong)
    return settings


def _in_file() -> Mapping[str, str | None]:
    try:
        return dotenv_values(ENV_FILE) if ENV_FILE.is_file() else {}
    except (OSError, UnicodeDecodeError) as unreadable:
        raise ConfigurationError(f"{ENV_FILE} is unreadable ({type(unreadable).__name__}): write UTF-8.") from None


def _files_in(folder: str) -> Sequence[str]:
    try:
        return readable_files(Path(folder)) if folder else ()
    except OSError as refused:
        raise ConfigurationError(f"{_SECRETS} is wrong: the folder that it names, or a file there, cannot be read "
                                 f"({refused.strerror}).") from None


def _unknown(names: Iterable[str]) -> Iterator[str]:
    known = [str(field.alias) for field in Settings.model_fields.values()]
    for name in names:
        if name.upper().startswith(OURS) and name.upper() not in known:
            near = get_close_matches(name.upper(), known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            yield f"{name} is not a setting of Roomcheck.{hint}"


def _sentence(wrong: ErrorDetails) -> str:
    name = str(wrong["loc"][0]) if wrong["loc"] else "A setting"
    what = _WANTED.get(wrong["type"], wrong["msg"].removeprefix("Value error, "))
    return f"{name} is wrong: {what.format(**wrong.get('ctx', {}))}."
