#!/usr/bin/env bash
# The whole product on this machine: a private RabbitMQ, a pretend Meta and a pretend shop, ingress, two workers, the
# notifier, and a scripted buyer who orders something. Goes on until Ctrl-C; with DEMO_EXIT=1 it ends after the buyer,
# with 0 only if the shop holds exactly that order. SCRIPT=quote, SCRIPT=auction or SCRIPT=dispute plays another story than a
# purchase. AMQP_URL names a broker to use instead of a private one.
# Everything that was started is gone afterwards.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly ready_seconds_max=90
readonly stop_seconds_max=25

say() { printf '\033[1m%s\033[0m\n' "$*"; }

command -v cargo >/dev/null || { echo "demo: cargo is missing; install Rust, then run this again" >&2; exit 1; }

say "Building (a first build takes a few minutes)"
cargo build --locked --bins -p ingress -p worker -p notifier -p sandbox -p journeys
target=${CARGO_TARGET_DIR:-$PWD/target}

fonts=${NOTIFIER_FONTS:-/usr/share/fonts/truetype/noto}
if ! compgen -G "$fonts/NotoSans-Regular.*" >/dev/null; then
  say "No Noto fonts in $fonts: documents come in Latin letters alone, in English for Arabic and Hindi. apt-get install fonts-noto-core mends that."
fi

mkdir -p .run
run=$(mktemp -d "$PWD/.run/demo-XXXXXX")
names=() pids=() urls=()
own_broker=no failed=yes

# Ends the processes in the order in which messages flow, then the broker.
cleanup() {
  local status=$?
  trap - EXIT
  trap '' INT TERM
  local n deadline
  for n in "${!pids[@]}"; do kill -TERM "${pids[$n]}" 2>/dev/null || true; done
  deadline=$((SECONDS + stop_seconds_max))
  for n in "${!pids[@]}"; do
    while kill -0 "${pids[$n]}" 2>/dev/null && [ "$SECONDS" -lt "$deadline" ]; do sleep 0.1; done
    kill -KILL "${pids[$n]}" 2>/dev/null || true
    wait "${pids[$n]}" 2>/dev/null || true
  done
  if [ "$own_broker" = yes ]; then deploy/scripts/rabbitmq.sh stop "$run/broker" || true; fi
  if [ "$failed" = yes ]; then
    echo "demo: logs and data are in $run" >&2
  else
    rm -rf "$run"
  fi
  exit "$status"
}
trap cleanup EXIT
# Before the buyer is done an interruption is not a failure either: nothing is left to look at.
trap 'failed=no; exit 130' INT
trap 'failed=no; exit 143' TERM

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

taken=" "
free_port() { # sets $port; below the range from which the system takes the client side of connections
  while :; do
    port=$((10240 + (RANDOM * 32768 + RANDOM) % 22000))
    case $taken in *" $port "*) continue ;; esac
    listening "$port" || break
  done
  taken+="$port "
}

# The status line of an HTTP answer, without needing curl.
get() { # PORT PATH
  local line
  { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'GET %s HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$2" >&3
  read -r -t 5 line <&3 || line=
  exec 3>&-
  case $line in *" 200 "*) return 0 ;; *) return 1 ;; esac
}

# Starts a process of ours: its name, the port and path that say when it is ready, the binary, its settings.
start() { # NAME PORT PATH BINARY NAME=VALUE...
  local name=$1 ready=$2:$3 binary=$4
  shift 4
  # A group of its own: Ctrl-C at the terminal reaches this script alone, which then ends all in order.
  setsid env "$@" "$target/debug/$binary" </dev/null >"$run/$name.log" 2>&1 &
  names+=("$name") pids+=($!) urls+=("$ready")
}

# Fails, with the last lines of its log, when a process is gone.
check_alive() {
  local n
  for n in "${!pids[@]}"; do
    if ! kill -0 "${pids[$n]}" 2>/dev/null; then
      printf '\ndemo: %s ended unexpectedly; its last lines:\n' "${names[$n]}" >&2
      tail -n 20 "$run/${names[$n]}.log" >&2
      exit 1
    fi
  done
}

wait_ready() {
  local n deadline=$((SECONDS + ready_seconds_max)) missing
  while :; do
    check_alive
    missing=
    for n in "${!pids[@]}"; do
      get "${urls[$n]%%:*}" "${urls[$n]#*:}" || missing+=" ${names[$n]}"
    done
    if [ -t 1 ]; then printf '\r\033[Kwaiting for:%s' "${missing:- nobody}"; fi
    [ -n "$missing" ] || break
    if [ "$SECONDS" -ge "$deadline" ]; then
      printf '\ndemo: not ready after %s s:%s\n' "$ready_seconds_max" "$missing" >&2
      for n in $missing; do tail -n 10 "$run/$n.log" >&2; done
      exit 1
    fi
    sleep 0.2
  done
  if [ -t 1 ]; then printf '\r\033[K'; fi
}

if [ -n "${AMQP_URL:-}" ]; then
  say "Using the broker of AMQP_URL"
else
  say "Starting a private RabbitMQ"
  own_broker=yes
  deploy/scripts/rabbitmq.sh start "$run/broker" >"$run/broker.env"
  # shellcheck source=/dev/null
  . "$run/broker.env"
fi

free_port; sandbox=$port
free_port; ingress=$port
common=(
  AMQP_URL="$AMQP_URL" SHARDS=8 LOG_FORMAT=json RUST_LOG="${RUST_LOG:-info}"
  CONTACT_HASH_KEY=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
  WHATSAPP_PHONE_NUMBER_ID=100000000000001
  GRAPH_API_URL="http://127.0.0.1:$sandbox/graph/v25.0" WHATSAPP_ACCESS_TOKEN=sandbox-access-token
  WOOCOMMERCE_URL="http://127.0.0.1:$sandbox/shop"
)
say "Starting sandbox, ingress, two workers and the notifier"
start sandbox "$sandbox" /sandbox/health sandbox \
  SANDBOX_ADDR="127.0.0.1:$sandbox" SANDBOX_LOG="$run/sandbox.jsonl" \
  SANDBOX_WEBHOOK_URL="http://127.0.0.1:$ingress/webhooks/whatsapp" \
  SANDBOX_SHOP_WEBHOOK_URL="http://127.0.0.1:$ingress/webhooks/woocommerce"
free_port
start ingress "$port" /readyz ingress "${common[@]}" OPS_ADDR="127.0.0.1:$port" \
  INGRESS_ADDR="127.0.0.1:$ingress" META_APP_SECRETS=sandbox-app-secret META_VERIFY_TOKEN=sandbox-verify-token \
  WOOCOMMERCE_WEBHOOK_SECRETS=sandbox-shop-secret
for n in 1 2; do
  free_port
  start "worker-$n" "$port" /readyz worker "${common[@]}" OPS_ADDR="127.0.0.1:$port" DATA_DIR="$run/data-worker" \
    SHOP_NAME="Sandbox Wholesale" QUOTE_QUIET=1s WOOCOMMERCE_CONSUMER_KEY=ck_sandbox WOOCOMMERCE_CONSUMER_SECRET=cs_sandbox
done
free_port
start notifier "$port" /readyz notifier "${common[@]}" OPS_ADDR="127.0.0.1:$port" DATA_DIR="$run/data-notifier"
wait_ready

say "The phone in the browser:  http://127.0.0.1:$sandbox/phone"
say "The pretend shop:          http://127.0.0.1:$sandbox/shop/"
echo
case ${SCRIPT:-buy} in
  buy) say "A scripted buyer orders something" ;;
  *) say "The script \"$SCRIPT\" is played" ;;
esac
status=0
"$target/debug/demo_buyer" "http://127.0.0.1:$sandbox" "${SCRIPT:-buy}" || status=$?
check_alive

if [ "$status" != 0 ]; then
  for n in "${!names[@]}"; do
    echo "--- ${names[$n]}: warnings and errors" >&2
    grep -E 'ERROR|WARN' "$run/${names[$n]}.log" | tail -n 5 >&2 || true
  done
  exit "$status"
fi
failed=no
[ -z "${DEMO_EXIT:-}" ] || exit 0

echo
say "Now you: http://127.0.0.1:$sandbox/phone  (Ctrl-C ends everything; logs: $run)"
while :; do
  check_alive || { failed=yes; exit 1; }
  sleep 1
done
