"""The bill of materials: every package of the lock, with its version and every hash."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.sbom import bom_of

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT: Mapping[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pinned() -> dict[str, tuple[str, set[str]]]:
    """Each package of the lock with its version and its hashes, read line by line."""
    found: dict[str, tuple[str, set[str]]] = {}
    for line in LOCK.splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            name, _, rest = line.partition("==")
            found[name.split("[")[0]] = (re.split(r"[ ;\\]", rest)[0], set())
        elif digest := re.search(r"sha256:([0-9a-f]{64})", line):
            found[list(found)[-1]][1].add(digest[1])
    return found


def test_every_pinned_package_is_in_it_with_its_version_and_hashes() -> None:
    listed = {each["name"]: (each["version"], {digest["content"] for digest in each["externalReferences"][0]["hashes"]})
              for each in bom_of(LOCK, PROJECT)["components"]}
    assert listed == pinned()
    assert len(listed) > 50
    assert all(digests for _, digests in listed.values())


def test_it_is_cyclone_dx_about_this_project() -> None:
    bom = bom_of(LOCK, PROJECT)
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bom["serialNumber"])
    assert bom["metadata"]["component"]["name"] == "roomcheck"
    assert all(each["purl"] == f"pkg:pypi/{each['name']}@{each['version']}" for each in bom["components"])


def test_what_the_project_itself_asks_for_is_told_from_the_rest() -> None:
    bom = bom_of(LOCK, PROJECT)
    [direct] = bom["dependencies"]
    assert direct["ref"] == "roomcheck"
    assert len(direct["dependsOn"]) == len(PROJECT["dependencies"])
    assert set(direct["dependsOn"]) < {each["bom-ref"] for each in bom["components"]}


def test_where_a_package_is_not_wanted_everywhere_its_marker_is_told() -> None:
    [cffi] = [each for each in bom_of(LOCK, PROJECT)["components"] if each["name"] == "cffi"]
    assert cffi["properties"] == [{"name": "python:marker", "value": "platform_python_implementation != 'PyPy'"}]


def test_the_same_lock_makes_the_same_bill() -> None:
    assert bom_of(LOCK, PROJECT) == bom_of(LOCK, PROJECT)
    assert bom_of(LOCK, PROJECT)["serialNumber"] != bom_of(LOCK + "\n", PROJECT)["serialNumber"]


def test_a_package_without_a_hash_is_refused() -> None:
    with pytest.raises(ValueError, match=r"aiohttp 1\.0 has no hash"):
        bom_of("aiohttp==1.0\n", {**PROJECT, "dependencies": []})
