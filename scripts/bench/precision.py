#!/usr/bin/env python3
"""Samples events that the rules assert in raw news, for reading by hand, and counts the judgements.

    scripts/bench/precision.py sample --articles 60 ../shared/data/text > sample.tsv
    scripts/bench/precision.py count benches/results/DATE-precision.tsv

The sample is drawn with a fixed seed: articles from each corpus, then events told as facts (realis `actual`), at most one a
document. Its columns are judgement (empty), type, trigger, arguments, source file and the sentence. The judge writes into the
first column `right`, `type` (no such event), `role` (a filler is wrong), `realis` (not told as a fact) or `span` (right filler,
words missing or too many; counts as right). What is stored keeps the roles' names only, for the texts are not ours to publish.
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

RIGHT = {"right", "span"}
WRONG = {"type", "role", "realis"}


def articles(path, count, rng):
    """Lines long enough to be a story; in some corpora a line is a paragraph."""
    with lzma.open(path, "rt", encoding="utf-8", errors="replace") as file:
        lines = [line.strip() for line in file if 200 < len(line) < 8000]
    return rng.sample(lines, min(count, len(lines)))


def sample(args):
    rng = random.Random(args.seed)
    texts = {}
    for path in sorted(pathlib.Path(args.folder).glob("*.xz")):
        for number, text in enumerate(articles(path, args.articles, rng)):
            texts[f"{path.name.split('.')[0]}-{number}"] = text
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for name, text in texts.items():
            file.write(json.dumps({"id": name, "text": text}) + "\n")
        file.flush()
        done = subprocess.run(
            [args.program, "extract", file.name, "--to", "jsonl", *args.options], stdout=subprocess.PIPE, check=True
        )
    asserted = []
    for line in done.stdout.decode().splitlines():
        found = json.loads(line)
        events = [event for event in found["events"] if event["realis"] == "actual"]
        if events:
            asserted.append((found, rng.choice(events)))
    for found, event in rng.sample(asserted, min(args.events, len(asserted))):
        text = texts[found["id"]]
        names = {entity["id"]: entity["name"] for entity in found["entities"]}
        place = found["sentences"][event["triggers"][0]["sentence"]]
        roles = []
        for one in event["arguments"]:
            name = names.get(one["entity"], one["text"])
            roles.append(f"{one['role']}={one['text']}" + (f" [{name}]" if name != one["text"] else ""))
        sentence = " ".join(text[place["start"] : place["end"]].split())
        print("", event["type"], event["triggers"][0]["text"], "; ".join(roles), found["id"], sentence, sep="\t")


def count(args):
    judged = collections.Counter()
    by_type = collections.defaultdict(collections.Counter)
    for number, line in enumerate(pathlib.Path(args.file).read_text(encoding="utf-8").splitlines(), 1):
        judgement, kind = line.split("\t")[:2]
        if judgement not in RIGHT | WRONG:
            sys.exit(f"{args.file}:{number}: judgement {judgement!r}, one of {sorted(RIGHT | WRONG)} expected")
        judged[judgement] += 1
        by_type[kind][judgement in RIGHT] += 1
    total = sum(judged.values())
    right = sum(judged[name] for name in RIGHT)
    print(f"{right} of {total} right, {100 * right / total:.1f} %;", dict(judged))
    for kind, counts in sorted(by_type.items()):
        print(f"  {kind}: {counts[True]} of {sum(counts.values())}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    drawing = commands.add_parser("sample")
    drawing.add_argument("folder")
    drawing.add_argument("--seed", type=int, default=4)
    drawing.add_argument("--articles", type=int, default=120, help="articles of each corpus")
    drawing.add_argument("--events", type=int, default=100)
    drawing.add_argument("--program", default="target/release/triplewire")
    drawing.add_argument("options", nargs="*", help="handed on to extract, after --")
    drawing.set_defaults(run=sample)
    counting = commands.add_parser("count")
    counting.add_argument("file")
    counting.set_defaults(run=count)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
