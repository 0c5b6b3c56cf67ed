#!/usr/bin/env python3
"""Checks triplewire's own scores against independent ones, over files that `tag` and `parse` wrote.

usage: crosscheck.py [DATA] [--program target/release/triplewire]

Entities: seqeval. Dependencies: the CoNLL-18 evaluation that udtools carries on (pip install seqeval udtools). Exit
status 1 when any pair of figures differs by 0.01 or more.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

from seqeval.metrics import f1_score
from udtools.udeval import evaluate, load_conllu_file

NAMES = {"Person": "PER", "Organization": "ORG", "Location": "LOC", "Facility": "FAC", "Date": "DATE",
         "Money": "MONEY", "Product": "PRODUCT", "Misc": "MISC"}
CONLL = {"NORP": "MISC", "PRODUCT": "MISC", "FAC": "LOC", "DATE": None, "MONEY": None}


def columns(path, mapping):
    """Tags sentence by sentence, the class names mapped, IOB1 made IOB2."""
    sentences, tags = [], []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line.strip() or line.startswith("-DOCSTART-"):
            if tags:
                sentences.append(tags)
            tags = []
            continue
        prefix, _, name = line.split()[-1].partition("-")
        name = NAMES.get(name, name)
        tags.append((prefix, mapping.get(name, name) if name else None, name))
    if tags:
        sentences.append(tags)
    return [iob2(sentence) for sentence in sentences]


def iob2(sentence):
    written, before = [], None
    for prefix, name, original in sentence:
        opens = prefix == "B" or before != original
        written.append("O" if name is None else ("B-" if opens else "I-") + name)
        before = original or None
    return written


def shared_task(gold, pred):
    """F1 by metric as the evaluation of the CoNLL-18 shared task computes it, from the treebanks' own tools."""
    # Basic trees only: no enhanced dependencies to leave out.
    kinds = dict.fromkeys(("no_gapping", "no_shared_parents_in_coordination", "no_shared_dependents_in_coordination",
                           "no_control", "no_external_arguments_of_relative_clauses", "no_case_info",
                           "no_empty_nodes", "multiple_roots_okay"), 0)
    scores = evaluate(load_conllu_file(str(gold), kinds), load_conllu_file(str(pred), kinds))
    return {name: 100 * score.f1 for name, score in scores.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", nargs="?", type=pathlib.Path, default=pathlib.Path("../shared/data"))
    parser.add_argument("--program", default="target/release/triplewire")
    args = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp())
    failed = False

    def compare(what, ours, theirs):
        nonlocal failed
        same = abs(ours - theirs) < 0.01
        failed |= not same
        print(f"{what:34} triplewire {ours:6.2f}   independent {theirs:6.2f}   {'same' if same else 'DIFFERENT'}")

    def own(task, gold, pred, *more):
        call = [args.program, "eval", task, str(gold), str(pred), "--json", *more]
        return json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)["scores"]

    for corpus, labels, mapping in (("conll2003", "conll", CONLL), ("worldwide_newswire", "nine", {})):
        gold = args.data / "ner" / corpus / "dev.conll"
        pred = folder / f"{corpus}.tagged"
        subprocess.run([args.program, "tag", str(gold), "-o", str(pred)], check=True)
        theirs = 100 * f1_score(columns(gold, mapping), columns(pred, mapping))
        compare(f"{corpus} dev, micro F1", own("ner", gold, pred, "--labels", labels)["micro"]["f1"], theirs)

    for bank in ("ewt", "gum"):
        gold = args.data / "syntax" / bank / "dev.conllu"
        pred = folder / f"{bank}.conllu"
        subprocess.run([args.program, "parse", str(gold), "-o", str(pred)], check=True)
        ours, theirs = own("parse", gold, pred), shared_task(gold, pred)
        for metric in ("UPOS", "UAS", "LAS"):
            compare(f"{bank} dev, {metric}", ours[metric]["f1"], theirs[metric])
    sys.exit(failed)


if __name__ == "__main__":
    main()
