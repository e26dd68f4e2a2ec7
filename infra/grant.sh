#!/usr/bin/env bash
# Gives Roomcheck's application, or its managed identity, the permissions in Microsoft Graph that permissions.json lists.
# Whoever runs it is signed in (az login) and may consent for the organisation: a Privileged Role Administrator.
set -euo pipefail

usage() {
    cat <<'END'
Usage: infra/grant.sh CLIENT_ID [--core] [--also NAME] [--dry-run] [--graph URL]

  CLIENT_ID    the client (application) id of Roomcheck's application or managed identity
  --core       only the permissions that most answers rest on
  --also NAME  one of those that are granted on request alone, too, such as Files.Read.All
  --dry-run    say what would be granted, and grant nothing
  --graph URL  Microsoft Graph, where it is another than "az cloud show" names: https://dod-graph.microsoft.us for DoD

What is granted already is left as it is, so that it can be run again. Exit status: 0 all is granted, 1 something could
not be, 2 it could not begin.
END
}

stop() {
    echo "$1" >&2
    exit 2
}

client="" core=false dry=false graph="" also=()
while [ $# -gt 0 ]; do
    case "$1" in
        --core) core=true ;;
        --dry-run) dry=true ;;
        --also)
            [ $# -gt 1 ] || stop "--also needs the name of a permission, such as Files.Read.All."
            also+=("$2")
            shift
            ;;
        --graph)
            [ $# -gt 1 ] || stop "--graph needs an address, such as https://graph.microsoft.us."
            graph="$2"
            shift
            ;;
        -h | --help)
            usage
            exit 0
            ;;
        -*) stop "$1 is no option. Run: infra/grant.sh --help" ;;
        *)
            [ -z "$client" ] || stop "One client id is wanted, not two. Run: infra/grant.sh --help"
            client="$1"
            ;;
    esac
    shift
done
[[ "$client" =~ ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$ ]] ||
    stop "Name the client id of Roomcheck's application or managed identity. Run: infra/grant.sh --help"
for needed in az python3; do
    command -v "$needed" >/dev/null || stop "$needed is not installed, and is needed."
done
permissions="$(dirname "${BASH_SOURCE[0]}")/permissions.json"
[ -r "$permissions" ] || stop "$permissions cannot be read: run this from a whole copy of Roomcheck."

# What python3 prints of the JSON on standard input, called "it"; further words are "given".
pick() {
    local expression="$1"
    shift
    python3 -c "import json, sys
it, given = json.load(sys.stdin), sys.argv[1:]
for line in $expression: print(*line, sep='\t')" "$@"
}

ask() {
    az rest --method get --url "$graph/v1.0/$1" --resource "$graph" --output json
}

if [ -z "$graph" ]; then
    graph="$(az cloud show --output json | pick "[[it['endpoints']['microsoftGraphResourceId']]]")" ||
        stop "az does not say which cloud it works with. See: az cloud list"
fi
graph="${graph%/}"
[[ "$graph" == https://* ]] || stop "$graph is no address of Microsoft Graph: it must begin with https://."

principal="$(ask "servicePrincipals(appId='$client')?\$select=id,displayName" | pick "[[it['id'], it['displayName']]]")" ||
    stop "There is no application or managed identity $client in this tenant, or it cannot be read. Sign in to the right tenant (az login --tenant), and see that this is the client id."
IFS=$'\t' read -r id named <<<"$principal"
resource_app="$(pick "[[it['resource']['appId']]]" <"$permissions")"
resource="$(ask "servicePrincipals(appId='$resource_app')?\$select=id,appRoles")" ||
    stop "Microsoft Graph's own application cannot be read in this tenant."
resource_id="$(pick "[[it['id']]]" <<<"$resource")"
offered="$(pick "[[role['id']] for role in it['appRoles']]" <<<"$resource")"
granted="$(ask "servicePrincipals/$id/appRoleAssignments?\$top=999" |
    pick "[[each['appRoleId']] for each in it['value'] if each['resourceId'] == given[0]]" "$resource_id")" ||
    stop "What $named may do already cannot be read."
wanted="$(pick "[[each['id'], each['value']] for each in it['permissions'] if each['core'] or given[0] == 'false']" \
    "$core" <"$permissions")"

for name in ${also[@]+"${also[@]}"}; do
    asked="$(pick "[[each['id'], each['value']] for each in it['onRequest'] if each['value'] == given[0]]" \
        "$name" <"$permissions")"
    [ -n "$asked" ] || stop "$name is none of those that are granted on request. docs/permissions.md lists them."
    wanted+=$'\n'"$asked"
done

grant() {
    local body said
    body="$(printf '{"principalId": "%s", "resourceId": "%s", "appRoleId": "%s"}' "$id" "$resource_id" "$1")"
    if said="$(az rest --method post --url "$graph/v1.0/servicePrincipals/$id/appRoleAssignments" --resource "$graph" \
        --headers Content-Type=application/json --body "$body" --output none 2>&1)"; then
        echo "granted now       $2"
    elif [[ "$said" == *"already exists"* ]]; then
        echo "granted already   $2"
    else
        echo "NOT GRANTED       $2"
        echo "$said" >&2
        return 1
    fi
}

echo "$named ($client) at $graph"
status=0
while IFS=$'\t' read -r role value; do
    if grep -qixF "$role" <<<"$granted"; then
        echo "granted already   $value"
    elif ! grep -qixF "$role" <<<"$offered"; then
        echo "not in this cloud $value"
    elif $dry; then
        echo "would be granted  $value"
    else
        grant "$role" "$value" || status=1
    fi
done <<<"$wanted"
[ "$status" = 0 ] || echo "Something was not granted. It takes a Privileged Role Administrator; run this again as one." >&2
exit "$status"
