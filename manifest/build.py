"""Writes the app package, which a Teams administrator uploads: ``python manifest/build.py --help``."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

# Run as a script, Python looks for modules in this folder only.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bot.setting_values import Cloud
from manifest import version
from manifest.choices import Choices, Developer, app_version, developer_name, id_of_app, page, public_host
from manifest.package import package

_OUT = Path("roomcheck.zip")
_NO_CONSENT = ("A managed identity cannot be consented to: Teams would fail to install the app. Name the registered "
               "application that reads Graph with --graph-app-id, or leave out --channel-files.")
_NO_FILES = "Teams hands bots no files in this cloud ({cloud}). Leave out --channel-files."


def parser() -> ArgumentParser:
    """Reads the choices; what is wrong ends the program with a sentence and status 2."""
    made = ArgumentParser(prog="manifest/build.py", description="Writes Roomcheck's app package for Teams.",
                          epilog="Exit status: 0 written, 2 a choice was wrong or the file could not be written. "
                                 "docs/app-package.md says what each choice means.", allow_abbrev=False)
    needed = made.add_argument_group("what is needed")
    needed.add_argument("--app-id", required=True, type=_checked(id_of_app), metavar="ID",
                        help="the bot's application (client) id, as in MicrosoftAppId")
    needed.add_argument("--host", required=True, type=_checked(public_host), metavar="NAME",
                        help="the host name that Teams reaches the bot at, such as roomcheck.contoso.com")
    _add_choices(made)
    _add_developer(made)
    return made


def _add_choices(made: ArgumentParser) -> None:
    made.add_argument("--cloud", type=Cloud, choices=list(Cloud), default=Cloud.GLOBAL,
                      help="the cloud of the tenant, as in ROOMCHECK_CLOUD (%(default)s)")
    made.add_argument("--channel-files", action="store_true",
                      help="ask teams and chats for the right to read their messages, to fetch the zips posted there")
    made.add_argument("--managed-identity", action="store_true",
                      help="the bot is a managed identity, as UserAssignedMSI in MicrosoftAppType says")
    made.add_argument("--teams-app-id", type=_checked(id_of_app), metavar="ID",
                      help="the app's own id, where Teams knows the app already (the bot's)")
    made.add_argument("--graph-app-id", type=_checked(id_of_app), metavar="ID",
                      help="the application that reads Graph, as in ROOMCHECK_CLIENT_ID (the bot's)")
    made.add_argument("--app-version", type=_checked(app_version), metavar="VERSION",
                      help="a higher version than this program's, to upload it once more with other choices")
    made.add_argument("--out", type=Path, default=_OUT, metavar="FILE", help="where to write it (%(default)s)")


def _add_developer(made: ArgumentParser) -> None:
    shown = made.add_argument_group("what the app's page in Teams shows")
    shown.add_argument("--developer", type=_checked(developer_name), default="Roomcheck", metavar="NAME",
                       help="who offers it (%(default)s)")
    for name, what in (("website", "where there is help with it"), ("privacy", "the privacy notice"),
                       ("terms", "the terms of use")):
        shown.add_argument(f"--{name}", type=_checked(page), metavar="URL", help=f"{what} (the host's first page)")


def _checked(check: Callable[[str], str]) -> Callable[[str], str]:
    """The check, with its sentence told by the parser."""
    def checked(value: str) -> str:
        try:
            return check(value)
        except ValueError as wrong:
            raise ArgumentTypeError(f"{wrong}.") from None
    return checked


def choices_of(said: Namespace) -> Choices:
    """What was chosen, and what follows from it. Raises ValueError where the program's version is none for Teams."""
    first_page = f"https://{said.host}/"
    pages = (said.website or first_page, said.privacy or first_page, said.terms or first_page)
    return Choices(said.app_id, said.teams_app_id or said.app_id, said.graph_app_id or said.app_id, said.host,
                   said.app_version or app_version(version()), Developer(said.developer, *pages), said.cloud,
                   said.channel_files, said.managed_identity)


def next_steps(choices: Choices) -> Iterator[str]:
    """What is to be done with the package, in this order."""
    yield ("Upload it for your organisation: Teams admin centre, Teams apps, Manage apps, Actions, Upload new app. "
           "Where an older version is there, upload it on that app's own page.")
    if choices.hands_files:
        yield ("Let the bot link to its personal chat: set ROOMCHECK_TEAMS_APP_ID to the App ID that the admin centre "
               f"then shows. (For an app that you have uploaded in Teams for yourself alone: {choices.teams_app_id})")
    yield f"The messaging endpoint of the Azure Bot is https://{choices.host}/api/messages"
    if choices.channel_files:
        yield ("Add the app to a team or a chat: its owner is asked to let the app read the messages there. The files "
               "themselves need a permission too: docs/permissions.md")


def main(words: Sequence[str] | None = None) -> int:
    arguments = parser()
    said = arguments.parse_args(words)
    try:
        choices = choices_of(said)
        if choices.channel_files and not choices.hands_files:
            arguments.error(_NO_FILES.format(cloud=choices.cloud))
        if choices.channel_files and not choices.names_registration:
            arguments.error(_NO_CONSENT)
        said.out.write_bytes(package(choices))
    except ValueError as wrong:
        arguments.error(f"{wrong}. Name one with --app-version.")
    except OSError as refused:
        arguments.error(f"{said.out} cannot be written: {refused.strerror}. Name another file with --out.")
    print(f"{said.out}: Roomcheck {choices.version} for the bot {choices.app_id} at {choices.host}\n")
    print(*(f"{place}. {step}" for place, step in enumerate(next_steps(choices), start=1)), sep="\n")
    print("\ndocs/app-package.md says more.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
