#!/usr/bin/env bash
#
# The model's figures on the dev sets, through the program itself.
#
#   scripts/bench/dev.sh [DATA]      DATA holds ner/ and syntax/, default ../shared/data
#
# Prints a table and stores every score, with date, commit and machine, under benches/results/.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

data=${1:-../shared/data}
program=${TRIPLEWIRE:-target/release/triplewire}
[ -x "$program" ] || { echo "$program is not built: run make build" >&2; exit 2; }
[ -d "$data/ner" ] || { echo "$data: no ner/ in it; name the data folder" >&2; exit 2; }

mkdir -p benches/results
date=$(date -u +%Y-%m-%d)
result=benches/results/$date-dev.json
part=$(mktemp)
trap 'rm -f "$part"' EXIT

machine="$(uname -m), $(getconf _NPROCESSORS_ONLN) cores"
if [ -r /proc/cpuinfo ]; then
    machine="$machine, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
fi
printf '{\n"date": "%s",\n"commit": "%s",\n"machine": "%s",\n"model": "%s",\n"scores": {' \
    "$date" "$(git rev-parse --short HEAD)" "$machine" "$("$program" model info | sed -n 's/^name *//p')" > "$part"

comma=
# measure NAME ARGUMENTS...: one evaluation, as a table for the eye and as JSON for the file.
measure() {
    local name=$1
    shift
    printf '%s\n"%s": ' "$comma" "$name" >> "$part"
    comma=,
    "$program" eval "$@" --json | tee -a "$part" | python3 -c '
import json, sys
scores = json.load(sys.stdin)["scores"]
keys = [key for key in ("micro", "Tokens", "Sentences", "UPOS", "Lemmas", "UAS", "LAS") if key in scores]
print(f"{sys.argv[1]:34}", "  ".join("%s %.2f" % (key, scores[key]["f1"]) for key in keys))' "$name"
}

measure 'CoNLL-2003 dev' ner "$data/ner/conll2003/dev.conll" --labels conll
measure 'worldwide dev, nine classes' ner "$data/ner/worldwide_newswire/dev.conll" --labels nine
measure 'worldwide dev, PER LOC ORG' ner "$data/ner/worldwide_newswire/dev.conll" --labels nine --types PER,LOC,ORG
for bank in ewt gum; do
    measure "$bank dev, gold words" parse "$data/syntax/$bank/dev.conllu"
    measure "$bank dev, raw text" parse "$data/syntax/$bank/dev.conllu" --raw
done

printf '\n}\n}\n' >> "$part"
python3 -m json.tool "$part" "$result"
echo "stored in $result"
