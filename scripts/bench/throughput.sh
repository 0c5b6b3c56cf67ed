#!/usr/bin/env bash
#
# triplewire beside its peers in one run, over the same articles: words a second, memory, start-up.
#
#   scripts/bench/throughput.sh [--data DIR] [--out FILE] [--words N] [--rounds N] [--quick] [--no-memory]
#
#   --data DIR    holds text/*.txt.xz, default ../shared/data
#   --out FILE    where the result goes, default benches/results/DATE-throughput.json
#   --words N     words that each contender reads, default 60,000
#   --rounds N    how often each one runs, by turns, default 3; medians are told
#   --quick       few words, one round, no memory run: to see that all of it works
#   --no-memory   leaves out the long run that shows whether memory grows with the number of articles
#
# Builds what it measures. The Python peers get an environment of their own in target/bench/venv; VENV=DIR names one
# that has scripts/bench/requirements.txt installed.

set -euo pipefail
case ${1-} in
    -h | --help) sed -n '3,/^$/s/^#\( \|$\)//p' "${BASH_SOURCE[0]}"; exit 0 ;;
esac
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

target=${CARGO_TARGET_DIR:-target}
bench=$target/bench
mkdir -p "$bench"

cargo build --release --locked --bin triplewire --example rust_bert_ner --example workers

venv=${VENV:-$bench/venv}
if [ -z "${VENV-}" ] && ! cmp -s scripts/bench/requirements.txt "$venv/requirements.txt"; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r scripts/bench/requirements.txt
    cp scripts/bench/requirements.txt "$venv/requirements.txt"
fi

"$venv/bin/python" scripts/bench/peers/prepare.py models/en-small "$bench/peers"
exec "$venv/bin/python" scripts/bench/throughput.py --programs "$target/release" --peers "$bench/peers" "$@"
