"""The label sets, and what each corpus's NER label allows in ours.

A corpus that does not annotate a class cannot say that a word is *not* of that class. Its label is
therefore a set of allowed tags, and the loss asks only that one of them be right.
"""

from collections import Counter
from dataclasses import dataclass, field

CLASSES = ["PER", "ORG", "LOC", "NORP", "FAC", "DATE", "MONEY", "PRODUCT", "MISC"]
NER = ["O"] + [f"{prefix}-{name}" for name in CLASSES for prefix in "BI"]
UPOS = (
    "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
)
OUTSIDE = "O"
# Prefix of a label that does not say where the name starts.
ANYWHERE = "X"


@dataclass(frozen=True)
class Scheme:
    """What a corpus annotates, in our classes.

    `classes`: what each of its classes may be in ours, `O` among them where ours may leave the word
    out. `unseen`: the classes that a word outside its names may still be of. `weight`: of a word in
    the loss.
    """

    classes: dict[str, tuple[str, ...]]
    unseen: tuple[str, ...] = ()
    weight: float = 1.0
    anything: frozenset[str] = field(default_factory=frozenset)


PLACE, OTHER_NAME = ("LOC", "FAC"), ("NORP", "PRODUCT", "MISC")
SCHEMES = {
    "worldwide": Scheme(
        {
            "Person": ("PER",),
            "Organization": ("ORG",),
            "Location": ("LOC",),
            "NORP": ("NORP",),
            "Facility": ("FAC",),
            "Date": ("DATE",),
            "Money": ("MONEY",),
            "Product": ("PRODUCT",),
            "Misc": ("MISC",),
        }
    ),
    # Places include buildings, MISC is what else has a name.
    "conll": Scheme(
        {"PER": ("PER",), "ORG": ("ORG",), "LOC": PLACE, "MISC": OTHER_NAME},
        unseen=("DATE", "MONEY"),
    ),
    # MUC's classes. Nationalities, products, events and laws are outside; so are some dates.
    "ieer": Scheme(
        {
            "PERSON": ("PER",),
            "ORGANIZATION": ("ORG",),
            "LOCATION": PLACE,
            "DATE": ("DATE",),
            "MONEY": ("MONEY",),
        },
        unseen=(*OTHER_NAME, "FAC"),
        anything=frozenset({"DURATION", "TIME"}),
    ),
    # An election's name holds its year and country, which are names of their own for us.
    "crossner": Scheme(
        {
            "politician": ("PER",),
            "person": ("PER",),
            "organisation": ("ORG",),
            "politicalparty": ("ORG",),
            "location": PLACE,
            "country": PLACE,
            "event": ("MISC",),
        },
        unseen=("DATE", "MONEY"),
        weight=0.5,
        anything=frozenset({"election", "misc"}),
    ),
    "wnut": Scheme(
        {
            "person": ("PER",),
            "location": PLACE,
            "corporation": ("ORG",),
            "group": ("ORG", "MISC"),
            "product": ("PRODUCT",),
            "creative-work": ("MISC", "PRODUCT"),
        },
        unseen=("DATE", "MONEY", "NORP"),
        weight=0.5,
    ),
    # Noun phrases as well as names, so only what is spelled as a name says something.
    "re3d": Scheme(
        {"Organisation": ("ORG",), "Weapon": ("PRODUCT",)},
        unseen=("DATE", "MONEY", "FAC", *OTHER_NAME),
        weight=0.5,
        anything=frozenset({"other"}),
    ),
    # Silver. A person's name may have a title before it, which for us is outside.
    "gmb": Scheme(
        {
            "geo": PLACE,
            "gpe": ("NORP", "LOC"),
            "org": ("ORG",),
            "per": ("PER",),
            "title": ("PER", OUTSIDE),
            "tim": ("DATE", OUTSIDE),
            "eve": ("MISC",),
        },
        unseen=("DATE", "MONEY", "FAC", *OTHER_NAME),
        weight=0.5,
        anything=frozenset({"art", "nat"}),
    ),
}
TO_CONLL = {
    ours: theirs for theirs, all_ours in SCHEMES["conll"].classes.items() for ours in all_ours
}


def allowed_tags(corpus: str, tag: str) -> list[str]:
    """Our tags that agree with `tag` (IOB2, class names as the corpus has them)."""
    scheme = SCHEMES[corpus]
    if tag == OUTSIDE:
        return [OUTSIDE] + [f"{p}-{c}" for c in scheme.unseen for p in "BI"]
    prefix, name = tag.split("-", 1)
    if name in scheme.anything:
        return NER
    classes = scheme.classes[name]
    prefixes = "BI" if prefix == ANYWHERE else prefix
    inside = [f"{p}-{c}" for c in classes if c != OUTSIDE for p in prefixes]
    return inside + [OUTSIDE] * (OUTSIDE in classes)


def to_ours(corpus: str, tag: str) -> str:
    """The tag in our classes, for a corpus whose classes are each one of ours."""
    if tag == OUTSIDE:
        return tag
    (ours,) = SCHEMES[corpus].classes[tag[2:]]
    return tag[:2] + ours


def to_conll(tag: str) -> str:
    """Our tag in CoNLL's four classes; what CoNLL does not annotate becomes O."""
    if tag == OUTSIDE or tag[2:] not in TO_CONLL:
        return OUTSIDE
    return tag[:2] + TO_CONLL[tag[2:]]


def only(tag: str, classes: set[str]) -> str:
    return tag if tag[2:] in classes else OUTSIDE


def relations(counts: Counter, minimum: int = 10) -> list[str]:
    """The relation inventory: subtypes seen often enough to learn, else their universal part."""
    kept = {name for name, n in counts.items() if n >= minimum}
    kept |= {name.split(":")[0] for name in counts}
    return sorted(kept)


def known_relation(name: str, inventory: set[str]) -> str:
    return name if name in inventory else name.split(":")[0]
