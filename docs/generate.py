"""Writes the documents that follow from the code: ``make docs``. A test fails when one of them is stale."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.settings import Settings
from checks.codec import report_schema
from checks.index import pages
from checks.permissions import Cost, Permission, cost_of, permission_table
from checks.registry import Catalogue, Check, discover
from checks.sources.graph.app_roles import APP_ROLES, MICROSOFT_GRAPH
from checks.sources.graph.collectors import core, permissions, reads
from checks.sources.graph.shared_files import CONSENTS, ON_REQUEST

DOCS = Path(__file__).parent
INFRA = DOCS.parent / "infra"


PERMISSIONS = permission_table(permissions(), reads(), core())


def documents() -> Iterator[tuple[Path, str]]:
    """Every generated document: where it belongs, and what it must say."""
    catalogue = discover()
    yield DOCS / "report.schema.json", json.dumps(report_schema(), indent=2) + "\n"
    yield DOCS / "permissions.md", _permissions(catalogue)
    yield INFRA / "permissions.json", json.dumps(_deployment(catalogue), indent=2) + "\n"
    yield DOCS / "configuration.md", _configuration()
    for name, text in pages(catalogue, PERMISSIONS).items():
        yield DOCS / "checks" / name, text


def write() -> None:
    """Write every document, and remove the pages of checks that are gone."""
    written = dict(documents())
    for path, text in written.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for gone in {*(DOCS / "checks").glob("*.md")} - written.keys():
        gone.unlink()


_PERMISSIONS_PAGE = """# Permissions

Roomcheck reads Microsoft Graph as an application. Grant these **application** permissions and give admin consent; each
of them only reads. The core ones are what most answers rest on; each optional one adds what its row says. Without one
of them Roomcheck still works: the checks that need it say so, and name it. `app.py doctor` and the bot's `doctor` (for
those named in `ROOMCHECK_ADMINS`) say which are granted, and what the missing ones cost.

| permission | | what is read | checks that Graph cannot answer without it | checks that see more with it |
| --- | --- | --- | --- | --- |
{rows}

Which checks these are: [the checks by permission](checks/README.md#by-permission).

The sign-in logs also need Microsoft Entra ID P1 or P2 in the tenant. `MailboxSettings.Read` can be narrowed to the
rooms' mailboxes in Exchange Online.

## Granting them

Microsoft Entra admin centre > Entra ID > App registrations > Roomcheck's application > API permissions > Add a
permission > Microsoft Graph > Application permissions; then Grant admin consent. A managed identity has no such page:
there, and wherever a script is preferred, one of these does it, as a Privileged Role Administrator. What is granted
already is left as it is:

```
infra/grant.sh CLIENT_ID            # with the Azure CLI, signed in (az login); --core, --dry-run
./infra/grant.ps1 -ClientId CLIENT_ID   # with Microsoft Graph PowerShell; -Core, -WhatIf
```

Both read [infra/permissions.json](../infra/permissions.json). `infra/grant.sh --help` says how another cloud's Graph is
named; for PowerShell it is `-Environment USGov`, `USGovDoD` or `China`. No test runs the second, as they do the first:
where it fails, use the first.

## Only for zips posted in channels and group chats

Teams hands files to a bot in personal chats alone. Where a zip that is posted in a channel or a group chat is to be
read too ([how](using.md#zips-in-channels-and-group-chats)), that takes consent to read the message and a right to the
file. Nothing else needs them, so that they stand under `onRequest` in
[infra/permissions.json](../infra/permissions.json), and the scripts above leave them out unless one of the application
permissions is named: `infra/grant.sh CLIENT_ID --also Files.Read.All`, or `-Also Files.Read.All` in PowerShell.
`doctor` does not ask for them, since only a file that somebody posts would tell.

| permission | granted | what for |
| --- | --- | --- |
{consents}
{on_request}

Grant one of the application permissions. `Sites.Selected` gives nothing by itself: read access is given to single
sites as well (`POST /sites/{{id}}/permissions` with the role `read`). The files of a standard channel lie in the
site of its team (those of a private or shared one in a site of its own); those of a group chat lie in the OneDrive of
whoever sent them, so only `Files.Read.All` serves every group chat. It reads **every** file of the tenant; what of them
Roomcheck takes is said [on the page about security](security.md#a-file-that-is-shared-in-a-channel-or-a-group-chat).

The consent is for standard channels and for chats; no others are named by
[Microsoft](https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-messages-with-rsc).
Whether it serves private and shared channels is not known; where Microsoft Graph refuses, the card leads to
the personal chat.

For looking up a file by its address Microsoft's reference names `Files.ReadWrite.All`, for reading its content
`Files.Read.All`. Others report that rights to read serve for both (microsoftgraph/microsoft-graph-docs-contrib, issues
448 and 8511), and had `Files.Read.All` together with `Sites.Read.All`; of one of the two, or `Sites.Selected`, alone no
report is known. Roomcheck asks for no right to write; where Microsoft Graph refuses, the card says so. Try it with one
zip before you promise it to anybody.

[Microsoft Graph permissions reference](https://learn.microsoft.com/graph/permissions-reference)
"""


def _permissions(catalogue: Catalogue) -> str:
    rows = [_permission_row(each, cost_of(each, PERMISSIONS, catalogue)) for each in PERMISSIONS.values()]
    return _PERMISSIONS_PAGE.format(rows="\n".join(rows), consents="\n".join(map(_consent_row, CONSENTS)),
                                    on_request="\n".join(map(_request_row, ON_REQUEST)))


def _consent_row(name: str) -> str:
    place = CONSENTS[name]
    return (f"| `{name}` | resource-specific consent, by whoever adds the Teams app to a {place}, when the app's "
            f"manifest asks for it | the message that shares the zip, in that {place}. Teams then delivers every "
            "message there; those that do not mention the bot are dropped unread |")


def _request_row(name: str) -> str:
    return f"| `{name}` | application permission, as above | {ON_REQUEST[name]} |"


def _permission_row(permission: Permission, cost: Cost) -> str:
    kind = "core" if permission.core else "optional"
    return (f"| `{permission.name}` | {kind} | {'; '.join(permission.reads)} | {_count(cost.unjudged)} | "
            f"{_count(cost.see_less)} |")


def _count(checks: Sequence[Check]) -> str:
    return f"{len(checks)}" if checks else "none"


def _deployment(catalogue: Catalogue) -> dict[str, object]:
    """The permissions as a deployment reads them."""
    granted = [_role(each, cost_of(each, PERMISSIONS, catalogue)) for _, each in sorted(PERMISSIONS.items())]
    asked = [{"value": name, "id": APP_ROLES[name], "type": "Role", "for": "channel-files", "reads": [read]}
             for name, read in ON_REQUEST.items()]
    return {"resource": {"name": "Microsoft Graph", "appId": MICROSOFT_GRAPH}, "permissions": granted,
            "onRequest": asked}


def _role(permission: Permission, cost: Cost) -> dict[str, object]:
    served = sorted(check.id for check in (*cost.unjudged, *cost.see_less))
    return {"value": permission.name, "id": APP_ROLES[permission.name], "type": "Role", "core": permission.core,
            "reads": list(permission.reads), "checks": served}


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
    write()
