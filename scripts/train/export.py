"""The model folder that the Rust side loads: config.json, labels.json, tokenizer.json, model.safetensors.

Matrices are stored as int8 with one scale a row (`NAME` and `NAME.scale`), vectors as f32. Whoever
loads multiplies a tensor that has a `.scale` sibling by it, and casts any other to f32.
"""

import json
import os
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

import labels
from model import ARC, CONFIG, REL, Model
from windows import Pieces

# What the next one of each name will be called; any other is a trial.
VERSIONS = {"en-small": "1.1", "en-fast": "1.0"}
TRIAL = "0.0"
# Wordpieces that sentences are packed up to when the program runs. Training reads up to 256, so that
# it sees long windows too; up to 160 scores as high on the dev sets and is faster.
PACKED = 160
# Probabilities above which a word opens a sentence: where the rules have a boundary, and where they
# have none. Best on a part of the training text of EWT and GUM; the head errs on the side of too many.
START = {"keep": 0.1, "split": 0.8}


def int8(state: dict) -> dict:
    """Symmetric int8, a scale for each row of the last axis."""
    packed = {}
    for name, tensor in state.items():
        tensor = tensor.detach().float().cpu()
        if tensor.dim() == 1:
            packed[name] = tensor.contiguous()
            continue
        scale = tensor.abs().amax(-1, keepdim=True).clamp_min(1e-12) / 127
        packed[name] = (tensor / scale).round().clamp(-127, 127).to(torch.int8)
        packed[name + ".scale"] = scale
    return packed


def fp16(state: dict) -> dict:
    return {name: tensor.detach().cpu().half() for name, tensor in state.items()}


def unpack(packed: dict) -> dict:
    scaled = {name: t.float() for name, t in packed.items() if not name.endswith(".scale")}
    return {
        name: t * packed[name + ".scale"].float() if name + ".scale" in packed else t
        for name, t in scaled.items()
    }


def write_folder(packed: dict, deprels: list[str], pieces: Pieces, out: Path) -> None:
    """Writes beside `out` and renames, so that a reader never sees half a model."""
    fresh, old = (out.with_name(f".{out.name}.{end}") for end in ("new", "old"))
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    save_file(packed, fresh / "model.safetensors", metadata={"format": "pt"})
    (fresh / "model.safetensors").chmod(0o644)
    layers = sum(name.endswith("attention.self.query.weight") for name in packed)
    write_json(fresh / "config.json", {**CONFIG, "num_hidden_layers": layers})
    write_json(
        fresh / "labels.json",
        {
            "name": out.name,
            "version": VERSIONS.get(out.name, TRIAL),
            "ner": labels.NER,
            "upos": labels.UPOS,
            "deprel": deprels,
            "window": PACKED,
            "arc": ARC,
            "rel": REL,
            "start": START,
        },
    )
    pieces.tokenizer.save(str(fresh / "tokenizer.json"))
    if out.exists():
        os.rename(out, old)
    os.rename(fresh, out)
    shutil.rmtree(old, ignore_errors=True)


def write_json(path: Path, content) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def load_folder(folder: Path) -> tuple[Model, list[str]]:
    names = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    layers = json.loads((folder / "config.json").read_text(encoding="utf-8"))["num_hidden_layers"]
    model = Model(len(names["ner"]), len(names["upos"]), len(names["deprel"]), layers)
    model.load_state_dict(unpack(load_file(folder / "model.safetensors")), strict=False)
    return model.eval(), names["deprel"]
