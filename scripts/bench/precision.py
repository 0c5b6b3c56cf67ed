#!/usr/bin/env python3
"""Draws facts out of raw news for reading by hand, and counts the judgements.

    scripts/bench/precision.py sample ARTICLES.jsonl --what actual > sample.tsv
    scripts/bench/precision.py count benches/results/DATE-precision-*.tsv

ARTICLES has one object a line: id, text, published. `--what` is `actual` (events told as facts), `realis` (events told as
denied, attempted, planned, hypothetical or alleged), `relations`, or `merged` and `merged-events`
(entities and events that `graph add` made one over several documents). The sample is drawn with a fixed seed, at most one fact a document. Its first column is for the judgement:
`right`, or what is wrong: `type` (no such event or relation), `role` (a filler, or one side, is wrong), `realis` (told otherwise),
`time` (of another event, or a wrong value), `place`, `twice` (the same event is there a second time), `span` (right filler,
words missing or too many; counts as right), `mixed` (a merged entity holds somebody else's mentions). `store` takes the texts,
which are not ours to publish, out of a judged file.
"""

import argparse
import collections
import csv
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import urllib.parse

RIGHT = {"right", "span"}
WRONG = {"type", "role", "realis", "time", "place", "twice", "mixed"}
KEPT = 3  # Columns that `store` leaves: judgement, kind, and the roles' or relation's names.


def extracted(args):
    with tempfile.NamedTemporaryFile("w+", suffix=".jsonl", encoding="utf-8") as file:
        command = [args.program, "extract", args.articles, "--to", "jsonl", *args.options]
        subprocess.run(command, stdout=file, check=True)
        file.seek(0)
        yield from map(json.loads, file)


def one_line(text):
    return " ".join(text.split())


def around(found, text, number):
    """The sentence in brackets between its neighbours."""
    sentences = found["sentences"]
    cut = [one_line(text[s["start"] : s["end"]]) for s in sentences[max(0, number - 2) : number + 2]]
    at = min(number, 2)
    cut[at] = f"[[ {cut[at]} ]]"
    return " ".join(cut)


def event_row(found, text, event):
    names = {entity["id"]: entity for entity in found["entities"]}
    roles = []
    for one in event["arguments"]:
        entity = names.get(one["entity"])
        name = entity["name"] if entity else one["text"]
        said = f"{one['role']}={one['text']}" + (f" [{name}]" if name != one["text"] else "")
        place = entity and entity.get("place")
        if one["role"] == "place" and place and place.get("country"):
            said += f" ({place['country']} {place['latitude']} {place['longitude']})"
        roles.append(said)
    time = event["time"]
    said = f"{time['text']} = {time['value']}" if time else ""
    source = names.get(event["source"])
    triggers = " | ".join(trigger["text"] for trigger in event["triggers"])
    others = []
    for other in found["events"]:
        if other is not event and other["type"] == event["type"]:
            fillers = ", ".join(argument["text"] for argument in other["arguments"])
            others.append(f"{other['triggers'][0]['text']}: {fillers}")
    return [
        event["type"],
        " ".join(one["role"] for one in event["arguments"]),
        event["realis"] + (f" after {source['name']}" if source else ""),
        triggers,
        "; ".join(roles),
        said,
        "others of the type: " + " / ".join(others[:4]) if others else "",
        f"published {found['published']}",
        around(found, text, event["triggers"][0]["sentence"]),
    ]


def relation_row(found, text, relation):
    names = {entity["id"]: entity["name"] for entity in found["entities"]}
    sides = [names.get(relation[side], "") for side in ("subject", "object")]
    value = relation["value"] or ""
    return [
        relation["type"],
        relation["status"] or "",
        sides[0],
        value,
        sides[1],
        around(found, text, relation["sentence"]),
    ]


def facts_of(found, what):
    if what == "relations":
        return found["relations"]
    return [event for event in found["events"] if (event["realis"] == "actual") == (what == "actual")]


def sample(args):
    rng = random.Random(args.seed)
    lines = pathlib.Path(args.articles).read_text(encoding="utf-8").splitlines()
    texts = {one["id"]: one["text"] for one in map(json.loads, lines)}
    if args.what.startswith("merged"):
        return merged(args, texts, rng)
    drawn = []
    for found in extracted(args):
        facts = facts_of(found, args.what)
        if facts:
            drawn.append((found, rng.choice(facts)))
    row = relation_row if args.what == "relations" else event_row
    for found, fact in rng.sample(drawn, min(args.count, len(drawn))):
        print("", *map(one_line, row(found, texts[found["id"]], fact)), found["id"], sep="\t")
    return None


MERGED = """PREFIX tw: <https://triplewire.example/vocabulary#>
SELECT ?node ?member { ?node tw:member ?member }"""


def merged(args, texts, rng):
    """Nodes over several documents, one a line: what each document says of its entity or event."""
    facts = {}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "facts.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for found in extracted(args):
                facts[found["id"]] = found
                file.write(json.dumps(found) + "\n")
        graph = ["--store", str(pathlib.Path(folder) / "store")]
        subprocess.run([args.program, "graph", "add", path, *graph], check=True, stdout=subprocess.DEVNULL)
        done = subprocess.run([args.program, "graph", "query", *graph, MERGED], check=True, stdout=subprocess.PIPE)
    nodes = collections.defaultdict(list)
    for row in list(csv.reader(done.stdout.decode().splitlines()))[1:]:
        node, member = row
        document, _, number = member.partition("/doc/")[2].rpartition("#")
        nodes[node].append((urllib.parse.unquote(document), number))
    events = args.what == "merged-events"
    several = {
        node: members
        for node, members in sorted(nodes.items())
        if len({document for document, _ in members}) > 1 and ("/entity/event/" in node) == events
    }
    drawn = sorted(several)
    chosen = rng.sample(drawn, min(args.count, len(drawn)))
    if args.largest:
        chosen = sorted(drawn, key=lambda node: -len(several[node]))[: args.count]
    for node in chosen:
        told = []
        for document, number in several[node][:12]:
            found = facts[document]
            (one,) = [one for one in found["events" if events else "entities"] if one["id"] == number]
            if events:
                row = event_row(found, texts[document], one)
                told.append(f"<{document}> {row[2]} {row[3]}: {row[4]} | {row[5]} | {row[7]} | {row[8]}")
            else:
                spellings = list(dict.fromkeys(mention["text"] for mention in one["mentions"]))[:8]
                sentence = around(found, texts[document], one["mentions"][0]["sentence"])
                told.append(f"<{document}> {spellings} {one.get('place') or ''} | {sentence}")
        kind = node.partition("/entity/")[2]
        print("", one_line(kind), f"{len(several[node])} members", *map(one_line, told), sep="\t")


def count(args):
    for path in args.files:
        judged = collections.Counter()
        by_type = collections.defaultdict(collections.Counter)
        for number, line in enumerate(pathlib.Path(path).read_text(encoding="utf-8").splitlines(), 1):
            judgement, kind = line.split("\t")[:2]
            if judgement not in RIGHT | WRONG:
                sys.exit(f"{path}:{number}: judgement {judgement!r}, one of {sorted(RIGHT | WRONG)} expected")
            judged[judgement] += 1
            by_type[kind][judgement in RIGHT] += 1
        total = sum(judged.values())
        right = sum(judged[name] for name in RIGHT)
        print(f"{path}: {right} of {total} right, {100 * right / total:.1f} %;", dict(judged))
        if args.types:
            for kind, counts in sorted(by_type.items()):
                print(f"  {kind}: {counts[True]} of {sum(counts.values())}")


def store(args):
    for line in pathlib.Path(args.file).read_text(encoding="utf-8").splitlines():
        print(*line.split("\t")[:KEPT], sep="\t")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    drawing = commands.add_parser("sample")
    drawing.add_argument("articles")
    drawing.add_argument("--what", choices=["actual", "realis", "relations", "merged", "merged-events"], default="actual")
    drawing.add_argument("--seed", type=int, default=18)
    drawing.add_argument("--count", type=int, default=100)
    drawing.add_argument("--largest", action="store_true", help="of merged nodes the largest, not any")
    drawing.add_argument("--program", default="target/release/triplewire")
    drawing.add_argument("options", nargs="*", help="handed on to extract, after --")
    drawing.set_defaults(run=sample)
    counting = commands.add_parser("count")
    counting.add_argument("files", nargs="+")
    counting.add_argument("--types", action="store_true", help="a line a type, too")
    counting.set_defaults(run=count)
    storing = commands.add_parser("store")
    storing.add_argument("file")
    storing.set_defaults(run=store)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
