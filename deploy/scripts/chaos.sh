#!/usr/bin/env bash
# Chaos: real processes and a private RabbitMQ under faults while simulated buyers shop, then a verdict of another
# program. MINUTES=5 is how long faults are made, CHAOS_SEED decides which (printed; the same seed, the same schedule),
# CHAOS_BUYERS how many come. Ends with 0 only if every promise was kept. docs/CHAOS.md tells how to read it.
# The run's folder is kept when something was found, or with KEEP=1.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly minutes_default=5
readonly memory_mib_min=4096

say() { printf '\033[1m%s\033[0m\n' "$*"; }

command -v cargo >/dev/null || { echo "chaos: cargo is missing; install Rust, then run this again" >&2; exit 1; }
minutes=${MINUTES:-$minutes_default}
case $minutes in '' | *[!0-9]* | 0) echo "chaos: MINUTES must be a whole number from 1" >&2; exit 2 ;; esac

say "Building (a first build takes a few minutes)"
cargo build --locked --bins -p ingress -p worker -p notifier -p sandbox -p chaos
target=${CARGO_TARGET_DIR:-$PWD/target}

mkdir -p .run
run=$(mktemp -d "$PWD/.run/chaos-XXXXXX")
# The broker writes every message through to the disk; memory will do, because processes are killed and no machine is.
brokers=$run
if [ -w /dev/shm ] && [ "$(df --output=avail -BM /dev/shm | tail -n 1 | tr -dc 0-9)" -ge "$memory_mib_min" ]; then
  brokers=$(mktemp -d /dev/shm/chaos-XXXXXX)
fi

# shellcheck disable=SC2317 # called by the trap
cleanup() {
  local status=$?
  trap - EXIT
  trap '' INT TERM
  # What the runner could not end, because it was ended itself: processes of this run's folder, the disk, the broker.
  local exe
  for exe in /proc/[0-9]*/exe; do
    case $(readlink "$exe" 2>/dev/null) in "$run/bin/"*) kill -KILL "$(basename "$(dirname "$exe")")" 2>/dev/null || true ;; esac
  done
  if mountpoint -q "$run/run/data" 2>/dev/null; then umount -l "$run/run/data" || true; fi
  if [ -d "$brokers/broker" ]; then
    deploy/scripts/rabbitmq.sh stop "$brokers/broker" || true
    if [ "$status" != 0 ]; then cp -r "$brokers/broker/log" "$run/broker-log" || true; fi
  fi
  if [ "$brokers" != "$run" ]; then rm -rf "$brokers"; fi
  if [ "$status" = 0 ] && [ -z "${KEEP:-}" ]; then
    rm -rf "$run"
  else
    echo "chaos: journal, record and logs of this run: $run/run" >&2
  fi
  exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Links of their own keep another build from changing the binaries under a run that starts them again and again.
mkdir "$run/bin"
for binary in ingress worker notifier sandbox chaos chaos-verify; do
  cp -l "$target/debug/$binary" "$run/bin/" 2>/dev/null || cp "$target/debug/$binary" "$run/bin/"
done

# RabbitMQ is installed now if it is missing, not in the middle of the run.
deploy/scripts/rabbitmq.sh start "$brokers/broker" >/dev/null

say "Chaos for $minutes minutes"
JOURNEY_BIN_DIR=$run/bin CHAOS_SECONDS=$((minutes * 60)) "$run/bin/chaos" "$run/run" "$brokers/broker"
