"""What a batch is scored on: partial-label NER, or UPOS with heads and relations."""

from functools import lru_cache

import torch
from torch.nn import functional as F

from labels import NER, UPOS, allowed_tags, known_relation
from windows import Batch


@lru_cache(maxsize=None)
def allowed_row(corpus: str, tag: str) -> tuple[bool, ...]:
    allowed = set(allowed_tags(corpus, tag))
    return tuple(name in allowed for name in NER)


def ner_loss(model, batch: Batch, corpora: list[str], autocast) -> dict:
    """-log of the summed probability of every tag that the corpus's label allows."""
    real = batch.sentence_of >= 0
    logits = model.heads.ner(model.words(batch, autocast))[real]
    allowed = torch.tensor(
        [
            allowed_row(corpus, tag)
            for window, corpus in zip(batch.windows, corpora)
            for sentence in window.sentences
            for tag in sentence.ner
        ],
        device=logits.device,
    )
    right = logits.masked_fill(~allowed, float("-inf")).logsumexp(-1)
    return {"ner": (logits.logsumexp(-1) - right).mean()}


def syntax_loss(model, batch: Batch, inventory: dict[str, int], autocast) -> dict:
    real = batch.sentence_of >= 0
    device = real.device
    parse = model.heads.syntax(model.words(batch, autocast), batch.sentence_of)
    upos, heads, deprels = gold(batch, inventory)
    heads = torch.tensor(heads, device=device)
    window = real.nonzero()[:, 0]
    scores = model.heads.relations(parse.rel_dep[real], parse.rel_head[window, heads])
    return {
        "upos": F.cross_entropy(parse.upos[real], torch.tensor(upos, device=device)),
        "arc": F.cross_entropy(parse.arcs[real], heads),
        "rel": F.cross_entropy(scores, torch.tensor(deprels, device=device)),
    }


def gold(batch: Batch, inventory: dict[str, int]) -> tuple[list[int], list[int], list[int]]:
    """UPOS, head and relation of every word; heads count from their window's start, 0 the root."""
    upos, heads, deprels = [], [], []
    for window in batch.windows:
        offset = 0
        for sentence in window.sentences:
            upos += [UPOS.index(name) for name in sentence.upos]
            heads += [head and head + offset for head in sentence.heads]
            deprels += [inventory[known_relation(name, inventory)] for name in sentence.deprels]
            offset += len(sentence.words)
    return upos, heads, deprels
