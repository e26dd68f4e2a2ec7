// Roomcheck in Azure, in one resource group. docs/install-azure.md says how to deploy it.
targetScope = 'resourceGroup'

@description('What everything is named after.')
@minLength(3)
@maxLength(20)
param name string = 'roomcheck'
param location string = resourceGroup().location
param tags object = {}

@description('The image, with its version, such as contoso.azurecr.io/roomcheck:1.0.0.')
param image string

@description('The registry that the image is pulled from with the identity, such as contoso.azurecr.io: give the identity AcrPull there. Empty for one that everybody may read.')
param registryServer string = ''

@description('Which Microsoft cloud holds the tenant.')
@allowed(['global', 'gcc', 'gcchigh', 'dod', 'china'])
param cloud string

@description('UserAssignedMSI needs no secret. SingleTenant is an app registration with a client secret.')
@allowed(['UserAssignedMSI', 'SingleTenant'])
param botAppType string = 'UserAssignedMSI'

@description('The client id of the app registration. SingleTenant only.')
param botAppId string = ''

@description('Its client secret, which is put into Key Vault; empty leaves the one that is there. SingleTenant only.')
@secure()
param botAppPassword string = ''

@description('Whether the identity reads Graph. If not, the app registration does, with the same secret, as files of channels need it. SingleTenant only.')
param graphByIdentity bool = true
param botDisplayName string = 'Roomcheck'

@allowed(['F0', 'S1'])
param botSku string = 'F0'
param botLocation string = 'global'

@description('Further settings by their names in docs/configuration.md, such as { ROOMCHECK_ADMINS: \'...\' }. No secrets.')
param settings object = {}

@minValue(1)
param minReplicas int = 1

@minValue(1)
param maxReplicas int = 3

@minValue(1)
param workers int = 1
param zoneRedundant bool = false

@description('At least a /24 that overlaps with no network it will be joined to.')
param addressPrefix string = '10.40.0.0/24'

@description('One process takes up to thirty connections: mind how many the size allows.')
param databaseSku string = 'Standard_B2s'

@allowed(['Burstable', 'GeneralPurpose', 'MemoryOptimized'])
param databaseTier string = 'Burstable'

@allowed(['Disabled', 'SameZone', 'ZoneRedundant'])
param databaseHighAvailability string = 'Disabled'
param databaseStorageGb int = 32

@minValue(7)
@maxValue(35)
param databaseBackupDays int = 14

@description('Whether the identity is the administrator that the database belongs to. If not, databaseAdministratorId is, who makes the identity\'s role by hand.')
param databaseIdentityIsAdministrator bool = true

@description('The object id of who looks after the database beside Roomcheck. Nobody when empty, which goes only where the identity is the administrator.')
param databaseAdministratorId string = ''
param databaseAdministratorName string = ''

@allowed(['User', 'Group', 'ServicePrincipal'])
param databaseAdministratorType string = 'Group'

@minValue(30)
param logRetentionDays int = 30
param alertEmails array = []

@description('Where traces and metrics go, by the OpenTelemetry protocol over HTTP. Nowhere when empty.')
param otlpEndpoint string = ''

var isIdentity = botAppType == 'UserAssignedMSI'
var graphIsIdentity = isIdentity || graphByIdentity
var unique = uniqueString(resourceGroup().id)
var tenantId = tenant().tenantId
// What Azure itself is called in each cloud; the endpoints of Entra, Graph and Teams follow from ROOMCHECK_CLOUD.
var databaseSuffixes = {
  AzureCloud: 'postgres.database.azure.com'
  AzureUSGovernment: 'postgres.database.usgovcloudapi.net'
  AzureChinaCloud: 'postgres.database.chinacloudapi.cn'
}
var vaultZones = {
  AzureCloud: 'privatelink.vaultcore.azure.net'
  AzureUSGovernment: 'privatelink.vaultcore.usgovcloudapi.net'
  AzureChinaCloud: 'privatelink.vaultcore.azure.cn'
}
var appId = isIdentity ? identity.outputs.clientId : botAppId
var graphAppId = graphIsIdentity ? identity.outputs.clientId : botAppId
var botName = '${name}-${unique}'
// The identity is named, since the containers may read Graph as another.
var databaseUrl = '${database.outputs.address}&identity_client_id=${identity.outputs.clientId}'
var host = '${name}-bot.${apps.outputs.defaultDomain}'
var keyVaultUrl = isIdentity ? '' : vault.outputs.keyVaultUrl
var ownVariables = [
  { name: 'MicrosoftAppType', value: botAppType }
  { name: 'MicrosoftAppId', value: appId }
  { name: 'MicrosoftAppTenantId', value: tenantId }
  { name: 'ROOMCHECK_CLOUD', value: cloud }
  { name: 'ROOMCHECK_PUBLIC_HOST', value: host }
  { name: 'ROOMCHECK_LOG_FORMAT', value: 'json' }
  { name: 'ROOMCHECK_TENANT_ID', value: tenantId }
  { name: 'ROOMCHECK_CLIENT_ID', value: graphAppId }
  { name: 'ROOMCHECK_MANAGED_IDENTITY', value: graphIsIdentity ? 'true' : 'false' }
  { name: 'DATABASE_URL', value: databaseUrl }
  { name: 'ROOMCHECK_DATABASE_IDENTITY', value: 'true' }
]
var passwordVariables = isIdentity ? [] : [
  { name: 'MicrosoftAppPassword', secretRef: 'bot-password' }
]
var telemetryVariables = empty(otlpEndpoint) ? [] : [
  { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: otlpEndpoint }
  { name: 'OTEL_EXPORTER_OTLP_PROTOCOL', value: 'http/protobuf' }
]
var furtherVariables = [for each in items(settings): {
  name: each.key
  value: string(each.value)
}]
var variables = concat(ownVariables, passwordVariables, telemetryVariables, furtherVariables)

module identity 'modules/identity.bicep' = {
  name: '${name}-identity'
  params: {
    name: '${name}-identity'
    location: location
    tags: tags
  }
}

module network 'modules/network.bicep' = {
  name: '${name}-network'
  params: {
    name: '${name}-network'
    location: location
    tags: tags
    addressPrefix: addressPrefix
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: '${name}-monitoring'
  params: {
    name: '${name}-logs'
    location: location
    tags: tags
    retentionDays: logRetentionDays
    alertEmails: alertEmails
  }
}

module database 'modules/database.bicep' = {
  name: '${name}-database'
  params: {
    name: '${name}-${unique}'
    location: location
    tags: tags
    networkId: network.outputs.id
    subnetId: network.outputs.databaseSubnetId
    dnsSuffix: databaseSuffixes[environment().name]
    tenantId: tenantId
    workspaceId: monitoring.outputs.workspaceId
    identityPrincipalId: identity.outputs.principalId
    identityName: identity.outputs.name
    identityIsAdministrator: databaseIdentityIsAdministrator
    administratorId: databaseAdministratorId
    administratorName: databaseAdministratorName
    administratorType: databaseAdministratorType
    skuName: databaseSku
    skuTier: databaseTier
    highAvailability: databaseHighAvailability
    storageGb: databaseStorageGb
    backupDays: databaseBackupDays
  }
}

module vault 'modules/vault.bicep' = if (!isIdentity) {
  name: '${name}-vault'
  params: {
    name: 'rc-${unique}'
    location: location
    tags: tags
    networkId: network.outputs.id
    subnetId: network.outputs.endpointsSubnetId
    zoneName: vaultZones[environment().name]
    tenantId: tenantId
    workspaceId: monitoring.outputs.workspaceId
    identityPrincipalId: identity.outputs.principalId
    appPassword: botAppPassword
  }
}

module apps 'modules/environment.bicep' = {
  name: '${name}-environment'
  params: {
    name: '${name}-environment'
    location: location
    tags: tags
    subnetId: network.outputs.appsSubnetId
    workspaceId: monitoring.outputs.workspaceId
    zoneRedundant: zoneRedundant
  }
}

module botApp 'modules/bot-app.bicep' = {
  name: '${name}-bot-app'
  params: {
    name: '${name}-bot'
    location: location
    tags: tags
    environmentId: apps.outputs.id
    identityId: identity.outputs.id
    image: image
    registryServer: registryServer
    environmentVariables: variables
    keyVaultUrl: keyVaultUrl
    minReplicas: minReplicas
    maxReplicas: maxReplicas
  }
}

module workerApp 'modules/worker-app.bicep' = {
  name: '${name}-worker-app'
  params: {
    name: '${name}-worker'
    location: location
    tags: tags
    environmentId: apps.outputs.id
    identityId: identity.outputs.id
    image: image
    registryServer: registryServer
    environmentVariables: variables
    keyVaultUrl: keyVaultUrl
    replicas: workers
  }
}

module bot 'modules/bot.bicep' = {
  name: '${name}-bot'
  params: {
    name: botName
    location: botLocation
    tags: tags
    displayName: botDisplayName
    appType: botAppType
    appId: appId
    tenantId: tenantId
    identityId: isIdentity ? identity.outputs.id : ''
    endpoint: 'https://${host}/api/messages'
    skuName: botSku
    isGcc: cloud == 'gcc'
    workspaceId: monitoring.outputs.workspaceId
  }
}

module alerts 'modules/alerts.bicep' = {
  name: '${name}-alerts'
  params: {
    name: name
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    botAppId: botApp.outputs.id
    botAppName: botApp.outputs.name
    workerAppId: workerApp.outputs.id
    workerAppName: workerApp.outputs.name
    databaseId: database.outputs.id
    actionGroupId: monitoring.outputs.actionGroupId
  }
}

@description('The bot\'s application id: for the Teams app, manifest/build.py --app-id.')
output botAppId string = appId

@description('What the Azure Bot is called: az bot show --name.')
output botName string = botName

@description('The host that Teams reaches the bot at: manifest/build.py --host.')
output host string = host
