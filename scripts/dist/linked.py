#!/usr/bin/env python3
"""Lists what the program links: the licences of all crates with their texts, and an SBOM (CycloneDX 1.5, JSON)."""

import argparse
import json
import pathlib
import subprocess

FILES = ("license", "licence", "copying", "notice", "copyright", "unlicense")


def linked(features, target):
    """The packages that the program links, by name and version, from cargo's resolution without those for tests."""
    command = ["cargo", "tree", "--locked", "-p", "triplewire", "--features", features, "--target", target,
               "--edges", "normal", "--prefix", "none", "--format", "{p}"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {(name, version.lstrip("v")) for name, version, *_ in (line.split() for line in lines if line.strip())}


def packages(wanted):
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["packages"]
    return sorted((one for one in found if (one["name"], one["version"]) in wanted), key=lambda one: (one["name"], one["version"]))


def texts(package):
    """The files of a package that say under which licence it is."""
    folder = pathlib.Path(package["manifest_path"]).parent
    named = [path for path in folder.iterdir() if path.is_file() and path.stem.lower().startswith(FILES)]
    return [path.read_text(encoding="utf-8", errors="replace").strip() for path in sorted(named)]


def licences(found):
    """One passage for each text, with the packages that it is of."""
    users = {}
    for package in found:
        for text in texts(package) or [f"(No file; the package names {package['license']}.)"]:
            users.setdefault(text, []).append(f"{package['name']} {package['version']}: {package['license']}")
    passages = ["\n".join(names) + "\n\n" + text for text, names in users.items()]
    rule = "\n\n" + "-" * 80 + "\n\n"
    return "The program links these packages, under these licences." + rule + rule.join(passages) + "\n"


def sbom(found, version):
    """CycloneDX 1.5 (ECMA-424)."""
    def component(package):
        one = {"type": "library", "name": package["name"], "version": package["version"],
               "purl": f"pkg:cargo/{package['name']}@{package['version']}",
               "bom-ref": f"{package['name']}@{package['version']}"}
        if package["license"]:
            one["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
        return one
    others = [component(package) for package in found if package["source"]]
    own = {"type": "application", "name": "triplewire", "version": version, "bom-ref": f"triplewire@{version}",
           "licenses": [{"expression": "MIT OR Apache-2.0"}]}
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "metadata": {"component": own}, "components": others}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--features", default="")
    parser.add_argument("--target", required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--licences", type=pathlib.Path, required=True)
    parser.add_argument("--sbom", type=pathlib.Path, required=True)
    args = parser.parse_args()
    found = packages(linked(args.features, args.target))
    args.licences.write_text(licences([one for one in found if one["source"]]), encoding="utf-8")
    args.sbom.write_text(json.dumps(sbom(found, args.version), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
