// The bot's registration, and Teams as its one channel.
param name string
param location string
param tags object
param displayName string

@allowed(['UserAssignedMSI', 'SingleTenant'])
param appType string
param appId string
param tenantId string

@description('The identity, where the bot is one. Empty for SingleTenant.')
param identityId string
param endpoint string

@allowed(['F0', 'S1'])
param skuName string

@description('GCC tenants are in the worldwide cloud, and have a deployment of Teams of their own.')
param isGcc bool
param workspaceId string

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: name
  location: location
  tags: tags
  kind: 'azurebot'
  sku: {
    name: skuName
  }
  properties: {
    displayName: displayName
    description: 'Says why a Teams Room cannot sign in.'
    endpoint: endpoint
    msaAppType: appType
    msaAppId: appId
    msaAppTenantId: tenantId
    msaAppMSIResourceId: identityId
    // no keys of channels: Teams needs none
    disableLocalAuth: true
    // Teams reaches the bot through the public service
    publicNetworkAccess: 'Enabled'
    isStreamingSupported: false
    schemaTransformationVersion: '1.3'
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: location
  properties: {
    channelName: 'MsTeamsChannel'
    properties: union({ isEnabled: true }, isGcc ? { deploymentEnvironment: 'GCCModerateDeployment' } : {})
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: bot
  name: 'logs'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

output id string = bot.id
