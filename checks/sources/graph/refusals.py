"""What Microsoft Graph says when it does not answer, as reasons and remedies a person can act on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from checks.collector import CannotCollect
from checks.facts.clouds import Cloud
from checks.limits import Limit
from checks.model import GapReason
from checks.sources.graph.json_reading import Json, child, children, text

_CODE = re.compile(r"[A-Za-z0-9_.-]{1,80}")
_NO_PREMIUM = "Authentication_RequestFromNonPremiumTenantOrB2CTenant"
_UNLICENSED = ("premium license", "not licensed for this feature", "not applicable to target tenant")
"""Words of Microsoft's own with which Graph refuses what the tenant has not bought; their codes say less."""

_UNAUTHORISED = 401
_CLIENT_ERRORS = frozenset({400, _UNAUTHORISED, 403})
_LATER = "Check again later."

SERVED_BY: Mapping[str, str] = MappingProxyType({
    "Policy.Read.ConditionalAccess": "Policy.Read.All",
    "Policy.Read.AuthenticationMethod": "Policy.Read.All",
})
"""Least permissions that a wider one serves as well, which Roomcheck needs for something else (Microsoft Learn,
"Microsoft Graph permissions reference").
"""


@dataclass(frozen=True, slots=True)
class Product:
    """What a tenant has to have for a request to be answered, and what to do without it."""

    name: str
    remedy: str


P1 = Product("Entra ID P1 or P2 licence", "Assign an Entra ID P1 licence in the tenant.")
P1_OR_ZIP = Product(P1.name, "Assign an Entra ID P1 licence in the tenant, or send the room's diagnostic zip.")
P2 = Product("Entra ID P2 licence", "Nothing to grant: the sign-ins themselves still tell where a risk stopped them.")
INTUNE_LICENCE = Product("Microsoft Intune", "Nothing to grant where the tenant manages its devices in another way.")


@dataclass(frozen=True, slots=True)
class Call:
    """What a request asks for, as in "... may not read X", what it takes, and which limit it counts against."""

    subject: str
    permission: str
    limit: Limit
    product: Product = P1

    @property
    def grant(self) -> str:
        wider = SERVED_BY.get(self.permission)
        named = f"{self.permission} (or {wider})" if wider else self.permission
        return f"Grant {named} to Roomcheck's application and give admin consent."


class GraphError(CannotCollect):
    """Graph answered with an error; ``status`` is HTTP's, ``code`` Graph's own word for it, or empty."""

    def __init__(self, reason: GapReason, detail: str, remedy: str = "", *, status: int = 0, code: str = "") -> None:
        super().__init__(reason, detail, remedy)
        self.status, self.code = status, code


def error_code(document: Json) -> str:
    """Graph's own word for an error, as far as it is safe to show."""
    code = text(child(document, "error"), "code")
    return code if _CODE.fullmatch(code) else ""


def listed(document: Json, call: Call) -> tuple[Json, ...]:
    """The objects of a list. Raises :class:`GraphError` for a reply that has none, or more in it than objects."""
    found, value = children(document), document.get("value")
    # An entry that is no object must not pass for one that is not there: much is concluded from an absence.
    if not isinstance(value, list) or len(found) < len(value):
        raise unreadable(call)
    return found


def not_in(cloud: Cloud) -> CannotCollect:
    """The cloud lacks it, so that nothing is asked."""
    return CannotCollect(GapReason.NOT_IN_CLOUD, f"Microsoft does not offer this in {cloud.title}.")


def refused(status: int, document: Json, call: Call) -> GraphError:
    """The error for a reply that is no answer."""
    code = error_code(document)
    reason, detail, remedy = _of_the_tenant(status, code, document, call) or _reading(status, call)
    seen = f"{status} {code}".strip()
    return GraphError(reason, f"{detail} (Microsoft Graph: {seen})", remedy, status=status, code=code)


def _of_the_tenant(status: int, code: str, document: Json, call: Call) -> tuple[GapReason, str, str] | None:
    """What is said of a refusal that no permission mends, since the tenant lacks the product; None of any other."""
    message, name = text(child(document, "error"), "message").casefold(), call.product.name
    if status in _CLIENT_ERRORS and (code == _NO_PREMIUM or any(words in message for words in _UNLICENSED)):
        detail = f"This tenant has no {name}, which it takes to read {call.subject}."
        return GapReason.NOT_LICENSED, detail, call.product.remedy
    if status == _UNAUTHORISED and call.product == INTUNE_LICENCE and "forbidden" in message:
        # Intune answers so both for a tenant that it does not manage and for an application it does not accept.
        detail = f"Intune did not let Roomcheck see {call.subject}."
        return GapReason.FAILED, detail, f"If the tenant has {name}: {call.grant}"
    return None


def _reading(status: int, call: Call) -> tuple[GapReason, str, str]:
    match status:
        case 401:
            return (GapReason.FAILED, "Microsoft Graph did not accept Roomcheck's own credentials.",
                    "Check the tenant, the client id and the secret or certificate in Roomcheck's settings.")
        case 403:
            return GapReason.NO_PERMISSION, f"Roomcheck may not read {call.subject}.", call.grant
        case 404:
            return GapReason.FAILED, f"Microsoft Graph does not know {call.subject}.", "Check the room's address."
        case 429:
            return _throttled(call)
        case _ if status // 100 == 5:  # noqa: PLR2004 - HTTP's class of server errors
            return GapReason.FAILED, f"Microsoft Graph failed while it was asked for {call.subject}.", _LATER
        case _:
            return GapReason.FAILED, f"Microsoft Graph did not answer the question for {call.subject}.", ""


def _throttled(call: Call) -> tuple[GapReason, str, str]:
    return GapReason.THROTTLED, f"Microsoft Graph takes no more questions for {call.subject} at the moment.", _LATER


def congested(call: Call) -> GraphError:
    """The service asked for a long pause, earlier or now."""
    return GraphError(*_throttled(call), status=429)


def timed_out(call: Call) -> GraphError:
    return GraphError(GapReason.TIMED_OUT, f"Microsoft Graph did not answer in time when asked for {call.subject}.",
                      _LATER)


def unreachable(call: Call) -> GraphError:
    return GraphError(GapReason.FAILED, f"Microsoft Graph could not be reached to ask for {call.subject}.",
                      "Check Roomcheck's own way to the internet and its proxy, then check again.")


def unreadable(call: Call) -> GraphError:
    return GraphError(GapReason.FAILED, f"Microsoft Graph's answer about {call.subject} could not be read.", _LATER)


def oversized(call: Call) -> GraphError:
    return GraphError(GapReason.FAILED, f"Microsoft Graph's answer about {call.subject} is too large.", _LATER)


def foreign_page(call: Call) -> GraphError:
    return GraphError(GapReason.FAILED, f"The next page of {call.subject} lies on another server; it was not fetched.",
                      "Report this to the people who run Roomcheck.")
