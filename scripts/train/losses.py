"""What a batch is scored on: partial-label NER, or UPOS, heads, relations and sentence starts; or a teacher."""

from functools import lru_cache

import torch
from torch.nn import functional as F

from labels import NER, SCHEMES, UPOS, allowed_tags, known_relation
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


def teacher_loss(model, words, teacher, teacher_words, batch: Batch) -> dict:
    """Cross-entropy against the teacher's probabilities, for every head (Hinton et al. 2015, T = 1)."""
    real = batch.sentence_of >= 0
    with torch.no_grad():
        goal = teacher.heads.syntax(teacher_words, batch.sentence_of)
        goal_ner = teacher.heads.ner(teacher_words)[real].softmax(-1)
        goal_start = teacher.heads.start(teacher_words)[..., 0][real].sigmoid()
        heads = goal.arcs[real].argmax(-1)
        window = real.nonzero()[:, 0]
        goal_rel = teacher.heads.relations(goal.rel_dep[real], goal.rel_head[window, heads])
    own = model.heads.syntax(words, batch.sentence_of)
    arcs, goal_arcs = own.arcs[real], goal.arcs[real]
    closed = torch.isinf(goal_arcs)
    arc_logs = arcs.masked_fill(closed, -1e4).log_softmax(-1)
    rel = model.heads.relations(own.rel_dep[real], own.rel_head[window, heads])
    return {
        "soft_ner": F.cross_entropy(model.heads.ner(words)[real], goal_ner),
        "soft_upos": F.cross_entropy(own.upos[real], goal.upos[real].softmax(-1)),
        "soft_arc": -(goal_arcs.softmax(-1) * arc_logs).sum(-1).mean(),
        "soft_rel": F.cross_entropy(rel, goal_rel.softmax(-1)),
        "soft_start": F.binary_cross_entropy_with_logits(
            model.heads.start(words)[..., 0][real], goal_start
        ),
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
