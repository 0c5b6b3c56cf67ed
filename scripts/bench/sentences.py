#!/usr/bin/env python3
"""Realis and sources over the lists of sentences in benches/sentences/.

    scripts/bench/sentences.py [--program target/release/triplewire] [LIST.tsv ...]

Each line has a text, an event type (`|` parts alternatives) and what is expected of an event of that type in it: its realis, or,
in a list whose name begins with `source`, words of its source's name. Prints what differs and how many are right.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

LISTS = pathlib.Path(__file__).resolve().parents[2] / "benches" / "sentences"


def extract(program, texts):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for number, text in enumerate(texts):
            file.write(json.dumps({"id": str(number), "text": text}) + "\n")
        file.flush()
        done = subprocess.run([program, "extract", file.name, "--to", "jsonl"], stdout=subprocess.PIPE, check=True)
    found = map(json.loads, done.stdout.decode().splitlines())
    return {document["id"]: document for document in found}


def told(document, types, of_source):
    """Realis, or names of sources, of the events of some types."""
    events = [event for event in document["events"] if event["type"] in types]
    if not of_source:
        return [event["realis"] for event in events]
    names = {entity["id"]: entity["name"] for entity in document["entities"]}
    return [names.get(event["source"], "") for event in events]


def check(program, path):
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    documents = extract(program, [row[0] for row in rows])
    of_source = path.name.startswith("source")
    right = 0
    for number, (text, types, expected) in enumerate(rows):
        found = told(documents[str(number)], types.split("|"), of_source)
        good = any(expected.lower() in one.lower() for one in found)
        right += good
        if not good:
            print(f"{expected} expected, {', '.join(found) or 'nothing'} found: {text}")
    print(f"{path.name}: {right} of {len(rows)} right")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="target/release/triplewire")
    parser.add_argument("lists", nargs="*", type=pathlib.Path)
    args = parser.parse_args()
    for path in args.lists or sorted(LISTS.glob("*.tsv")):
        check(args.program, path)


if __name__ == "__main__":
    main()
