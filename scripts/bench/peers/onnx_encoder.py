#!/usr/bin/env python3
"""The encoder with all heads in ONNX Runtime. usage: onnx_encoder.py MODEL NETWORK.onnx INPUT.jsonl OUTPUT THREADS"""

import sys
from pathlib import Path

import onnxruntime

from articles import Windows, run


def main():
    folder, file, source, target, threads = sys.argv[1:]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(threads)
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    names = [one.name for one in session.get_inputs()]

    def network(inputs):
        return session.run(["ner", "upos", "governors", "relations"], dict(zip(names, inputs)))[:2]

    run(Windows(Path(folder)), source, target, network)


if __name__ == "__main__":
    main()
