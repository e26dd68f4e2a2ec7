// The bot: answers Teams and queues what is asked for. Always at least one replica, since one that has to be started
// first would answer later than Teams waits.
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
param minReplicas int

@minValue(1)
param maxReplicas int

resource bot 'Microsoft.App/containerApps@2024-03-01' = {
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
      ingress: {
        external: true
        allowInsecure: false
        targetPort: 3978
        transport: 'http'
        traffic: [
          {
            latestRevision: true
            weight: 100
          }
        ]
      }
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
          name: 'bot'
          image: image
          args: ['serve', '--no-work']
          env: environmentVariables
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          probes: [
            {
              type: 'Startup'
              httpGet: {
                path: '/readyz'
                port: 3978
              }
              periodSeconds: 10
              timeoutSeconds: 5
              failureThreshold: 10
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/healthz'
                port: 3978
              }
              periodSeconds: 30
              timeoutSeconds: 5
              failureThreshold: 3
            }
            // Not /readyz: while the database is away, the bot can still say so to whoever writes to it.
            {
              type: 'Readiness'
              httpGet: {
                path: '/healthz'
                port: 3978
              }
              periodSeconds: 10
              timeoutSeconds: 5
              failureThreshold: 3
            }
          ]
        }
      ]
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        rules: [
          {
            name: 'activities'
            http: {
              metadata: {
                concurrentRequests: '20'
              }
            }
          }
        ]
      }
    }
  }
}

output id string = bot.id
output name string = bot.name
