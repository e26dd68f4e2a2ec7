"""What main.bicep hands on: each module is given what is meant, and the containers are told what is meant."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.infra.bicep_files import MAIN, Texts, Trees, at, modules, wanted, written

_WORKSPACE, _PRINCIPAL = "monitoring.outputs.workspaceId", "identity.outputs.principalId"
_APP = {"environmentId": "apps.outputs.id", "identityId": "identity.outputs.id", "environmentVariables": "variables"}
_GIVEN: Mapping[str, Mapping[str, str]] = {
    "identity": {"name": "${name}-identity"},
    "network": {"name": "${name}-network"},
    "monitoring": {"name": "${name}-logs", "retentionDays": "logRetentionDays"},
    "database": {
        "name": "${name}-${unique}", "networkId": "network.outputs.id", "subnetId": "network.outputs.databaseSubnetId",
        "dnsSuffix": "databaseSuffixes[environment().name]", "workspaceId": _WORKSPACE,
        "identityPrincipalId": _PRINCIPAL, "identityName": "identity.outputs.name",
        "identityIsAdministrator": "databaseIdentityIsAdministrator", "administratorId": "databaseAdministratorId",
        "administratorName": "databaseAdministratorName", "administratorType": "databaseAdministratorType",
        "skuName": "databaseSku", "skuTier": "databaseTier", "highAvailability": "databaseHighAvailability",
        "storageGb": "databaseStorageGb", "backupDays": "databaseBackupDays"},
    "vault": {
        "name": "rc-${unique}", "networkId": "network.outputs.id", "subnetId": "network.outputs.endpointsSubnetId",
        "zoneName": "vaultZones[environment().name]", "workspaceId": _WORKSPACE, "identityPrincipalId": _PRINCIPAL,
        "appPassword": "botAppPassword"},
    "apps": {"name": "${name}-environment", "subnetId": "network.outputs.appsSubnetId", "workspaceId": _WORKSPACE},
    "botApp": {"name": "${name}-bot", **_APP},
    "workerApp": {"name": "${name}-worker", "replicas": "workers", **_APP},
    "bot": {
        "name": "botName", "location": "botLocation", "displayName": "botDisplayName", "appType": "botAppType",
        "identityId": "isIdentity ? identity.outputs.id : ", "endpoint": "https://${host}/api/messages",
        "skuName": "botSku", "isGcc": "cloud == gcc", "workspaceId": _WORKSPACE},
    "alerts": {
        "workspaceId": _WORKSPACE, "botAppId": "botApp.outputs.id", "botAppName": "botApp.outputs.name",
        "workerAppId": "workerApp.outputs.id", "workerAppName": "workerApp.outputs.name",
        "databaseId": "database.outputs.id", "actionGroupId": "monitoring.outputs.actionGroupId"},
}
"""What each module is given under another name than its own."""
_IDENTITY = "identity.outputs.clientId"
_VARIABLES = {
    "isIdentity": "botAppType == UserAssignedMSI", "graphIsIdentity": "isIdentity || graphByIdentity",
    "unique": "unique_string(resource_group().id)", "tenantId": "tenant().tenantId",
    "appId": f"isIdentity ? {_IDENTITY} : botAppId", "graphAppId": f"graphIsIdentity ? {_IDENTITY} : botAppId",
    "botName": "${name}-${unique}", "host": "${name}-bot.${apps.outputs.defaultDomain}",
    "databaseUrl": "${database.outputs.address}&identity_client_id=${identity.outputs.clientId}",
    "keyVaultUrl": "isIdentity ?  : vault.outputs.keyVaultUrl",
    "variables": "concat(ownVariables, passwordVariables, telemetryVariables, furtherVariables)",
    "databaseSuffixes": {
        "AzureCloud": "postgres.database.azure.com", "AzureUSGovernment": "postgres.database.usgovcloudapi.net",
        "AzureChinaCloud": "postgres.database.chinacloudapi.cn"},
    "vaultZones": {
        "AzureCloud": "privatelink.vaultcore.azure.net",
        "AzureUSGovernment": "privatelink.vaultcore.usgovcloudapi.net",
        "AzureChinaCloud": "privatelink.vaultcore.azure.cn"},
}
_TOLD = {
    "MicrosoftAppType": "botAppType", "MicrosoftAppId": "appId", "MicrosoftAppTenantId": "tenantId",
    "ROOMCHECK_CLOUD": "cloud", "ROOMCHECK_PUBLIC_HOST": "host", "ROOMCHECK_LOG_FORMAT": "json",
    "ROOMCHECK_TENANT_ID": "tenantId", "ROOMCHECK_CLIENT_ID": "graphAppId",
    "ROOMCHECK_MANAGED_IDENTITY": "graphIsIdentity ? true : false", "DATABASE_URL": "databaseUrl",
    "ROOMCHECK_DATABASE_IDENTITY": "true"}


def values(trees: Trees, _given: Texts) -> Iterator[str]:
    """What is handed on is what is meant, and not only something that there is."""
    for symbol, (_, params) in modules(trees).items():
        for name, value in params.items():
            yield from wanted(f"{name} of {symbol}", written(value), _GIVEN.get(symbol, {}).get(name, name))
    yield from wanted("when there is a vault", _condition(trees, "vault"), "!isIdentity")
    for name, want in _VARIABLES.items():
        yield from wanted(name, _variable(trees, name), want)
    told = {each["name"]: each["value"] for each in _variable(trees, "ownVariables")}
    yield from wanted("what the containers are told", told, _TOLD)
    further = at(_variable(trees, "furtherVariables"), "config")
    yield from wanted("each further one", further, {"name": "each.key", "value": "string(each.value)"})
    yield from wanted("who is given the password", _variable(trees, "passwordVariables"),
                      "isIdentity ? [] : [{'name': 'MicrosoftAppPassword', 'secretRef': 'bot-password'}]")


def _variable(trees: Trees, name: str) -> Any:
    return written(at(trees, MAIN, "variables", name, "value"))


def _condition(trees: Trees, module: str) -> Any:
    return written(at(trees, MAIN, "modules", module, "config", "condition"))
