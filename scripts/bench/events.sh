#!/usr/bin/env bash
#
# The rules' figures on the dev sets of the field's answer keys, through the program itself.
#
#   scripts/bench/events.sh [DATA] [MODEL]   DATA holds events/, default ../shared/data;
#                                            MODEL is a name or folder, default en-small
#
# Prints a table and stores every score, with date, commit and machine, under benches/results/.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

data=${1:-../shared/data}
model=${2:-en-small}
program=${TRIPLEWIRE:-target/release/triplewire}
[ -x "$program" ] || { echo "$program is not built: run make build" >&2; exit 2; }
[ -d "$data/events" ] || { echo "$data: no events/ in it; name the data folder" >&2; exit 2; }

mkdir -p benches/results
date=$(date -u +%Y-%m-%d)
result=benches/results/$date-events-$(basename "$model").json
part=$(mktemp)
trap 'rm -f "$part"' EXIT

machine="$(uname -m), $(getconf _NPROCESSORS_ONLN) cores"
printf '{\n"date": "%s",\n"commit": "%s",\n"machine": "%s",\n"command": "scripts/bench/events.sh",\n"scores": {' \
    "$date" "$(git rev-parse --short HEAD)" "$machine" > "$part"

comma=
# measure NAME ARGUMENTS...: one evaluation, as a table for the eye and as JSON for the file.
measure() {
    local name=$1
    shift
    printf '%s\n"%s": ' "$comma" "$name" >> "$part"
    comma=,
    "$program" eval "$@" --model "$model" --json | tee -a "$part" | python3 -c '
import json, sys
scores = json.load(sys.stdin)
scores = scores.get("report", scores)["scores"]
print(f"{sys.argv[1]:32}", "  ".join("%s %.1f" % (key, score["f1"]) for key, score in scores.items()
      if score["gold"] and len(key.split()) < 3 and (len(scores) < 8 or "micro" in key or "Kill" in key or key.split()[-1] in
      ("Attack", "Death", "Injury", "Arrest", "Kidnapping"))))' "$name"
}

muc=$data/events/muc4
measure 'MUC-4 dev, lower case' muc "$muc/processed/dev.json"
measure 'MUC-4 dev, capitals' muc "$muc/processed/dev.json" --text "$muc/tst1/tst1-muc3" "$muc/tst2/tst2-muc4"
measure 'MUC-4 dev, no profile' muc "$muc/processed/dev.json" --profile none
measure 'CoNLL04 dev' relations "$data/events/conll04/dev.txt"
measure 'CoNLL04 train' relations "$data/events/conll04/train.txt"
measure 'WikiEvents dev' relations "$data/events/wikievents/dev.jsonl"
measure 'RAMS dev' relations "$data/events/rams/dev.jsonlines"

printf '\n}\n}\n' >> "$part"
python3 -m json.tool "$part" "$result"
echo "stored in $result"
