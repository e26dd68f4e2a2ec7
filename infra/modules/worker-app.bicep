// The worker: looks at the rooms that are queued, and sends alerts. It listens to nobody, so that nothing can probe it;
// it ends by itself when it can no longer work, and is started again.
param name string
param location string
param tags object
param environmentId string
param identityId string
param image string

@description('The registry that the image is pulled from with the identity. Empty for one that everybody may read.')
param registryServer string
param environmentVariables array

@description('Where the bot has its client secret in Key Vault. Empty for a managed identity, which has none.')
param keyVaultUrl string

@minValue(1)
param replicas int

resource worker 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    environmentId: environmentId
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      registries: empty(registryServer) ? [] : [
        {
          server: registryServer
          identity: identityId
        }
      ]
      secrets: empty(keyVaultUrl) ? [] : [
        {
          name: 'bot-password'
          keyVaultUrl: keyVaultUrl
          identity: identityId
        }
      ]
    }
    template: {
      terminationGracePeriodSeconds: 60
      containers: [
        {
          name: 'worker'
          image: image
          args: ['worker']
          env: environmentVariables
          resources: {
            cpu: json('1.0')
            memory: '2Gi'
          }
        }
      ]
      // not by load: what waits is in the database, where nothing here can count it
      scale: {
        minReplicas: replicas
        maxReplicas: replicas
      }
    }
  }
}

output id string = worker.id
output name string = worker.name
