"""Whether the Teams service itself knows the account. Microsoft offers this in the Global cloud only."""

from collections.abc import Callable
from datetime import datetime

from msgraph.generated.admin.teams.user_configurations.item.teams_user_configuration_item_request_builder import (
    TeamsUserConfigurationItemRequestBuilder,
)

from checks.facts.base import Facts
from checks.facts.teams_provisioning import TeamsProvisioning
from checks.model import Citation, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import Json, child, children, text
from checks.sources.graph.known_account import object_id
from checks.sources.graph.odata import configured
from checks.sources.graph.pacing import TEAMS
from checks.sources.graph.refusals import Call, GraphError, not_in, unreadable

SOURCE = "graph.teams_provisioning"
PERMISSION = "TeamsUserConfiguration.Read.All"
_CALL = Call(TeamsProvisioning.title, PERMISSION, TEAMS)
_MISSING = 404
_Query = TeamsUserConfigurationItemRequestBuilder.TeamsUserConfigurationItemRequestBuilderGetQueryParameters


async def teams_provisioning(client: GraphClient, clock: Callable[[], datetime], _room: Room,
                             known: Facts) -> TeamsProvisioning:
    """Raises :class:`~checks.collector.CannotCollect`."""
    if not client.cloud.has_teams_configurations:
        raise not_in(client.cloud)
    who = object_id(known)
    cite = Citation(SOURCE, f"admin/teams/userConfigurations/{who}")
    builder = client.v1.admin.teams.user_configurations.by_teams_user_configuration_id(who)
    # Without this header Graph hides the account types it has added since, "ineligibleUser" among them.
    asked = configured(_Query(), Prefer="include-unknown-enum-members")
    try:
        document = await client.get_jointly(builder.to_get_request_information(asked), _CALL)
    except GraphError as refusal:
        if refusal.status == _MISSING:
            return TeamsProvisioning(clock(), cite, found=False)
        raise
    user = _user(document)
    return TeamsProvisioning(clock(), cite, found=True, account_type=text(user, "accountType"),
                             features=_features(user))


def _features(user: Json) -> tuple[str, ...] | None:
    """Every entry, one that is no string as an empty one; None where there is no list."""
    value = user.get("featureTypes")
    return tuple(text({"": each}, "") for each in value) if isinstance(value, list) else None


def _user(document: Json) -> Json:
    """The configuration itself, which Microsoft's reference shows both bare and inside ``value``."""
    inside = child(document, "value") or next(iter(children(document)), document)
    if not text(inside, "accountType") and "featureTypes" not in inside:
        raise unreadable(_CALL)
    return inside
