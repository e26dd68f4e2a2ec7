"""A wrong setting is named in a sentence, and never guessed around."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.setting_values import is_loopback
from bot.settings import ConfigurationError, Settings, load_settings
from demo.at_work import simulated
from tests.settings import named_settings

APP, TENANT, OTHER = (f"{number:08}-0000-4000-8000-000000000000" for number in range(3))


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields.values():
        monkeypatch.delenv(str(name.alias), raising=False)


@pytest.mark.parametrize(("name", "value"), [
    ("ROOMCHECK_PORT", "abc"), ("ROOMCHECK_PORT", "70000"), ("ROOMCHECK_CLOUD", "mars"),
    ("MicrosoftAppType", "MultiTenant"), ("MicrosoftAppId", "roomcheck"), ("MicrosoftAppTenantId", "contoso.com"),
    ("ROOMCHECK_OPERATORS", "alex@contoso.com"), ("ROOMCHECK_ADMINS", "alex@contoso.com"),
    ("ROOMCHECK_MANAGED_IDENTITY", "perhaps"), ("ROOMCHECK_PORT", "0"),
    ("ROOMCHECK_GRAPH_URL", "https://graph.example.com"),
])
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=f"{name} is wrong: .+"):
        load_settings()


@pytest.mark.parametrize("name", [
    str(field.alias) for name, field in Settings.model_fields.items()
    if field.annotation is not SecretStr and name not in ("host", "home", "graph_certificate")])
def test_a_secret_that_is_pasted_into_another_setting_is_not_quoted(monkeypatch: pytest.MonkeyPatch,
                                                                    name: str) -> None:
    monkeypatch.setenv(name, f"{OTHER},canary~s3cret" if name.endswith("S") else "canary~s3cret")
    with pytest.raises(ConfigurationError, match=f"^{name} is wrong: ") as refused:
        load_settings()
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize("held", ["-----BEGIN PRIVATE KEY-----canary", "canary" * 100])
def test_a_key_that_is_pasted_in_place_of_its_files_name_is_not_quoted(monkeypatch: pytest.MonkeyPatch,
                                                                      held: str) -> None:
    monkeypatch.setenv("ROOMCHECK_CLIENT_CERTIFICATE", held)
    with pytest.raises(ConfigurationError, match=r"ROOMCHECK_CLIENT_CERTIFICATE .* cannot be read: \w") as refused:
        load_settings().certificate()
    assert "canary" not in str(refused.value)


def test_the_entry_of_a_list_that_is_wrong_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOMCHECK_OPERATORS", f"{APP}, group:{OTHER}, alex@contoso.com")
    with pytest.raises(ConfigurationError, match="ROOMCHECK_OPERATORS is wrong: entry 3 is not an id such as"):
        load_settings()


@pytest.mark.parametrize("tenant", [TENANT, "contoso.onmicrosoft.com"])
def test_a_tenant_is_named_by_its_id_or_a_domain(monkeypatch: pytest.MonkeyPatch, tenant: str) -> None:
    monkeypatch.setenv("ROOMCHECK_TENANT_ID", tenant)
    assert load_settings().tenant_id == tenant


def test_a_misspelt_name_is_not_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOMCHECK_GRAFURL", "http://127.0.0.1:1")
    with pytest.raises(ConfigurationError, match=r"ROOMCHECK_GRAFURL is not a setting.*ROOMCHECK_GRAPH_URL"):
        load_settings()


def test_a_misspelt_name_in_the_env_file_is_not_ignored() -> None:
    Path(".env").write_text("ROOMCHECK_HOSTT=127.0.0.1\n")
    with pytest.raises(ConfigurationError, match="ROOMCHECK_HOSTT"):
        load_settings()


def test_the_env_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(f"ROOMCHECK_PORT=4000\nROOMCHECK_OPERATORS= {APP} , {TENANT},\nROOMCHECK_ADMINS={OTHER}\n")
    monkeypatch.setenv("ROOMCHECK_PORT", "4001")
    settings = load_settings()
    assert (settings.port, settings.operators, settings.admins) == (4001, (APP, TENANT), (OTHER,))


def test_rooms_are_named_by_patterns_and_by_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOMCHECK_ROOM_PATTERNS", "Room-*@contoso.com, *-room@contoso.com")
    monkeypatch.setenv("ROOMCHECK_ROOM_GROUPS", OTHER.upper())
    monkeypatch.setenv("ROOMCHECK_VIEWERS", f"group:{APP},{TENANT}")
    settings = load_settings()
    assert settings.room_patterns == ("room-*@contoso.com", "*-room@contoso.com")
    assert settings.room_groups == (OTHER,)
    assert settings.groups == {OTHER, APP}


@pytest.mark.parametrize(("name", "value", "why"), [
    ("ROOMCHECK_ROOM_PATTERNS", "room-*@contoso.com,*@contoso.com", "fits people's addresses too"),
    ("ROOMCHECK_ROOM_PATTERNS", "*", "is no pattern of addresses"), ("ROOMCHECK_ROOM_GROUPS", "Rooms", "is not an id"),
])
def test_what_would_take_people_for_rooms_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str,
                                                     why: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=f"{name} is wrong.*{why}"):
        load_settings()


@pytest.mark.parametrize(("name", "value"), [
    ("MicrosoftAppPassword", "canary-secret"), ("DATABASE_URL", "postgresql://roomcheck:canary-secret@db/roomcheck"),
])
def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert "canary-secret" not in repr(load_settings())


@pytest.fixture(name="secrets")
def _secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as Kubernetes mounts one: the files are links into a folder beside them."""
    folder = tmp_path / "secrets"
    (folder / "..2026").mkdir(parents=True)
    for name, value in (("MicrosoftAppPassword", "canary-password\n"), ("ROOMCHECK_CLIENT_SECRET", "canary-client"),
                        ("DATABASE_URL", "postgresql://roomcheck:canary-db@db/roomcheck\n")):
        (folder / "..2026" / name).write_text(value)
        (folder / name).symlink_to(folder / "..2026" / name)
    monkeypatch.setenv("ROOMCHECK_SECRETS", str(folder))
    return folder


@pytest.mark.usefixtures("secrets")
def test_secrets_are_read_from_files() -> None:
    settings = load_settings()
    assert settings.app_password.get_secret_value() == "canary-password"
    assert settings.graph_client_secret.get_secret_value() == "canary-client"
    assert settings.database.get_secret_value() == "postgresql://roomcheck:canary-db@db/roomcheck"
    assert "canary" not in repr(settings)


@pytest.mark.usefixtures("secrets")
def test_the_environment_goes_before_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MicrosoftAppPassword", "another")
    assert load_settings().app_password.get_secret_value() == "another"


def test_a_misspelt_secret_is_not_ignored(secrets: Path) -> None:
    (secrets / "ROOMCHECK_CLIENT_SECRETT").write_text("canary")
    with pytest.raises(ConfigurationError, match=r"ROOMCHECK_CLIENT_SECRETT is not a setting"):
        load_settings()


@pytest.mark.parametrize("folder", ["canary-folder", "canary-file"])
def test_a_folder_of_secrets_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    Path("canary-file").write_text("x")
    monkeypatch.setenv("ROOMCHECK_SECRETS", folder)
    with pytest.raises(ConfigurationError, match=r"SECRETS is wrong: .* cannot be read \((No|Not)") as refused:
        load_settings()
    assert "canary" not in str(refused.value)


def test_a_wrong_secret_is_not_quoted(secrets: Path) -> None:
    (secrets / "ROOMCHECK_PORT").write_text("canary")
    with pytest.raises(ConfigurationError, match="ROOMCHECK_PORT is wrong: it must be a number") as refused:
        load_settings()
    assert "canary" not in str(refused.value)


def test_what_teams_needs_is_listed() -> None:
    assert load_settings().missing_for_teams() == (
        "MicrosoftAppId is not set.", "MicrosoftAppTenantId is not set.", "MicrosoftAppPassword is not set.")


def test_graph_uses_the_bots_own_application_unless_another_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MicrosoftAppId", "MicrosoftAppTenantId", "MicrosoftAppPassword"):
        monkeypatch.setenv(name, APP)
    assert load_settings().missing_for_graph() == ()
    monkeypatch.setenv("ROOMCHECK_CLIENT_ID", OTHER)
    missing, = load_settings().missing_for_graph()
    assert missing == "ROOMCHECK_CLIENT_SECRET or ROOMCHECK_CLIENT_CERTIFICATE is not set."


def test_a_managed_identity_bot_needs_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MicrosoftAppId", APP)
    monkeypatch.setenv("MicrosoftAppTenantId", TENANT)
    monkeypatch.setenv("MicrosoftAppType", "UserAssignedMSI")
    assert load_settings().missing_for_teams() == ()


def test_people_of_the_bots_own_tenant_may_use_it_unless_others_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MicrosoftAppTenantId", TENANT.upper())
    assert load_settings().tenants == {TENANT}
    monkeypatch.setenv("ROOMCHECK_ALLOWED_TENANTS", f"{APP},{OTHER.upper()}")
    assert load_settings().tenants == {APP, OTHER}


@pytest.mark.parametrize(("host", "inside"), [
    ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True),
    ("0.0.0.0", False), ("10.0.0.1", False), ("localhost.example.com", False), ("", False),  # noqa: S104 - not bound
])
def test_loopback(host: str, inside: bool) -> None:
    assert is_loopback(host) is inside


def test_settings_that_a_test_names_are_all_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("ROOMCHECK_HOST=localhost\n")
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/roomcheck")
    ours = named_settings(ROOMCHECK_PORT=4000)
    assert (ours.database.get_secret_value(), ours.host, ours.port) == ("", "127.0.0.1", 4000)


def test_what_other_programs_call_their_settings_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "HOST", "PORT", "CLOUD"):
        monkeypatch.setenv(name, "9")
    assert load_settings() == Settings(_env_file=None)


def test_the_demo_takes_no_roles_from_the_environment(tmp_path: Path) -> None:
    ours = named_settings(ROOMCHECK_VIEWERS=OTHER, ROOMCHECK_OPERATORS=OTHER, ROOMCHECK_ADMINS=OTHER,
                          MicrosoftAppId=APP)
    assert ours.names_people
    demo = simulated(ours, tmp_path, "http://127.0.0.1:1")
    assert (demo.names_people, demo.app_id) == (False, "")


@pytest.mark.parametrize("setting", ["ROOMCHECK_VIEWERS", "ROOMCHECK_OPERATORS", "ROOMCHECK_ADMINS"])
def test_one_role_is_enough_to_name_people(setting: str) -> None:
    assert not named_settings().names_people
    assert named_settings(**{setting: f"group:{OTHER}"}).names_people
