#!/usr/bin/env python3
"""Makes a table of entities out of a Wikidata JSON dump, to lay on top of the built-in one.

    scripts/wikidata.py latest-all.json.gz MYRULES/entities.tsv --least 10
    triplewire extract --rules MYRULES ...

Reads a dump of https://dumps.wikimedia.org/wikidatawiki/entities/ (an array with an item a line; .gz, .bz2, .xz or plain; `-` for
standard input) once, and keeps people, organisations and places that have an English label and pages in at least --least
Wikipedias. Names are the English label and aliases. The classes that count are listed below with their subclasses in the dump; as those
are known only at its end, the items of all classes but the unwanted are remembered with their classes: a full dump takes some
gigabytes of memory with --least 3, a few hundred megabytes with 10. Data: Wikidata, CC0-1.0.
"""

import argparse
import bz2
import collections
import gzip
import json
import lzma
import math
import re
import sys

# The classes of each type: human; organization and what is none of its subclasses; geographic entity and administrative unit.
ROOTS = {
    "PER": {"Q5"},
    "ORG": {"Q43229", "Q7278", "Q4830453", "Q783794", "Q327333", "Q17149090", "Q176799"},
    "LOC": {"Q6256", "Q56061", "Q486972", "Q515", "Q3624078", "Q82794", "Q5107"},
}
SUBCLASS, INSTANCE, COUNTRY, CITIZEN, ISO, GEONAMES = "P279", "P31", "P17", "P27", "P297", "P1566"
FIRST, LAST = ("P571", "P569"), ("P576", "P570")
HEADER = "# Made by scripts/wikidata.py. Data: Wikidata (https://www.wikidata.org), CC0-1.0.\n"


def opened(path):
    if path == "-":
        return sys.stdin
    for ending, module in ((".gz", gzip), (".bz2", bz2), (".xz", lzma)):
        if path.endswith(ending):
            return module.open(path, "rt", encoding="utf-8")
    return open(path, encoding="utf-8")


def items(path):
    with opened(path) as lines:
        for line in lines:
            line = line.strip().rstrip(",")
            if line.startswith("{"):
                yield json.loads(line)


def values(item, prop):
    """The values of a property, the preferred ones alone where there are any; none that are deprecated."""
    claims = [claim for claim in item.get("claims", {}).get(prop, []) if claim.get("rank") != "deprecated"]
    best = [claim for claim in claims if claim.get("rank") == "preferred"] or claims
    for claim in best:
        value = claim.get("mainsnak", {}).get("datavalue", {}).get("value")
        if value is not None:
            yield value


def ids(item, prop):
    return [value["id"] for value in values(item, prop) if isinstance(value, dict) and "id" in value]


def year(item, props):
    for prop in props:
        for value in values(item, prop):
            found = re.match(r"([+-])(\d+)-", value.get("time", "")) if isinstance(value, dict) else None
            if found and found.group(1) == "+" and int(found.group(2)) > 0:
                return str(int(found.group(2)))
    return ""


def names(item):
    label = item.get("labels", {}).get("en") or item.get("labels", {}).get("mul")
    if not label:
        return []
    found = [label["value"], *(alias["value"] for alias in item.get("aliases", {}).get("en", []))]
    return list(dict.fromkeys(name for name in found if not re.search(r"[|\t\n]", name)))


def below(roots, parents):
    """All classes under the roots."""
    children = collections.defaultdict(set)
    for child, above in parents.items():
        for one in above:
            children[one].add(child)
    found, rest = set(roots), list(roots)
    while rest:
        for child in children[rest.pop()]:
            if child not in found:
                found.add(child)
                rest.append(child)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dump", help="JSON dump of Wikidata; - for standard input")
    parser.add_argument("table", help="the table to write: entities.tsv in a folder of rules of your own")
    parser.add_argument("--least", type=int, default=10, help="fewest Wikipedias with a page about the item (10)")
    args = parser.parse_args()
    parents, codes, kept = {}, {}, []
    for item in items(args.dump):
        above = ids(item, SUBCLASS)
        if above:
            parents[item["id"]] = above
        code = next((value for value in values(item, ISO) if isinstance(value, str)), None)
        if code:
            codes[item["id"]] = code
        links = sum(site.endswith("wiki") for site in item.get("sitelinks", {}))
        classes, own = ids(item, INSTANCE), names(item)
        if classes and own and links >= args.least:
            lands = ids(item, CITIZEN) or ids(item, COUNTRY) or ([item["id"]] if code else [])
            place = next((value for value in values(item, GEONAMES) if isinstance(value, str) and value.isdigit()), "")
            kept.append((item["id"], classes, own, lands, year(item, FIRST), year(item, LAST), links, place))
    kinds = {kind: below(roots, parents) for kind, roots in ROOTS.items()}
    lines = []
    for wikidata, classes, own, lands, first, last, links, place in kept:
        kind = next((kind for kind, known in kinds.items() if known.intersection(classes)), None)
        if not kind or kind == "LOC" and not place:
            continue
        if kind == "PER":
            # The year of birth says little about when somebody is in the news.
            first = str(int(first) + 35) if first else ""
        countries = "|".join(dict.fromkeys(codes[land] for land in lands if land in codes))
        prior = min(0.95, 0.5 + 0.1 * math.log(links + 1))
        place = place if kind == "LOC" else ""
        cells = [wikidata, kind, "|".join(own), countries, first, last, f"{prior:.2f}", place, "Wikidata", "CC0-1.0"]
        lines.append("\t".join(cells) + "\n")
    lines.sort(key=str.encode)
    with open(args.table, "w", encoding="utf-8") as table:
        table.write(HEADER + "".join(lines))
    print(f"{args.table}: {len(lines)} entities of {len(kept)} items with a label and {args.least} pages", file=sys.stderr)


if __name__ == "__main__":
    main()
