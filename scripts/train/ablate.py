"""Which corpus helps: short runs that go on from the same weights, each with other corpora, as a table.

    scripts/train/run.sh ablate --start MODEL --data ../shared/data

MODEL is a folder with a model that knows none of the corpora in question; without it every run starts
from MiniLM, and then takes a larger `--share` to come anywhere near. Every run reads the same share of
its corpora once and is scored on the same dev sets, as they are and not in capitals. The runs are
short, so only differences well above their noise mean something: the first choice is run with a
second seed to show how large that is. A run whose scores are there already is not run again.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

BASE = "conll,worldwide"
CHOICES = {
    "CoNLL + worldwide": BASE,
    "the same, another seed": BASE,
    "+ IEER": f"{BASE},ieer",
    "+ GMB, silver": f"{BASE},gmb",
    "+ CrossNER politics": f"{BASE},crossner",
    "+ WNUT-17": f"{BASE},wnut",
    "+ re3d": f"{BASE},re3d",
    "all of these": f"{BASE},ieer,crossner,wnut,re3d,gmb",
}
SHOWN = ("conll", "worldwide", "worldwide_per_loc_org", "uner", "wnut")


def main():
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--data", default="../shared/data")
    flags.add_argument("--work", type=Path, default=Path("target/train/ablate"))
    flags.add_argument("--out", type=Path, default=Path("target/train/ablate.json"))
    flags.add_argument("--share", default="0.3")
    flags.add_argument("--layers", default="6")
    flags, rest = flags.parse_known_args()
    flags.work.mkdir(parents=True, exist_ok=True)
    rows = {}
    for number, (name, corpora) in enumerate(CHOICES.items()):
        scores = flags.work / f"{number}.json"
        if not scores.exists():
            run(flags, rest, number, corpora, scores)
        result = json.loads(scores.read_text(encoding="utf-8"))
        rows[name] = {key: result["headline"]["raw"][key] for key in SHOWN}
        print(f"{name:28}", *(f"{rows[name][key]:6.2f}" for key in SHOWN), flush=True)
        flags.out.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def run(flags, rest, number, corpora, scores) -> None:
    trainer = Path(__file__).with_name("train.py")
    command = [sys.executable, trainer, "--data", flags.data, "--corpora", corpora]
    command += ["--out", flags.work / "model", "--scores", scores]
    command += ["--checkpoint", flags.work / f"{number}.pt", "--layers", flags.layers]
    command += ["--share", flags.share, "--epochs", "1", "--seed", "2" if number == 1 else "1"]
    command += ["--only-last", *rest]
    with (flags.work / f"{number}.log").open("w") as log:
        subprocess.run(list(map(str, command)), stdout=log, stderr=log, check=True)
    (flags.work / f"{number}.pt").unlink(missing_ok=True)


if __name__ == "__main__":
    main()
