"""The bot as Teams sees it: its registration, as far as that can be told, and whether it answers where Teams asks."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType

from bot.adapter.endpoint import PATH, Met, Probe
from bot.doctor.configuration import is_simulated
from bot.doctor.lines import Line, State, Topic, not_looked_at
from bot.settings import Settings

REGISTRATION, AZURE, ENDPOINT = "Bot registration", "Azure Bot", "Messaging endpoint"
_FROM_HERE = "That is what this machine sees; ask from outside too, as Teams does."
_FROM_OUTSIDE = "Ask from outside too: some networks keep their own machines from their public addresses."
_RENEW = "Give the host a new certificate of a public authority, with all certificates between."
_MEETINGS: Mapping[Met, tuple[State, str, str]] = MappingProxyType({
    Met.NO_NAME: (State.WRONG, "there is no such name in the DNS",
                  "Make the name, or correct ROOMCHECK_PUBLIC_HOST."),
    Met.NO_NAME_SERVER: (State.UNKNOWN, "the DNS server gave no answer about its name",
                         "See to this machine's DNS, then ask again."),
    Met.REFUSED: (State.WRONG, "the connection was refused: nothing listens there on port 443",
                  f"Start the bot, and what takes HTTPS for it. {_FROM_HERE}"),
    Met.SILENT: (State.UNKNOWN, "nothing answered in time; whether Teams is kept out too, this machine does not see",
                 f"Let port 443 through to the host. {_FROM_OUTSIDE}"),
    Met.EXPIRED: (State.WRONG, "its TLS certificate has expired, so that Teams hangs up", _RENEW),
    Met.NOT_YET_GOOD: (State.WRONG, "its TLS certificate is not good yet",
                       "See to the clocks here and there, or give the host another certificate."),
    Met.SELF_SIGNED: (State.WRONG, "its TLS certificate is self-signed, so that Teams hangs up", _RENEW),
    Met.OTHER_NAME: (State.WRONG, "its TLS certificate is for another name, so that Teams hangs up",
                     "Give the host a certificate for this name, or correct ROOMCHECK_PUBLIC_HOST."),
    Met.UNTRUSTED: (State.WRONG, "its TLS certificate is of an authority unknown here, or one between is missing",
                    f"{_RENEW} {_FROM_HERE}"),
    Met.NO_TLS: (State.WRONG, "it does not speak TLS as it must on port 443",
                 "Let a reverse proxy or the host's platform take HTTPS for the bot."),
    Met.PROXY: (State.UNKNOWN, "this machine's proxy did not pass the question on",
                "Let the proxy reach the host, name it in NO_PROXY, or ask from another machine."),
    Met.BROKEN: (State.WRONG, "the connection broke off without an answer",
                 f"See the log of the bot and of what takes HTTPS for it. {_FROM_HERE}"),
})


def registration_lines(settings: Settings, token: Line) -> list[Line]:
    """What the bot's own ``token`` says of its registration. Rights in Azure, which Roomcheck has none of, would tell
    the rest.
    """
    if token.state is State.NOT_NEEDED:
        return [_line(REGISTRATION, State.NOT_NEEDED, "The simulated tenant has none.")]
    if token.state is not State.OK:
        return [not_looked_at(Topic.BOT, REGISTRATION, "the bot has no token for Teams", "See to that line first.")]
    address = f"https://{settings.public_host or 'HOST'}{PATH}"
    return [_line(REGISTRATION, State.OK, f"The application {settings.app_id} signs in as a bot."),
            _line(AZURE, State.LOOK_YOURSELF, "What stands in Azure cannot be read from here.",
                  "Compare in the Azure portal that the Azure Bot has this application id, the messaging endpoint "
                  f"{address} and the Microsoft Teams channel.")]


async def endpoint_line(settings: Settings, ask: Callable[[str], Awaitable[Probe]]) -> Line:
    """What Teams meets at the messaging endpoint."""
    if not settings.public_host:
        if is_simulated(settings) and not settings.app_id:
            return _line(ENDPOINT, State.NOT_NEEDED, "The simulated tenant asks for none.")
        return not_looked_at(Topic.BOT, ENDPOINT, "ROOMCHECK_PUBLIC_HOST is not set",
                             "Set it to the host name that Teams reaches the bot at.")
    found = await ask(settings.public_host)
    if found.met is Met.ANSWER:
        return _answered(f"https://{settings.public_host}{PATH}", found)
    state, why, remedy = _MEETINGS[found.met]
    return _line(ENDPOINT, state, f"{settings.public_host} cannot be asked: {why}.", remedy)


def _answered(address: str, found: Probe) -> Line:
    if found.status == HTTPStatus.UNAUTHORIZED:
        who = "Roomcheck answers" if found.alive else "A bot answers (whether it is Roomcheck, /healthz does not tell)"
        return _line(ENDPOINT, State.OK, f"{who} at {address} and wants a token, as it should.")
    state, why, remedy = _odd(found)
    return _line(ENDPOINT, state, f"{address} answers {found.status} where a bot answers 401: {why}.", remedy)


def _odd(found: Probe) -> tuple[State, str, str]:
    """What it means that the endpoint answers so, and what to do."""
    status = found.status
    if status in (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT):
        return State.WRONG, "what takes HTTPS is there, and the bot behind it is not", \
            "Start the bot, and see that HTTPS is passed on to ROOMCHECK_HOST and ROOMCHECK_PORT."
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return State.WRONG, "something there has a fault", "See the log of the bot and of what takes HTTPS for it."
    if status == HTTPStatus.FORBIDDEN:
        return State.UNKNOWN, "something before the bot lets only some in, and Teams may be among them", \
            "Let in Microsoft's addresses for Azure Bot Service, or everybody: the bot itself asks for a token."
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return State.WRONG, "it sends callers elsewhere, where Teams does not follow", \
            "Let the bot answer at this very address, without a sign-in page before it."
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return State.WRONG, "a bot without an identity, which lets in everybody, or no bot at all", \
            "See what serves this host; Roomcheck answers 401 to whoever has no token."
    return State.WRONG, "another program serves this host, or this path is not passed on to the bot", \
        f"Pass {PATH} on to the bot, path included."


def _line(name: str, state: State, told: str, remedy: str = "") -> Line:
    return Line(Topic.BOT, name, state, told, remedy)
