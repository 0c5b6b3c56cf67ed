"""How long the short commands of triplewire take: one sentence, one query, one list."""

import statistics

from call import Failed, timed

# A ready-made query without parameters.
QUERY = "who-killed-whom"


def startup(program, model, sentence, articles, scratch, runs):
    """Median seconds and peak MiB of each command, by turns; the store that is queried is filled from a few articles."""
    store, out = f"{scratch}/startup.graph", f"{scratch}/out"
    commands = {
        "extract, one sentence": [program, "extract", sentence, "-o", out, "--model", model],
        "graph query": [program, "graph", "query", "--store", store, "--to", "csv", "--ready", QUERY],
        "rules list": [program, "rules", "list"],
    }
    found, skipped = {name: [] for name in commands}, {}
    try:
        timed([program, "graph", "add", articles, "--store", store, "--model", model])
    except Failed as why:
        skipped["graph query"] = f"no store to query: {why}"
    # The first call reads the program from the disk, and is not counted.
    for _ in range(1 + runs):
        for name in [name for name in commands if name not in skipped]:
            try:
                found[name].append(timed(commands[name]))
            except Failed as why:
                skipped[name] = str(why)
    return {name: {"skipped": skipped[name]} if name in skipped else {
        "seconds": statistics.median(call["seconds"] for call in calls[1:]),
        "slowest_seconds": max(call["seconds"] for call in calls[1:]),
        "peak_mib": max(call["peak_mib"] for call in calls), "runs": runs} for name, calls in found.items()}
