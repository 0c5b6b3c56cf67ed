"""Dev scores of a model or of an exported folder, as JSON: the cross-check of `triplewire eval`.

    python evaluate.py --model models/en-small --data ../shared/data
"""

import argparse
import json
from functools import partial, reduce
from operator import getitem
from pathlib import Path

import torch
from seqeval.metrics import classification_report

import labels
from augment import upper_copy
from corpora import Document, load_dev
from decode import best_heads, best_tags
from export import load_folder
from windows import Pieces, by_length, collate, encode, load_pieces, pack

PIECES_A_BATCH = 4096
PLACES_PEOPLE = {"PER", "LOC", "ORG"}


def sentences_with_words(model, documents: list[Document], pieces: Pieces):
    """Every sentence of the documents with its word vectors [words, 384], window by window."""
    device = next(model.parameters()).device
    windows = [encode(w, pieces) for d in documents for w in pack(d, pieces, None)]
    for group in by_length(windows, PIECES_A_BATCH):
        vectors = model.words(collate(group).to(device))
        for window, rows in zip(group, vectors):
            start = 0
            for sentence in window.sentences:
                yield sentence, rows[start : start + len(sentence.words)]
                start += len(sentence.words)


def ner_tags(model, documents, pieces) -> tuple[list, list]:
    gold, predicted = [], []
    for sentence, vectors in sentences_with_words(model, documents, pieces):
        log_probs = model.heads.ner(vectors).log_softmax(-1).double().cpu().numpy()
        gold.append(sentence.ner)
        predicted.append(best_tags(log_probs))
    return gold, predicted


def f1(gold, predicted) -> dict:
    """Percentages: micro precision, recall and F1, and each class's F1."""
    report = classification_report(gold, predicted, output_dict=True, zero_division=0)
    micro = report["micro avg"]
    scores = {n: round(100 * float(micro[n]), 2) for n in ("precision", "recall", "f1-score")}
    classes = {
        name: {"f1": round(100 * float(row["f1-score"]), 2), "gold": int(row["support"])}
        for name, row in report.items()
        if not name.endswith("avg")
    }
    return {**scores, "classes": classes}


def mapped(sentences, change) -> list:
    return [[change(tag) for tag in tags] for tags in sentences]


def conll_scores(model, documents, pieces) -> dict:
    gold, predicted = ner_tags(model, documents, pieces)
    return f1(gold, mapped(predicted, labels.to_conll))


def worldwide_scores(model, documents, pieces) -> dict:
    gold, predicted = ner_tags(model, documents, pieces)
    gold = mapped(gold, lambda tag: labels.to_ours("worldwide", tag))
    three = (mapped(tags, lambda t: labels.only(t, PLACES_PEOPLE)) for tags in (gold, predicted))
    return {"nine": f1(gold, predicted), "per_loc_org": f1(*three)}


def uner_scores(model, documents, pieces) -> dict:
    """Universal NER's three classes; its further class for what else has a name is left out."""
    gold, predicted = ner_tags(model, documents, pieces)
    places = {"FAC": "LOC"}
    own = mapped(predicted, lambda t: t[:2] + places.get(t[2:], t[2:]))
    three = (mapped(tags, lambda t: labels.only(t, PLACES_PEOPLE)) for tags in (gold, own))
    return f1(*three)


def wnut_scores(model, documents, pieces) -> dict:
    """WNUT-17's people and places alone: its other classes are cut otherwise than ours."""
    gold, predicted = ner_tags(model, documents, pieces)
    names = {"person": "PER", "location": "LOC", "PER": "PER", "LOC": "LOC", "FAC": "LOC"}
    two = (
        mapped(tags, lambda t: t[:2] + names[t[2:]] if t[2:] in names else "O")
        for tags in (gold, predicted)
    )
    return f1(*two)


def universal(relation: str) -> str:
    return relation.split(":")[0]


def syntax_scores(model, documents, pieces, deprels: list[str]) -> dict:
    """Gold tokens. LAS on universal relations, as the CoNLL-18 evaluation; `las_subtypes` on whole ones."""
    hits = dict.fromkeys(("upos", "uas", "las", "las_subtypes"), 0)
    total = 0
    for sentence, vectors in sentences_with_words(model, documents, pieces):
        upos, heads, relations = parse(model, vectors, deprels)
        total += len(heads)
        rows = zip(sentence.upos, sentence.heads, sentence.deprels, upos, heads, relations)
        for gold_upos, gold_head, gold_rel, own_upos, own_head, own_rel in rows:
            hits["upos"] += gold_upos == own_upos
            if gold_head == own_head:
                hits["uas"] += 1
                hits["las"] += universal(gold_rel) == universal(own_rel)
                hits["las_subtypes"] += gold_rel == own_rel
    return {name: round(100 * n / total, 2) for name, n in hits.items()}


def parse(model, vectors, deprels: list[str]) -> tuple[list[str], list[int], list[str]]:
    """One sentence's UPOS, heads and relations; `root` goes to the root's dependent and no other."""
    sentence_of = torch.zeros(1, len(vectors), dtype=torch.long, device=vectors.device)
    scores = model.heads.syntax(vectors[None], sentence_of)
    upos = [labels.UPOS[i] for i in scores.upos[0].argmax(-1).tolist()]
    heads = best_heads(scores.arcs[0].log_softmax(-1).double().cpu().numpy())
    index = torch.tensor(heads, device=vectors.device)
    relations = model.heads.relations(scores.rel_dep[0], scores.rel_head[0, index])
    relations[:, deprels.index("root")] = float("-inf")
    names = [deprels[i] for i in relations.argmax(-1).tolist()]
    return upos, heads, [name if head else "root" for name, head in zip(names, heads)]


@torch.inference_mode()
def evaluate(model, dev: dict[str, list[Document]], pieces, deprels, capitals=True) -> dict:
    """The scores of each dev set that is given, with upper-case copies of two if asked for."""
    model.eval()
    judges = {
        "conll": conll_scores,
        "worldwide": worldwide_scores,
        "uner": uner_scores,
        "wnut": wnut_scores,
        "ewt": partial(syntax_scores, deprels=deprels),
        "gum": partial(syntax_scores, deprels=deprels),
    }
    scores = {name: judges[name](model, documents, pieces) for name, documents in dev.items()}
    if capitals:
        for name in ("conll", "worldwide"):
            scores[f"{name}_upper"] = judges[name](model, upper(dev[name]), pieces)
    model.train()
    return scores


def upper(documents: list[Document]) -> list[Document]:
    return [Document(d.corpus, [upper_copy(s) for s in d.sentences]) for d in documents]


def headline(scores: dict) -> dict:
    """The figures that targets name, and two of other text, as far as they are there."""
    places = {
        "conll": ("conll", "f1-score"),
        "worldwide": ("worldwide", "nine", "f1-score"),
        "worldwide_per_loc_org": ("worldwide", "per_loc_org", "f1-score"),
        "conll_upper": ("conll_upper", "f1-score"),
        "worldwide_upper": ("worldwide_upper", "nine", "f1-score"),
        "uner": ("uner", "f1-score"),
        "wnut": ("wnut", "f1-score"),
        "ewt_upos": ("ewt", "upos"),
        "ewt_uas": ("ewt", "uas"),
        "ewt_las": ("ewt", "las"),
        "gum_las": ("gum", "las"),
    }
    return {name: reduce(getitem, at, scores) for name, at in places.items() if at[0] in scores}


def main():
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--model", type=Path, default=Path("models/en-small"))
    flags.add_argument("--data", type=Path, default=Path("../shared/data"))
    flags = flags.parse_args()
    model, deprels = load_folder(flags.model)
    pieces = load_pieces(flags.model / "tokenizer.json")
    scores = evaluate(model, load_dev(flags.data), pieces, deprels)
    print(json.dumps({"headline": headline(scores), **scores}, indent=2))


if __name__ == "__main__":
    main()
