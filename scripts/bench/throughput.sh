#!/usr/bin/env bash
#
# triplewire beside its peers in one run, over the same articles: words a second, memory, start-up, and how much of what
# one core can multiply the whole program reaches.
#
#   scripts/bench/throughput.sh [--data DIR] [--out FILE] [--words N] [--rounds N] [--only NAME] [--quick] [--no-memory]
#                               [--programs DIR] [--torch-program FILE]
#   scripts/bench/throughput.sh --kernels [--out FILE] [--rounds N] [--note TEXT]
#
#   --data DIR      holds text/*.txt.xz, default ../shared/data
#   --out FILE      where the result goes, default benches/results/DATE-throughput.json
#   --words N       words that each contender reads, default 60,000
#   --rounds N      how often each one runs, by turns, default 3; medians are told
#   --only NAME     only contenders with this in their name; may be given again
#   --quick         few words, one round, no memory run: to see that all of it works
#   --no-memory     leaves out the long run that shows whether memory grows with the number of articles
#   --programs DIR  holds the triplewire to measure and examples/{matrix_peak,rust_bert_ner}; nothing is built then
#   --torch-program FILE  the triplewire whose encoder runs on libtorch, where --programs is given
#   --kernels       measures matrix products alone (kernels.py), of the encoder with each set of instructions beside those of
#                   rten-gemm and ONNX Runtime, and stores them in benches/results/DATE-kernels.json
#
# Contenders: triplewire with en-small as it comes (int8), in fp32, with AVX-512 and with AVX2 alone, with en-fast, and
# on libtorch; rust-bert's NER pipeline; the same network in PyTorch and in ONNX Runtime int8; spaCy's en_core_web_sm in
# one process and in two. Who cannot run is left out, and the result says why.
#
# The result holds for each contender the words and CPU seconds after start-up, peak memory and start-up, and then
#
#   ratios         words a second of one contender over another's
#   peak           multiplications a second of one core in int8, of rten-gemm and of ONNX Runtime on the four matrices of
#                  en-small's layers at 160 rows; the peak takes the faster of the two for each matrix
#   share_of_peak  multiplications of the layers' matrices for one wordpiece x wordpieces of the text / CPU seconds of the
#                  whole program after start-up / peak: what is left goes into attention, heads, rules, padding
#   startup        medians of 15 calls: extract with one sentence, a query of a small store, the list of the rules
#   memory         peak over 1,000 and over 10,000 articles
#
# Builds what it measures; without libtorch what needs it is left out. The Python peers get an environment of their own
# in target/bench/venv; VENV=DIR names one that has scripts/bench/requirements.txt installed. Nothing is loaded from the
# network at run time.

set -euo pipefail
case ${1-} in
    -h | --help) sed -n '3,/^$/s/^#\( \|$\)//p' "${BASH_SOURCE[0]}"; exit 0 ;;
esac
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

target=${CARGO_TARGET_DIR:-target}
bench=$target/bench
mkdir -p "$bench/torch"

kernels=
if [ "${1-}" = --kernels ]; then
    kernels=yes
    shift
fi

built=()
if [ -n "$kernels" ]; then
    cargo build --release --locked -p triplewire --features store,import --example matrix_peak
elif [[ " $* " != *" --programs"* ]]; then
    # First with libtorch, and kept aside: both programs have one name.
    if cargo build --release --locked -p triplewire --features store,import,torch --bin triplewire --example rust_bert_ner; then
        cp "$target/release/triplewire" "$bench/torch/"
        built=(--torch-program "$bench/torch/triplewire")
    else
        echo "throughput.sh: no build with libtorch, so what needs it is left out" >&2
    fi
    cargo build --release --locked -p triplewire --features store,import --bin triplewire --example matrix_peak
    built+=(--programs "$target/release")
fi

venv=${VENV:-$bench/venv}
if [ -z "${VENV-}" ] && ! cmp -s scripts/bench/requirements.txt "$venv/requirements.txt"; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r scripts/bench/requirements.txt
    cp scripts/bench/requirements.txt "$venv/requirements.txt"
fi

if [ -n "$kernels" ]; then
    exec "$venv/bin/python" scripts/bench/kernels.py --programs "$target/release" "$@"
fi
"$venv/bin/python" scripts/bench/peers/prepare.py models/en-small "$bench/peers"
exec "$venv/bin/python" scripts/bench/throughput.py --peers "$bench/peers" "${built[@]}" "$@"
