#!/usr/bin/env python3
"""Writes gazetteer/entities.tsv and gazetteer/entity_names.tsv: people, organisations and places with their Wikidata ids.

    scripts/entities.py FOLDER ACTORS

FOLDER keeps the packages, as with scripts/gazetteer.py (npm name-suggestion-index beside those); ACTORS is a folder with
`partyfacts_wikidata.csv` and `partyfacts_wikipedia.csv` (Party Facts), `world_leaders_2021_wikidata.csv` and
`world_leaders_2026-08-22.json` (Wikidata). `gazetteer/organisations.tsv` is written by hand. Run scripts/gazetteer.py first: places
are joined by their GeoNames ids.

A line of entities.tsv: Wikidata id, type, names with `|` between, countries (ISO 3166-1, `|` between), first and last year,
prior, GeoNames id of a place, source, licence. A line of entity_names.tsv: a name as the program compares names, or "geonames:" and
an id, and the Wikidata ids that bear it; sorted by its bytes.
"""

import collections
import csv
import json
import pathlib
import re
import sys

import gazetteer as places
from gazetteer import ROOT, Packages, is_latin, key, natural_earth

places.MODULES["name-suggestion-index"] = "8.0.20260918"
HEADER = "# Made by scripts/entities.py; sources and licences: gazetteer/README.md.\n"
AGENCY = re.compile(
    r"\b(armed forces|army|navy|air force|marine corps|coast guard|intelligence|security agency|police|gendarmerie|ministry of|"
    r"ministry for|federal bureau|border guard|civil guard|space force|secret service)\b", re.I)  # fmt: skip


CORPORATE = set("ag bank company corp corporation electronics group holding holdings inc limited ltd motor motors nv plc sa se".split())


class Entities:
    def __init__(self):
        self.rows = {}

    def add(self, wikidata, kind, names, countries=(), first="", last="", prior=0.5, place="", source="", licence=""):
        names = [name.strip() for name in names if name and is_latin(name) and "|" not in name and "\t" not in name]
        names = list(dict.fromkeys(name for name in names if len(key(name)) > 1))
        if not (names and re.fullmatch(r"Q[1-9][0-9]*", wikidata or "")):
            return
        row = self.rows.get(wikidata)
        if row is None:
            self.rows[wikidata] = {
                "type": kind, "names": names, "countries": [one for one in countries if one], "first": str(first or ""),
                "last": str(last or ""), "prior": prior, "place": str(place), "source": source, "licence": licence,
            }  # fmt: skip
        elif row["type"] == kind:
            row["names"] += [name for name in names if name not in row["names"]]
            row["countries"] += [one for one in countries if one and one not in row["countries"]]

    def write(self):
        lines, index = [], collections.defaultdict(list)
        for wikidata, row in self.rows.items():
            cells = [wikidata, row["type"], "|".join(row["names"]), "|".join(row["countries"]), row["first"], row["last"],
                     f"{row['prior']:.2f}", row["place"], row["source"], row["licence"]]
            lines.append("\t".join(cells) + "\n")
            keys = {key(name) for name in row["names"]}
            keys |= {short[4:] for short in keys if short.startswith("the ")}
            if row["place"]:
                keys = {f"geonames:{row['place']}"}
            for short in keys:
                index[short].append(wikidata)
        lines.sort(key=str.encode)
        names = sorted((f"{name}\t{' '.join(ids)}\n" for name, ids in index.items()), key=str.encode)
        for file, rows in (("entities.tsv", lines), ("entity_names.tsv", names)):
            (ROOT / file).write_text(HEADER + "".join(rows), encoding="utf-8")
            print(f"{file}: {len(rows)} lines, {(ROOT / file).stat().st_size:,} bytes")


def table(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def year(value):
    found = re.match(r"\d{4}", str(value or ""))
    return found.group(0) if found else ""


def by_hand(entities):
    for wikidata, names, country, checked in table("organisations.tsv"):
        entities.add(wikidata, "ORG", names.split("|"), [country], prior=0.95, source=f"hand ({checked})", licence="CC0-1.0")


def countries(entities, earth, known):
    for code, row in earth.items():
        for place in known:
            if place[2] == "country" and place[3] == code:
                names = [place[1], row["NAME"], row["NAME_LONG"], row["NAME_EN"], row["FORMAL_EN"]]
                entities.add(row["WIKIDATAID"], "LOC", names, [code], prior=0.99, place=place[0], source="Natural Earth",
                             licence="public domain")


def brands(entities, packages, known, names, demonyms):
    nsi = json.loads(packages.module("name-suggestion-index", "dist/json/nsi.json"))["nsi"]
    items = json.loads(packages.module("name-suggestion-index", "dist/wikidata/wikidata.json"))["wikidata"]
    source, licence = "name-suggestion-index", "BSD-3-Clause; Wikidata CC0-1.0"
    land = re.compile(r"\b(" + "|".join(sorted(map(re.escape, demonyms), key=len, reverse=True)) + r")\b")

    def country(wikidata):
        item = items.get(wikidata, {})
        found = land.findall(f"{item.get('label', '')} {item.get('description', '')}")
        codes = {demonyms[one] for one in found}
        return codes.pop() if len(codes) == 1 else ""

    states = {(key(place[1]), place[3]): place for place in known.values() if place[2] == "state"}
    for name, ids in names.items():
        for place in (known[one] for one in ids):
            if place[2] == "state":
                states.setdefault((name, place[3]), place)
    cities = collections.defaultdict(list)
    for place in known.values():
        if place[2] in ("city", "capital") and int(place[7]) >= 50_000:
            cities[key(place[1]), place[3]].append(place)
    for item in nsi["flags/man_made/flagpole"]["items"]:
        tags = item["tags"]
        code = tags.get("country", "")[:2]
        label = items.get(tags.get("subject:wikidata"), {}).get("label", "")
        for name in (tags.get("subject", ""), label):
            place = states.get((key(name), code))
            if tags.get("flag:type") == "regional" and place:
                entities.add(tags.get("subject:wikidata"), "LOC", [name, place[1]], [code], prior=0.95, place=place[0],
                             source=source, licence=licence)
        if tags.get("flag:type") in ("governmental", "military") and "Confederate" not in label:
            entities.add(tags.get("subject:wikidata"), "ORG", [tags["subject"], label], [country(tags["subject:wikidata"])],
                         prior=0.9, source=source, licence=licence)
    division = re.compile(r"^(?:state|province|prefecture|region|autonomous community|federal state|federated state|canton|"
                          r"oblast|voivodeship|department|constituent state|county)\b[^,;]* (?:of|in|on) ")
    town = re.compile(r"^(?:(?:national )?capital|capital (?:and|city)[^,;]*|(?:port |third-|second-)?[\w-]* ?(?:largest )?city|city)\b"
                      r"[^;]* (?:of|in) ")
    for wikidata, item in items.items():
        label, about = item.get("label") or "", item.get("description") or ""
        code = country(wikidata)
        if code and division.match(about) and (key(label), code) in states:
            place = states[key(label), code]
            entities.add(wikidata, "LOC", [label], [code], prior=0.95, place=place[0], source=source, licence=licence)
        elif code and town.match(about) and len(cities[key(label), code]) == 1:
            place = cities[key(label), code][0]
            entities.add(wikidata, "LOC", [label], [code], prior=0.95, place=place[0], source=source, licence=licence)
        elif code and AGENCY.search(label) and not label.lower().startswith("flag of"):
            entities.add(wikidata, "ORG", [label], [code], prior=0.8, source=source, licence=licence)
    spread = collections.Counter()
    found = collections.defaultdict(set)
    for path, group in nsi.items():
        if not path.startswith("brands/"):
            continue
        for item in group["items"]:
            tags = item["tags"]
            wikidata = tags.get("brand:wikidata")
            if wikidata in items:
                places_of = item["locationSet"].get("include", [])
                spread[wikidata] += 5 if "001" in places_of else len(places_of)
                label, brand = items[wikidata].get("label") or "", tags.get("brand:en") or tags.get("brand", "")
                # "Hyundai" of Hyundai Motor Company; but the shops of a company are not the company.
                more = set(key(label).split()) - set(key(brand).split())
                found[wikidata] |= {label, brand} if more <= CORPORATE else {label}
    for wikidata, own in found.items():
        # Not what is a place or a common word as well, and only what is known in several countries.
        plain = [one for one in own if len(one) > 3 and key(one) not in names]
        if spread[wikidata] >= 4 and plain:
            entities.add(wikidata, "ORG", plain, [], prior=0.6, source=source, licence=licence)


def parties(entities, actors, letters):
    years = {}
    for row in csv.DictReader((actors / "partyfacts_wikipedia.csv").open(encoding="utf-8")):
        years[row["partyfacts_id"]] = (year(row["year_founded"]), year(row["year_dissolved"]))
    for row in csv.DictReader((actors / "partyfacts_wikidata.csv").open(encoding="utf-8")):
        code = letters.get(row["country"])
        first, last = years.get(row["partyfacts_id"], ("", ""))
        short = row["name_short"] if len(row["name_short"] or "") > 2 else ""
        if code:
            entities.add(row["wikidata_id"], "ORG", [row["name"], row["name_native"], short], [code], first, last, 0.6,
                         source="Party Facts", licence="MIT; Wikidata CC0-1.0")


def leaders(entities, actors, by_wikidata):
    for row in csv.DictReader((actors / "world_leaders_2021_wikidata.csv").open(encoding="utf-8")):
        code = by_wikidata.get(row["countryid"])
        if code and " " in row["officeholderLabel"]:
            entities.add(row["officeholder"], "PER", [row["officeholderLabel"]], [code], year(row["start_year"]),
                         year(row["end_year"]), 0.8, source="world leaders 2021 (Wikidata)", licence="CC0-1.0")
    data = json.loads((actors / "world_leaders_2026-08-22.json").read_text(encoding="utf-8"))
    for land in data["countries"].values():
        for office in land["positions"].values():
            holder = (office or {}).get("current_holder") or {}
            if holder.get("wikidata_id") and " " in (holder.get("name_en") or ""):
                entities.add(holder["wikidata_id"], "PER", [holder["name_en"]], [land["country"]["iso_code"]],
                             year(holder.get("since")), "", 0.8, source="world leaders 2026 (Wikidata)", licence="CC0-1.0")


def main():
    packages, actors = Packages(pathlib.Path(sys.argv[1])), pathlib.Path(sys.argv[2])
    known = {row[0]: row for row in table("places.tsv")}
    names = {row[0]: row[1].split(" ") for row in table("names.tsv")}
    earth = natural_earth(packages)
    lexicon = ROOT.parent / "rules" / "lexicon" / "demonyms.tsv"
    demonyms = {row["NAME"]: code for code, row in earth.items()} | {row["NAME_LONG"]: code for code, row in earth.items()}
    by_name = {key(name): code for name, code in demonyms.items()}
    for line in lexicon.read_text(encoding="utf-8").splitlines():
        if "\t" in line and not line.startswith("#"):
            people, country = line.split("\t")[:2]
            if key(country) in by_name:
                demonyms[people] = by_name[key(country)]
    demonyms["United States"] = demonyms["U.S."] = "US"
    demonyms.pop("Georgia", None)
    letters = {row["ADM0_A3"]: code for code, row in earth.items()} | {row["ISO_A3_EH"]: code for code, row in earth.items()}
    entities = Entities()
    by_hand(entities)
    countries(entities, earth, list(known.values()))
    brands(entities, packages, known, names, demonyms)
    parties(entities, actors, letters)
    leaders(entities, actors, {row["WIKIDATAID"]: code for code, row in earth.items()})
    entities.write()


if __name__ == "__main__":
    main()
