#!/usr/bin/env python3
"""Lists what the program links: the licences of all crates with their texts, and an SBOM (CycloneDX 1.5, JSON).

In: the features and the target that the program was built with, and the licences of what is no crate, as NAME=FILE. The texts are the
files in the crates' sources, with those of the C and C++ that a crate compiles; each text is written once. Nothing is fetched.
"""

import argparse
import html
import json
import pathlib
import re
import subprocess

FILES = re.compile(r"(licen[cs]e|copying|copyright|notice|unlicense)([-._].*)?$|.*\.license$", re.IGNORECASE)
# How far below a crate's folder the sources of a library in C have their licence: rocksdb/LICENSE.Apache, lz4/lib/LICENSE. The
# project's own crates have a script of somebody else in assets/page/vendor.
DEPTH, OWN_DEPTH = 2, 4
# Nothing of these folders is linked.
SKIPPED = {"benches", "contrib", "doc", "docs", "examples", "fuzz", "java", "ossfuzz", "programs", "target", "test", "tests"}


def cargo(*arguments):
    return subprocess.run(["cargo", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def linked(features, target):
    """Name and version of each crate that is linked: none that only runs at build time, as procedural macros do."""
    tree = cargo("tree", "--locked", "-p", "triplewire", "--features", features, "--target", target,
                 "--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}")
    lines = (line.split() for line in tree.splitlines() if line.strip())
    return {(name, version.removeprefix("v")) for name, version, *_ in lines}


def packages(wanted):
    found = json.loads(cargo("metadata", "--locked", "--format-version", "1", "--all-features"))["packages"]
    missing = wanted - {(one["name"], one["version"]) for one in found}
    if missing:
        raise SystemExit(f"linked.py: cargo's metadata lacks {sorted(missing)}")
    return sorted((one for one in found if (one["name"], one["version"]) in wanted), key=lambda one: (one["name"], one["version"]))


def expression(package):
    """The licence in the spelling of SPDX: older manifests have a slash for OR."""
    return re.sub(r"\s*/\s*", " OR ", package["license"] or "see its text")


def files(folder, depth):
    for path in sorted(folder.iterdir()):
        if path.is_file() and FILES.match(path.name) and path.suffix not in {".rs", ".py", ".html"}:
            yield path
        elif path.is_dir() and depth and path.name not in SKIPPED and not path.name.startswith("."):
            yield from files(path, depth - 1)


def texts(package):
    """The files of a package that say under which licence it is, each with the part of the package that it is for."""
    folder = pathlib.Path(package["manifest_path"]).parent
    own = package["source"] is None
    for path in files(folder, OWN_DEPTH if own else DEPTH):
        text = path.read_text(encoding="utf-8", errors="replace").strip()
        # The GPL is offered beside another licence, which is the one taken.
        gpl = "GNU GENERAL PUBLIC LICENSE" in text[:400]
        # The project's own licences lie beside what is written here.
        if not gpl and not (own and path.name in {"LICENSE-APACHE", "LICENSE-MIT"}):
            part = path.relative_to(folder)
            # cytoscape.LICENSE is for cytoscape, lz4/LICENSE for lz4.
            part = part.with_suffix("") if part.suffix == ".LICENSE" else part.parent
            yield f"{package['name']} {package['version']}" + (f", {part}" if part.name else ""), text


def other(file):
    """The text of a file with a licence; of Rust's there is only a page."""
    text = pathlib.Path(file).read_text(encoding="utf-8", errors="replace")
    if file.endswith(".html"):
        text = html.unescape(re.sub(r"<style.*?</style>|<[^>]+>", "", text, flags=re.DOTALL))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def licences(found, others):
    """What is linked with its licence; then one passage for each text, with whatever is under it."""
    names, users, bare = [], {}, []
    for package in found:
        title = f"{package['name']} {package['version']}"
        if package["source"]:
            names.append(f"{title}: {expression(package)}")
        passages = list(texts(package))
        for whose, text in passages:
            users.setdefault(text, {})[whose] = None
        if package["source"] and not passages:
            authors = ", ".join(re.sub(r"\s*<.*?>", "", author) for author in package["authors"]) or "its authors"
            bare.append(f"{title}: {expression(package)}; copyright {authors}")
    for name, file in others:
        names.append(f"{name}: see its text")
        users.setdefault(other(file), {})[name] = None
    parts = ["The program links these packages, under these licences. Of several with OR between them, any but the GPL is taken.\n\n"
             + "\n".join(names)]
    if bare:
        parts.append("No text comes with these; LICENSE-APACHE and LICENSE-MIT beside this file have it.\n\n" + "\n".join(bare))
    parts += ["\n".join(whose) + "\n\n" + text for text, whose in users.items()]
    return ("\n\n" + "-" * 80 + "\n\n").join(parts) + "\n"


def sbom(found, version):
    """CycloneDX 1.5 (ECMA-424)."""
    def component(package):
        one = {"type": "library", "name": package["name"], "version": package["version"],
               "purl": f"pkg:cargo/{package['name']}@{package['version']}",
               "bom-ref": f"{package['name']}@{package['version']}"}
        if package["license"]:
            one["licenses"] = [{"expression": expression(package)}]
        return one
    others = [component(package) for package in found if package["source"]]
    own = {"type": "application", "name": "triplewire", "version": version, "bom-ref": f"triplewire@{version}",
           "licenses": [{"expression": "MIT OR Apache-2.0"}]}
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "metadata": {"component": own}, "components": others}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--features", default="")
    parser.add_argument("--target", required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--text", action="append", default=[], metavar="NAME=FILE", help="the licence of what is no crate")
    parser.add_argument("--licences", type=pathlib.Path, required=True)
    parser.add_argument("--sbom", type=pathlib.Path, required=True)
    args = parser.parse_args()
    found = packages(linked(args.features, args.target))
    others = [text.split("=", 1) for text in args.text]
    args.licences.write_text(licences(found, others), encoding="utf-8")
    args.sbom.write_text(json.dumps(sbom(found, args.version), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
