#!/usr/bin/env python3
"""A spaCy pipeline from a folder. usage: spacy_pipeline.py PIPELINE INPUT.jsonl OUTPUT PROCESSES"""

import json
import sys

import spacy

from articles import articles


def main():
    folder, source, target, processes = sys.argv[1:]
    nlp = spacy.load(folder)
    pairs = ((text, name) for name, text in articles(source))
    with open(target, "w", encoding="utf-8") as out:
        for doc, name in nlp.pipe(pairs, as_tuples=True, batch_size=64, n_process=int(processes)):
            verbs = sum(token.tag_.startswith("VB") for token in doc)
            print(json.dumps([name, len(doc.ents), verbs, sum(1 for _ in doc.sents)]), file=out)


if __name__ == "__main__":
    main()
