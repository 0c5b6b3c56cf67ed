#!/usr/bin/env python3
"""Whether the graph is the same whatever order its documents come in, through the program itself.

    scripts/bench/order.py [FILE] [--orders N]      JSONL with articles or facts, default samples/incidents/articles.jsonl

Fills a store with the documents as they stand, one with the last first, and N in random orders, each over other versions of a part of
the documents (every entity of another class, every event of another day), and compares all quads, those of what is one across documents
too. Exit status 1 when a store differs. What is found for the project's own articles is stored under benches/results/.
"""

import argparse
import datetime
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = "samples/incidents/articles.jsonl"
PROGRAM = os.environ.get("TRIPLEWIRE", str(ROOT / "target/release/triplewire"))
OTHER = {"PER": "ORG", "ORG": "PER", "LOC": "ORG", "NORP": "LOC"}


def call(*arguments):
    return subprocess.run([PROGRAM, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def another_version(line):
    """A document as a worse reader would have told it."""
    facts = json.loads(line)
    for entity in facts["entities"]:
        entity["type"] = OTHER.get(entity["type"], entity["type"])
        entity["key"] = None
    for event in facts["events"]:
        if event["time"]:
            event["time"]["value"] = "1999-12-31"
    return json.dumps(facts) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", default=str(ROOT / SAMPLE))
    parser.add_argument("--orders", type=int, default=3)
    options = parser.parse_args()
    seen = {}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        path = pathlib.Path(options.file)
        lines = path.read_text().splitlines(keepends=True)
        if "sentences" not in json.loads(lines[0]):
            lines = call("extract", options.file, "--to", "jsonl").splitlines(keepends=True)

        def fill(name, versions):
            """All quads of a store to which each of the lists was added in turn."""
            store, facts = str(folder / name), folder / f"{name}.jsonl"
            for version in versions:
                facts.write_text("".join(version))
                call("graph", "add", "--store", store, "--facts", str(facts))
            return set(call("graph", "export", "--store", store, "--to", "nquads").splitlines())

        wanted = fill("given", [lines])
        merged = sum(line.endswith("/graph/merged> .") for line in wanted)
        print(f"{len(lines)} documents, {len(wanted)} quads, {merged} of them about what is one across documents")
        orders = [("last first", lines[::-1], [])]
        for seed in range(options.orders):
            draw = random.Random(seed)
            shuffled = draw.sample(lines, len(lines))
            before = [another_version(line) for line in draw.sample(lines, len(lines) // 3)]
            orders.append((f"random order {seed + 1}, over {len(before)} other versions", shuffled, before))
        for number, (name, order, before) in enumerate(orders):
            found = fill(str(number), [before, order] if before else [order])
            same = found == wanted
            seen[name] = same
            print(f"{'ok    ' if same else 'FAILED'} {name}" + ("" if same else f": {len(found ^ wanted)} quads differ"))
    if path.resolve() == ROOT / SAMPLE:
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
        date = datetime.datetime.now(datetime.UTC).date().isoformat()
        result = {"date": date, "commit": commit, "command": "scripts/bench/order.py", "documents": len(lines),
                  "quads": len(wanted), "merged_quads": merged, "same": seen}
        target = ROOT / f"benches/results/{date}-order.json"
        target.write_text(json.dumps(result, indent=4) + "\n")
        print(f"stored in {target.relative_to(ROOT)}")
    sys.exit(0 if all(seen.values()) else 1)


if __name__ == "__main__":
    main()
