#!/usr/bin/env bash
#
# What the scripts that measure on answer keys share; they read it with `source`.
#
#   begin KIND FOLDER DATA MODEL   checks the program and the data, and opens the result KIND
#   record NAME ARGUMENTS...       one `eval`: its JSON goes into the result and to standard output
#   finish                         stores the result, with date, commit and machine, under benches/results/

begin() {
    kind=$1 data=$3 model=$4
    program=${TRIPLEWIRE:-target/release/triplewire}
    [ -x "$program" ] || { echo "$program is not built: run make build" >&2; exit 2; }
    [ -d "$data/$2" ] || { echo "$data: no $2/ in it; name the data folder" >&2; exit 2; }
    mkdir -p benches/results
    date=$(date -u +%Y-%m-%d)
    result=benches/results/$date-$kind-$(basename "$model").json
    part=$(mktemp)
    trap 'rm -f "$part"' EXIT
    comma=
    printf '{\n"date": "%s",\n"commit": "%s",\n"machine": "%s, %s cores",\n"command": "scripts/bench/%s.sh",\n"scores": {' \
        "$date" "$(git rev-parse --short HEAD)" "$(uname -m)" "$(getconf _NPROCESSORS_ONLN)" "$kind" > "$part"
}

record() {
    local name=$1
    shift
    printf '%s\n"%s": ' "$comma" "$name" >> "$part"
    comma=,
    "$program" eval "$@" --model "$model" --json > "$part.one"
    cat "$part.one" >> "$part"
    cat "$part.one"
    rm -f "$part.one"
}

finish() {
    printf '\n}\n}\n' >> "$part"
    python3 -m json.tool "$part" "$result"
    echo "stored in $result"
}
