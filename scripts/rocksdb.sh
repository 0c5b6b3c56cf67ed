#!/usr/bin/env bash
#
# Prints the features to build the whole program with: the graph's database on the RocksDB of the system where there is
# one of 9.10.0 or later, else on the one that comes with Oxigraph. Says which on standard error, and what it costs.
#
# RocksDB's C header is read by libclang in both cases; see scripts/libclang.sh.

set -euo pipefail

least=9.10.0

say() { printf 'rocksdb.sh: %s\n' "$*" >&2; }

if found=$(pkg-config --modversion rocksdb 2>/dev/null) &&
    [ "$(printf '%s\n%s\n' "$least" "$found" | sort -V | head -n 1)" = "$least" ]; then
    say "the graph's database links RocksDB $found of this system"
    echo system-rocksdb,import
    exit
fi
target=${CARGO_TARGET_DIR:-$(dirname "${BASH_SOURCE[0]}")/../target}
if ! compgen -G "$target/release/build/oxrocksdb-sys-*/out/librocksdb.a" >/dev/null; then
    say "no RocksDB $least or later on this system${found:+ (but $found)}: the one that comes along is compiled," \
        "once, which takes about 12 minutes of CPU time, some 8 minutes on two cores"
fi
echo store,import
