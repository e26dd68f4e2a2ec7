"""Writes the documents that follow from the code: ``make docs``. A test fails when one of them is stale."""

import json
from collections.abc import Iterator
from pathlib import Path

from bot.settings import Settings
from checks.codec import report_schema
from checks.registry import discover
from checks.render import pages
from checks.sources.graph.collectors import permissions

DOCS = Path(__file__).parent


def documents() -> Iterator[tuple[Path, str]]:
    """Every generated document: where it belongs, and what it must say."""
    yield DOCS / "report.schema.json", json.dumps(report_schema(), indent=2) + "\n"
    yield DOCS / "permissions.md", _permissions()
    yield DOCS / "configuration.md", _configuration()
    for name, text in pages(discover()).items():
        yield DOCS / "checks" / name, text


def _permissions() -> str:
    rows = [f"| `{name}` | {'; '.join(read_for)} |" for name, read_for in sorted(permissions().items())]
    return f"""# Permissions

Roomcheck reads Microsoft Graph as an application. Grant these **application** permissions and give admin consent; each
of them only reads. Without one of them Roomcheck still works: the checks that need it say so, and name it.

| permission | what is read |
| --- | --- |
{chr(10).join(rows)}

The sign-in logs also need Microsoft Entra ID P1 or P2 in the tenant. `MailboxSettings.Read` can be narrowed to the
rooms' mailboxes in Exchange Online.
"""


def _configuration() -> str:
    rows = [f"| `{field.alias}` | {field.description} | {_default(field.get_default())} |"
            for field in Settings.model_fields.values()]
    return f"""# Configuration

Settings come from the environment, or from a file `.env` in the folder that Roomcheck is started in; the environment
wins. A wrong or misspelt setting stops the start with a sentence that names it. On the command line, `check` needs only
what reads Microsoft Graph, and `analyze` and `explain` need nothing.

| setting | meaning | default |
| --- | --- | --- |
{chr(10).join(rows)}
"""


def _default(value: object) -> str:
    shown = getattr(value, "get_secret_value", lambda: value)()
    return "" if shown in (None, "", ()) else f"`{shown}`"


if __name__ == "__main__":
    for path, text in documents():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
