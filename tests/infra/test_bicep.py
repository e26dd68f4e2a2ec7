"""The Bicep files: each can be read, and says what it must. Every rule fails where what it asks for is taken out."""

import json
import re
from pathlib import Path

import pytest

from bot.setting_values import Cloud
from tests.infra.bicep_files import (
    ALERTS,
    BOT,
    BOT_APP,
    DATABASE,
    ENVIRONMENT,
    FOLDER,
    MAIN,
    MONITORING,
    NETWORK,
    VAULT,
    WORKER_APP,
    texts,
)
from tests.infra.intent import RULES, complaints

TEXTS = texts()
DECLARED = {line.split()[1] for line in TEXTS[MAIN].splitlines() if line.startswith("param ")}
TOLD = {line.split()[1] for line in TEXTS[MAIN].splitlines() if line.startswith("output ")}
SERVER = "Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01"
BREAKS = [
    ("syntax", MAIN, "targetScope = 'resourceGroup'", "targetScope = "),
    ("syntax", DATABASE, "properties: {", "properties: "),
    ("wiring", MAIN, "    addressPrefix: addressPrefix\n", ""),
    ("wiring", MAIN, "network.outputs.databaseSubnetId", "network.outputs.subnet"),
    ("wiring", MAIN, "    replicas: workers", "    replicas: workers\n    colour: 'blue'"),
    ("wiring", MAIN, "module alerts 'modules/alerts.bicep'", "module alerts 'modules/bot.bicep'"),
    ("names", VAULT, "id: subnetId", "id: subnet"),
    ("names", DATABASE, "privateDnsZoneArmResourceId: zone.id", "privateDnsZoneArmResourceId: zones.id"),
    ("names", MAIN, "name: '${name}-vault'", "name: '${named}-vault'"),
    ("database", DATABASE, "passwordAuth: 'Disabled'", "passwordAuth: 'Enabled'"),
    ("database", DATABASE, "activeDirectoryAuth: 'Enabled'", "activeDirectoryAuth: 'Disabled'"),
    ("database", DATABASE, "publicNetworkAccess: 'Disabled'", "publicNetworkAccess: 'Enabled'"),
    ("database", DATABASE, "      delegatedSubnetResourceId: subnetId\n", ""),
    ("database", DATABASE, "    createMode: 'Default'", "    administratorLogin: 'root'"),
    ("database", DATABASE, "value: 'on'", "value: 'off'"),
    ("database", DATABASE, "'TLSv1.2'", "'TLSv1'"),
    ("database", DATABASE, "name: 'require_secure_transport'", "name: 'require_something'"),
    ("database", DATABASE, "sslmode=verify-full", "sslmode=require"),
    ("owner", DATABASE, "? identityPrincipalId : administratorId", "? administratorId : identityPrincipalId"),
    ("owner", DATABASE, "identityIsAdministrator ? 'ServicePrincipal'", "identityIsAdministrator ? 'User'"),
    ("owner", DATABASE, "administrators@2024-08-01' = {",
     "administrators@2024-08-01' = if (identityIsAdministrator) {"),
    ("owner", DATABASE, "if (identityIsAdministrator && ", "if (!identityIsAdministrator && "),
    ("owner", DATABASE, "    owner\n", "    oldestTls\n"),
    ("owner", DATABASE, "  dependsOn: [\n    owner\n  ]\n", ""),
    ("owner", DATABASE, "    database\n", "    oldestTls\n"),
    ("owner", DATABASE, "  dependsOn: [\n    oldestTls\n  ]\n", ""),
    ("network", NETWORK, "cidrSubnet(addressPrefix, 28, 4)", "cidrSubnet(addressPrefix, 28, 3)"),
    ("network", NETWORK, "'Microsoft.App/environments'", "'Microsoft.DBforPostgreSQL/flexibleServers'"),
    ("network", NETWORK, "subnets/database'", "subnets/endpoints'"),
    ("network", ENVIRONMENT, "internal: false", "internal: true"),
    ("network", ENVIRONMENT, "infrastructureSubnetId: subnetId", "infrastructureSubnetId: ''"),
    ("network", DATABASE, "roomcheck.private.${dnsSuffix}", "roomcheck.${dnsSuffix}"),
    ("network", DATABASE, "privateDnsZoneArmResourceId: zone.id", "privateDnsZoneArmResourceId: zoneLink.id"),
    ("network", VAULT, "id: networkId", "id: subnetId"),
    ("network", VAULT, "groupIds: ['vault']", "groupIds: ['secret']"),
    ("values", MAIN, "https://${host}/api/messages", "http://${host}/api/messages"),
    ("values", MAIN, "/api/messages", "/api/message"),
    ("values", MAIN, "identityId: isIdentity ? identity.outputs.id : ''", "identityId: ''"),
    ("values", MAIN, "? identity.outputs.clientId : botAppId\nvar botName",
     "? identity.outputs.principalId : botAppId\nvar botName"),
    ("values", MAIN, "isIdentity || graphByIdentity", "graphByIdentity"),
    ("values", MAIN, "graphIsIdentity ? 'true' : 'false'", "'true'"),
    ("values", MAIN, "identity_client_id=${identity.outputs.clientId}", "identity_client_id=${appId}"),
    ("values", MAIN, "minReplicas: minReplicas", "minReplicas: 0"),
    ("values", MAIN, "subnetId: network.outputs.databaseSubnetId", "subnetId: network.outputs.endpointsSubnetId"),
    ("values", MAIN, "'postgres.database.usgovcloudapi.net'", "'postgres.database.azure.us'"),
    ("values", MAIN, "'privatelink.vaultcore.azure.cn'", "'privatelink.vaultcore.azure.net'"),
    ("values", MAIN, "workerAppId: workerApp.outputs.id", "workerAppId: botApp.outputs.id"),
    ("values", MAIN, "isGcc: cloud == 'gcc'", "isGcc: cloud == 'gcchigh'"),
    ("values", MAIN, "= if (!isIdentity)", "= if (isIdentity)"),
    ("values", MAIN, "concat(ownVariables, passwordVariables, ", "concat(ownVariables, "),
    ("values", MAIN, "passwordVariables = isIdentity ? []", "passwordVariables = !isIdentity ? []"),
    ("values", MAIN, "actionGroupId: monitoring.outputs.actionGroupId", "actionGroupId: ''"),
    ("apps", BOT_APP, "env: environmentVariables", "env: []"),
    ("apps", WORKER_APP, "image: image", "image: 'postgres'"),
    ("apps", BOT_APP, "environmentId: environmentId", "environmentId: identityId"),
    ("apps", BOT_APP, "registries: empty(registryServer)", "registries: !empty(registryServer)"),
    ("replicas", WORKER_APP, "maxReplicas: replicas", "maxReplicas: 10"),
    ("vault", VAULT, "4633458b-17de-408a-874b-0445c86b69e6", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"),
    ("vault", VAULT, "principalType: 'ServicePrincipal'", "principalType: 'User'"),
    ("vault", VAULT, "value: appPassword", "value: ''"),
    ("vault", VAULT, "if (!empty(appPassword))", "if (empty(appPassword))"),
    ("registration", BOT, "msaAppMSIResourceId: identityId", "msaAppMSIResourceId: ''"),
    ("registration", BOT, "msaAppId: appId", "msaAppId: tenantId"),
    ("registration", BOT, "endpoint: endpoint", "endpoint: displayName"),
    ("registration", BOT, "isGcc ?", "!isGcc ?"),
    ("alerts", ALERTS, "operator: 'LessThan'", "operator: 'GreaterThan'"),
    ("alerts", ALERTS, "enabled: true", "enabled: false"),
    ("alerts", ALERTS, "actions: empty(actionGroupId)", "actions: !empty(actionGroupId)"),
    ("alerts", ALERTS, "actionGroups: empty(actionGroupId)", "actionGroups: !empty(actionGroupId)"),
    ("alerts", ALERTS, "metric: 'is_db_alive'", "metric: 'cpu_percent'"),
    ("alerts", ALERTS, "metric: 'Requests'", "metric: 'RestartCount'"),
    ("alerts", ALERTS, "threshold: 85", "threshold: 99"),
    ("alerts", ALERTS, "values: ['5xx']", "values: ['2xx']"),
    ("alerts", ALERTS, "scopes: [alert.scope]", "scopes: [botAppId]"),
    ("alerts", ALERTS, "app: workerAppName", "app: botAppName"),
    ("alerts", ALERTS, '"ContainerTerminated"', '"ContainerStarted"'),
    ("alerts", MONITORING, "if (!empty(alertEmails))", "if (empty(alertEmails))"),
    ("alerts", MONITORING, "empty(alertEmails) ? ''", "!empty(alertEmails) ? ''"),
    ("alerts", MONITORING, "emailAddress: address", "emailAddress: name"),
    ("apps", BOT_APP, "allowInsecure: false", "allowInsecure: true"),
    ("apps", BOT_APP, "external: true", "external: false"),
    ("apps", BOT_APP, "targetPort: 3978", "targetPort: 80"),
    ("apps", BOT_APP, "type: 'UserAssigned'", "type: 'None'"),
    ("apps", WORKER_APP, "      '${identityId}': {}\n", ""),
    ("apps", BOT_APP, "['serve', '--no-work']", "['serve']"),
    ("apps", WORKER_APP, "['worker']", "['work']"),
    ("apps", WORKER_APP, "activeRevisionsMode: 'Single'", "ingress: {\n        external: true\n      }"),
    ("apps", MAIN, "    image: image\n", "    image: 'another'\n"),
    ("probes", BOT_APP, "type: 'Readiness'", "type: 'Startup'"),
    ("probes", BOT_APP, "'/readyz'", "'/healthz'"),
    ("probes", BOT_APP, "'/healthz'", "'/'"),
    ("replicas", BOT_APP, "minReplicas: minReplicas", "minReplicas: 0"),
    ("replicas", BOT_APP, "@minValue(1)\nparam minReplicas", "@minValue(0)\nparam minReplicas"),
    ("replicas", MAIN, "param minReplicas int = 1", "param minReplicas int = 0"),
    ("replicas", MAIN, "@minValue(1)\nparam workers", "param workers"),
    ("vault", VAULT, "enableRbacAuthorization: true", "enableRbacAuthorization: false"),
    ("vault", VAULT, "    enablePurgeProtection: true\n", ""),
    ("vault", VAULT, "publicNetworkAccess: 'Disabled'", "publicNetworkAccess: 'Enabled'"),
    ("vault", VAULT, "scope: password", "scope: vault"),
    ("keys", MONITORING, "disableLocalAuth: true", "disableLocalAuth: false"),
    ("keys", BOT, "disableLocalAuth: true", "disableLocalAuth: false"),
    ("keys", MONITORING, "workspace.id\n", "workspace.listKeys().primarySharedKey\n"),
    ("secrets", VAULT, "@secure()\n", ""),
    ("secrets", MAIN, "@secure()\nparam botAppPassword string = ''", "@secure()\nparam botAppPassword string = 'x'"),
    ("secrets", MAIN, "appPassword: botAppPassword", "appPassword: 'canary'"),
    ("secrets", WORKER_APP, "keyVaultUrl: keyVaultUrl", "value: keyVaultUrl"),
    ("outputs", VAULT, "output keyVaultUrl string = '${vault", "output keyVaultUrl string = '${appPassword}${vault"),
    ("outputs", MAIN, "output host string = host", "output host string = botAppPassword"),
    ("outputs", VAULT, "secrets/${password.name}'", "${password.properties.value}'"),
    ("settings", MAIN, "name: 'ROOMCHECK_LOG_FORMAT'", "name: 'ROOMCHECK_LOG_FORM'"),
    ("settings", MAIN, "name: 'MicrosoftAppPassword', secretRef:", "name: 'MicrosoftAppPassword', value:"),
    ("settings", MAIN, "  { name: 'ROOMCHECK_DATABASE_IDENTITY', value: 'true' }\n", ""),
    ("settings", MAIN, "name: 'OTEL_EXPORTER", "name: 'OTLP_EXPORTER"),
    ("teams", BOT, "name: 'MsTeamsChannel'", "name: 'WebChatChannel'"),
    ("teams", BOT, "isEnabled: true", "isEnabled: false"),
    ("teams", BOT, "['UserAssignedMSI', 'SingleTenant']", "['MultiTenant']"),
    ("watching", ENVIRONMENT, "  scope: apps\n", ""),
    ("watching", VAULT, "enabled: true\n      }\n    ]", "enabled: false\n      }\n    ]"),
    ("values", MAIN, "string(each.value)", "each.key"),
    ("used", MONITORING, "    retentionInDays: retentionDays\n", ""),
    ("used", DATABASE, "mode: highAvailability", "mode: 'Disabled'"),
    ("used", WORKER_APP, "  tags: tags\n", ""),
    ("belonging", BOT, "  parent: bot\n", ""),
    ("belonging", DATABASE, "  name: databaseName\n", ""),
    ("constants", ENVIRONMENT, "'azure-monitor'", "'log-analytics'"),
    ("constants", BOT_APP, "latestRevision: true", "latestRevision: false"),
    ("constants", BOT_APP, "failureThreshold: 10", "failureThreshold: 1"),
    ("constants", WORKER_APP, "terminationGracePeriodSeconds: 60", "terminationGracePeriodSeconds: 1"),
    ("constants", DATABASE, "version: '16'", "version: '11'"),
    ("constants", VAULT, "bypass: 'None'", "bypass: 'AzureServices'"),
    ("constants", MONITORING, "ForIngestion: 'Disabled'", "ForIngestion: 'Enabled'"),
    ("constants", BOT, "GCCModerateDeployment", "CommercialDeployment"),
    ("constants", ALERTS, "skipQueryValidation: true", "skipQueryValidation: false"),
    ("constants", ALERTS, "windowSize: 'PT15M'", "windowSize: 'PT1M'"),
    ("versions", DATABASE, SERVER, SERVER + "-preview"),
]


def test_the_files_say_what_they_must() -> None:
    assert len(TEXTS) > 5
    assert complaints(TEXTS) == []


@pytest.mark.parametrize(("rule", "file", "old", "new"), BREAKS, ids=[f"{each[0]}: {each[3]}" for each in BREAKS])
def test_what_is_taken_out_is_missed(rule: str, file: str, old: str, new: str) -> None:
    assert old in TEXTS[file]
    broken = {**TEXTS, file: TEXTS[file].replace(old, new)}
    assert rule in {each.partition(":")[0] for each in complaints(broken)}


def test_every_rule_was_broken_once() -> None:
    assert {each[0] for each in BREAKS} == {"syntax", *(rule.__name__ for rule in RULES)}


@pytest.mark.parametrize("cloud", list(Cloud))
def test_each_cloud_has_its_parameters(cloud: Cloud) -> None:
    file = FOLDER / f"main.{cloud.value}.parameters.json"
    given = json.loads(file.read_text(encoding="utf-8"))
    assert given["$schema"].endswith("/2019-04-01/deploymentParameters.json#")
    assert given["parameters"]["cloud"] == {"value": cloud.value}
    assert given["parameters"].keys() <= DECLARED - {"botAppPassword"}


def test_no_other_cloud_has_any() -> None:
    named = {Path(file).name.split(".")[1] for file in FOLDER.glob("main.*.parameters.json")}
    assert named == {cloud.value for cloud in Cloud}


def test_the_page_names_what_there_is() -> None:
    page = (FOLDER.parent / "docs" / "install-azure.md").read_text(encoding="utf-8")
    given = set(re.findall(r"\b([a-z]+[A-Z]\w*)=[^=]", page)) | set(re.findall(r"`((?:database|bot)[A-Z]\w+)`", page))
    assert given >= {"registryServer", "alertEmails", "databaseSku", "botAppPassword"}
    assert given <= DECLARED
    assert set(re.findall(r"\$\(output (\w+)\)", page)) == TOLD
    files = set(re.findall(r"(?:infra|manifest)/[\w./-]+\w", page))
    assert len(files) > 5
    assert not [each for each in files if not (FOLDER.parent / each).exists()]
