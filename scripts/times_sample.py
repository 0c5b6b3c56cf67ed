#!/usr/bin/env python3
"""Samples time expressions from articles for reading by hand.

Takes a plain-text corpus, one paragraph or article a line (xz), runs `triplewire times` over a seeded sample of lines with a
made-up day of writing, and writes the share of expressions with a value and a sample of them in their context. The
judgements go into a column of the sample, and `--tally` counts them.

    scripts/times_sample.py --lines 400 --read 100 --seed 7 --published 2016-12-19 CORPUS.txt.xz ... > sample.tsv
    scripts/times_sample.py --tally judged.tsv
"""

import argparse
import collections
import json
import lzma
import pathlib
import random
import subprocess
import sys
import tempfile


def lines_of(path, count, rng):
    with lzma.open(path, "rt", encoding="utf-8", errors="replace") as file:
        lines = [line.strip() for line in file if len(line) > 200]
    return rng.sample(lines, min(count, len(lines)))


def sample(args):
    rng = random.Random(args.seed)
    documents = {}
    for path in args.corpus:
        stem = pathlib.Path(path).name.split(".")[0]
        for number, text in enumerate(lines_of(path, args.lines, rng)):
            documents[f"{stem}-{number}"] = text
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False) as file:
        for name, text in documents.items():
            file.write(json.dumps({"id": name, "text": text, "published": args.published}) + "\n")
    said = subprocess.run([args.triplewire, "times", file.name], check=True, capture_output=True, text=True).stdout
    pathlib.Path(file.name).unlink()
    rows = [line.split("\t") for line in said.splitlines()]
    by_kind = collections.Counter((row[3], bool(row[5])) for row in rows)
    for kind in sorted({kind for kind, _ in by_kind}):
        valued, not_valued = by_kind[kind, True], by_kind[kind, False]
        print(f"# {kind}\t{valued} of {valued + not_valued} with a value")
    for name, start, end, kind, words, value in rng.sample(rows, min(args.read, len(rows))):
        text = documents[name]
        start, end = int(start), int(end)
        context = f"{text[max(0, start - 90):start]}[{text[start:end]}]{text[end:end + 60]}"
        print("", name, kind, words, value, " ".join(context.split()), sep="\t")


def tally(path):
    judged = collections.Counter()
    with open(path, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#") and line.strip():
                judged[line.split("\t")[0]] += 1
    print(json.dumps(dict(judged)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*")
    parser.add_argument("--triplewire", default="target/release/triplewire")
    parser.add_argument("--lines", type=int, default=100, help="lines of each corpus")
    parser.add_argument("--read", type=int, default=100, help="expressions to read")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--published", default="2016-12-19")
    parser.add_argument("--tally", metavar="TSV", help="count the judgements of a sample instead")
    args = parser.parse_args()
    if args.tally:
        tally(args.tally)
    elif args.corpus:
        sample(args)
    else:
        parser.error("name a corpus, or --tally")


if __name__ == "__main__":
    sys.exit(main())
