#!/usr/bin/env python3
"""How fast the graph takes facts and answers the ready-made queries, through the program itself.

    scripts/bench/graph.py [--triples N] [--runs N] [--fourfold]

Makes up documents (names, events and offices drawn at random from a fixed seed, about as many of each as in a news article),
adds them as facts to a new store, and asks every ready-made query several times. `answer_ms` is what the program itself says that
opening the store and answering took, `call_ms` is the whole call: most of it goes into loading libtorch, which no query uses.
Prints a table and stores it, with date, commit and machine, under benches/results/.

For the memory, a store of a quarter of the size is filled too, and with --fourfold one of four times the size: the peak must not
grow with the input once the caches are full.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("TRIPLEWIRE", str(ROOT / "target/release/triplewire"))

# Triples that one made-up document becomes, seen; only to know how many documents to make.
TRIPLES_A_DOCUMENT = 820
PEOPLE, PLACES = 2_000, 500
TYPES = ["Killing", "Attack", "Bombing", "Arrest", "Meeting", "Condemnation", "Protest", "Visit", "Injury", "Negotiation"]
ROLES = {
    "Killing": ["attacker", "victim"], "Attack": ["attacker", "victim"], "Bombing": ["attacker", "victim"],
    "Arrest": ["authority", "suspect"], "Meeting": ["participant", "participant"], "Condemnation": ["speaker", "recipient"],
    "Protest": ["participant"], "Visit": ["agent"], "Injury": ["attacker", "victim"], "Negotiation": ["participant", "participant"],
}


def document(number, draw):
    """One document: six entities, eight events in eight sentences, two offices."""
    people = [f"Given{p % 997} Family{p}" for p in draw.sample(range(PEOPLE), 4)]
    places = [f"Town{p}" for p in draw.sample(range(PLACES), 2)]
    names = people + places
    mentions = {name: [] for name in names}
    sentences, events, offset = [], [], 0
    for at in range(8):
        kind = draw.choice(TYPES)
        actors, place = draw.sample(people, len(ROLES[kind])), draw.choice(places)
        words = [*actors, kind.lower(), "in", place]
        text, spans = "", {}
        for word in words:
            spans[word] = (offset + len(text), offset + len(text) + len(word))
            text += word + " "
        text += "."
        for name in [*actors, place]:
            start, end = spans[name]
            mentions[name].append({"start": start, "end": end, "text": name, "kind": "name", "sentence": at, "score": 0.98})
        arguments = [
            {"role": role, "entity": f"e{names.index(name) + 1}", "text": name, "start": spans[name][0], "end": spans[name][1],
             "score": 0.9, "rule": f"{kind.lower()}/active", "count": None}
            for role, name in zip([*ROLES[kind], "place"], [*actors, place])
        ]
        start, end = spans[kind.lower()]
        day = datetime.date(2000, 1, 1) + datetime.timedelta(days=draw.randrange(9000))
        events.append({
            "id": f"v{at + 1}", "type": kind, "realis": draw.choice(["actual"] * 8 + ["alleged", "denied"]), "source": None,
            "triggers": [{"start": start, "end": end, "text": kind.lower(), "sentence": at, "rule": f"{kind.lower()}/active"}],
            "arguments": arguments,
            "time": {"text": "that day", "start": start, "end": end, "value": day.isoformat()}, "score": 0.9,
        })
        sentences.append({"start": offset, "end": offset + len(text), "text": text})
        offset += len(text) + 1
    entities = [
        {"id": f"e{at + 1}", "type": "PER" if at < 4 else "LOC", "name": name, "mentions": mentions[name], "aliases": [],
         "attributes": [], "key": f"{'per' if at < 4 else 'loc'}/{name.lower().replace(' ', '-')}", "place": None}
        for at, name in enumerate(names)
    ]
    relations = [
        {"id": f"r{at + 1}", "type": "position_held", "subject": f"e{at + 1}", "object": "e5",
         "value": draw.choice(["mayor", "governor", "judge", "minister"]) + f" of {places[0]}", "start": 0, "end": 1, "sentence": 0,
         "rule": "position/of", "score": 0.9}
        for at in range(2)
    ]
    return {"id": f"made-{number}", "title": None, "published": "2016-12-19", "url": None, "model": "none", "version": "0",
            "sentences": sentences, "entities": entities, "events": events, "relations": relations, "warnings": []}


def run(*arguments):
    """Seconds, peak memory in MiB, output and messages of one call."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen([PROGRAM, *arguments], stdout=out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        if status:
            sys.exit(f"graph.py: {' '.join(arguments)} ended with status {os.waitstatus_to_exitcode(status)}")
        out.seek(0)
        err.seek(0)
        return seconds, usage.ru_maxrss / 1024, out.read().decode(), err.read().decode()


def fill(folder, name, count):
    """Adds that many documents to a new store; its path and what was seen."""
    draw = random.Random(count)
    facts, store = folder / f"{name}.jsonl", str(folder / name)
    with facts.open("w") as out:
        for number in range(count):
            out.write(json.dumps(document(number, draw)) + "\n")
    seconds, memory, _, _ = run("graph", "add", "--store", store, str(facts))
    _, _, stats, _ = run("graph", "stats", "--store", store)
    stats = dict(line.split("\t") for line in stats.splitlines())
    told = int(stats["events"]) + int(stats["relations"])
    triples = int(stats["triples"])
    size = sum(file.stat().st_size for file in pathlib.Path(store).rglob("*") if file.is_file())
    return store, {
        "documents": count, "triples": triples, "events_and_relations": told, "input_mib": round(facts.stat().st_size / 2**20, 1),
        "store_mib": round(size / 2**20, 1), "seconds": round(seconds, 2), "triples_per_second": round(triples / seconds),
        "events_and_relations_per_second": round(told / seconds), "peak_memory_mib": round(memory),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--fourfold", action="store_true", help="fill a store of four times the size, too")
    options = parser.parse_args()
    if shutil.which(PROGRAM) is None:
        sys.exit(f"graph.py: {PROGRAM} is not built: run make build")
    count = max(4, -(-options.triples // TRIPLES_A_DOCUMENT))
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        filled = {"quarter": fill(folder, "quarter", count // 4)[1]}
        store, filled["whole"] = fill(folder, "whole", count)
        if options.fourfold:
            _, filled["fourfold"] = fill(folder, "fourfold", count * 4)
        queries = {}
        for line in run("graph", "query", "--list")[2].splitlines():
            name, *parameters = line.split("\t")[0].split()
            # Whom and what the first document speaks of.
            names = [entity["name"] for entity in document(0, random.Random(count))["entities"]]
            values = {"PERSON": names[0], "PLACE": names[4]}
            words = [values[parameter] for parameter in parameters]
            calls, answers, rows, memory = [], [], 0, 0
            for _ in range(options.runs):
                seconds, memory, answer, timings = run(
                    "graph", "query", "--store", store, "--to", "csv", "--timings", "--ready", name, *words)
                calls.append(seconds * 1000)
                answers.append(sum(float(part.split()[1]) for part in timings.split(",")) * 1000)
                rows = answer.count("\n") - 1
            queries[name] = {"rows": rows, "answer_ms": round(statistics.median(answers), 1),
                             "slowest_answer_ms": round(max(answers), 1), "call_ms": round(statistics.median(calls), 1),
                             "peak_memory_mib": round(memory)}
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    found = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(), "commit": commit,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores", "command": "scripts/bench/graph.py", "runs": options.runs,
        "add": filled, "query": queries,
    }
    for name, seen in found["add"].items():
        print(f"add {name:16} {seen['triples']:>9} triples {seen['triples_per_second']:>8}/s  "
              f"{seen['events_and_relations']:>7} events and relations {seen['events_and_relations_per_second']:>6}/s  "
              f"peak {seen['peak_memory_mib']} MiB")
    for name, seen in queries.items():
        print(f"query {name:16} {seen['rows']:>7} rows  answer {seen['answer_ms']:>7} ms, at most {seen['slowest_answer_ms']:>7} ms  "
              f"whole call {seen['call_ms']:>7} ms")
    if options.triples >= 1_000_000:
        path = ROOT / f"benches/results/{found['date']}-graph.json"
        path.write_text(json.dumps(found, indent=4) + "\n")
        print(f"stored in {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
