"""Writes checkpoints.json, distilbert.bin and bert-old.bin, which the tests of `model import` read.

checkpoints.json says what Hugging Face's own implementation makes of tiny checkpoints with made-up weights.
For each architecture: its configuration, the names and shapes of its tensors, some wordpiece ids and the label scores for
them. The tests make the same weights out of the tensors' names, import the checkpoint and compare the scores. The two
other files are the weights of two of them as PyTorch saves them today and as it did before version 1.6.

    pip install torch transformers==4.46.3
    python tests/data/checkpoints.py
"""

import json
from pathlib import Path

import numpy
import torch
import transformers

LABELS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
IDS = [2, *(5 + (7 * n * n + 3 * n) % 50 for n in range(26)), 3]
COMMON = {
    "vocab_size": 64, "hidden_size": 12, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 20,
    "max_position_embeddings": 40, "type_vocab_size": 2,
}
CONFIGS = {
    "bert": COMMON,
    "distilbert": {
        "vocab_size": 64, "dim": 12, "n_layers": 2, "n_heads": 2, "hidden_dim": 20, "max_position_embeddings": 40,
    },
    "roberta": COMMON | {"type_vocab_size": 1, "layer_norm_eps": 1e-5, "pad_token_id": 1},
    "xlm-roberta": COMMON | {"type_vocab_size": 1, "layer_norm_eps": 1e-5, "pad_token_id": 1},
    "electra": COMMON | {"embedding_size": 6},
    "albert": COMMON | {"embedding_size": 6},
    "deberta-v2": COMMON | {
        "relative_attention": True, "position_buckets": 8, "pos_att_type": "p2c|c2p", "share_att_key": True,
        "norm_rel_ebd": "layer_norm", "position_biased_input": False, "type_vocab_size": 0,
    },
    "deberta-v2 with convolution": COMMON | {
        "relative_attention": True, "position_buckets": -1, "pos_att_type": ["c2p", "p2c"], "conv_kernel_size": 3,
        "conv_act": "gelu", "embedding_size": 6,
    },
}


def made_up(name: str, shape: list[int]) -> torch.Tensor:
    """Numbers that look random and depend on the tensor's name alone; the tests make the same."""
    state = 2166136261
    for byte in name.encode():
        state = (state ^ byte) * 16777619 % 2**32
    steps = []
    for _ in range(int(numpy.prod(shape))):
        state = (state * 1664525 + 1013904223) % 2**32
        steps.append((state >> 24) - 128)
    numbers = numpy.array(steps, dtype=numpy.float32) / numpy.float32(256)
    if "norm" in name.lower() and name.endswith("weight"):
        numbers += numpy.float32(1)
    return torch.from_numpy(numbers.reshape(shape))


def reference(name: str, settings: dict) -> dict:
    config = transformers.AutoConfig.for_model(name.split()[0], **settings)
    config.id2label = dict(enumerate(LABELS))
    config.label2id = {label: number for number, label in enumerate(LABELS)}
    model = transformers.AutoModelForTokenClassification.from_config(config, attn_implementation="eager").eval()
    state = model.state_dict()
    shapes = {key: list(value.shape) for key, value in state.items() if value.is_floating_point()}
    model.load_state_dict({key: made_up(key, shape) for key, shape in shapes.items()}, strict=False)
    with torch.no_grad():
        scores = model(torch.tensor([IDS])).logits[0]
    kept = {"model_type": config.model_type, "id2label": {str(n): label for n, label in enumerate(LABELS)}}
    return {
        "config": kept | {"architectures": [type(model).__name__]} | settings,
        "tensors": dict(sorted(shapes.items())),
        "ids": IDS,
        "scores": [[round(float(score), 6) for score in row] for row in scores],
    }


def old_name(name: str) -> str:
    """Layer norms by the names that BERT's first checkpoints have."""
    return name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")


folder = Path(__file__).parent
references = {name: reference(name, settings) for name, settings in CONFIGS.items()}
rows = [f"{json.dumps(name)}: {json.dumps(one)}" for name, one in references.items()]
(folder / "checkpoints.json").write_text("{\n" + ",\n".join(rows) + "\n}\n")

shapes = references["distilbert"]["tensors"]
torch.save({name: made_up(name, shape) for name, shape in shapes.items()}, folder / "distilbert.bin")

# Old checkpoints also hold what a tagger does not use, and matrices that lie transposed in their storage.
old = {name: made_up(name, shape) for name, shape in references["bert"]["tensors"].items()}
old = {old_name(name): value.t().contiguous().t() if value.dim() == 2 else value for name, value in old.items()}
old["bert.embeddings.position_ids"] = torch.arange(40).expand(1, -1)
old["bert.pooler.dense.weight"] = torch.nn.Parameter(torch.zeros(12, 12))
torch.save(old, folder / "bert-old.bin", _use_new_zipfile_serialization=False)
