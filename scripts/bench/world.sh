#!/usr/bin/env bash
#
# How places and names are linked, times read, and events merged, on the field's answer keys, through the program itself.
#
#   scripts/bench/world.sh [DATA] [MODEL]   DATA holds places/, linking/, time/, ner/ and events/ecbplus/, default ../shared/data;
#                                           MODEL is a name or folder, default en-small
#
# Prints the scores and stores them, with date, commit and machine, under benches/results/.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

source scripts/bench/store.sh
begin world places "${1:-../shared/data}" "${2:-en-small}"
work=$(mktemp -d)
trap 'rm -rf "$part" "$work"' EXIT

tar -xJf "$data"/places/*.tar.xz -C "$work"
tar -xJf "$data"/time/*.tar.xz -C "$work"
tar -xJf "$data"/events/ecbplus/*.tar.xz -C "$work"
xz -dkc "$data"/linking/*.tsv.xz > "$work/aida.tsv"

# plain NAME ARGUMENTS...: an evaluation of facts, which takes no model.
plain() {
    local name=$1
    shift
    printf '%s\n"%s": ' "$comma" "$name" >> "$part"
    comma=,
    "$program" eval "$@" --json | tee -a "$part"
}

record GeoWebNews places "$(find "$work" -name GWN.xml)"
record LGL places "$(find "$work" -name lgl.xml)"
record 'AIDA testa' links "$work/aida.tsv" "$data/ner/conll2003/dev.conll"
timebank=$(find "$work" -type d -name TimeBank)
record 'TimeBank, first half' times "$timebank"/*.tml --half 1
record 'TimeBank, second half' times "$timebank"/*.tml --half 2

ecb=$(dirname "$(find "$work" -name '*ecb.xml' | head -1)")
"$program" eval ecbplus "$ecb" > "$work/ecb.jsonl"
"$program" extract "$work/ecb.jsonl" --model "$model" -o "$work/ecb-facts.jsonl"
plain 'ECB+, topics 1 to 35' ecbplus "$ecb" "$work/ecb-facts.jsonl"
"$program" extract samples/incidents/articles.jsonl --model "$model" -o "$work/incidents.jsonl"
plain 'samples/incidents' merge samples/incidents/gold.json "$work/incidents.jsonl"

finish
