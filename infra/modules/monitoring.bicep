// Where logs and measurements are kept, and who is told.
param name string
param location string
param tags object
param retentionDays int

@description('Addresses that alerts are sent to. Without any, alerts are only shown in the portal.')
param alertEmails array

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: retentionDays
    features: {
      // nobody reads or writes with a shared key
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
    // diagnostic settings do not come this way
    publicNetworkAccessForIngestion: 'Disabled'
    // whoever looks at the logs does so in the portal, signed in
    publicNetworkAccessForQuery: 'Enabled'
  }
}

resource told 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(alertEmails)) {
  name: name
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'roomcheck'
    enabled: true
    emailReceivers: [for (address, index) in alertEmails: {
      name: 'address-${index}'
      emailAddress: address
      useCommonAlertSchema: true
    }]
  }
}

output workspaceId string = workspace.id
output actionGroupId string = empty(alertEmails) ? '' : told.id
