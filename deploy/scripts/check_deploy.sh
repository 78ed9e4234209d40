#!/usr/bin/env bash
# Checks the deployment files as far as this machine can: each check needs a tool and says so when it is not there.
# That every metric which they name exists is a test of the package `journeys`.
set -euo pipefail
cd "$(dirname "$0")/../.."

skipped=()
have() { command -v "$1" >/dev/null || { skipped+=("$1"); return 1; }; }

for script in deploy/scripts/*.sh .ci/run; do
  bash -n "$script"
  [ -x "$script" ] || { echo "$script is not executable" >&2; exit 1; }
done
if have shellcheck; then shellcheck deploy/scripts/*.sh .ci/run; fi

if have promtool; then promtool check config deploy/prometheus/prometheus.yml; fi

if have python3; then
  for file in deploy/grafana/dashboards/*.json; do python3 -m json.tool "$file" >/dev/null; done
fi

if docker compose version >/dev/null 2>&1; then
  docker compose --env-file deploy/sandbox.env --profile sandbox config --quiet
else
  skipped+=("docker compose")
fi

if [ "${#skipped[@]}" -gt 0 ]; then
  printf 'deploy files: checked; not at hand, so skipped: %s\n' "$(IFS=,; echo "${skipped[*]}")"
fi
