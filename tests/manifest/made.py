"""A package as a tenant gets it, and what stands in it."""

import io
import json
import zipfile
from typing import Any

from bot.setting_values import Cloud
from manifest import version
from manifest.choices import Choices, Developer
from manifest.package import package

APP = "1b2c3d4e-0000-4000-8000-123456789abc"
TEAMS_APP = "2b2c3d4e-0000-4000-8000-123456789abc"
GRAPH_APP = "3b2c3d4e-0000-4000-8000-123456789abc"
HOST = "roomcheck.contoso.com"
CONTOSO = Developer("Contoso", "https://contoso.com/it", "https://contoso.com/privacy", "https://contoso.com/terms")


def chosen(cloud: Cloud = Cloud.GLOBAL, *, channel_files: bool = False, developer: Developer = CONTOSO) -> Choices:
    return Choices(APP, TEAMS_APP, GRAPH_APP, HOST, version(), developer, cloud, channel_files)


def files_in(made: bytes) -> dict[str, bytes]:
    """What a zip holds, in its order."""
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def manifest_of(choices: Choices) -> Any:
    return json.loads(files_in(package(choices))["manifest.json"])


def german_of(choices: Choices) -> dict[str, str]:
    found: dict[str, str] = json.loads(files_in(package(choices))["de.json"])
    return found
