// PostgreSQL: reached from the network alone, over TLS, and signed in to with Entra tokens only. No password exists.
param name string
param location string
param tags object
param networkId string
param subnetId string

@description('The DNS name that servers end with in this cloud, such as postgres.database.azure.com.')
param dnsSuffix string
param tenantId string
param workspaceId string

@description('The object id of the identity that Roomcheck signs in with.')
param identityPrincipalId string

@description('Its name, which is the name of its role.')
param identityName string

@description('Whether the identity is the administrator that the database belongs to. If not, that is the other, who has to be named and makes the identity\'s role by hand.')
param identityIsAdministrator bool

@description('The object id of a person or group that may sign in too, to look after the database. Nobody when empty, which goes only where the identity is the administrator.')
param administratorId string

@description('Their user principal name, or the name of the group.')
param administratorName string

@allowed(['User', 'Group', 'ServicePrincipal'])
param administratorType string
param skuName string

@allowed(['Burstable', 'GeneralPurpose', 'MemoryOptimized'])
param skuTier string

@allowed(['Disabled', 'SameZone', 'ZoneRedundant'])
param highAvailability string
param storageGb int
param backupDays int
param databaseName string = 'roomcheck'

resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'roomcheck.private.${dnsSuffix}'
  location: 'global'
  tags: tags
}

resource zoneLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: zone
  name: 'network'
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: networkId
    }
  }
}

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: skuName
    tier: skuTier
  }
  properties: {
    createMode: 'Default'
    version: '16'
    authConfig: {
      activeDirectoryAuth: 'Enabled'
      passwordAuth: 'Disabled'
      tenantId: tenantId
    }
    network: {
      delegatedSubnetResourceId: subnetId
      privateDnsZoneArmResourceId: zone.id
      publicNetworkAccess: 'Disabled'
    }
    storage: {
      storageSizeGB: storageGb
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: backupDays
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: highAvailability
    }
  }
  dependsOn: [
    zoneLink
  ]
}

// A server changes one thing at a time: each of these waits for the one before it.
resource onlyWithTls 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01' = {
  parent: server
  name: 'require_secure_transport'
  properties: {
    value: 'on'
    source: 'user-override'
  }
}

resource oldestTls 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01' = {
  parent: server
  name: 'ssl_min_protocol_version'
  properties: {
    value: 'TLSv1.2'
    source: 'user-override'
  }
  dependsOn: [
    onlyWithTls
  ]
}

// Before the database, and the only one then: a database belongs to an administrator that is there when it is made, and
// without any to Azure's own azuresu, which nobody can be; then nobody could grant anything in it.
// The identity, since a lesser role can be made in the database alone, which nobody outside the network reaches.
// docs/install-azure.md says how to have a lesser one.
resource owner 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2024-08-01' = {
  parent: server
  name: identityIsAdministrator ? identityPrincipalId : administratorId
  properties: {
    principalName: identityIsAdministrator ? identityName : administratorName
    principalType: identityIsAdministrator ? 'ServicePrincipal' : administratorType
    tenantId: tenantId
  }
  dependsOn: [
    oldestTls
  ]
}

resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2024-08-01' = {
  parent: server
  name: databaseName
  properties: {
    charset: 'UTF8'
    collation: 'en_US.utf8'
  }
  dependsOn: [
    owner
  ]
}

resource further 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2024-08-01' = if (identityIsAdministrator && !empty(administratorId)) {
  parent: server
  name: empty(administratorId) ? 'none' : administratorId
  properties: {
    principalName: administratorName
    principalType: administratorType
    tenantId: tenantId
  }
  dependsOn: [
    database
  ]
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: server
  name: 'logs'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

output id string = server.id
// The token goes only to the server that this name belongs to; the certificates are those of the image.
output address string = 'postgresql://${uriComponent(identityName)}@${server.properties.fullyQualifiedDomainName}:5432/${database.name}?sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt'
