#!/usr/bin/env bash
# A private RabbitMQ node from the distribution's package: own folder, own ports, own name, loopback only.
#
#   rabbitmq.sh start DIR [PORT]   install the package if missing, start a node in DIR, wait until it is ready
#   rabbitmq.sh stop DIR           end that node, and only that one; the data stays
#   rabbitmq.sh status DIR         0 when it runs and answers
#   rabbitmq.sh ctl DIR ARGS...    rabbitmqctl against that node
#
# `start` writes DIR/broker.env (AMQP_URL, MANAGEMENT_URL, PROMETHEUS_URL) and prints it. A node that was stopped
# starts again on the same ports with the same data. The system's own RabbitMQ service is never touched.
set -euo pipefail

readonly start_seconds_max=90
readonly stop_seconds_max=30
readonly start_tries_max=3
readonly server_script=/usr/lib/rabbitmq/bin/rabbitmq-server

say() { printf 'rabbitmq: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

usage() { sed -n '4,7s/^# *//p' "$0" >&2; exit 2; }

# Runs a command as root, directly or through sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_package() {
  [ -x "$server_script" ] && return
  command -v apt-get >/dev/null || fail "RabbitMQ is missing and there is no apt-get: install it, or set AMQP_URL to a broker"
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    fail "RabbitMQ is missing and neither root nor sudo is at hand: run 'apt-get install rabbitmq-server' as root, or set AMQP_URL to a broker"
  fi
  say "installing Debian's package rabbitmq-server (once)"
  # The package would start the system's service; a policy file that says no is Debian's way to prevent that.
  local policy=/usr/sbin/policy-rc.d made_policy=no
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 0755 "$policy"
    made_policy=yes
  fi
  local failed=no
  as_root apt-get -q -o DPkg::Lock::Timeout=300 update >&2 || say "the package lists could not be refreshed; trying with what is there"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
    install --no-install-recommends rabbitmq-server >&2 || failed=yes
  if [ "$made_policy" = yes ]; then as_root rm -f "$policy"; fi
  [ "$failed" = no ] || fail "the package rabbitmq-server could not be installed"
  [ -x "$server_script" ] || fail "the package is installed but $server_script is missing"
}

# True when something listens on the port.
listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Ports below the range from which the system takes the client side of connections.
free_port() {
  local port
  while :; do
    port=$((10240 + (RANDOM * 32768 + RANDOM) % 22000))
    listening "$port" || { echo "$port"; return; }
  done
}

# The process id in the file, if that process is still the one that we started.
alive() { # FILE MARK
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 1
  [ -n "$pid" ] && [ -r "/proc/$pid/cmdline" ] || return 1
  tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF -- "$2" || return 1
  echo "$pid"
}

write_ports() { # PORT
  cat >"$dir/ports" <<END
amqp_port=${1:-$(free_port)}
management_port=$(free_port)
prometheus_port=$(free_port)
dist_port=$(free_port)
epmd_port=$(free_port)
END
}

# Asks the management API for its overview: the last thing that comes up, together with the AMQP listener.
answers() {
  listening "$amqp_port" || return 1
  local reply
  { exec 3<>"/dev/tcp/127.0.0.1/$management_port"; } 2>/dev/null || return 1
  # guest:guest
  printf 'GET /api/overview HTTP/1.0\r\nHost: localhost\r\nAuthorization: Basic Z3Vlc3Q6Z3Vlc3Q=\r\n\r\n' >&3
  read -r -t 5 reply <&3 || reply=
  exec 3>&-
  case $reply in *" 200 "*) return 0 ;; *) return 1 ;; esac
}

start_once() {
  mkdir -p "$dir/mnesia" "$dir/log" "$dir/config"
  chmod 0700 "$dir"
  echo '[rabbitmq_management,rabbitmq_prometheus].' >"$dir/config/enabled_plugins"
  : >"$dir/config/rabbitmq-env.conf"
  cat >"$dir/config/rabbitmq.conf" <<END
listeners.tcp.1 = 127.0.0.1:$amqp_port
management.tcp.ip = 127.0.0.1
management.tcp.port = $management_port
prometheus.tcp.ip = 127.0.0.1
prometheus.tcp.port = $prometheus_port
disk_free_limit.absolute = 50MB
log.file.level = info
END
  # Queue lengths are told every second instead of every five.
  echo '[{rabbit,[{collect_statistics_interval,1000},{quorum_tick_interval,1000}]}].' >"$dir/config/advanced.config"

  (
    cd "$dir"
    export HOME=$dir ERL_EPMD_PORT=$epmd_port ERL_EPMD_ADDRESS=127.0.0.1 ERL_CRASH_DUMP=$dir/log/erl_crash.dump
    export RABBITMQ_NODENAME=$node RABBITMQ_USE_LONGNAME=false
    export RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$amqp_port RABBITMQ_DIST_PORT=$dist_port
    export RABBITMQ_MNESIA_BASE=$dir/mnesia RABBITMQ_MNESIA_DIR=$dir/mnesia/node
    export RABBITMQ_LOG_BASE=$dir/log RABBITMQ_LOGS=$dir/log/rabbitmq.log
    export RABBITMQ_CONFIG_FILE=$dir/config/rabbitmq.conf RABBITMQ_CONF_ENV_FILE=$dir/config/rabbitmq-env.conf
    export RABBITMQ_ADVANCED_CONFIG_FILE=$dir/config/advanced.config RABBITMQ_GENERATED_CONFIG_DIR=$dir/config/generated
    export RABBITMQ_ENABLED_PLUGINS_FILE=$dir/config/enabled_plugins RABBITMQ_PLUGINS_EXPAND_DIR=$dir/mnesia/plugins
    export RABBITMQ_FEATURE_FLAGS_FILE=$dir/mnesia/feature_flags RABBITMQ_PID_FILE=$dir/node.pidfile
    export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}'
    # Makes the package's script become the Erlang machine itself, so that the process id below is the node's.
    export RUNNING_UNDER_SYSTEMD=true
    setsid epmd -port "$epmd_port" -address 127.0.0.1 </dev/null >"$dir/log/epmd.log" 2>&1 &
    echo $! >"$dir/epmd.pid"
    setsid "$server_script" </dev/null >"$dir/log/console.log" 2>&1 &
    echo $! >"$dir/node.pid"
  )

  local deadline=$((SECONDS + start_seconds_max))
  until answers; do
    if ! kill -0 "$(cat "$dir/node.pid")" 2>/dev/null; then
      say "the node ended while starting; last lines:"
      tail -n 15 "$dir/log/console.log" >&2
      return 1
    fi
    if [ "$SECONDS" -ge "$deadline" ]; then
      say "the node is not ready after ${start_seconds_max} s; see $dir/log"
      return 1
    fi
    sleep 0.2
  done
}

start() { # [PORT]
  if [ -f "$dir/ports" ] && load && alive "$dir/node.pid" "$mark" >/dev/null && answers; then
    cat "$dir/broker.env"
    return
  fi
  install_package
  mkdir -p "$dir"
  if [ ! -w "$dir" ]; then fail "$dir is not writable"; fi
  local try fresh=yes
  [ -d "$dir/mnesia" ] && fresh=no
  for ((try = 1; try <= start_tries_max; try++)); do
    [ -f "$dir/ports" ] || write_ports "${1:-}"
    load
    if start_once; then
      cat >"$dir/broker.env" <<END
AMQP_URL=amqp://guest:guest@127.0.0.1:$amqp_port/%2f
MANAGEMENT_URL=http://guest:guest@127.0.0.1:$management_port
PROMETHEUS_URL=http://127.0.0.1:$prometheus_port/metrics
END
      cat "$dir/broker.env"
      return
    fi
    stop
    # Somebody may have taken a port in between; a node without data may move, an old one keeps its address.
    if [ "$fresh" = yes ]; then rm -rf "$dir/ports" "$dir/mnesia"; fi
  done
  fail "gave up after $start_tries_max tries; see $dir/log"
}

end_process() { # FILE MARK
  local pid deadline=$((SECONDS + stop_seconds_max))
  pid=$(alive "$1" "$2") || { rm -f "$1"; return 0; }
  kill -TERM "$pid" 2>/dev/null || true
  while alive "$1" "$2" >/dev/null; do
    if [ "$SECONDS" -ge "$deadline" ]; then kill -KILL "$pid" 2>/dev/null || true; fi
    sleep 0.1
  done
  rm -f "$1"
}

stop() {
  [ -f "$dir/ports" ] || return 0
  load
  end_process "$dir/node.pid" "$mark"
  end_process "$dir/epmd.pid" "epmd -port $epmd_port"
}

load() {
  amqp_port='' management_port='' prometheus_port='' dist_port='' epmd_port=''
  # shellcheck source=/dev/null
  . "$dir/ports"
  node=wab$amqp_port@localhost
  mark="-epmd_port $epmd_port"
}

[ $# -ge 2 ] || usage
action=$1
case $2 in /*) dir=$2 ;; *) dir=$PWD/$2 ;; esac
case $action in
  start) start "${3:-}" ;;
  stop) stop ;;
  status)
    [ -f "$dir/ports" ] || fail "no node in $dir"
    load
    alive "$dir/node.pid" "$mark" >/dev/null || fail "not running"
    answers || fail "running, not answering"
    cat "$dir/broker.env"
    ;;
  ctl)
    [ -f "$dir/ports" ] || fail "no node in $dir"
    load
    shift 2
    exec env HOME="$dir" ERL_EPMD_PORT="$epmd_port" "$(dirname "$server_script")/rabbitmqctl" \
      --erlang-cookie "$(<"$dir/.erlang.cookie")" -n "$node" "$@"
    ;;
  *) usage ;;
esac
