"""The network: a BERT encoder (MiniLM) with its heads. Parameter names are those rust-bert expects.

The encoder runs under autocast where asked; the heads always compute in fp32.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F

SHAPES = 6
ARC, REL = 256, 96
LAYERS = 6
CONFIG = {
    "attention_probs_dropout_prob": 0.1,
    "hidden_act": "gelu",
    "hidden_dropout_prob": 0.1,
    "hidden_size": 384,
    "initializer_range": 0.02,
    "intermediate_size": 1536,
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": 512,
    "model_type": "bert",
    "num_attention_heads": 12,
    "num_hidden_layers": LAYERS,
    "pad_token_id": 0,
    "type_vocab_size": SHAPES,
    "vocab_size": 30522,
}
WIDTH, INNER, ATTENTION_HEADS = 384, 1536, 12
DROPOUT, MLP_DROPOUT = 0.1, 0.25


def norm() -> nn.LayerNorm:
    return nn.LayerNorm(WIDTH, eps=CONFIG["layer_norm_eps"])


class Embeddings(nn.Module):
    def __init__(self):
        super().__init__()
        self.word_embeddings = nn.Embedding(CONFIG["vocab_size"], WIDTH)
        self.position_embeddings = nn.Embedding(CONFIG["max_position_embeddings"], WIDTH)
        self.token_type_embeddings = nn.Embedding(SHAPES, WIDTH)
        self.LayerNorm = norm()

    def forward(self, pieces, shapes):
        positions = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.word_embeddings(pieces) + self.token_type_embeddings(shapes)
        x = self.LayerNorm(x + self.position_embeddings(positions))
        return F.dropout(x, DROPOUT, self.training)


class Output(nn.Module):
    """Dense, dropout, residual, norm: how both halves of a BERT layer end."""

    def __init__(self, width: int):
        super().__init__()
        self.dense = nn.Linear(width, WIDTH)
        self.LayerNorm = norm()

    def forward(self, x, residual):
        return self.LayerNorm(F.dropout(self.dense(x), DROPOUT, self.training) + residual)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.ModuleDict(
            {
                "self": nn.ModuleDict(
                    {n: nn.Linear(WIDTH, WIDTH) for n in ("query", "key", "value")}
                ),
                "output": Output(WIDTH),
            }
        )
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(WIDTH, INNER)})
        self.output = Output(INNER)

    def forward(self, x, mask):
        windows, length, _ = x.shape
        split = (windows, length, ATTENTION_HEADS, WIDTH // ATTENTION_HEADS)
        q, k, v = (
            self.attention["self"][n](x).view(split).transpose(1, 2)
            for n in ("query", "key", "value")
        )
        context = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        context = context.transpose(1, 2).reshape(windows, length, WIDTH)
        x = self.attention["output"](context, x)
        return self.output(F.gelu(self.intermediate["dense"](x)), x)


class Bert(nn.Module):
    def __init__(self, layers: int):
        super().__init__()
        self.embeddings = Embeddings()
        layers = nn.ModuleList(Layer() for _ in range(layers))
        self.encoder = nn.ModuleDict({"layer": layers})

    def forward(self, pieces, shapes, mask):
        """What each layer puts out, the last one last: [windows, pieces, 384] each."""
        states = [self.embeddings(pieces, shapes)]
        mask = None if bool(mask.all()) else mask[:, None, None, :]
        for layer in self.encoder["layer"]:
            states.append(layer(states[-1], mask))
        return states[1:]


@dataclass
class Syntax:
    """UPOS logits [B,W,17]; arc scores [B,W,1+W], column 0 the root; the relation MLPs' outputs."""

    upos: torch.Tensor
    arcs: torch.Tensor
    rel_dep: torch.Tensor
    rel_head: torch.Tensor


class Heads(nn.Module):
    """NER, UPOS and sentence starts are linear; the parser is the biaffine one of Dozat and Manning (2017)."""

    def __init__(self, ner: int, upos: int, deprels: int):
        super().__init__()
        self.ner = nn.Linear(WIDTH, ner)
        self.upos = nn.Linear(WIDTH, upos)
        self.start = nn.Linear(WIDTH, 1)
        self.arc_dep, self.arc_head = nn.Linear(WIDTH, ARC), nn.Linear(WIDTH, ARC)
        self.rel_dep, self.rel_head = nn.Linear(WIDTH, REL), nn.Linear(WIDTH, REL)
        self.root = nn.Parameter(torch.randn(WIDTH) * 0.5)
        self.arc_bilinear = nn.Parameter(torch.zeros(ARC + 1, ARC))
        self.rel_bilinear = nn.Parameter(torch.zeros(deprels, REL + 1, REL + 1))
        nn.init.xavier_uniform_(self.arc_bilinear)
        nn.init.normal_(self.rel_bilinear, std=0.02)

    def mlp(self, layer, x):
        return F.dropout(F.gelu(layer(x)), MLP_DROPOUT, self.training)

    def syntax(self, words, sentence_of) -> Syntax:
        root = self.root.expand(words.shape[0], 1, WIDTH)
        candidates = torch.cat([root, words], dim=1)
        dependents = with_one(self.mlp(self.arc_dep, words))
        arcs = dependents @ self.arc_bilinear @ self.mlp(self.arc_head, candidates).transpose(1, 2)
        return Syntax(
            self.upos(words),
            arcs.masked_fill(~reachable(sentence_of), float("-inf")),
            with_one(self.mlp(self.rel_dep, words)),
            with_one(self.mlp(self.rel_head, candidates)),
        )

    def relations(self, dependents, heads):
        """Scores [N,R] of each relation between N dependents and their N heads, both [N,97]."""
        return torch.einsum("nri,ni->nr", torch.einsum("nj,rij->nri", heads, self.rel_bilinear), dependents)


def with_one(x):
    return torch.cat([x, torch.ones_like(x[..., :1])], dim=-1)


def reachable(sentence_of):
    """Which heads a word may take: the root, or another word of its own sentence."""
    same = sentence_of[:, :, None] == sentence_of[:, None, :]
    same &= ~torch.eye(sentence_of.shape[1], dtype=torch.bool, device=same.device)
    return F.pad(same, (1, 0), value=True)


class Model(nn.Module):
    def __init__(self, ner: int, upos: int, deprels: int, layers: int = LAYERS):
        super().__init__()
        self.bert = Bert(layers)
        self.heads = Heads(ner, upos, deprels)

    def words(self, batch, autocast=torch.float32):
        """Encoder output at each word's first wordpiece: [windows, words, 384] in fp32."""
        return self.words_of(self.states(batch, autocast)[-1], batch)

    def states(self, batch, autocast=torch.float32):
        device = batch.pieces.device.type
        with torch.autocast(device, dtype=torch.bfloat16, enabled=autocast == torch.bfloat16):
            return self.bert(batch.pieces, batch.shapes, batch.mask)

    def words_of(self, state, batch):
        index = batch.first[..., None].expand(-1, -1, WIDTH)
        return F.dropout(state.float().gather(1, index), DROPOUT, self.training)


def chosen_layers(of: int, count: int) -> list[int]:
    """Which layers of a taller encoder a lower one starts from: spread evenly, the last among them."""
    return [(at + 1) * of // count - 1 for at in range(count)]


def start_from_minilm(model: Model, path: Path) -> None:
    """MiniLM's encoder; every word shape starts as MiniLM's only used token type."""
    state = load_file(path)
    types = "embeddings.token_type_embeddings.weight"
    state[types] = state[types][:1].repeat(SHAPES, 1)
    take_layers(model, state, "")


def start_from_model(model: Model, state: dict) -> None:
    """A trained model's heads and as many of its layers as there is room for."""
    take_layers(model, state, "bert.")
    own = {name[6:]: t for name, t in state.items() if name.startswith("heads.")}
    missing, _ = model.heads.load_state_dict(own, strict=False)
    if set(missing) - {"start.weight", "start.bias"}:
        raise ValueError(f"the model lacks {', '.join(missing)}")


def take_layers(model: Model, state: dict, prefix: str) -> None:
    stem = f"{prefix}encoder.layer."
    of = 1 + max(int(name[len(stem) :].split(".")[0]) for name in state if name.startswith(stem))
    chosen = chosen_layers(of, len(model.bert.encoder["layer"]))
    wanted = {}
    for name in model.bert.state_dict():
        parts = name.split(".")
        if parts[:2] == ["encoder", "layer"]:
            parts[2] = str(chosen[int(parts[2])])
        wanted[name] = state[prefix + ".".join(parts)]
    model.bert.load_state_dict(wanted)
