"""Small changes to a window's words that news brings and the corpora lack.

Headlines and old wires are upper-case, quotation marks come straight or curly, brackets as the Penn
Treebank wrote them, final periods go missing, words too, and some texts had names pasted in where
pronouns stood. Words change before pieces and shapes are computed, so nothing else has to know.
"""

import random
from dataclasses import replace

from corpora import Sentence

UPPER, LOWER, TITLE = 0.08, 0.04, 0.03
CURLY, STRAIGHT = 0.25, 0.15
DROP_FINAL, SMALL_START = 0.08, 0.04
TREEBANK, MISSING, PASTED = 0.04, 0.05, 0.04
MISSING_WORD, PASTED_PRONOUN = 0.06, 0.5
PRONOUNS = {"he": "", "him": "", "she": "", "his": "'s"}
BRACKETS = {"(": "-LRB-", ")": "-RRB-", "[": "-LSB-", "]": "-RSB-"}
STRAIGHTEN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "—": "--"})


def augment(sentences: list[Sentence], rng: random.Random) -> list[Sentence]:
    sentences = [drop_final(s) if rng.random() < DROP_FINAL else s for s in sentences]
    sentences = [small_start(s) if rng.random() < SMALL_START else s for s in sentences]
    if rng.random() < MISSING:
        sentences = [missing(s, rng) for s in sentences]
    if rng.random() < PASTED:
        sentences = pasted(sentences, rng)
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
    elif chance < CURLY + STRAIGHT + TREEBANK:
        sentences = treebank(sentences)
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


def treebank(sentences: list[Sentence]) -> list[Sentence]:
    """Quotation marks and brackets as the Penn Treebank has them."""
    opened = False
    changed = []
    for sentence in sentences:
        words = []
        for word in sentence.words:
            if word in ('"', "“", "”"):
                word = "''" if opened else "``"
                opened = not opened
            words.append(BRACKETS.get(word, word))
        changed.append(replace(sentence, words=words))
    return changed


def small_start(sentence: Sentence) -> Sentence:
    """Without the capital that opens the sentence, unless a name opens it."""
    if sentence.upos[:1] == ["PROPN"] or (sentence.ner and sentence.ner[0] != "O"):
        return sentence
    first = sentence.words[0]
    return replace(sentence, words=[first[:1].lower() + first[1:], *sentence.words[1:]])


def missing(sentence: Sentence, rng: random.Random) -> Sentence:
    """Without some words outside names; a parsed sentence stays whole, since its tree would break."""
    if sentence.heads:
        return sentence
    rows = list(zip(sentence.words, sentence.ner))
    kept = [row for row in rows if row[1] != "O" or rng.random() >= MISSING_WORD] or rows
    words, ner = map(list, zip(*kept))
    return replace(sentence, words=words, ner=ner)


def pasted(sentences: list[Sentence], rng: random.Random) -> list[Sentence]:
    """Pronouns replaced by a person's name of the window, as bad coreference programs do it."""
    people = [name for s in sentences for name in names(s, "PER", "Person", "PERSON")]
    if not people:
        return sentences
    changed = []
    for sentence in sentences:
        words, ner = [], []
        for word, tag in zip(sentence.words, sentence.ner):
            if word.lower() in PRONOUNS and tag == "O" and rng.random() < PASTED_PRONOUN:
                name, name_tags = rng.choice(people)
                end = [PRONOUNS[word.lower()]] * bool(PRONOUNS[word.lower()])
                words += name + end
                ner += name_tags + ["O"] * len(end)
            else:
                words.append(word)
                ner.append(tag)
        changed.append(replace(sentence, words=words, ner=ner) if words else sentence)
    return changed


def names(sentence: Sentence, *classes: str) -> list[tuple[list[str], list[str]]]:
    """Words and tags of each name of the classes."""
    found = []
    for word, tag in zip(sentence.words, sentence.ner):
        if tag[2:] not in classes:
            continue
        if tag.startswith("B-"):
            found.append(([], []))
        if found:
            found[-1][0].append(word)
            found[-1][1].append(tag)
    return found


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
