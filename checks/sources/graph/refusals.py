"""What Microsoft Graph says when it does not answer, as reasons and remedies a person can act on."""

import re
from dataclasses import dataclass

from checks.collector import CannotCollect
from checks.model import GapReason
from checks.sources.graph.json_reading import Json, child, text
from checks.sources.graph.pacing import Limit

_CODE = re.compile(r"[A-Za-z0-9_.-]{1,80}")
_NO_PREMIUM = "Authentication_RequestFromNonPremiumTenantOrB2CTenant"
_LATER = "Check again later."


@dataclass(frozen=True, slots=True)
class Call:
    """What a request asks for, as in "... may not read X", what it takes, and which limit it counts against."""

    subject: str
    permission: str
    limit: Limit

    @property
    def grant(self) -> str:
        return f"Grant {self.permission} to Roomcheck's application and give admin consent."


class GraphError(CannotCollect):
    """Graph answered with an error; ``status`` is HTTP's, ``code`` Graph's own word for it, or empty."""

    def __init__(self, reason: GapReason, detail: str, remedy: str = "", *, status: int = 0, code: str = "") -> None:
        super().__init__(reason, detail, remedy)
        self.status, self.code = status, code


def error_code(document: Json) -> str:
    """Graph's own word for an error, as far as it is safe to show."""
    code = text(child(document, "error"), "code")
    return code if _CODE.fullmatch(code) else ""


def refused(status: int, document: Json, call: Call) -> GraphError:
    """The error for a reply that is no answer."""
    code = error_code(document)
    reason, detail, remedy = _reading(status, code, document, call)
    seen = f"{status} {code}".strip()
    return GraphError(reason, f"{detail} (Microsoft Graph: {seen})", remedy, status=status, code=code)


def _reading(status: int, code: str, document: Json, call: Call) -> tuple[GapReason, str, str]:
    match status:
        case 401:
            return (GapReason.FAILED, "Microsoft Graph did not accept Roomcheck's own credentials.",
                    "Check the tenant, the client id and the secret or certificate in Roomcheck's settings.")
        case 403:
            return _forbidden(code, document, call)
        case 404:
            return GapReason.FAILED, f"Microsoft Graph does not know {call.subject}.", "Check the room's address."
        case 429:
            return _throttled(call)
        case _ if status // 100 == 5:  # noqa: PLR2004 - HTTP's class of server errors
            return GapReason.FAILED, f"Microsoft Graph failed while it was asked for {call.subject}.", _LATER
        case _:
            return GapReason.FAILED, f"Microsoft Graph did not answer the question for {call.subject}.", ""


def _forbidden(code: str, document: Json, call: Call) -> tuple[GapReason, str, str]:
    message = text(child(document, "error"), "message").casefold()
    if code == _NO_PREMIUM or "premium license" in message:
        return (GapReason.NOT_LICENSED, f"This tenant has no Entra ID P1 or P2 licence, which {call.subject} needs.",
                "Assign an Entra ID P1 licence in the tenant, or send the room's diagnostic zip.")
    return GapReason.NO_PERMISSION, f"Roomcheck may not read {call.subject}.", call.grant


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
