"""Small changes to a window's words that news brings and the corpora lack.

Headlines and old wires are upper-case, quotation marks come straight or curly, and final periods
go missing. Words change before pieces and shapes are computed, so nothing else has to know.
"""

import random
from dataclasses import replace

from corpora import Sentence

UPPER, LOWER, TITLE = 0.08, 0.04, 0.03
CURLY, STRAIGHT = 0.25, 0.15
DROP_FINAL = 0.05
STRAIGHTEN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "—": "--"})


def augment(sentences: list[Sentence], rng: random.Random) -> list[Sentence]:
    sentences = [drop_final(s) if rng.random() < DROP_FINAL else s for s in sentences]
    chance = rng.random()
    if chance < UPPER:
        sentences = [recase(s, str.upper) for s in sentences]
    elif chance < UPPER + LOWER:
        sentences = [recase(s, str.lower) for s in sentences]
    elif chance < UPPER + LOWER + TITLE:
        sentences = [recase(s, title) for s in sentences]
    chance = rng.random()
    if chance < CURLY:
        sentences = curl(sentences)
    elif chance < CURLY + STRAIGHT:
        sentences = [recase(s, lambda w: w.translate(STRAIGHTEN)) for s in sentences]
    return sentences


def recase(sentence: Sentence, change) -> Sentence:
    return replace(sentence, words=[change(w) or w for w in sentence.words])


def upper_copy(sentence: Sentence) -> Sentence:
    return recase(sentence, str.upper)


def title(word: str) -> str:
    return word[0].upper() + word[1:]


def curl(sentences: list[Sentence]) -> list[Sentence]:
    """Straight marks to curly ones; double quotes open and close in turn over the whole window."""
    opened = False
    curled = []
    for sentence in sentences:
        words = []
        for word in sentence.words:
            if word in ('"', "``", "''"):
                word = "”" if opened else "“"
                opened = not opened
            elif word == "--":
                word = "—"
            words.append(word.replace("'", "’"))
        curled.append(replace(sentence, words=words))
    return curled


def drop_final(sentence: Sentence) -> Sentence:
    """Without the final mark, where it is a plain leaf: outside names and head of nothing."""
    last = len(sentence.words)
    if last < 3 or sentence.words[-1] not in (".", "!", "?"):
        return sentence
    if (sentence.ner and sentence.ner[-1] != "O") or last in sentence.heads:
        return sentence
    if sentence.heads and sentence.heads[-1] == 0:
        return sentence
    return Sentence(
        sentence.words[:-1],
        sentence.ner[:-1],
        sentence.upos[:-1],
        sentence.heads[:-1],
        sentence.deprels[:-1],
    )
