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

source scripts/bench/store.sh
begin events events "${1:-../shared/data}" "${2:-en-small}"

# measure NAME ARGUMENTS...: one evaluation, as a table for the eye and as JSON for the file.
measure() {
    # Not in a pipe: what record notes for the next one must stay.
    record "$@" > "$part.shown"
    python3 -c '
import json, sys
scores = json.load(sys.stdin)
scores = scores.get("report", scores)["scores"]
print(f"{sys.argv[1]:32}", "  ".join("%s %.1f" % (key, score["f1"]) for key, score in scores.items()
      if score["gold"] and len(key.split()) < 3 and (len(scores) < 8 or "micro" in key or "Kill" in key or key.split()[-1] in
      ("Attack", "Death", "Injury", "Arrest", "Kidnapping"))))' "$1" < "$part.shown"
    rm -f "$part.shown"
}

muc=$data/events/muc4
measure 'MUC-4 dev, lower case' muc "$muc/processed/dev.json"
measure 'MUC-4 dev, capitals' muc "$muc/processed/dev.json" --text "$muc/tst1/tst1-muc3" "$muc/tst2/tst2-muc4"
measure 'MUC-4 dev, no profile' muc "$muc/processed/dev.json" --profile none
measure 'CoNLL04 dev' relations "$data/events/conll04/dev.txt"
measure 'CoNLL04 train' relations "$data/events/conll04/train.txt"
measure 'WikiEvents dev' relations "$data/events/wikievents/dev.jsonl"
measure 'RAMS dev' relations "$data/events/rams/dev.jsonlines"

finish
