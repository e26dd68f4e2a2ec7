"""The setting that is needed before all others are read: how the log is written."""

import os
from contextlib import suppress

from dotenv import dotenv_values
from pydantic import Field
from pydantic_settings import BaseSettings

from bot.setting_values import LogFormat
from bot.settings import ENV_FILE, Settings


class _OfTheLog(BaseSettings):
    """Read as :class:`bot.settings.Settings` is, from the same places."""

    model_config = Settings.model_config
    log_format: LogFormat = Field(LogFormat.AUTO, alias="ROOMCHECK_LOG_FORMAT")


def log_format() -> LogFormat:
    """The format that is set. What cannot be read is taken for ``auto``: reading the settings says what is wrong."""
    with suppress(OSError, ValueError):  # a wrong value is a ValueError too
        folder = os.environ.get("ROOMCHECK_SECRETS") or dotenv_values(ENV_FILE).get("ROOMCHECK_SECRETS")
        return _OfTheLog(_secrets_dir=folder or None).log_format
    return LogFormat.AUTO
