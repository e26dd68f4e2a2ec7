"""The resources of the whole tenant, as the simulated Graph answers them."""

import re
from collections.abc import Sequence

from demo import graph_replies as replies
from demo.graph_accounts import PLAIN
from demo.graph_call import Call, Desk
from demo.graph_objects import Json
from demo.graph_replies import Reply
from demo.graph_sign_ins import COUNTRIES
from demo.odata import Offer
from demo.what_if import BadSignInError, asked, what_if

_OF_WHOM = re.compile(r"userId eq '([^']+)'")
_LOG = frozenset({("userid", "eq"), ("userprincipalname", "eq"), ("createddatetime", "ge"), ("createddatetime", "le")})
_SIGN_INS = Offer("signIn", _LOG, ignores_case=False)
_BETA_SIGN_INS = Offer("signIn", _LOG | {("signineventtypes", "any")}, ignores_case=False)
_ISSUES = Offer("serviceHealthIssue", frozenset({("isresolved", "eq")}))


def domain(desk: Desk, call: Call, name: str) -> Reply:
    for known in desk.tenant.domains:
        if known["id"] == name.lower():
            return desk.entity(call, known, Offer("domain"), "domains/$entity")
    raise replies.no_such_resource(name)


def sign_ins(desk: Desk, call: Call) -> Reply:
    if desk.faults.unlicensed:
        raise replies.unlicensed()
    asked = call.query.get("$filter", "")
    accounts = [found[1].lower() for found in _OF_WHOM.finditer(asked)]
    both = desk.tenant.sign_ins_of(accounts) if accounts else desk.tenant.sign_ins
    log, offer = (both.beta, _BETA_SIGN_INS) if call.version == "beta" else (both.v1, _SIGN_INS)
    if call.version == "beta" and "signInEventTypes" not in asked:
        log = tuple(record for record in log if record["isInteractive"])
    return desk.listed(call, _without_policies(desk, log), offer, "auditLogs/signIns")


def _without_policies(desk: Desk, log: Sequence[Json]) -> Sequence[Json]:
    """Who may not read policies sees records without them."""
    if "Policy.Read.All" not in desk.faults.denied:
        return log
    return [record | {"appliedConditionalAccessPolicies": []} for record in log]


def access_policies(desk: Desk, call: Call) -> Reply:
    offer = Offer("conditionalAccessPolicy")
    return desk.listed(call, desk.tenant.policies, offer, "identity/conditionalAccess/policies")


def evaluate(desk: Desk, call: Call) -> Reply:
    """What If, about a sign-in of a user to an application."""
    try:
        sign_in = asked(call.body, COUNTRIES)
    except BadSignInError as error:
        raise replies.bad_request(str(error)) from error
    who = desk.tenant.who(sign_in.user_id)
    if who is None:
        raise replies.bad_request(f"The user '{sign_in.user_id}' was not found.")
    found = what_if(desk.tenant.policies, sign_in, who, desk.tenant.locations)
    # An action's answer has no pages: a next link could not be followed with its body.
    return desk.entity(call, {"value": found}, PLAIN, "Collection(microsoft.graph.whatIfAnalysisResult)")


def rooms(desk: Desk, call: Call) -> Reply:
    return desk.listed(call, desk.tenant.places, Offer("room"), "places/microsoft.graph.room")


def subscribed_skus(desk: Desk, call: Call) -> Reply:
    return desk.listed(call, desk.tenant.subscribed_skus, Offer("subscribedSku"), "subscribedSkus")


def service_issues(desk: Desk, call: Call) -> Reply:
    return desk.listed(call, desk.tenant.service_issues, _ISSUES, "admin/serviceAnnouncement/issues")


def security_defaults(desk: Desk, call: Call) -> Reply:
    offer = Offer("identitySecurityDefaultsEnforcementPolicy")
    return desk.entity(call, desk.tenant.security_defaults, offer,
                       "policies/identitySecurityDefaultsEnforcementPolicy/$entity")


def methods_policy(desk: Desk, call: Call) -> Reply:
    return desk.entity(call, desk.tenant.methods_policy, Offer("authenticationMethodsPolicy"),
                       "authenticationMethodsPolicy")


def device_registration_policy(desk: Desk, call: Call) -> Reply:
    return desk.entity(call, desk.tenant.device_registration_policy, Offer("deviceRegistrationPolicy"),
                       "policies/deviceRegistrationPolicy/$entity")
