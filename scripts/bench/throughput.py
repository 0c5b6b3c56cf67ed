#!/usr/bin/env python3
"""Measures `extract` over 1,000 articles in one JSONL: words a second, peak memory, and start-up.

usage: throughput.py [DATA] [--program target/release/triplewire] [--articles 1000] [-- OPTIONS OF extract]

The articles come from DATA/text/*.txt.xz, one a line, the same number from each file. Start-up is an extraction from one
short sentence. The result is stored under benches/results/ with date, commit and machine.
"""
import argparse
import datetime
import json
import lzma
import os
import pathlib
import platform
import resource
import subprocess
import sys
import tempfile
import time


def articles(folder, count):
    """The first articles of middling length of every file, in turn, until there are enough."""
    sources = [lzma.open(path, "rt", encoding="utf-8", errors="replace") for path in sorted(folder.glob("*.txt.xz"))]
    while count and sources:
        for source in list(sources):
            line = next((line for line in source if 800 <= len(line) <= 8000), None)
            if line is None:
                sources.remove(source)
            elif count:
                count -= 1
                yield line.strip()


def machine():
    name = platform.processor() or platform.machine()
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        models = [line.split(": ")[1] for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        name = models[0] if models else name
    return f"{platform.machine()}, {os.cpu_count()} cores, {name}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", nargs="?", type=pathlib.Path, default=pathlib.Path("../shared/data"))
    parser.add_argument("--program", default="target/release/triplewire")
    parser.add_argument("--articles", type=int, default=1000)
    at = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    args = parser.parse_args(sys.argv[1:at])
    args.options = sys.argv[at + 1 :]

    texts = list(articles(args.data / "text", args.articles))
    words = sum(len(text.split()) for text in texts)
    with tempfile.TemporaryDirectory() as folder:
        wire, facts = f"{folder}/wire.jsonl", f"{folder}/facts.jsonl"
        with open(wire, "w", encoding="utf-8") as out:
            for number, text in enumerate(texts):
                print(json.dumps({"id": f"a{number}", "text": text}, ensure_ascii=False), file=out)

        started = time.monotonic()
        subprocess.run([args.program, "extract", "-", *args.options], input=b"Police arrested a man.",
                       stdout=subprocess.DEVNULL, check=True)
        startup = time.monotonic() - started
        started = time.monotonic()
        subprocess.run([args.program, "extract", wire, "-o", facts, *args.options], check=True)
        seconds = time.monotonic() - started
        with open(facts, encoding="utf-8") as lines:
            assert sum(1 for _ in lines) == len(texts), "an article is missing"

    # Linux counts in KiB, macOS in bytes.
    unit = 1 if platform.system() == "Darwin" else 1024
    result = {
        "date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        "commit": subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip(),
        "machine": machine(),
        "articles": len(texts),
        "words": words,
        "seconds": round(seconds, 1),
        "words_per_second": round(words / seconds),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 2**20),
        "startup_seconds": round(startup, 2),
    }
    print(json.dumps(result, indent=1))
    folder = pathlib.Path("benches/results")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{result['date']}-throughput.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
