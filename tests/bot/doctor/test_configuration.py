"""What the settings say by themselves."""

from pathlib import Path
from typing import Any

import pytest

from bot.doctor.configuration import configuration_lines
from bot.doctor.lines import Line, State, Topic, state_of, status_of
from bot.setting_values import AppType, Cloud
from tests.bot.adapter.bots import demo_settings, real_settings

ADA, OTHER = "aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002"
WELL: dict[str, Any] = {"admins": (ADA,), "operators": (ADA,), "teams_app_id": ADA}


def lines(**changes: Any) -> list[Line]:
    return configuration_lines(real_settings(**{**WELL, **changes}))


def named(name: str, **changes: Any) -> Line:
    return next(line for line in lines(**changes) if line.name == name)


def test_settings_that_fit_together_are_well() -> None:
    assert {line.state for line in lines()} == {State.OK}


@pytest.mark.parametrize(("name", "changes", "state", "word"), [
    ("Roles", {"admins": (), "operators": ()}, State.WRONG, "answers nobody"),
    ("Roles", {"operators": ()}, State.ATTENTION, "only admins may have rooms checked"),
    ("Roles", {"admins": ()}, State.ATTENTION, "nobody may decide"),
    ("Roles", {"admins": (), "operators": (), "viewers": (ADA,)}, State.ATTENTION, "nobody may have rooms checked"),
    ("Tenants", {"allowed_tenants": (OTHER,)}, State.ATTENTION, "its people are turned away"),
    ("Tenants", {"allowed_tenants": ("99999999-0000-0000-0000-000000000001", OTHER)}, State.ATTENTION, "2 tenants"),
    ("Ways to sign in", {"graph_client_secret": "x", "managed_identity": True}, State.ATTENTION,
     "ROOMCHECK_MANAGED_IDENTITY is what"),
    ("Ways to sign in", {"graph_client_secret": "x", "graph_certificate": Path("a.pem")}, State.ATTENTION,
     "ROOMCHECK_CLIENT_SECRET is set and not used"),
    ("Ways to sign in", {"app_type": AppType.MANAGED_IDENTITY}, State.ATTENTION, "MicrosoftAppPassword is set and not"),
    ("Link to the personal chat", {"teams_app_id": ""}, State.ATTENTION, "no link to the personal chat"),
    ("Settings for Teams", {"app_password": ""}, State.WRONG, "Not set: MicrosoftAppPassword"),
    ("Settings for Microsoft Graph", {"graph_client_id": OTHER}, State.WRONG, "ROOMCHECK_CLIENT_SECRET or"),
])
def test_what_does_not_fit_has_its_line(name: str, changes: dict[str, Any], state: State, word: str) -> None:
    line = named(name, **changes)
    assert (line.state, word in line.told) == (state, True), line
    assert line.remedy


def test_where_teams_hands_bots_no_files_no_link_is_asked_for() -> None:
    assert "Link to the personal chat" not in {line.name for line in lines(teams_app_id="", cloud=Cloud.GCC_HIGH)}


def test_no_secret_stands_in_a_line() -> None:
    told = repr(lines(graph_client_secret="canary-secret", managed_identity=True, app_password="canary-secret"))
    assert "canary-secret" not in told


def test_the_simulated_tenant_needs_no_bot() -> None:
    found = {line.name: line.state for line in configuration_lines(demo_settings(graph_url="http://127.0.0.1:1"))}
    assert found == {"Settings": State.OK, "Settings for Teams": State.NOT_NEEDED,
                     "Settings for Microsoft Graph": State.OK, "Roles": State.NOT_NEEDED}


@pytest.mark.parametrize(("states", "together", "status"), [
    ([], State.OK, 0), ([State.OK, State.ATTENTION, State.NOT_NEEDED, State.LOOK_YOURSELF], State.OK, 0),
    ([State.OK, State.UNKNOWN], State.UNKNOWN, 2), ([State.UNKNOWN, State.WRONG, State.OK], State.WRONG, 1)])
def test_the_exit_status_is_that_of_the_worst(states: list[State], together: State, status: int) -> None:
    made = [Line(Topic.BOT, "x", state, "x") for state in states]
    assert (state_of(made), status_of(made)) == (together, status)
