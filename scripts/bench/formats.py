#!/usr/bin/env python3
"""Reads every format that the program writes with tools of others, and asks the ready-made queries of another SPARQL engine.

    scripts/bench/formats.py [FILE...]      articles, default samples/*.txt

rdflib reads the formats of RDF, which must agree, and answers the queries; networkx reads GraphML; brat's own rules for offsets are
applied to its files; FalkorDB, an openCypher engine, runs the Cypher script twice and must hold the same graph after each.
FalkorDB's package wants Python 3.12; where it is not installed, the script says so and goes on.

Needs rdflib and networkx, and falkordblite if possible (scripts/bench/requirements.txt). Exit status 1 when anything differs.
"""

import collections
import csv
import io
import json
import logging
import os
import pathlib
import subprocess
import sys
import tempfile

import networkx
import rdflib
from rdflib.compare import isomorphic

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("TRIPLEWIRE", str(ROOT / "target/release/triplewire"))

failed = []


def say(what, good, detail=""):
    print(f"{'ok    ' if good else 'FAILED'} {what}{': ' if detail else ''}{detail}")
    if not good:
        failed.append(what)


def call(*arguments):
    return subprocess.run([PROGRAM, *arguments], check=True, capture_output=True, text=True, cwd=ROOT).stdout


def rdf(folder, export):
    triples = {}
    for name, kind in [("ntriples", "nt"), ("turtle", "turtle")]:
        triples[name] = rdflib.Graph().parse(data=export(name), format=kind)
    say("N-Triples and Turtle agree", isomorphic(triples["ntriples"], triples["turtle"]), f"{len(triples['turtle'])} triples")
    quads = {}
    for name, kind in [("nquads", "nquads"), ("jsonld", "json-ld")]:
        data = rdflib.Dataset().parse(data=export(name), format=kind)
        quads[name] = {(s, p, o, str(g)) for s, p, o, g in data.quads()}
    graphs = len({quad[3] for quad in quads["nquads"]})
    say("N-Quads and JSON-LD agree", quads["nquads"] == quads["jsonld"], f"{len(quads['nquads'])} quads in {graphs} graphs")
    return triples["turtle"]


def queries(store, triples):
    """The answers of the program's store and of rdflib, as bags of rows."""
    # Whom and what most is told of.
    often = lambda way: str(next(iter(triples.query(f"""
        PREFIX tw: <https://triplewire.example/vocabulary#> PREFIX sem: <http://semanticweb.cs.vu.nl/2009/11/sem/>
        SELECT ?name {{ ?event {way} ?entity . ?entity tw:searchName ?name }} GROUP BY ?name ORDER BY DESC(COUNT(?event)) LIMIT 1""")))[0])
    values = {"PERSON": often("sem:hasActor"), "PLACE": often("sem:hasPlace")}
    for line in call("graph", "query", "--list").splitlines():
        name, *parameters = line.split("\t")[0].split()
        words = [values[parameter] for parameter in parameters]
        own = list(csv.reader(io.StringIO(call("graph", "query", "--store", store, "--to", "csv", "--ready", name, *words))))
        text = (ROOT / f"crates/graph/assets/queries/{name}.rq").read_text()
        for parameter, value in zip(parameters, words):
            start = text.index(f"VALUES ?{parameter.lower()} {{")
            text = text[:start] + f'VALUES ?{parameter.lower()} {{ "{value}" }}' + text[text.index("}", start) + 1:]
        answer = triples.query(text)
        theirs = [["" if cell is None else str(cell) for cell in row] for row in answer]
        # In which order GROUP_CONCAT joins is left open by the standard.
        bag = lambda rows: collections.Counter(tuple("; ".join(sorted(cell.split("; "))) for cell in row) for row in rows)
        say(f"query {name} in rdflib", bag(own[1:]) == bag(theirs), f"{len(own) - 1} rows")


def graphml(export):
    graph = networkx.read_graphml(io.BytesIO(export("graphml").encode()))
    say("GraphML in networkx", graph.number_of_nodes() > 0, f"{graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges")


def brat(folder):
    bounds, wrong = 0, []
    for notes in folder.glob("*.ann"):
        # As they are: no line end becomes another.
        text, lines = (path.open(newline="").read() for path in [notes.with_suffix(".txt"), notes])
        known, used = set(), set()
        for line in lines.split("\n")[:-1]:
            head, *rest = line.split("\t")
            if head.startswith("T"):
                kind, start, end = rest[0].split(" ")
                known.add(head)
                bounds += 1
                if text[int(start):int(end)] != rest[1] or "\n" in rest[1]:
                    wrong.append(line)
            elif head.startswith("E"):
                used.update(part.split(":")[1] for part in rest[0].split(" "))
            elif head.startswith("R"):
                used.update(part.split(":")[1] for part in rest[0].split(" ")[1:])
        wrong.extend(used - known)
    say("brat's offsets and references", bounds > 0 and not wrong, f"{bounds} text bounds" if not wrong else str(wrong[:3]))


def neo4j(folder, scratch):
    rows = {name: list(csv.DictReader((folder / f"{name}.csv").open(newline=""))) for name in ["nodes", "relationships"]}
    ids = {row["id:ID"] for row in rows["nodes"]}
    ends = all(row[":START_ID"] in ids and row[":END_ID"] in ids for row in rows["relationships"])
    say("Neo4j's tables", ends and len(ids) == len(rows["nodes"]), f"{len(ids)} nodes, {len(rows['relationships'])} relationships")
    try:
        from redislite import FalkorDB
    except ImportError:
        print("left   Cypher in FalkorDB: falkordblite is not installed")
        return
    graph = FalkorDB(str(scratch / "falkor.db")).select_graph("facts")
    run = lambda name: [graph.query(line.rstrip(";")) for line in (folder / name).read_text().splitlines()]
    run("indexes.cypher")
    for time in ["once", "twice"]:
        run("import.cypher")
        held = [graph.query(query).result_set[0][0] for query in
                ["MATCH (n) RETURN count(n)", "MATCH ()-[r]->() RETURN count(r)"]]
        say(f"Cypher run {time} in FalkorDB", held == [len(ids), len(rows["relationships"])], f"{held[0]} nodes, {held[1]} relationships")


def main():
    logging.disable(logging.WARNING)
    articles = sys.argv[1:] or [str(path) for path in sorted((ROOT / "samples").glob("*.txt"))]
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        facts, store = str(scratch / "facts.jsonl"), str(scratch / "store")
        call("extract", *articles, "--to", "jsonl", "-o", facts)
        call("graph", "add", "--store", store, facts)
        export = lambda kind: call("graph", "export", "--store", store, "--to", kind)
        say("JSON lines come out as they went in", sorted(map(json.loads, export("jsonl").splitlines()), key=str)
            == sorted(map(json.loads, pathlib.Path(facts).read_text().splitlines()), key=str))
        triples = rdf(scratch, export)
        queries(store, triples)
        graphml(export)
        for kind in ["brat", "neo4j"]:
            call("graph", "export", "--store", store, "--to", kind, "-o", str(scratch / kind))
        brat(scratch / "brat")
        neo4j(scratch / "neo4j", scratch)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
