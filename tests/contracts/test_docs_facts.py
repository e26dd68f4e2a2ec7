"""What the pages say of Microsoft's article and of the clouds is what the code knows."""

import re
from pathlib import Path

import pytest

from bot.setting_values import Cloud as CloudSetting
from checks.facts.clouds import CHINA, DOD, GCC_HIGH, GLOBAL
from checks.facts.codes import cause_of
from checks.model import Cause
from tests.checks.builders import CATALOGUE

DOCS = Path(__file__).parents[2] / "docs"
ARTICLE = (DOCS / "microsoft-article.md").read_text(encoding="utf-8")
STEPS, _, BEYOND = ARTICLE.partition("\n## Beyond the article\n")
CLOUDS = (DOCS / "install.md").read_text(encoding="utf-8").partition("\n## Other clouds\n")[2].partition("\n## ")[0]
COLUMNS = (GLOBAL, GCC_HIGH, DOD, CHINA)
_LINKED = re.compile(r"\[`([a-z_]+\.[a-z_]+)`\]\(checks/([a-z_.]+)\.md\)")
ROWS = {cells[0]: cells[1:] for line in STEPS.splitlines() if line.startswith("| ")
        if (cells := [cell.strip() for cell in line.strip("|").split(" | ")])}

CAUSES = {
    "Multifactor authentication": Cause.MFA_REQUIRED, "Conditional Access": Cause.CONDITIONAL_ACCESS_BLOCK,
    "The password has expired": Cause.PASSWORD_EXPIRED, "Wrong user name or password": Cause.WRONG_CREDENTIALS,
}
"""The article's steps that go by a code."""


def of(text: str) -> list[str]:
    return [shown for shown, _ in _LINKED.findall(text)]


def test_every_check_is_named_as_part_of_the_article_or_beyond_it() -> None:
    assert {*of(STEPS), *of(BEYOND)} == set(CATALOGUE)
    assert not {*of(STEPS)} & {*of(BEYOND)}


def test_every_check_leads_to_its_own_page() -> None:
    assert all(shown == page for shown, page in _LINKED.findall(ARTICLE))
    assert len(_LINKED.findall(ARTICLE)) == ARTICLE.count("](checks/")


def test_every_step_has_a_check_and_says_what_is_left_to_people() -> None:
    steps = {step: cells for step, cells in ROWS.items() if step.startswith("**")}
    assert len(steps) == 8
    for seen, _why, left in steps.values():
        assert of(seen)
        assert left.endswith(".")


@pytest.mark.parametrize("step", CAUSES)
def test_the_codes_of_a_step_are_read_as_its_cause(step: str) -> None:
    row = next(each for each in ROWS if each.startswith(f"**{step}"))
    codes = [int(code) for code in re.findall(r"AADSTS(\d+)", row)]
    assert codes
    assert {cause_of(code) for code in codes} == {CAUSES[step]}


def row_of(title: str) -> list[str]:
    """The cells of a row of the clouds' table, in the order of :data:`COLUMNS`."""
    line = next(line for line in CLOUDS.splitlines() if line.startswith(f"| {title} |"))
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


@pytest.mark.parametrize(("title", "shown"), [
    ("Microsoft Graph", lambda cloud: f"`{cloud.graph_host}`"), ("sign-in", lambda cloud: f"`{cloud.login_host}`"),
    ("how Teams has set the account up", lambda cloud: _offered(cloud.has_teams_configurations)),
    ("risk of an account, registration campaign",
     lambda cloud: _offered(cloud.has_risky_users and cloud.has_authentication_methods_policy)),
], ids=lambda each: each if isinstance(each, str) else "")
def test_the_table_of_the_clouds_says_what_they_have(title: str, shown: object) -> None:
    assert callable(shown)
    assert row_of(title) == [shown(cloud) for cloud in COLUMNS]


def _offered(has: bool) -> str:
    return "yes" if has else "not offered by Graph"


def test_every_cloud_can_be_set() -> None:
    named = [re.findall(r"`(\w+)`", cell) for cell in row_of("`ROOMCHECK_CLOUD`")]
    assert [each for cell in named for each in cell] == [each.value for each in CloudSetting]
