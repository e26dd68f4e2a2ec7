"""Who may bring devices into the directory, and how many."""

from collections.abc import Callable
from datetime import datetime

from checks.facts.devices import RegistrationPolicy
from checks.model import Citation
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import Json, child, number, text, texts
from checks.sources.graph.pacing import DIRECTORY
from checks.sources.graph.refusals import Call, unreadable
from checks.sources.graph.tenant import kept

SOURCE = "graph.registration_policy"
PERMISSION = "Policy.Read.DeviceConfiguration"
_CALL = Call(RegistrationPolicy.title, PERMISSION, DIRECTORY)
_MFA = {"required": True, "notrequired": False}
_WHO = {"alldeviceregistrationmembership": "all", "enumerateddeviceregistrationmembership": "selected",
        "nodeviceregistrationmembership": "none"}


async def _registration_policy(client: GraphClient, clock: Callable[[], datetime]) -> RegistrationPolicy:
    place = "policies/deviceRegistrationPolicy"
    document = await client.get_jointly(client.request(f"/{place}", {}), _CALL)
    join = child(child(document, "azureADJoin"), "allowedToJoin")
    register = child(child(document, "azureADRegistration"), "allowedToRegister")
    quota, mfa = number(document, "userDeviceQuota"), text(document, "multiFactorAuthConfiguration")
    if not join and not register and quota is None and not mfa:
        raise unreadable(_CALL)
    return RegistrationPolicy(clock(), Citation(SOURCE, place), _who(join), _who(register),
                              _selected(join) | _selected(register), _MFA.get(mfa.casefold()), quota)


def _who(membership: Json) -> str:
    """``all``, ``selected`` or ``none``; empty for a kind of membership that is not known."""
    return _WHO.get(text(membership, "@odata.type").rpartition(".")[2].casefold(), "")


def _selected(membership: Json) -> frozenset[str]:
    return frozenset(each.lower() for each in (*texts(membership, "users"), *texts(membership, "groups")))


registration_policy = kept(SOURCE, _registration_policy)
