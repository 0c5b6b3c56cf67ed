#!/usr/bin/env python3
"""Compares what two builds of triplewire write, byte by byte.

In: two programs, and files of articles. Out: for each file and format the number of documents, and of those whose bytes
differ; the version that is written into the output does not count. Exit status 1 when anything differs.

    scripts/bench/same_output.py OLD/triplewire target/release/triplewire samples/*.txt samples/incidents/articles.jsonl
"""

import argparse
import datetime
import hashlib
import json
import platform
import re
import subprocess
import sys
from pathlib import Path

FORMATS = ["jsonl", "table", "triples", "nquads", "graphml", "conll"]


def written(program, file, to, version):
    """The output of one call, with the program's version blotted out."""
    call = [program, "extract", "--to", to, str(file)]
    done = subprocess.run(call, capture_output=True, check=True)
    return done.stdout.replace(version.encode(), b"VERSION")


def version(program):
    said = subprocess.run([program, "--version"], capture_output=True, check=True, text=True).stdout
    return re.search(r"\d+\.\d+\.\d+", said).group()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--to", nargs="+", default=FORMATS, metavar="FORMAT")
    parser.add_argument("-o", "--output", type=Path, help="store the result as JSON")
    args = parser.parse_args()

    versions = [version(args.before), version(args.after)]
    rows, differ = [], 0
    for file in args.files:
        for to in args.to:
            before, after = (
                written(program, file, to, number) for program, number in zip([args.before, args.after], versions)
            )
            row = {"file": file.name, "to": to, "bytes": len(after), "same": before == after}
            if to == "jsonl":
                pairs = list(zip(before.splitlines(), after.splitlines()))
                row["documents"] = len(pairs)
                row["documents_that_differ"] = sum(old != new for old, new in pairs)
                row["sha256"] = hashlib.sha256(after).hexdigest()
            differ += not row["same"]
            rows.append(row)
            print(f"{file.name:<32} {to:<8} {len(after):>10} bytes  {'same' if row['same'] else 'DIFFERENT'}")
    if args.output:
        result = {
            "date": datetime.date.today().isoformat(),
            "machine": platform.machine(),
            "versions": versions,
            "rows": rows,
        }
        args.output.write_text(json.dumps(result, indent=1) + "\n")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
