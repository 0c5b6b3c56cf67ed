#!/usr/bin/env bash
#
# Licences, banned packages and sources of everything that is built in, with cargo-deny: one that is installed, else a
# pinned version that is built once into target/tools.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

version=0.20.2
tools=${CARGO_TARGET_DIR:-target}/tools
PATH=$PWD/$tools/bin:$PATH

if ! command -v cargo-deny >/dev/null; then
    echo "deny.sh: building cargo-deny $version into $tools, which takes some minutes, once" >&2
    "${CARGO:-cargo}" install --quiet --locked --root "$tools" --version "$version" cargo-deny
fi
cargo-deny --all-features check --hide-inclusion-graph --disable-fetch licenses bans sources
