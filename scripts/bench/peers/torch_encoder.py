#!/usr/bin/env python3
"""The encoder with all heads in PyTorch, fp32. usage: torch_encoder.py MODEL INPUT.jsonl OUTPUT THREADS"""

import sys
from pathlib import Path

import torch

from articles import Windows, run
from network import Labels, load


def main():
    folder, source, target, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    labels = Labels(load(Path(folder)))

    def network(inputs):
        with torch.inference_mode():
            ner, upos, *_ = labels(*map(torch.from_numpy, inputs))
        return ner.numpy(), upos.numpy()

    run(Windows(Path(folder)), source, target, network)


if __name__ == "__main__":
    main()
