#!/usr/bin/env bash
# Searches for inputs that break a reader, with libFuzzer: SECONDS_EACH per target (60), TARGETS='a b' for some of them.
# What it finds lies in .run/fuzz/<target>/ and is named at the end; put it into fuzz/corpus/<target>/ once mended.
# Works with the stable toolchain: our own crates are built with coverage counters, which needs no sanitizer.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${SECONDS_EACH:-60}
run=$PWD/.run/fuzz
mkdir -p "$run"

# Counters go into our own crates alone. What they use is built as always.
wrapper=$run/rustc
cat >"$wrapper" <<'WRAPPER'
#!/usr/bin/env bash
for crate in common conversation domain fuzz ingress libfuzzer notifier worker; do
  case " $* " in *" --crate-name $crate "*)
    exec "$@" --cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
      -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
      -Cllvm-args=-sanitizer-coverage-trace-compares
    ;;
  esac
done
exec "$@"
WRAPPER
chmod +x "$wrapper"

export CARGO_TARGET_DIR=${FUZZ_TARGET_DIR:-$run/target}
RUSTC_WRAPPER=$wrapper cargo build --locked --manifest-path fuzz/libfuzzer/Cargo.toml
binary=$CARGO_TARGET_DIR/debug/libfuzzer

status=0
for target in ${TARGETS:-$(ls fuzz/corpus)}; do
  mkdir -p "$run/$target/found" "$run/$target/corpus"
  echo "== $target"
  FUZZ_TARGET=$target "$binary" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 \
    -print_final_stats=1 -verbosity=0 -artifact_prefix="$run/$target/found/" \
    "$run/$target/corpus" "fuzz/corpus/$target" 2>&1 | grep -E '^stat::(number|average)|panicked|ERROR|Test unit' || true
  if [ -n "$(ls -A "$run/$target/found")" ]; then
    echo "fuzz: $target fails on:" "$run/$target/found"/* >&2
    status=1
  fi
done
exit "$status"
