"""The end of a run: full dev scores of each candidate, the better one exported, its int8 form checked."""

from export import fp16, int8, load_folder, write_folder
from evaluate import evaluate, headline

MOST_LOST = 0.2
DECIDING = ("conll", "worldwide", "ewt_las", "gum_las")


def mean(scores: dict) -> float:
    known = [value for name, value in headline(scores).items() if name in DECIDING]
    return sum(known) / len(known)


def choose_and_export(candidates: dict, dev, pieces, deprels, out, log) -> dict:
    """Writes the better candidate to `out`: int8, or fp16 where int8 costs a headline figure too much."""
    scores = {}
    for name, model in candidates.items():
        scores[name] = evaluate(model, dev, pieces, deprels)
        log(f"{name}: {headline(scores[name])}")
    chosen = max(scores, key=lambda name: mean(scores[name]))
    weights = candidates[chosen].state_dict()
    stored_as = "int8"
    write_folder(int8(weights), deprels, pieces, out)
    stored = evaluate(load_folder(out)[0], dev, pieces, deprels)
    log(f"{chosen} as int8: {headline(stored)}")
    whole, small = headline(scores[chosen]), headline(stored)
    scores["int8"] = stored
    if any(whole[name] - small[name] >= MOST_LOST for name in DECIDING if name in whole):
        stored_as = "fp16"
        write_folder(fp16(weights), deprels, pieces, out)
        stored = evaluate(load_folder(out)[0], dev, pieces, deprels)
        scores["fp16"] = stored
    log(f"exported {chosen} as {stored_as} to {out}")
    return {
        "chosen": chosen,
        "stored_as": stored_as,
        "headline": {name: headline(s) for name, s in scores.items()},
        "exported": stored,
        "all": scores,
    }
