#!/usr/bin/env bash
#
# A model's figures on the dev sets, through the program itself: all that its card shows.
#
#   scripts/bench/dev.sh [DATA] [MODEL] [OPTION...]
#
#   DATA      holds ner/ and syntax/, default ../shared/data
#   MODEL     a name or folder, default en-small
#   OPTION    for every call, such as `--backend torch`; the result's name then has its last word
#
# Prints a table and stores every score, with date, commit and machine, under benches/results/.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

data=${1:-../shared/data}
model=${2:-en-small}
shift $(($# < 2 ? $# : 2))
options=("$@")
program=${TRIPLEWIRE:-target/release/triplewire}
[ -x "$program" ] || { echo "$program is not built: run make build" >&2; exit 2; }
[ -d "$data/ner" ] || { echo "$data: no ner/ in it; name the data folder" >&2; exit 2; }

mkdir -p benches/results
date=$(date -u +%Y-%m-%d)
result=benches/results/$date-dev-$(basename "$model")${options[*]:+-${options[-1]}}.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
part=$work/part.json

machine="$(uname -m), $(getconf _NPROCESSORS_ONLN) cores"
if [ -r /proc/cpuinfo ]; then
    machine="$machine, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
fi
printf '{\n"date": "%s",\n"commit": "%s",\n"machine": "%s",\n"model": "%s",\n"scores": {' \
    "$date" "$(git rev-parse --short HEAD)" "$machine" "$("$program" model info "$model" | sed -n 's/^name *//p')" > "$part"

comma=
# measure NAME ARGUMENTS...: one evaluation, as a table for the eye and as JSON for the file.
measure() {
    local name=$1
    shift
    printf '%s\n"%s": ' "$comma" "$name" >> "$part"
    comma=,
    "$program" eval "$@" --model "$model" "${options[@]}" --json | tee -a "$part" | python3 -c '
import json, sys
scores = json.load(sys.stdin)["scores"]
keys = [key for key in ("micro", "Tokens", "Sentences", "UPOS", "Lemmas", "UAS", "LAS") if key in scores]
print(f"{sys.argv[1]:38}", "  ".join("%s %.2f" % (key, scores[key]["f1"]) for key in keys))' "$name"
}

# capitals FILE: the same in capitals, tags as they are.
capitals() {
    python3 -c '
import re, sys
for line in sys.stdin:
    marked = line.startswith("-DOCSTART-")
    print(line if marked else re.sub(r"^[^\s]+", lambda word: word[0].upper(), line), end="")' < "$1"
}

# names NAME FILE ARGUMENTS...: as it is and in capitals.
names() {
    local name=$1 file=$2
    shift 2
    measure "$name" ner "$file" "$@"
    capitals "$file" > "$work/capitals.conll"
    measure "$name, capitals" ner "$work/capitals.conll" "$@"
}

names 'CoNLL-2003 dev' "$data/ner/conll2003/dev.conll" --labels conll
worldwide=$data/ner/worldwide_newswire/dev.conll
names 'worldwide dev, nine classes' "$worldwide" --labels nine
names 'worldwide dev, PER LOC ORG' "$worldwide" --labels nine --types PER,LOC,ORG
for bank in ewt gum; do
    measure "$bank dev, gold words" parse "$data/syntax/$bank/dev.conllu"
    measure "$bank dev, raw text" parse "$data/syntax/$bank/dev.conllu" --raw
done

printf '\n}\n}\n' >> "$part"
python3 -m json.tool "$part" "$result"
echo "stored in $result"
