import pytest

from checks.facts.room_apps import ROOM_APP_NAMES, ROOM_RESOURCES, is_room_app


@pytest.mark.parametrize("app", sorted(ROOM_APP_NAMES | ROOM_RESOURCES.keys()))
def test_every_listed_app_is_known_in_any_case(app: str) -> None:
    assert is_room_app(app)
    assert is_room_app(f"  {app.upper()} ")


def test_microsofts_own_dash_and_braces_do_not_hide_an_app() -> None:
    assert is_room_app("Microsoft Teams \u2013 Device Admin Agent")
    assert is_room_app("{CC15FD57-2C6C-4117-A88C-83B1D56B4BBE}")


@pytest.mark.parametrize("app", ["", "Azure Portal", "Microsoft Teams Admin", "/cortana",
                                 "00000003-0000-0000-c000-000000000000"])
def test_other_apps_are_not_the_rooms(app: str) -> None:
    assert not is_room_app(app)
