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

data=${1:-../shared/data}
model=${2:-en-small}
program=${TRIPLEWIRE:-target/release/triplewire}
[ -x "$program" ] || { echo "$program is not built: run make build" >&2; exit 2; }
[ -d "$data/coref" ] || { echo "$data: no coref/ in it; name the data folder" >&2; exit 2; }

dev=()
while read -r id; do
    [ -f "$data/coref/ontogum/$id.conllu" ] && dev+=("$data/coref/ontogum/$id.conllu")
done < <(sed -n 's/^# newdoc id = //p' "$data/syntax/gum/dev.conllu")
[ ${#dev[@]} -gt 0 ] || { echo "$data: no document of GUM's dev set under coref/ontogum" >&2; exit 2; }

mkdir -p benches/results
date=$(date -u +%Y-%m-%d)
result=benches/results/$date-coref-$(basename "$model").json
part=$(mktemp)
trap 'rm -f "$part"' EXIT

machine="$(uname -m), $(getconf _NPROCESSORS_ONLN) cores"
printf '{\n"date": "%s",\n"commit": "%s",\n"machine": "%s",\n"command": "scripts/bench/coref.sh",\n"scores": {' \
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
found = json.load(sys.stdin)
scores = found["scores"]
if len(scores) > 8:
    scores = {key: score for key, score in scores.items() if key.startswith("micro")}
cells = ["%s %.1f" % (key, score["f1"]) for key, score in scores.items()]
if "bias" in found:
    cells.append("bias %.2f" % found["bias"])
print(f"{sys.argv[1]:32}", "  ".join(cells))' "$name"
}

measure 'OntoGUM dev, head words' coref "${dev[@]}"
measure 'OntoGUM dev, whole phrases' coref "${dev[@]}" --exact
measure 'OntoGUM dev, names only' coref "${dev[@]}" --names
measure 'GAP development' coref "$data/coref/gap/development.tsv"
for fold in 1 2 3; do
    measure "KnowledgeNet, fold $fold" relations "$data/relations/knowledgenet/facts_folds1-3.jsonl" --fold "$fold"
done
measure 'CoNLL04 dev' relations "$data/events/conll04/dev.txt"

printf '\n}\n}\n' >> "$part"
python3 -m json.tool "$part" "$result"
echo "stored in $result"
