"""Answers of the simulated Graph, with errors worded as Microsoft's services word them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reply:
    """``body`` is JSON; an error's ``innerError`` with the request's ids is added when it is sent."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """A request that ends in an error."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(str(reply.body))
        self.reply = reply


def error(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Refused:
    return Refused(Reply(status, {"error": {"code": code, "message": message}}, headers or {}))


def bad_request(message: str) -> Refused:
    return error(400, "BadRequest", message)


def not_allowed() -> Refused:
    return error(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")


def unsupported_query() -> Refused:
    """The directory's answer to an advanced query without ``ConsistencyLevel: eventual`` and ``$count=true``."""
    return error(400, "Request_UnsupportedQuery", "Unsupported Query.")


def no_such_segment(path: str) -> Refused:
    return bad_request(f"Resource not found for the segment '{path.strip('/').split('/')[0]}'.")


def no_such_resource(name: str) -> Refused:
    return error(404, "Request_ResourceNotFound", f"Resource '{name}' does not exist or one of its queried "
                                                  "reference-property objects are not present.")


def no_such_mailbox() -> Refused:
    return error(404, "MailboxNotEnabledForRESTAPI",
                 "The mailbox is either inactive, soft-deleted, or is hosted on-premise.")


def no_such_mail_user(name: str) -> Refused:
    return error(404, "ErrorInvalidUser", f"The requested user '{name}' is invalid.")


def no_such_place() -> Refused:
    return error(404, "ErrorItemNotFound", "The specified object was not found in the store.")


def no_such_message() -> Refused:
    return error(404, "NotFound", "Not Found")


def no_such_share() -> Refused:
    return error(400, "invalidRequest", "The sharing token is not valid.")


def no_such_item() -> Refused:
    return error(404, "itemNotFound", "The resource could not be found.")


def never_at_risk() -> Refused:
    return error(404, "NotFound", "Resource not found.")


def without_p2() -> Refused:
    return error(403, "Forbidden", "Your tenant is not licensed for this feature.")


def unknown_to_teams() -> Refused:
    return error(404, "NotFound", "Resource not found.")


def throttled(retry_after: float | None) -> Refused:
    """Graph's header has whole seconds; only a clock that runs faster has parts of one."""
    return error(429, "TooManyRequests", "Too many requests.",
                 {} if retry_after is None else {"Retry-After": f"{retry_after:.4g}"})


def failed(status: int) -> Reply:
    """An error of the server itself."""
    return error(status, "UnknownError", "").reply


def unavailable() -> Refused:
    return error(503, "ServiceNotAvailable", "The service is temporarily unavailable.")


def unlicensed() -> Refused:
    return error(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
                 "Neither tenant is B2C or tenant doesn't have premium license")


def denied(permission: str) -> Refused:
    """The answer of the service that asks for this permission."""
    code, message = _DENIALS.get(permission, ("Authorization_RequestDenied",
                                              "Insufficient privileges to complete the operation."))
    return error(403, code, message)


_NO_SCOPE = "You cannot perform the requested operation, required scopes are missing in the token."
_NO_CONSENT = ("Forbidden", "Missing role permissions on the request.")
_NO_ACCESS = ("ErrorAccessDenied", "Access is denied. Check credentials and try again.")
_DENIALS = {
    "AuditLog.Read.All": ("Authentication_MSGraphPermissionMissing",
                          "Calling principal does not have required MSGraph permissions AuditLog.Read.All"),
    "Policy.Read.All": ("AccessDenied", _NO_SCOPE),
    "Policy.Read.ConditionalAccess": ("AccessDenied", _NO_SCOPE),
    "Policy.Read.AuthenticationMethod": ("AccessDenied", _NO_SCOPE),
    "IdentityRiskyUser.Read.All": ("Forbidden", _NO_SCOPE),
    "MailboxSettings.Read": _NO_ACCESS,
    "Place.Read.All": _NO_ACCESS,
    "ChannelMessage.Read.Group": _NO_CONSENT,
    "ChatMessage.Read.Chat": _NO_CONSENT,
    "Files.Read.All": ("accessDenied", "Access denied"),
}
