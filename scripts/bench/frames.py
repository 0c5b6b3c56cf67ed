#!/usr/bin/env python3
"""Generate a folder of rule files with many frames, to see what they cost.

The worst case that real rules could come near: the frames' triggers are the verbs and nouns of the very articles that are
then extracted from, most frequent first, so that nearly every verb and noun starts a match. Words that run out are made up.

    triplewire parse articles.txt --from text | scripts/bench/frames.py --count 1000 --out /tmp/frames
    triplewire extract articles.txt --rules /tmp/frames --timings -o /dev/null
"""

import argparse
import collections
import pathlib
import sys

TYPES = 100
ROLES = """[event.roles]
actor = ["PER", "ORG", "NORP", "LOC", "people"]
object = ["PER", "ORG", "LOC", "FAC", "people", "facility"]
other = ["PER", "ORG", "LOC"]
instrument = ["weapon"]
place = ["LOC", "FAC"]
"""


def lemmas(lines, upos):
    """Lemmas of a part of speech in CoNLL-U, most frequent first."""
    count = collections.Counter()
    for line in lines:
        columns = line.split("\t")
        if len(columns) == 10 and columns[3] == upos and columns[2].isalpha():
            count[columns[2].lower()] += 1
    return [lemma for lemma, _ in count.most_common()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000, help="number of frames (default 1000)")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder to write")
    args = parser.parse_args()
    lines = sys.stdin.readlines()
    verbs, nouns = lemmas(lines, "VERB"), lemmas(lines, "NOUN")
    args.out.mkdir(parents=True, exist_ok=True)
    with open(args.out / "frames.toml", "w", encoding="utf-8") as file:
        for number in range(TYPES):
            file.write(f'[[event]]\ntype = "Generated{number}"\nrequires = ["actor", "object"]\n{ROLES}\n')
        for number in range(args.count):
            own_verbs = [verbs[i] if i < len(verbs) else f"verb{i}" for i in (2 * number, 2 * number + 1)]
            own_noun = nouns[number] if number < len(nouns) else f"noun{number}"
            file.write(
                f'[[frame]]\nname = "generated-{number}"\nevent = "Generated{number % TYPES}"\n'
                f'verbs = ["{own_verbs[0]}", "{own_verbs[1]}", "{own_verbs[0]} out"]\nnouns = ["{own_noun}"]\n'
                'roles = { actor = ["agent", "possessor"], object = ["patient", "obl:on"], other = ["obl:with", "obl:to"] }\n'
                f'examples = [{{ text = "-" }}]\ncounterexamples = ["The {own_noun}."]\n\n'
            )
    print(f"{args.count} frames, {min(2 * args.count, len(verbs))} verbs and {min(args.count, len(nouns))} nouns of the text")


if __name__ == "__main__":
    main()
