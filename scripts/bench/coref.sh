#!/usr/bin/env bash
#
# Coreference and lasting relations on the dev sets, through the program itself.
#
#   scripts/bench/coref.sh [DATA] [MODEL]   DATA holds coref/, relations/ and syntax/, default ../shared/data;
#                                           MODEL is a name or folder, default en-small
#
# The chains are those of the OntoGUM documents that GUM counts as dev: syntax/gum/dev.conllu names them. Prints a table and
# stores every score, with date, commit and machine, under benches/results/.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

source scripts/bench/store.sh
begin coref coref "${1:-../shared/data}" "${2:-en-small}"

dev=()
while read -r id; do
    [ -f "$data/coref/ontogum/$id.conllu" ] && dev+=("$data/coref/ontogum/$id.conllu")
done < <(sed -n 's/^# newdoc id = //p' "$data/syntax/gum/dev.conllu")
[ ${#dev[@]} -gt 0 ] || { echo "$data: no document of GUM's dev set under coref/ontogum" >&2; exit 2; }

# measure NAME ARGUMENTS...: one evaluation, as a table for the eye and as JSON for the file.
measure() {
    # Not in a pipe: what record notes for the next one must stay.
    record "$@" > "$part.shown"
    python3 -c '
import json, sys
found = json.load(sys.stdin)
scores = found["scores"]
if len(scores) > 8:
    scores = {key: score for key, score in scores.items() if key.startswith("micro")}
cells = ["%s %.1f" % (key, score["f1"]) for key, score in scores.items()]
if "bias" in found:
    cells.append("bias %.2f" % found["bias"])
print(f"{sys.argv[1]:32}", "  ".join(cells))' "$1" < "$part.shown"
    rm -f "$part.shown"
}

measure 'OntoGUM dev, head words' coref "${dev[@]}"
measure 'OntoGUM dev, whole phrases' coref "${dev[@]}" --exact
measure 'OntoGUM dev, names only' coref "${dev[@]}" --names
measure 'GAP development' coref "$data/coref/gap/development.tsv"
for fold in 1 2 3; do
    measure "KnowledgeNet, fold $fold" relations "$data/relations/knowledgenet/facts_folds1-3.jsonl" --fold "$fold"
done
measure 'CoNLL04 dev' relations "$data/events/conll04/dev.txt"

finish
