#!/usr/bin/env python3
"""Makes what the peers of `throughput.sh` run. usage: prepare.py MODEL OUT

In OUT: `ner`, MODEL's encoder and NER head as the BertForTokenClassification that rust-bert's pipeline loads;
`base`, the same of the size of BERT base with random weights; `network.onnx`, MODEL's encoder with all heads in int8.
What is there already and newer than MODEL stays.
"""

import json
import logging
import sys
import tempfile
import warnings
from pathlib import Path

import torch
from safetensors.torch import save_file

from network import Labels, load

BASE = {"hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12, "num_hidden_layers": 12}


def bert_folder(out: Path, model: Path, config: dict, tensors: dict):
    """config.json, vocab.txt and model.safetensors."""
    out.mkdir(parents=True, exist_ok=True)
    names = json.loads((model / "labels.json").read_text(encoding="utf-8"))["ner"]
    labels = {"id2label": dict(enumerate(names)), "label2id": {name: at for at, name in enumerate(names)}}
    (out / "config.json").write_text(json.dumps({**config, **labels}), encoding="utf-8")
    vocabulary = json.loads((model / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    words = sorted(vocabulary, key=vocabulary.get)
    (out / "vocab.txt").write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, out / "model.safetensors")


def ner_folder(out: Path, folder: Path):
    state = load(folder).state_dict()
    tensors = {name: tensor for name, tensor in state.items() if name.startswith("bert.")}
    tensors |= {f"classifier.{part}": state[f"heads.ner.{part}"] for part in ("weight", "bias")}
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    bert_folder(out, folder, config, tensors)


def base_folder(out: Path, folder: Path):
    config = json.loads((folder / "config.json").read_text(encoding="utf-8")) | BASE | {"type_vocab_size": 2}
    width, inner = config["hidden_size"], config["intermediate_size"]
    labels = len(json.loads((folder / "labels.json").read_text(encoding="utf-8"))["ner"])
    shapes = {"classifier": (labels, width)}
    tables = {"word": config["vocab_size"], "position": config["max_position_embeddings"], "token_type": 2}
    tensors = {f"bert.embeddings.{name}_embeddings.weight": torch.randn(rows, width) * 0.02
               for name, rows in tables.items()}
    norms = ["bert.embeddings.LayerNorm"]
    for number in range(config["num_hidden_layers"]):
        layer = f"bert.encoder.layer.{number}"
        parts = ("self.query", "self.key", "self.value", "output.dense")
        shapes |= {f"{layer}.attention.{part}": (width, width) for part in parts}
        shapes |= {f"{layer}.intermediate.dense": (inner, width), f"{layer}.output.dense": (width, inner)}
        norms += [f"{layer}.attention.output.LayerNorm", f"{layer}.output.LayerNorm"]
    for name, shape in shapes.items():
        tensors |= {f"{name}.weight": torch.randn(shape) * 0.02, f"{name}.bias": torch.zeros(shape[0])}
    for name in norms:
        tensors |= {f"{name}.weight": torch.ones(width), f"{name}.bias": torch.zeros(width)}
    bert_folder(out, folder, config, tensors)


def onnx_file(out: Path, folder: Path):
    from onnxruntime.quantization import QuantType, quantize_dynamic

    windows, pieces, words = 3, 40, 30
    example = (
        torch.randint(1000, 2000, (windows, pieces)),
        torch.randint(0, 6, (windows, pieces)),
        torch.arange(pieces)[None].expand(windows, -1) < torch.tensor([[40], [35], [30]]),
        torch.arange(words)[None].repeat(windows, 1),
        torch.zeros(windows, words, dtype=torch.int64),
    )
    names = ["pieces", "shapes", "mask", "first", "sentence_of"]
    batch, long, short = (torch.export.Dim(name, min=1) for name in ("windows", "pieces_each", "words_each"))
    sizes = {name: {0: batch, 1: long if at < 3 else short} for at, name in enumerate(names)}
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "fp32.onnx"
        torch.onnx.export(Labels(load(folder)), example, str(whole), input_names=names, dynamic_shapes=sizes,
                          output_names=["ner", "upos", "governors", "relations"], dynamo=True, verbose=False)
        quantize_dynamic(whole, out, weight_type=QuantType.QInt8)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__.split("\n")[0])
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    folder, out = map(Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    weights = (folder / "model.safetensors").stat().st_mtime
    for name, make in (("ner", ner_folder), ("base", base_folder), ("network.onnx", onnx_file)):
        done = out / f".{name}.done"
        if not done.exists() or done.stat().st_mtime < weights:
            make(out / name, folder)
            done.touch()


if __name__ == "__main__":
    main()
