#!/usr/bin/env bash
#
# The stages between the encoder and the output, and the formats of the graph, build without libtorch and without a database;
# so does the program that `make demo` builds, and without C++.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

for package in triplewire-facts triplewire-lexicon triplewire-nlp triplewire-graph; do
    tree=$("${CARGO:-cargo}" tree --locked --package "$package" --no-default-features --edges normal,build --prefix none)
    if grep -E '^(tch|torch-sys|rust-bert|oxigraph|oxrocksdb-sys|triplewire-encoder) ' <<<"$tree"; then
        echo "$package must not depend on these" >&2
        exit 1
    fi
done

tree=$("${CARGO:-cargo}" tree --locked --package triplewire --edges normal,build --prefix none)
if grep -E '^(tch|torch-sys|rust-bert|oxigraph|oxrocksdb-sys|cc|cmake|bindgen) ' <<<"$tree"; then
    echo "the program without features must not depend on these" >&2
    exit 1
fi
