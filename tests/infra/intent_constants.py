"""What is the same wherever Roomcheck is deployed, and would be missed late if it changed."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.infra.bicep_files import (
    ALERTS,
    BOT,
    BOT_APP,
    DATABASE,
    ENVIRONMENT,
    MONITORING,
    VAULT,
    WORKER_APP,
    Texts,
    Trees,
    at,
    resource,
    wanted,
    written,
)

_RULE, _LOG_RULE = "rules.config.properties", "logRules.config.properties"
_FIXED: Mapping[str, Mapping[str, Any]] = {
    ENVIRONMENT: {
        # the alerts on restarts read what goes this way
        "apps.properties.appLogsConfiguration.destination": "azure-monitor",
        "apps.properties.peerTrafficConfiguration.encryption.enabled": True,
        "apps.properties.workloadProfiles.0": {"name": "Consumption", "workloadProfileType": "Consumption"}},
    BOT_APP: {
        "bot.properties.workloadProfileName": "Consumption",
        "bot.properties.configuration.activeRevisionsMode": "Single",
        "bot.properties.configuration.ingress.transport": "http",
        "bot.properties.configuration.ingress.traffic": [{"latestRevision": True, "weight": 100}],
        "bot.properties.template.terminationGracePeriodSeconds": 60,
        "bot.properties.template.containers.0.probes.0.failureThreshold": 10},
    WORKER_APP: {
        "worker.properties.workloadProfileName": "Consumption",
        "worker.properties.configuration.activeRevisionsMode": "Single",
        "worker.properties.template.terminationGracePeriodSeconds": 60},
    DATABASE: {
        "server.properties.createMode": "Default", "server.properties.version": "16",
        "onlyWithTls.properties.source": "user-override", "oldestTls.properties.source": "user-override",
        "database.properties": {"charset": "UTF8", "collation": "en_US.utf8"},
        "zone.location": "global", "zoneLink.location": "global"},
    VAULT: {
        "vault.properties.networkAcls.bypass": "None", "password.properties.attributes.enabled": True,
        "password.name": "MicrosoftAppPassword", "zone.location": "global", "zoneLink.location": "global"},
    MONITORING: {
        "workspace.properties.publicNetworkAccessForIngestion": "Disabled",
        "workspace.properties.features.enableLogAccessUsingOnlyResourcePermissions": True, "told.location": "global"},
    BOT: {
        "bot.kind": "azurebot",
        "teams.properties.properties.function.parameters.arg_2.operator.operands.true_value":
            {"deploymentEnvironment": "GCCModerateDeployment"}},
    ALERTS: {
        "rules.config.location": "global", f"{_RULE}.evaluationFrequency": "PT1M", f"{_RULE}.windowSize": "PT5M",
        f"{_RULE}.autoMitigate": True, f"{_RULE}.criteria.allOf.0.criterionType": "StaticThresholdCriterion",
        f"{_RULE}.criteria.'odata~type'": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        "logRules.config.kind": "LogAlert", f"{_LOG_RULE}.evaluationFrequency": "PT5M",
        f"{_LOG_RULE}.windowSize": "PT15M", f"{_LOG_RULE}.autoMitigate": True,
        f"{_LOG_RULE}.skipQueryValidation": True,
        f"{_LOG_RULE}.criteria.allOf.0.failingPeriods":
            {"numberOfEvaluationPeriods": 1, "minFailingPeriodsToAlert": 1}},
}
"""By file, what stands at each path; a ~ in a path is a point."""


def constants(trees: Trees, _given: Texts) -> Iterator[str]:
    """What does not differ between deployments is as it was meant."""
    for file, fixed in _FIXED.items():
        for path, want in fixed.items():
            symbol, *steps = (int(step) if step.isdigit() else step.replace("~", ".") for step in path.split("."))
            yield from wanted(f"{path} of {file}", written(at(resource(trees, file, str(symbol)), *steps)), want)
