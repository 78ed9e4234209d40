#!/usr/bin/env bash
# Runs all tests, the journeys against a private RabbitMQ that lives as long as this script. Arguments are passed on to
# the test runner as a filter. KEEP=1 keeps the run's folder; it is kept anyway when a test failed.
set -euo pipefail
cd "$(dirname "$0")/../.."

mkdir -p .run
run=$(mktemp -d "$PWD/.run/test-XXXXXX")

# Brokers write every message through to the disk. Tests kill processes, never the machine, so memory will do where there
# is enough of it, and a busy disk does not make them slow.
readonly memory_mib_min=4096
brokers=$run/brokers
if [ -w /dev/shm ] && [ "$(df --output=avail -BM /dev/shm | tail -n 1 | tr -dc 0-9)" -ge "$memory_mib_min" ]; then
  brokers=$(mktemp -d /dev/shm/brokers-XXXXXX)
fi
mkdir -p "$brokers"

# shellcheck disable=SC2317 # called by the trap
cleanup() {
  local status=$?
  trap - EXIT INT TERM
  # A test that was cut off could not end what it had started: its processes run from this folder, its broker too.
  local exe broker
  for exe in /proc/[0-9]*/exe; do
    case $(readlink "$exe" 2>/dev/null) in "$run/bin/"*) kill -KILL "$(basename "$(dirname "$exe")")" 2>/dev/null || true ;; esac
  done
  for broker in "$brokers"/*; do
    if [ -d "$broker" ]; then
      deploy/scripts/rabbitmq.sh stop "$broker" || true
      if [ "$status" != 0 ]; then cp -r "$broker/log" "$run/broker-log-$(basename "$broker")" || true; fi
    fi
  done
  rm -rf "$brokers"
  if mountpoint -q "$run/chaos/data" 2>/dev/null; then umount -l "$run/chaos/data" || true; fi
  if [ "$status" = 0 ] && [ -z "${KEEP:-}" ]; then
    rm -rf "$run"
  else
    echo "test: logs and data of this run: $run" >&2
  fi
  exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The journeys drive the real binaries. Links of their own keep another build from changing them under a running test.
# The simulator has a profile and a command of its own.
cargo build --workspace --exclude sim --bins --locked
mkdir "$run/bin"
target=${CARGO_TARGET_DIR:-target}
for binary in ingress worker notifier sandbox sends shards desk; do
  cp -l "$target/debug/$binary" "$run/bin/" 2>/dev/null || cp "$target/debug/$binary" "$run/bin/"
done

deploy/scripts/rabbitmq.sh start "$brokers/shared" >"$run/broker.env"
# shellcheck source=/dev/null
. "$run/broker.env"
export TEST_AMQP_URL=$AMQP_URL TEST_MANAGEMENT_URL=$MANAGEMENT_URL
export JOURNEY_BIN_DIR=$run/bin JOURNEY_RUN_DIR=$run JOURNEY_BROKER_DIR=$brokers

# A filter may name packages; else all of them are tested.
scope=(--workspace --exclude sim)
for argument in "$@"; do
  case $argument in -p | --package | -p=* | --package=*) scope=() ;; esac
done

log=$run/tests.log
status=0
if command -v cargo-nextest >/dev/null; then
  cargo nextest run "${scope[@]}" --locked --no-fail-fast "$@" 2>&1 | tee "$log" || status=$?
  summary=$(grep -E 'Summary \[' "$log" | tail -n 1 || true)
  number() { grep -oE "[0-9]+ $1" <<<"$summary" | grep -oE '[0-9]+' | head -n 1 || echo 0; }
  flaky=$(grep -E '^ *FLAKY ' "$log" | sort -u || true)
  if [ -n "$flaky" ]; then printf 'test: passed only when repeated; look into these:\n%s\n' "$flaky" >&2; fi
  passed=$(number passed) failed=$(($(number failed) + $(number 'timed out')))
else
  cargo test "${scope[@]}" --locked --no-fail-fast "$@" 2>&1 | tee "$log" || status=$?
  passed=$(grep -oE '^test result:.* [0-9]+ passed' "$log" | awk '{n += $(NF-1)} END {print n+0}')
  failed=$(grep -oE '^test result:.* [0-9]+ failed' "$log" | awk '{n += $(NF-1)} END {print n+0}')
fi
echo "tests: ${passed:-0} passed, ${failed:-0} failed"
[ "${passed:-0}" -gt 0 ] || { echo "test: no test ran" >&2; exit 1; }
exit "$status"
