"""What stands in the app package that Microsoft's schema does not look at."""

import io
import json
import re
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands.grammar import opens_with_verb, parse
from bot.commands.model import Unclear
from bot.setting_values import Cloud
from manifest import version
from manifest.choices import Developer
from manifest.package import package
from tests.manifest.made import APP, CONTOSO, GRAPH_APP, HOST, TEAMS_APP, chosen, files_in, german_of, manifest_of

ROOT = Path(__file__).parents[2]
SCOPES = ["personal", "team", "groupChat"]
EVERY_CHOICE = [chosen(cloud, channel_files=files) for cloud in Cloud for files in (False, True)]
COMMANDS = [(place, number, command["title"], command["description"])
            for place, listed in enumerate(manifest_of(chosen())["bots"][0]["commandLists"])
            for number, command in enumerate(listed["commands"])]
EXAMPLE = re.compile(r"(?:Example|Beispiel): (.+)$")


def key(place: int, number: int) -> str:
    """What a command's description is called in a translation."""
    return f"bots[0].commandLists[{place}].commands[{number}].description"


def test_the_zip_holds_these_files_at_its_root_and_no_other() -> None:
    for choices in EVERY_CHOICE:
        assert list(files_in(package(choices))) == ["manifest.json", "de.json", "color.png", "outline.png"]


def test_the_same_choices_make_the_same_bytes_without_a_clock_or_a_machine_in_them() -> None:
    assert package(chosen()) == package(chosen())
    with zipfile.ZipFile(io.BytesIO(package(chosen()))) as opened:
        entries = opened.infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {(entry.create_system, entry.external_attr, entry.extra, entry.compress_type) for entry in entries} == {
        (3, 0o100644 << 16, b"", zipfile.ZIP_STORED)}


def test_the_icons_are_those_of_the_repository_and_named_in_the_manifest() -> None:
    files = files_in(package(chosen()))
    icons = manifest_of(chosen())["icons"]
    assert icons == {"color": "color.png", "outline": "outline.png"}
    assert all(files[name] == (ROOT / "manifest" / name).read_bytes() for name in icons.values())


def test_every_place_is_filled() -> None:
    for choices in EVERY_CHOICE:
        assert not [name for name, held in files_in(package(choices)).items() if b"{{" in held or b"}}" in held]


def test_ids_host_and_version_stand_where_they_belong() -> None:
    made = manifest_of(chosen())
    [bot] = made["bots"]
    assert (made["id"], bot["botId"], made["webApplicationInfo"]["id"]) == (TEAMS_APP, APP, GRAPH_APP)
    assert made["validDomains"] == [HOST]
    assert made["version"] == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == version()
    assert made["developer"] == {"name": "Contoso", "websiteUrl": CONTOSO.website, "privacyUrl": CONTOSO.privacy,
                                 "termsOfUseUrl": CONTOSO.terms}


def test_the_programs_version_is_one_that_teams_takes() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", version())


def test_what_is_filled_in_is_not_read_again() -> None:
    made = manifest_of(chosen(developer=Developer("{{host}}", CONTOSO.website, CONTOSO.privacy, CONTOSO.terms)))
    assert made["developer"]["name"] == "{{host}}"


def test_messages_may_be_read_only_where_channel_files_are_wanted() -> None:
    wanted = [{"name": "ChannelMessage.Read.Group", "type": "Application"},
              {"name": "ChatMessage.Read.Chat", "type": "Application"}]
    assert "authorization" not in manifest_of(chosen())
    made = manifest_of(chosen(channel_files=True))
    assert made["authorization"] == {"permissions": {"resourceSpecific": wanted}}
    # the resource is refused without, says Microsoft, and not otherwise used
    assert made["webApplicationInfo"] == {"id": GRAPH_APP, "resource": f"https://{HOST}"}


def test_an_identity_is_not_named_as_an_application_that_is_registered() -> None:
    assert "webApplicationInfo" in manifest_of(chosen())
    alone = replace(chosen(), graph_app_id=APP, managed_identity=True)
    assert "webApplicationInfo" not in manifest_of(alone)
    beside = replace(chosen(channel_files=True), managed_identity=True)
    assert manifest_of(beside)["webApplicationInfo"]["id"] == GRAPH_APP


@pytest.mark.parametrize("cloud", Cloud)
def test_files_are_taken_where_teams_hands_them_to_bots(cloud: Cloud) -> None:
    [bot] = manifest_of(chosen(cloud))["bots"]
    assert bot["supportsFiles"] is (cloud in (Cloud.GLOBAL, Cloud.GCC))


def test_the_bot_is_for_every_scope_and_each_has_one_list_of_commands() -> None:
    [bot] = manifest_of(chosen())["bots"]
    assert bot["scopes"] == SCOPES
    assert [scope for listed in bot["commandLists"] for scope in listed["scopes"]] == SCOPES


@pytest.mark.parametrize(("place", "number", "title", "description"), COMMANDS,
                         ids=[f"{title}-{place}" for place, _, title, _ in COMMANDS])
def test_a_listed_command_is_one_that_the_bot_understands(place: int, number: int, title: str,
                                                          description: str) -> None:
    examples = [EXAMPLE.search(words) for words in (description, german_of(chosen())[key(place, number)])]
    assert opens_with_verb(title)
    if isinstance(parse(title), Unclear):
        assert all(examples), "a command that needs more than its name shows an example, in each language"
    for example in filter(None, examples):
        assert example[1].startswith(title)
        assert not isinstance(parse(example[1]), Unclear)
    assert len({example and example[1] for example in examples}) == 1


def test_no_list_names_a_command_twice_and_each_ends_with_help() -> None:
    for listed in manifest_of(chosen())["bots"][0]["commandLists"]:
        titles = [command["title"] for command in listed["commands"]]
        assert len(set(titles)) == len(titles)
        assert titles[-1] == "help"


def test_what_is_shown_in_personal_chats_alone_is_offered_there_alone() -> None:
    assert {place for place, _, title, _ in COMMANDS if title == "audit"} == {0}


def test_the_german_words_are_complete() -> None:
    # Teams refuses a translation without both names, which the schema would let pass.
    names = {"$schema", "name.short", "name.full", "description.short", "description.full"}
    german = german_of(chosen())
    assert german.keys() == names | {key(place, number) for place, number, _, _ in COMMANDS}
    assert [each for each in german if not german[each].strip()] == []
    english = {key(place, number): description for place, number, _, description in COMMANDS}
    assert [each for each in english if german[each] == english[each]] == []
    declared = manifest_of(chosen())["localizationInfo"]
    assert declared == {"defaultLanguageTag": "en", "additionalLanguages": [{"languageTag": "de", "file": "de.json"}]}


def lengths() -> Iterator[tuple[str, str, int]]:
    """Every text that Teams shows, with the most characters that it may have."""
    made, german = manifest_of(chosen()), german_of(chosen())
    for name, part, most in (("name", "short", 30), ("name", "full", 100), ("description", "short", 80),
                             ("description", "full", 4_000)):
        yield f"{name}.{part}", made[name][part], most
        yield f"{name}.{part} in German", german[f"{name}.{part}"], most
    for place, number, title, description in COMMANDS:
        yield f"the title of {title}", title, 32
        yield f"the description of {title}", description, 128
        yield f"the description of {title} in German", german[key(place, number)], 128


def test_no_text_is_longer_than_teams_takes_or_empty() -> None:
    assert [name for name, text, most in lengths() if not 0 < len(text) <= most] == []


def test_the_template_holds_nothing_that_differs_between_tenants() -> None:
    template = json.loads((ROOT / "manifest" / "manifest.json").read_text(encoding="utf-8"))
    text = json.dumps(template)
    assert not re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}", text)
    assert set(re.findall(r"\{\{([^}]*)\}\}", text)) == {
        "version", "teams app id", "app id", "graph app id", "host", "developer", "website", "privacy", "terms"}
