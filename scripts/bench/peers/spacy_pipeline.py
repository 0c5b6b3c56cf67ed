#!/usr/bin/env python3
"""A spaCy pipeline, as a folder or a package. usage: spacy_pipeline.py PIPELINE INPUT.jsonl OUTPUT PROCESSES"""

import json
import sys

# spaCy runs on numpy, but loads PyTorch where it finds it: seconds and hundreds of MiB that only other peers need.
sys.modules["torch"] = None
import spacy  # noqa: E402

from articles import articles  # noqa: E402

# Articles a process takes at a time: with more of them, the processes do not finish together.
BATCH = 32


def main():
    pipeline, source, target, processes = sys.argv[1:]
    nlp = spacy.load(pipeline)
    pairs = ((text, name) for name, text in articles(source))
    with open(target, "w", encoding="utf-8") as out:
        for doc, name in nlp.pipe(pairs, as_tuples=True, batch_size=BATCH, n_process=int(processes)):
            verbs = sum(token.tag_.startswith("VB") for token in doc)
            print(json.dumps([name, len(doc.ents), verbs, sum(1 for _ in doc.sents)]), file=out)


if __name__ == "__main__":
    main()
