#!/usr/bin/env bash
# Runs cargo-mutants over the files of .cargo/mutants.toml, and gets that tool first when it is missing. Arguments narrow
# it down: `-f FILE`, `--shard 0/8`. The survivors are listed in .run/mutants/mutants.out/missed.txt.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly version=27.1.0
readonly tools=$PWD/.run/tools

export PATH=$tools/bin:$PATH
if ! command -v cargo-mutants >/dev/null; then
  echo "mutants: cargo-mutants is missing, getting version $version into .run/tools (once)" >&2
  mkdir -p "$tools"
  cargo install --quiet --locked --root "$tools" cargo-mutants --version "$version"
fi
mkdir -p .run/mutants
exec nice -n 10 cargo mutants --jobs 1 --output .run/mutants "$@"
