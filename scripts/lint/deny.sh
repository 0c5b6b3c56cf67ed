#!/usr/bin/env bash
#
# Licences, banned crates and sources of all dependencies, as deny.toml says. Nothing is asked of the network, hence no
# advisories; SECURITY.md says how to look for those.
#
# Takes a cargo-deny of the version below that is installed; else builds it once into target/tools.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

version=0.20.2
cargo=${CARGO:-cargo}

is_right() { [ "$("$1" --version 2>/dev/null)" = "cargo-deny $version" ]; }

tools=${CARGO_TARGET_DIR:-target}/tools
deny=cargo-deny
if ! is_right "$deny"; then
    deny=$tools/bin/cargo-deny
    if ! is_right "$deny"; then
        echo "deny.sh: building cargo-deny $version into $tools, which takes some minutes, once" >&2
        "$cargo" install --quiet --locked --root "$tools" "cargo-deny@$version"
    fi
fi
"$deny" --locked check --hide-inclusion-graph bans licenses sources
