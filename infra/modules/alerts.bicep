// What somebody has to be told of. Names of metrics: Microsoft Learn, "Supported metrics for Microsoft.App/containerapps"
// and "Microsoft.DBforPostgreSQL/flexibleServers"; of columns: "ContainerAppSystemLogs".
param name string
param location string
param tags object
param workspaceId string
param botAppName string
param workerAppName string
param botAppId string
param workerAppId string
param databaseId string

@description('Who is told. Empty for nobody: the alerts are shown in the portal alone.')
param actionGroupId string

var apps = 'Microsoft.App/containerApps'
var database = 'Microsoft.DBforPostgreSQL/flexibleServers'
// Not the metric RestartCount: it counts from the replica's beginning, so that its alert would never end.
var restarts = [
  {
    name: 'bot-restarts'
    says: 'The bot has ended by itself again and again within a quarter of an hour. Look at its log.'
    app: botAppName
  }
  {
    name: 'worker-restarts'
    says: 'A worker has ended by itself again and again within a quarter of an hour. Look at its log.'
    app: workerAppName
  }
]
// Replicas: whether Azure measures none as 0, or then measures nothing, which raises no alert, is not documented.
var alerts = [
  {
    name: 'bot-gone'
    says: 'No replica of the bot has run for five minutes: nobody is answered.'
    severity: 0
    scope: botAppId
    namespace: apps
    metric: 'Replicas'
    aggregation: 'Maximum'
    operator: 'LessThan'
    threshold: 1
    dimensions: []
  }
  {
    name: 'worker-gone'
    says: 'No worker has run for five minutes: nothing that is asked for is looked at, and no alert is sent.'
    severity: 0
    scope: workerAppId
    namespace: apps
    metric: 'Replicas'
    aggregation: 'Maximum'
    operator: 'LessThan'
    threshold: 1
    dimensions: []
  }
  {
    name: 'bot-errors'
    says: 'The bot answers Teams with errors.'
    severity: 1
    scope: botAppId
    namespace: apps
    metric: 'Requests'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 5
    dimensions: [
      {
        name: 'statusCodeCategory'
        operator: 'Include'
        values: ['5xx']
      }
    ]
  }
  {
    name: 'database-down'
    says: 'The database cannot be reached: everything waits.'
    severity: 0
    scope: databaseId
    namespace: database
    metric: 'is_db_alive'
    aggregation: 'Maximum'
    operator: 'LessThan'
    threshold: 1
    dimensions: []
  }
  {
    name: 'database-fills'
    says: 'The disk of the database is nearly full.'
    severity: 1
    scope: databaseId
    namespace: database
    metric: 'storage_percent'
    aggregation: 'Average'
    operator: 'GreaterThan'
    threshold: 85
    dimensions: []
  }
]

resource rules 'Microsoft.Insights/metricAlerts@2018-03-01' = [for alert in alerts: {
  name: '${name}-${alert.name}'
  location: 'global'
  tags: tags
  properties: {
    description: alert.says
    severity: alert.severity
    enabled: true
    autoMitigate: true
    scopes: [alert.scope]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: alert.name
          metricNamespace: alert.namespace
          metricName: alert.metric
          timeAggregation: alert.aggregation
          operator: alert.operator
          threshold: alert.threshold
          dimensions: alert.dimensions
        }
      ]
    }
    actions: empty(actionGroupId) ? [] : [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}]

resource logRules 'Microsoft.Insights/scheduledQueryRules@2022-06-15' = [for restart in restarts: {
  name: '${name}-${restart.name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${name}-${restart.name}'
    description: restart.says
    severity: 2
    enabled: true
    autoMitigate: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    // the table has no columns before its first row
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          // what Azure stops itself, for a new version or fewer replicas, is no fault
          query: 'ContainerAppSystemLogs | where ContainerAppName == "${restart.app}" and Reason == "ContainerTerminated" and Log !has "ManuallyStopped"'
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 3
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: empty(actionGroupId) ? [] : [actionGroupId]
    }
  }
}]
