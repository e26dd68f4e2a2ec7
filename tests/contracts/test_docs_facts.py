"""What the pages say of Microsoft's article and of its clouds is what the code knows."""

import re
from pathlib import Path

import pytest

from bot.setting_values import Cloud
from checks.facts.clouds import CHINA, DOD, GCC_HIGH, GLOBAL
from checks.facts.codes import meaning
from tests.checks.builders import CATALOGUE

DOCS = Path(__file__).parents[2] / "docs"
ARTICLE = (DOCS / "microsoft-article.md").read_text(encoding="utf-8")
STEPS, _, BEYOND = ARTICLE.partition("\n## Beyond the article\n")
INSTALL = (DOCS / "install.md").read_text(encoding="utf-8")
CLOUDS = INSTALL.partition("\n## Other clouds\n")[2].partition("\n## ")[0]
_LINKED = re.compile(r"\[`([a-z_]+\.[a-z_]+)`\]\(checks/([a-z_.]+)\.md\)")
_CODE = re.compile(r"AADSTS(\d+)")
