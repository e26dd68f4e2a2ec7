"""The requests that the simulated Graph answers, and how. No network here: a call in, a reply out."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from demo import graph_replies as replies
from demo.graph_faults import Faults
from demo.graph_objects import Json
from demo.graph_replies import Refused, Reply
from demo.odata import OPTIONS, BadQueryError, Offer, filtered, page, selected
from demo.tenant import Tenant

DEFAULT_USER = ("businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation",
                "preferredLanguage", "surname", "userPrincipalName", "id")
"""The properties of a user that Graph gives unasked."""

_USERS = Offer("user", frozenset({("mail", "eq"), ("proxyaddresses", "any")}))
_DELETED = Offer("user", frozenset({("userprincipalname", "endswith")}))
_LOG = frozenset({("userid", "eq"), ("userprincipalname", "eq"), ("createddatetime", "ge"), ("createddatetime", "le")})
_SIGN_INS = Offer("signIn", _LOG, ignores_case=False)
_BETA_SIGN_INS = Offer("signIn", _LOG | {("signineventtypes", "any")}, ignores_case=False)
_PLAIN = Offer("entity")


@dataclass(frozen=True, slots=True)
class Call:
    """A request without its body. ``root`` is scheme, host and port; header names are in lower case."""

    root: str
    version: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


class GraphApi:
    """Answers calls from one tenant, with the faults that are switched on."""

    def __init__(self, tenant: Tenant, faults: Faults, page_size: int) -> None:
        self._tenant, self._faults, self._page_size = tenant, faults, page_size

    def answer(self, call: Call) -> Reply:
        """The reply to a GET."""
        try:
            return self._answer(call)
        except BadQueryError as error:
            return replies.bad_request(str(error)).reply
        except Refused as refused:
            return refused.reply

    def _answer(self, call: Call) -> Reply:
        if self._faults.down:
            raise replies.unavailable()
        throttle = self._faults.throttled(call.path)
        if throttle:
            raise replies.throttled(throttle.retry_after)
        for versions, pattern, permission, respond in _ROUTES:
            found = pattern.fullmatch(call.path)
            if found and call.version in versions:
                self._permit(call, permission)
                if not OPTIONS.issuperset(name for name in call.query if name.startswith("$")):
                    raise BadQueryError("Query option is not supported.")
                return respond(self, call, *found.groups())
        raise replies.no_such_segment(call.path)

    def _permit(self, call: Call, permission: str) -> None:
        beginnings = tuple(name for name in self._faults.denied if name.startswith("/"))
        room = self._tenant.refused_to(f"{call.path} {call.query.get('$filter', '')}")
        named = call.path.startswith(beginnings) or f"/{call.version}{call.path}".startswith(beginnings)
        if permission in self._faults.denied | room or named:
            raise replies.denied(permission)

    def user(self, call: Call, name: str) -> Reply:
        return self._entity(call, self._known(name), Offer("user"), "users/$entity", DEFAULT_USER)

    def users(self, call: Call) -> Reply:
        return self._list(call, self._tenant.users, _USERS, "users", DEFAULT_USER)

    def deleted_users(self, call: Call) -> Reply:
        advanced = call.headers.get("consistencylevel") == "eventual" and call.query.get("$count") == "true"
        if "endswith" in call.query.get("$filter", "").lower() and not advanced:
            raise replies.unsupported_query()
        names = (*DEFAULT_USER, "deletedDateTime")
        return self._list(call, self._tenant.deleted_users, _DELETED, "directoryObjects", names)

    def licences(self, call: Call, name: str) -> Reply:
        return self._list(call, self._tenant.licences(self._known(name)["id"]), _PLAIN, "licenseDetails")

    def mailbox(self, call: Call, name: str) -> Reply:
        owner = self._tenant.user(name)
        if owner is None:
            raise replies.no_such_mail_user(name)
        settings = self._tenant.mailbox(owner["id"])
        if settings is None:
            raise replies.no_such_mailbox()
        return self._entity(call, settings, _PLAIN, "mailboxSettings")

    def teams(self, call: Call, object_id: str) -> Reply:
        known = self._tenant.teams(object_id)
        if known is None:
            raise replies.unknown_to_teams()
        asked = "include-unknown-enum-members" in call.headers.get("prefer", "")
        if known["accountType"] == "ineligibleUser" and not asked:
            known = known | {"accountType": "unknownFutureValue"}
        return self._entity(call, known, _PLAIN, "admin/teams/userConfigurations/$entity")

    def domain(self, call: Call, name: str) -> Reply:
        for known in self._tenant.domains:
            if known["id"] == name.lower():
                return self._entity(call, known, Offer("domain"), "domains/$entity")
        raise replies.no_such_resource(name)

    def sign_ins(self, call: Call) -> Reply:
        if self._faults.unlicensed:
            raise replies.unlicensed()
        log, offer = self._tenant.sign_ins.v1, _SIGN_INS
        if call.version == "beta":
            log, offer = self._tenant.sign_ins.beta, _BETA_SIGN_INS
            if "signInEventTypes" not in call.query.get("$filter", ""):
                log = tuple(record for record in log if record["isInteractive"])
        return self._list(call, self._without_policies(log), offer, "auditLogs/signIns")

    def access_policies(self, call: Call) -> Reply:
        offer = Offer("conditionalAccessPolicy")
        return self._list(call, self._tenant.policies, offer, "identity/conditionalAccess/policies")

    def places(self, call: Call) -> Reply:
        return self._list(call, self._tenant.places, Offer("room"), "places/microsoft.graph.room")

    def _known(self, name: str) -> Json:
        known = self._tenant.user(name)
        if known is None:
            raise replies.no_such_resource(name)
        return known

    def _without_policies(self, log: Sequence[Json]) -> Sequence[Json]:
        """Who may not read policies sees records without them."""
        if "Policy.Read.All" not in self._faults.denied:
            return log
        return [record | {"appliedConditionalAccessPolicies": []} for record in log]

    def _entity(self, call: Call, entry: Json, offer: Offer, context: str, default: Sequence[str] = ()) -> Reply:
        return Reply(200, {"@odata.context": _context(call, context), **selected(entry, call.query, offer, default)})

    def _list(self, call: Call, entries: Sequence[Json], offer: Offer, context: str,
              default: Sequence[str] = ()) -> Reply:
        found = filtered(entries, call.query, offer)
        shown, token = page(found, call.query, self._page_size)
        body: Json = {"@odata.context": _context(call, context)}
        if call.query.get("$count") == "true":
            body["@odata.count"] = len(found)
        if token:
            body["@odata.nextLink"] = self._next(call, token)
        return Reply(200, body | {"value": [selected(entry, call.query, offer, default) for entry in shown]})

    def _next(self, call: Call, token: str) -> str:
        wanted = {**call.query, "$skiptoken": token}
        query = "&".join(f"{name}={_quoted(value)}" for name, value in wanted.items())
        return f"{self._faults.foreign_pages or call.root}/{call.version}{call.path}?{query}"


def _context(call: Call, context: str) -> str:
    return f"{call.root}/{call.version}/$metadata#{context}"


def _quoted(value: str) -> str:
    return re.sub(r"[%&#+\s]", lambda found: f"%{ord(found[0]):02X}", value)


_Route = tuple[tuple[str, ...], re.Pattern[str], str, Callable[..., Reply]]
_V1, _BOTH = ("v1.0",), ("v1.0", "beta")
_ROUTES: tuple[_Route, ...] = (
    (_V1, re.compile(r"/users"), "User.Read.All", GraphApi.users),
    (_V1, re.compile(r"/users/([^/]+)"), "User.Read.All", GraphApi.user),
    (_V1, re.compile(r"/directory/deletedItems/microsoft\.graph\.user"), "User.Read.All", GraphApi.deleted_users),
    (_V1, re.compile(r"/domains/([^/]+)"), "Domain.Read.All", GraphApi.domain),
    (_V1, re.compile(r"/users/([^/]+)/licenseDetails"), "LicenseAssignment.Read.All", GraphApi.licences),
    (_V1, re.compile(r"/users/([^/]+)/mailboxSettings"), "MailboxSettings.Read", GraphApi.mailbox),
    (_V1, re.compile(r"/admin/teams/userConfigurations/([^/]+)"), "TeamsUserConfiguration.Read.All", GraphApi.teams),
    (_BOTH, re.compile(r"/auditLogs/signIns"), "AuditLog.Read.All", GraphApi.sign_ins),
    (_V1, re.compile(r"/identity/conditionalAccess/policies"), "Policy.Read.All", GraphApi.access_policies),
    (_V1, re.compile(r"/places/microsoft\.graph\.room"), "Place.Read.All", GraphApi.places),
)
