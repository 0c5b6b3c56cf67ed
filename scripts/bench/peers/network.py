"""The network of a model folder, from scripts/train, as one module from a batch's arrays to the labels of its words."""

import sys
from pathlib import Path

from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "train"))
from export import load_folder  # noqa: E402
from model import WIDTH, Model  # noqa: E402


def load(folder: Path) -> Model:
    return load_folder(folder)[0]


class Labels(nn.Module):
    """Encoder, NER, UPOS and the biaffine parser: the best label of each, without any search for sequences or trees."""

    def __init__(self, model: Model):
        super().__init__()
        self.model = model

    def forward(self, pieces, shapes, mask, first, sentence_of):
        x = self.model.bert.embeddings(pieces, shapes)
        for layer in self.model.bert.encoder["layer"]:
            x = layer(x, mask[:, None, None, :])
        words = x.gather(1, first[..., None].expand(-1, -1, WIDTH))
        heads = self.model.heads
        syntax = heads.syntax(words, sentence_of)
        governors = syntax.arcs.argmax(-1)
        governing = syntax.rel_head.gather(1, governors[..., None].expand(-1, -1, syntax.rel_head.shape[-1]))
        relations = heads.relations(syntax.rel_dep.flatten(0, 1), governing.flatten(0, 1)).argmax(-1)
        return heads.ner(words).argmax(-1), syntax.upos.argmax(-1), governors, relations
