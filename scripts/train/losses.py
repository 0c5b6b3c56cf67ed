"""What a batch is scored on: partial-label NER, or UPOS, heads, relations and sentence starts; or a teacher."""

from functools import lru_cache

import torch
from torch.nn import functional as F

from labels import NER, SCHEMES, UPOS, allowed_tags, known_relation
from model import chosen_layers
from windows import Batch


@lru_cache(maxsize=None)
def allowed_row(corpus: str, tag: str) -> tuple[bool, ...]:
    allowed = set(allowed_tags(corpus, tag))
    return tuple(name in allowed for name in NER)


def ner_loss(model, words, batch: Batch, corpora: list[str]) -> dict:
    """-log of the summed probability of every tag that the corpus's label allows; mean over words."""
    real = batch.sentence_of >= 0
    logits = model.heads.ner(words)[real]
    rows, weights = [], []
    for window, corpus in zip(batch.windows, corpora):
        for sentence in window.sentences:
            rows += [allowed_row(corpus, tag) for tag in sentence.ner]
            weights += [SCHEMES[corpus].weight] * len(sentence.ner)
    allowed = torch.tensor(rows, device=logits.device)
    right = logits.masked_fill(~allowed, float("-inf")).logsumexp(-1)
    each = (logits.logsumexp(-1) - right) * torch.tensor(weights, device=logits.device)
    return {"ner": each.mean()}


def syntax_loss(model, words, batch: Batch, inventory: dict[str, int]) -> dict:
    real = batch.sentence_of >= 0
    device = real.device
    parse = model.heads.syntax(words, batch.sentence_of)
    upos, heads, deprels = gold(batch, inventory)
    heads = torch.tensor(heads, device=device)
    window = real.nonzero()[:, 0]
    scores = model.heads.relations(parse.rel_dep[real], parse.rel_head[window, heads])
    before = F.pad(batch.sentence_of, (1, 0), value=-1)[:, :-1]
    starts = (batch.sentence_of != before).float()[real]
    return {
        "upos": F.cross_entropy(parse.upos[real], torch.tensor(upos, device=device)),
        "arc": F.cross_entropy(parse.arcs[real], heads),
        "rel": F.cross_entropy(scores, torch.tensor(deprels, device=device)),
        "start": F.binary_cross_entropy_with_logits(
            model.heads.start(words)[..., 0][real], starts
        ),
    }


def teacher_loss(model, states, words, teacher, known, batch: Batch) -> dict:
    """How far a student is from its teacher, whose `known` are the states of all its layers.

    Each layer is held against the teacher's layer that it started from, in units of that one's
    variance (TinyBERT, Jiao et al. 2020); the linear heads against the teacher's probabilities
    (Hinton et al. 2015, T = 1). The parser's heads follow from the last state, which is theirs too.
    """
    teacher_words = teacher.words_of(known[-1], batch)
    goals = [known[at] for at in chosen_layers(len(known), len(states))]
    own = [s[batch.mask].float() for s in states]
    goals = [g[batch.mask].float() for g in goals]
    apart = [F.mse_loss(s, g) / g.var() for s, g in zip(own, goals)]
    real = batch.sentence_of >= 0
    losses = {"states": sum(apart)}
    for name in ("ner", "upos"):
        with torch.no_grad():
            goal = getattr(teacher.heads, name)(teacher_words)[real].softmax(-1)
        losses[f"soft_{name}"] = F.cross_entropy(getattr(model.heads, name)(words)[real], goal)
    with torch.no_grad():
        goal = teacher.heads.start(teacher_words)[..., 0][real].sigmoid()
    start = model.heads.start(words)[..., 0][real]
    return losses | {"soft_start": F.binary_cross_entropy_with_logits(start, goal)}


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
