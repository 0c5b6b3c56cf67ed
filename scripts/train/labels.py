"""The label sets, and what each corpus's NER label allows in ours.

A corpus that does not annotate a class cannot say that a word is *not* of that class. Its label is
therefore a set of allowed tags, and the loss asks only that one of them be right.
"""

from collections import Counter

CLASSES = ["PER", "ORG", "LOC", "NORP", "FAC", "DATE", "MONEY", "PRODUCT", "MISC"]
NER = ["O"] + [f"{prefix}-{name}" for name in CLASSES for prefix in "BI"]
UPOS = (
    "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
)

WORLDWIDE = {
    "Person": "PER",
    "Organization": "ORG",
    "Location": "LOC",
    "NORP": "NORP",
    "Facility": "FAC",
    "Date": "DATE",
    "Money": "MONEY",
    "Product": "PRODUCT",
    "Misc": "MISC",
}

# CoNLL-2003 knows four classes; places include buildings, MISC is what else has a name.
CONLL_ALLOWS = {
    "PER": ["PER"],
    "ORG": ["ORG"],
    "LOC": ["LOC", "FAC"],
    "MISC": ["NORP", "PRODUCT", "MISC"],
}
CONLL_UNSEEN = ["DATE", "MONEY"]
TO_CONLL = {ours: theirs for theirs, all_ours in CONLL_ALLOWS.items() for ours in all_ours}


def allowed_tags(corpus: str, tag: str) -> list[str]:
    """Our tags that agree with `tag` (already IOB2, class names as the reader gives them)."""
    if corpus == "worldwide":
        return [tag]
    if tag == "O":
        return ["O"] + [f"{p}-{c}" for c in CONLL_UNSEEN for p in "BI"]
    prefix, name = tag.split("-")
    return [f"{prefix}-{c}" for c in CONLL_ALLOWS[name]]


def to_conll(tag: str) -> str:
    """Our tag in CoNLL's four classes; what CoNLL does not annotate becomes O."""
    if tag == "O" or tag[2:] in CONLL_UNSEEN:
        return "O"
    return tag[:2] + TO_CONLL[tag[2:]]


def only(tag: str, classes: set[str]) -> str:
    return tag if tag[2:] in classes else "O"


def relations(counts: Counter, minimum: int = 10) -> list[str]:
    """The relation inventory: subtypes seen often enough to learn, else their universal part."""
    kept = {name for name, n in counts.items() if n >= minimum}
    kept |= {name.split(":")[0] for name in counts}
    return sorted(kept)


def known_relation(name: str, inventory: set[str]) -> str:
    return name if name in inventory else name.split(":")[0]
