"""The app package's files, from their templates in this folder and what a tenant chose."""

import io
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from manifest import COLOURED, OUTLINED
from manifest.choices import Choices

MANIFEST, GERMAN = "manifest.json", "de.json"
_FOLDER = Path(__file__).parent
_PLACE = re.compile(r"\{\{([a-z ]+)\}\}")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o100644 << 16


def package(choices: Choices) -> bytes:
    """The zip that Teams takes. Equal choices give equal bytes, on every machine."""
    manifest = json.loads((_FOLDER / MANIFEST).read_text(encoding="utf-8"))
    chosen = _filled(_without_what_is_not_wanted(manifest, choices), _words(choices))
    files = {MANIFEST: (json.dumps(chosen, indent=2, ensure_ascii=False) + "\n").encode()}
    return _zipped(files | {name: _as_it_stands(name) for name in (GERMAN, COLOURED, OUTLINED)})


def _words(choices: Choices) -> Mapping[str, str]:
    developer = choices.developer
    return {"version": choices.version, "teams app id": choices.teams_app_id, "app id": choices.app_id,
            "graph app id": choices.graph_app_id, "host": choices.host, "developer": developer.name,
            "website": developer.website, "privacy": developer.privacy, "terms": developer.terms}


def _without_what_is_not_wanted(manifest: Mapping[str, Any], choices: Choices) -> Mapping[str, Any]:
    """The template asks for all that there is."""
    bots = [bot | {"supportsFiles": choices.hands_files} for bot in manifest["bots"]]
    wanted = {"authorization": choices.channel_files, "webApplicationInfo": choices.names_registration}
    return {name: value for name, value in manifest.items() if wanted.get(name, True)} | {"bots": bots}


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    """The same with every ``{{place}}`` filled. What is filled in is not read again."""
    if isinstance(value, Mapping):
        return {name: _filled(inner, words) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, words) for inner in value]
    return _PLACE.sub(lambda found: words[found[1]], value) if isinstance(value, str) else value


def _as_it_stands(name: str) -> bytes:
    """A file of this folder; a text with the line ends that it has in the repository."""
    content = (_FOLDER / name).read_bytes()
    return content.replace(b"\r\n", b"\n") if name.endswith(".json") else content


def _zipped(files: Mapping[str, bytes]) -> bytes:
    # Stored, not packed: different builds of zlib pack the same bytes differently.
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            made.writestr(entry, content)
    return buffer.getvalue()
