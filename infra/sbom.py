"""Writes the software bill of materials: what requirements.lock pins, as CycloneDX. Run: ``make sbom``.

What a package depends on in turn the lock does not tell, and neither does this.
"""

import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

VERSION = "1.6"
_ROOT = Path(__file__).resolve().parents[1]
_PINNED = re.compile(
    r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\]+?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:(?P<digest>[0-9a-f]{64})")
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def bom_of(lock: str, project: Mapping[str, Any]) -> dict[str, Any]:
    """The bill of a lock file, the same for the same lock; ``project`` is pyproject.toml's table of that name. Raises
    ``ValueError`` for a package without a hash.
    """
    packages = {package["name"]: package for package in _packages(lock)}
    itself = {"type": "application", "bom-ref": project["name"], "name": project["name"],
              "version": project["version"], "description": project["description"]}
    direct = sorted({packages[_plain(each)]["bom-ref"] for each in project["dependencies"]})
    return {
        "$schema": f"http://cyclonedx.org/schema/bom-{VERSION}.schema.json",
        "bomFormat": "CycloneDX", "specVersion": VERSION, "version": 1,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, sha256(lock.encode()).hexdigest())}",
        "metadata": {"component": itself}, "components": list(packages.values()),
        "dependencies": [{"ref": itself["bom-ref"], "dependsOn": direct}]}


def _plain(requirement: str) -> str:
    """The name in a requirement, as lock files write it."""
    found = _NAME.match(requirement)
    if not found:
        raise ValueError(f"no package is named in {requirement!r}")
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def _packages(lock: str) -> Iterator[dict[str, Any]]:
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock):
        first, _, rest = block.partition("\n")
        found, digests = _PINNED.match(first), sorted(_HASH.findall(rest))
        if found:
            yield _component(found["name"], found["version"], found["marker"], digests)


def _component(name: str, version: str, marker: str | None, digests: list[str]) -> dict[str, Any]:
    """One package. A hash is that of one of its files, so they stand where files are told of."""
    if not digests:
        raise ValueError(f"{name} {version} has no hash")
    address = f"pkg:pypi/{_plain(name)}@{version}"
    only = {"properties": [{"name": "python:marker", "value": marker}]} if marker else {}
    return {"type": "library", "bom-ref": address, "name": name, "version": version, "purl": address, **only,
            "externalReferences": [{"type": "distribution", "url": address,
                                    "hashes": [{"alg": "SHA-256", "content": digest} for digest in digests]}]}


def main(target: str) -> None:
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415 - of the auditor's own environment alone
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415 - as above
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bom = json.dumps(bom_of((_ROOT / "requirements.lock").read_text(encoding="utf-8"), project), indent=1)
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(bom)
    if wrong:
        sys.exit(f"What was made is no CycloneDX {VERSION}: {wrong}")
    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(bom + "\n", encoding="utf-8")
    print(f"{path}: {bom.count('bom-ref') - 1} packages, valid CycloneDX {VERSION}")


if __name__ == "__main__":
    main(*sys.argv[1:])
