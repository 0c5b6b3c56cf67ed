#!/usr/bin/env python3
"""Realis against graded factuality: at the words where an event has its trigger and people judged whether it happened.

usage: factuality.py GOLD.jsonl[.xz] [--bin PATH] [--rules DIR] [--limit N] [--wrong]

GOLD holds a sentence a line, with `text` (tokens parted by blanks) and `targets` (`span1`, `label` from -3 certainly not to 3
certainly so), as UW and UDS-IH2 do in ../shared/data/factuality. Each sentence is read as a document of its own. `actual` is right
where the label is above 1, `denied` where it is below 0, everything else where it is at most 1. --wrong lists what is not.
"""
import argparse, collections, json, lzma, subprocess, sys, tempfile


def sentences(path, limit):
    with (lzma.open if path.endswith(".xz") else open)(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if limit and number >= limit:
                break
            yield json.loads(line)


def right(realis, label):
    if realis == "actual":
        return label > 1
    return label < 0 if realis == "denied" else label <= 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("--bin", default="target/release/triplewire")
    parser.add_argument("--rules")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()

    gold = list(sentences(options.gold, options.limit))
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for number, sentence in enumerate(gold):
            file.write(json.dumps({"id": str(number), "text": sentence["text"]}) + "\n")
        file.flush()
        command = [options.bin, "extract", file.name, "--to", "jsonl"]
        if options.rules:
            command += ["--rules", options.rules, "--rules-only"]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)

    judged = collections.defaultdict(list)
    for line in done.stdout.splitlines():
        facts = json.loads(line)
        sentence = gold[int(facts["id"])]
        starts, at = {}, 0
        for number, token in enumerate(sentence["text"].split(" ")):
            starts[number] = (at, at + len(token))
            at += len(token) + 1
        labels = {}
        for target in sentence["targets"]:
            first, last = target["span1"]
            for token in range(first, last):
                labels[starts[token]] = target["label"]
        for event in facts["events"]:
            for trigger in event["triggers"]:
                over = [label for (start, end), label in labels.items() if start >= trigger["start"] and end <= trigger["end"]]
                if over:
                    judged[event["realis"]].append((over[0], event["type"], trigger["text"], sentence["text"]))
    total = hits = 0
    print("realis        events  right  share  mean label")
    for realis, items in sorted(judged.items(), key=lambda pair: -len(pair[1])):
        good = sum(right(realis, item[0]) for item in items)
        total, hits = total + len(items), hits + good
        mean = sum(item[0] for item in items) / len(items)
        print(f"{realis:12} {len(items):7} {good:6} {100 * good / len(items):6.1f} {mean:10.2f}")
    print(f"{'all':12} {total:7} {hits:6} {100 * hits / max(total, 1):6.1f}")
    if options.wrong:
        for realis, items in judged.items():
            for label, kind, trigger, text in items:
                if not right(realis, label):
                    print(f"\n{realis} but {label:.1f}: {kind} at {trigger!r}\n  {text}")


if __name__ == "__main__":
    main()
