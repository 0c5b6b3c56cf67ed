#!/usr/bin/env python3
"""Matrix products of one core by themselves; `throughput.sh --kernels` builds what this needs and calls it.

What is multiplied are the matrices of one layer of en-small, over as many rows as a window of text has: by rten-gemm, by
ONNX Runtime, and by the encoder with each set of instructions that the processor has, in 8 bits and in floats. Of the
encoder there is the product alone, as of the others, and the whole layer: rounding to 8 bits, product, scales and bias.
Each is measured several times, and the fastest product counts, so that other work on the machine disturbs little.
"""

import argparse
import datetime
import json
import pathlib
import sys

from call import Failed, printed
from peak import ROWS, matrices
from throughput import MODELS, installed, locked, machine


def lines(command, shapes):
    """What a program says of each shape; nothing, with a word of warning, where it cannot run."""
    try:
        return [json.loads(line) for line in printed([*command, *shapes]).splitlines()]
    except Failed as why:
        print(f"{command[0]}: left out: {why}", file=sys.stderr)
        return []


def speed(sizes, microseconds):
    """Thousand millions of multiplications a second."""
    return round(sum(m * k * n for m, k, n in sizes) / sum(microseconds) / 1e3, 1)


def measure(commands, sizes, rounds):
    names = ["x".join(map(str, size)) for size in sizes]
    fastest = {}
    for _ in range(rounds):
        for command in commands:
            for line in lines(command, names):
                key = (line["name"], line["numbers"], line["kernel"])
                times = fastest.setdefault(key, {})
                times[line["shape"]] = min(line["fastest_us"], times.get(line["shape"], line["fastest_us"]))
    return [{"name": name, "numbers": numbers, "kernel": kernel,
             "shapes": {shape: speed([size], [times[shape]]) for shape, size in zip(names, sizes)},
             "layer": speed(sizes, [times[shape] for shape in names])}
            for (name, numbers, kernel), times in sorted(fastest.items())]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--programs", default="target/release")
    parser.add_argument("--note", help="what the reader should know of the machine")
    args = parser.parse_args()
    peer = [sys.executable, str(pathlib.Path(__file__).resolve().parent / "peers/onnx_matrix.py")]
    commands = [[f"{args.programs}/examples/matrix_peak", "--kernels"], peer, [*peer, "--fp32"]]
    sizes = [(ROWS, k, n) for k, n in matrices(MODELS / "en-small")]
    date = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    result = {
        "date": date, "commit": printed(["git", "rev-parse", "--short", "HEAD"]), "machine": machine(),
        **({"note": args.note} if args.note else {}),
        "versions": {"rten-gemm": locked("rten-gemm"), "onnxruntime": installed("onnxruntime")},
        "unit": "thousand millions of multiplications a second of one core, the fastest of all repetitions; "
                "layer: the four matrices together",
        "rounds": args.rounds, "kernels": measure(commands, sizes, args.rounds),
    }
    print(f"{'':14} {'numbers':8} {'kernel':26} {'layer':>8}")
    for one in result["kernels"]:
        print(f"{one['name']:14} {one['numbers']:8} {one['kernel']:26} {one['layer']:8.0f}")
    out = args.out or pathlib.Path(f"benches/results/{date}-kernels.json")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"stored in {out}")


if __name__ == "__main__":
    main()
