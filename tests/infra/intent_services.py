"""Of what Azure gives: the database, the network, the vault, the bot's registration, and who is told of what."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Network
from itertools import combinations
from typing import Any

from tests.infra.bicep_files import (
    ALERTS,
    BOT,
    DATABASE,
    ENVIRONMENT,
    MONITORING,
    NETWORK,
    VAULT,
    Texts,
    Trees,
    at,
    condition,
    resource,
    wanted,
    written,
)

_SECRETS_USER = "4633458b-17de-408a-874b-0445c86b69e6"
"""The built-in role "Key Vault Secrets User", the same everywhere."""
_LINK = {"registrationEnabled": False, "virtualNetwork": {"id": "networkId"}}
_DELEGATED = {"apps": "Microsoft.App/environments", "database": "Microsoft.DBforPostgreSQL/flexibleServers",
              "endpoints": None}
_APPS, _SERVERS = "apps", "database"
_METRICS = {
    "bot-gone": ("botAppId", _APPS, "Replicas", "Maximum", "LessThan", 1),
    "worker-gone": ("workerAppId", _APPS, "Replicas", "Maximum", "LessThan", 1),
    "bot-errors": ("botAppId", _APPS, "Requests", "Total", "GreaterThan", 5),
    "database-down": ("databaseId", _SERVERS, "is_db_alive", "Maximum", "LessThan", 1),
    "database-fills": ("databaseId", _SERVERS, "storage_percent", "Average", "GreaterThan", 85),
}
_QUERY = ('ContainerAppSystemLogs | where ContainerAppName == "${restart.app}" and Reason == "ContainerTerminated" '
          'and Log !has "ManuallyStopped"')


def database(trees: Trees, given: Texts) -> Iterator[str]:
    """No password, TLS, out of reach from the internet, and an address that says so."""
    server = at(resource(trees, DATABASE, "server"), "properties")
    yield from wanted("passwordAuth", at(server, "authConfig", "passwordAuth"), "Disabled")
    yield from wanted("activeDirectoryAuth", at(server, "authConfig", "activeDirectoryAuth"), "Enabled")
    yield from wanted("publicNetworkAccess", at(server, "network", "publicNetworkAccess"), "Disabled")
    yield from wanted("the subnet", at(server, "network", "delegatedSubnetResourceId"), "subnetId")
    if re.search(r"administratorLogin|firewallRules", given[DATABASE]):
        yield "it has a login with a password, or lets addresses in"
    for symbol, name, value in (("onlyWithTls", "require_secure_transport", "on"),
                                ("oldestTls", "ssl_min_protocol_version", "TLSv1.2")):
        yield from wanted(symbol, at(resource(trees, DATABASE, symbol), "name"), name)
        yield from wanted(name, at(resource(trees, DATABASE, symbol), "properties", "value"), value)
    if "?sslmode=verify-full&sslrootcert=" not in given[DATABASE]:
        yield "its address does not ask the server to prove its name"


def owner(trees: Trees, _given: Texts) -> Iterator[str]:
    """One administrator is there before the database and owns it, the identity unless the other is to; all in turn."""
    first, then = resource(trees, DATABASE, "owner"), resource(trees, DATABASE, "further")
    yield from wanted("whose database it is", written(at(first, "name")),
                      "identityIsAdministrator ? identityPrincipalId : administratorId")
    yield from wanted("that role", written(at(first, "properties")), {
        "principalName": "identityIsAdministrator ? identityName : administratorName",
        "principalType": "identityIsAdministrator ? ServicePrincipal : administratorType", "tenantId": "tenantId"})
    yield from wanted("when there is an owner", condition(trees, DATABASE, "owner"), None)
    yield from wanted("when there is another", condition(trees, DATABASE, "further"),
                      "identityIsAdministrator && !empty(administratorId)")
    yield from wanted("the other", (written(at(then, "name")), at(then, "properties")), (
        "empty(administratorId) ? none : administratorId",
        {"principalName": "administratorName", "principalType": "administratorType", "tenantId": "tenantId"}))
    for after, before in (("oldestTls", "onlyWithTls"), ("owner", "oldestTls"), ("database", "owner"),
                          ("further", "database")):
        yield from wanted(f"what {after} waits for", at(resource(trees, DATABASE, after), "dependsOn"), [before])


def network(trees: Trees, _given: Texts) -> Iterator[str]:
    """Each has a subnet of its own that it may use, and names are found in the network; Teams gets in."""
    subnets = at(resource(trees, NETWORK, "network"), "properties", "subnets") or []
    delegated = {each["name"]: at(each, "properties", "delegations", 0, "properties", "serviceName")
                 for each in subnets}
    yield from wanted("whose the subnets are", delegated, _DELEGATED)
    ranges = {each["name"]: _range(each) for each in subnets}
    yield from (f"{one} overlaps with {other}" for one, other in combinations(ranges, 2)
                if ranges[one].overlaps(ranges[other]))
    told = {name: written(each["value"]) for name, each in trees[NETWORK]["outputs"].items()}
    yield from wanted("what the network tells", told, {
        "id": "network.id", **{f"{name}SubnetId": f"${{network.id}}/subnets/{name}" for name in _DELEGATED}})
    yield from wanted("the containers' network", at(resource(trees, ENVIRONMENT, "apps"), "properties",
                                                    "vnetConfiguration"),
                      {"infrastructureSubnetId": "subnetId", "internal": False})
    for file, zone in ((DATABASE, "roomcheck.private.${dnsSuffix}"), (VAULT, "zoneName")):
        yield from wanted(f"the names of {file}", at(resource(trees, file, "zone"), "name"), zone)
        yield from wanted(f"who finds them in {file}", at(resource(trees, file, "zoneLink"), "properties"), _LINK)
    yield from wanted("the server's zone", written(at(resource(trees, DATABASE, "server"), "properties", "network",
                                                      "privateDnsZoneArmResourceId")), "zone.id")
    endpoint = at(resource(trees, VAULT, "endpoint"), "properties")
    yield from wanted("where the vault is reached", written([at(endpoint, "subnet"), at(
        endpoint, "privateLinkServiceConnections", 0, "properties")]), [
        {"id": "subnetId"}, {"privateLinkServiceId": "vault.id", "groupIds": ["vault"]}])


def _range(subnet: Any) -> IPv4Network:
    """The addresses of a subnet, in the network that is the default."""
    length, place = (at(subnet, "properties", "addressPrefix", "function", "parameters", name)
                     for name in ("arg_2", "arg_3"))
    found: IPv4Network = list(IPv4Network("10.40.0.0/24").subnets(new_prefix=length))[place]
    return found


def vault(trees: Trees, _given: Texts) -> Iterator[str]:
    """Roles instead of policies, nothing purged, out of reach from the internet; the identity reads one secret."""
    properties = at(resource(trees, VAULT, "vault"), "properties")
    for name in ("enableRbacAuthorization", "enablePurgeProtection", "enableSoftDelete"):
        yield from wanted(name, at(properties, name), True)
    yield from wanted("publicNetworkAccess", at(properties, "publicNetworkAccess"), "Disabled")
    yield from wanted("defaultAction", at(properties, "networkAcls", "defaultAction"), "Deny")
    may = resource(trees, VAULT, "mayRead")
    yield from wanted("what the identity may read", at(may, "scope"), "password")
    yield from wanted("who may, and what", written(at(may, "properties")), {
        "principalId": "identityPrincipalId", "principalType": "ServicePrincipal",
        "roleDefinitionId": "subscription_resource_id(Microsoft.Authorization/roleDefinitions, secretsUser)"})
    yield from wanted("its role", at(trees, VAULT, "variables", "secretsUser", "value"), _SECRETS_USER)
    secret = resource(trees, VAULT, "password")
    yield from wanted("the secret", at(secret, "properties", "value"), "appPassword")
    yield from wanted("when it is written", condition(trees, VAULT, "password"), "!empty(appPassword)")


def registration(trees: Trees, _given: Texts) -> Iterator[str]:
    """The bot is registered as what it is, at the address where it is."""
    properties = at(resource(trees, BOT, "bot"), "properties")
    for name, value in (("endpoint", "endpoint"), ("msaAppType", "appType"), ("msaAppId", "appId"),
                        ("msaAppTenantId", "tenantId"), ("msaAppMSIResourceId", "identityId"),
                        ("publicNetworkAccess", "Enabled")):
        yield from wanted(name, at(properties, name), value)
    yield from wanted("who has a deployment of Teams of its own", at(resource(trees, BOT, "teams"), "properties",
                                                                     "properties", "function", "parameters", "arg_2",
                                                                     "operator", "operands", "condition"), "isGcc")


def teams(trees: Trees, _given: Texts) -> Iterator[str]:
    """The bot is in Teams."""
    channel = resource(trees, BOT, "teams")
    yield from wanted("the channel", (at(channel, "name"), at(channel, "properties", "channelName"), at(
        channel, "properties", "properties", "function", "parameters", "arg_1", "isEnabled")),
        ("MsTeamsChannel", "MsTeamsChannel", True))
    yield from wanted("the types of bot", at(trees, BOT, "parameters", "appType", "decorators"), [
        {"argument": ["UserAssignedMSI", "SingleTenant"], "type": "allowed"}])


def watching(trees: Trees, _given: Texts) -> Iterator[str]:
    """What can break is logged."""
    for file, symbol in ((DATABASE, "server"), (VAULT, "vault"), (BOT, "bot"), (ENVIRONMENT, "apps")):
        diagnostics = resource(trees, file, "diagnostics")
        yield from wanted(f"whose logs {file} keeps", at(diagnostics, "scope"), symbol)
        yield from wanted("where they go", at(diagnostics, "properties", "workspaceId"), "workspaceId")
        yield from wanted("which", at(diagnostics, "properties", "logs"), [
            {"categoryGroup": "allLogs", "enabled": True}])


def alerts(trees: Trees, _given: Texts) -> Iterator[str]:
    """Somebody is told of what breaks, at the measure that it breaks at."""
    listed = trees[ALERTS]["variables"]["alerts"]["value"]
    found = {each["name"]: tuple(each[part] for part in ("scope", "namespace", "metric", "aggregation", "operator",
                                                         "threshold")) for each in listed}
    yield from wanted("what is measured", found, _METRICS)
    yield from wanted("which answers are errors", [each["dimensions"] for each in listed if each["dimensions"]], [
        [{"name": "statusCodeCategory", "operator": "Include", "values": ["5xx"]}]])
    restarts = {each["name"]: each["app"] for each in trees[ALERTS]["variables"]["restarts"]["value"]}
    yield from wanted("whose ends are counted", restarts, {"bot-restarts": "botAppName",
                                                           "worker-restarts": "workerAppName"})
    yield from _raised(written(resource(trees, ALERTS, "rules")), "alerts", {
        "scopes": ["alert.scope"], "actions": "empty(actionGroupId) ? [] : [{'actionGroupId': 'actionGroupId'}]"}, {
        "metricName": "alert.metric", "metricNamespace": "alert.namespace", "timeAggregation": "alert.aggregation",
        "operator": "alert.operator", "threshold": "alert.threshold", "dimensions": "alert.dimensions"})
    yield from _raised(written(resource(trees, ALERTS, "logRules")), "restarts", {
        "scopes": ["workspaceId"], "actions": {"actionGroups": "empty(actionGroupId) ? [] : ['actionGroupId']"}}, {
        "query": _QUERY, "timeAggregation": "Count", "operator": "GreaterThan", "threshold": 3})
    yield from _told(trees)


def _raised(rules: Any, each_of: str, properties: Any, criterion: Any) -> Iterator[str]:
    made = at(rules, "config", "properties")
    yield from wanted("what alerts are made of", at(rules, "loop_type", "detail", "array_name"), each_of)
    for name, want in {"enabled": True, **properties}.items():
        yield from wanted(f"{name} of the {each_of}", at(made, name), want)
    for name, want in criterion.items():
        yield from wanted(f"{name} of the {each_of}", at(made, "criteria", "allOf", 0, name), want)


def _told(trees: Trees) -> Iterator[str]:
    yield from wanted("when somebody is told", condition(trees, MONITORING, "told"), "!empty(alertEmails)")
    group = at(resource(trees, MONITORING, "told"), "properties")
    yield from wanted("whether they are", at(group, "enabled"), True)
    yield from wanted("who", (at(group, "emailReceivers", "loop_type", "detail", "array_name"), at(
        group, "emailReceivers", "config", "emailAddress")), ("alertEmails", "address"))
    yield from wanted("which group is named", written(trees[MONITORING]["outputs"]["actionGroupId"]["value"]),
                      "empty(alertEmails) ?  : told.id")
