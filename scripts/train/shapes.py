"""Word shape: the one piece of case that an uncased encoder gets to see.

The shape of a word enters as BERT's token type of every wordpiece of the word. The Rust side
implements the same definition; change both or neither.
"""

from functools import lru_cache

LOWER, TITLE, UPPER, MIXED, DIGIT, OTHER = range(6)


@lru_cache(maxsize=None)
def shape(word: str) -> int:
    if any(c.isdecimal() for c in word):
        return DIGIT
    letters = [c for c in word if c.isalpha() and (c.isupper() or c.islower())]
    if not letters:
        return OTHER
    if all(c.islower() for c in letters):
        return LOWER
    if len(letters) >= 2 and all(c.isupper() for c in letters):
        return UPPER
    if letters[0].isupper() and all(c.islower() for c in letters[1:]):
        return TITLE
    return MIXED
