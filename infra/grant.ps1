<#
.SYNOPSIS
Gives Roomcheck's application, or its managed identity, the permissions in Microsoft Graph that permissions.json lists.

.DESCRIPTION
Run it as a Privileged Role Administrator. What is granted already is left as it is, so that it can be run again.
-WhatIf says what would be granted, and grants nothing.

.PARAMETER ClientId
The client (application) id of Roomcheck's application or managed identity.

.PARAMETER Core
Only the permissions that most answers rest on.

.PARAMETER Also
Those of the ones granted on request alone that are to be granted too, such as Files.Read.All.

.PARAMETER Environment
The Microsoft cloud: Global (GCC too), USGov (GCC High), USGovDoD or China.

.PARAMETER TenantId
The tenant to sign in to, where it is not the one that you are signed in to by default.

.EXAMPLE
./infra/grant.ps1 -ClientId 1b2c3d4e-0000-4000-8000-123456789abc -Core
#>
#Requires -Modules Microsoft.Graph.Authentication, Microsoft.Graph.Applications
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)]
    [guid] $ClientId,

    [switch] $Core,

    [string[]] $Also = @(),

    [ValidateSet('Global', 'USGov', 'USGovDoD', 'China')]
    [string] $Environment = 'Global',

    [string] $TenantId
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$list = Get-Content -Raw -Path (Join-Path $PSScriptRoot 'permissions.json') | ConvertFrom-Json
$wanted = @($list.permissions | Where-Object { $_.core -or -not $Core })
foreach ($name in $Also) {
    $asked = @($list.onRequest | Where-Object { $_.value -eq $name })
    if (-not $asked) { throw "$name is none of those that are granted on request. docs/permissions.md lists them." }
    $wanted += $asked
}
$connection = @{
    Scopes      = @('Application.Read.All', 'AppRoleAssignment.ReadWrite.All')
    Environment = $Environment
    NoWelcome   = $true
}
if ($TenantId) { $connection.TenantId = $TenantId }
Connect-MgGraph @connection

$principal = Get-MgServicePrincipal -Filter "appId eq '$ClientId'"
if (-not $principal) {
    throw "There is no application or managed identity $ClientId in this tenant. Sign in to the right tenant " +
        '(-TenantId), and see that this is the client id.'
}
$resource = Get-MgServicePrincipal -Filter "appId eq '$($list.resource.appId)'"
$offered = @($resource.AppRoles | ForEach-Object { $_.Id })
$granted = @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -All |
        Where-Object { $_.ResourceId -eq $resource.Id } | ForEach-Object { $_.AppRoleId })

Write-Output "$($principal.DisplayName) ($ClientId)"
$refused = @()
foreach ($permission in $wanted) {
    if ($granted -contains $permission.id) {
        Write-Output "granted already   $($permission.value)"
        continue
    }
    if ($offered -notcontains $permission.id) {
        Write-Output "not in this cloud $($permission.value)"
        continue
    }
    if (-not $PSCmdlet.ShouldProcess($permission.value, 'Grant')) { continue }
    $assignment = @{
        ServicePrincipalId = $principal.Id
        PrincipalId        = $principal.Id
        ResourceId         = $resource.Id
        AppRoleId          = $permission.id
    }
    try {
        New-MgServicePrincipalAppRoleAssignment @assignment | Out-Null
        Write-Output "granted now       $($permission.value)"
    }
    catch {
        Write-Output "NOT GRANTED       $($permission.value)"
        Write-Warning $_.Exception.Message
        $refused += $permission.value
    }
}
if ($refused) {
    throw "Not granted: $($refused -join ', '). It takes a Privileged Role Administrator; run this again as one."
}
