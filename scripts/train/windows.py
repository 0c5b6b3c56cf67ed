"""Windows: whole consecutive sentences of one document, packed to a wordpiece budget.

A window is what the model reads at once: `[CLS] pieces [SEP]`, the budget counting the pieces
between. Training packs anew each epoch from a random phase, so that a sentence is seen with varying
neighbours; evaluation packs greedily from the document's start, as the Rust side does.
"""

import random
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer

from corpora import Document, Sentence
from shapes import OTHER, shape

WINDOW = 256
LONGEST = 510
SINGLE_SENTENCE, SHORTER = 0.12, 0.3


class Pieces:
    """Wordpieces of a word. Every word is split on its own, so each is looked up only once."""

    def __init__(self, tokenizer: Tokenizer):
        self.tokenizer = tokenizer
        self.cls, self.sep, self.unknown = map(tokenizer.token_to_id, ("[CLS]", "[SEP]", "[UNK]"))
        self.cache = {}

    def of(self, word: str) -> list[int]:
        if word not in self.cache:
            encoded = self.tokenizer.encode([word], is_pretokenized=True, add_special_tokens=False)
            self.cache[word] = encoded.ids or [self.unknown]
        return self.cache[word]

    def count(self, sentence: Sentence) -> int:
        return sum(len(self.of(word)) for word in sentence.words)


def load_pieces(path: Path) -> Pieces:
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return Pieces(tokenizer)


def pack(document: Document, pieces: Pieces, rng: random.Random | None) -> list[list[Sentence]]:
    """The document's windows; with `rng` from a random phase, now and then a shorter one."""
    windows, window, used = [], [], 0
    budget = rng.randint(1, WINDOW) if rng else WINDOW
    for sentence in document.sentences:
        size = pieces.count(sentence)
        if size > LONGEST:
            if rng:
                continue
            raise ValueError(f"sentence of {size} wordpieces: {' '.join(sentence.words)[:60]}")
        if window and used + size > budget:
            windows.append(window)
            window, used = [], 0
            budget = next_budget(rng)
        window.append(sentence)
        used += size
    return windows + [window] if window else windows


def next_budget(rng: random.Random | None) -> int:
    chance = rng.random() if rng else 1
    if chance < SINGLE_SENTENCE:
        return 1
    return rng.randint(1, WINDOW) if chance < SINGLE_SENTENCE + SHORTER else WINDOW


@dataclass
class Encoded:
    """One window as numbers; `heads` index the window's words from 1, 0 is the root."""

    sentences: list[Sentence]
    pieces: list[int]
    shapes: list[int]
    first: list[int]
    sentence_of: list[int]


def encode(window: list[Sentence], pieces: Pieces) -> Encoded:
    ids, shapes, first, sentence_of = [pieces.cls], [OTHER], [], []
    for number, sentence in enumerate(window):
        for word in sentence.words:
            first.append(len(ids))
            sentence_of.append(number)
            own = pieces.of(word)
            ids += own
            shapes += [shape(word)] * len(own)
    return Encoded(window, ids + [pieces.sep], shapes + [OTHER], first, sentence_of)


@dataclass
class Batch:
    """Padded tensors of several windows: [windows, pieces] and [windows, words]."""

    windows: list[Encoded]
    pieces: torch.Tensor
    shapes: torch.Tensor
    mask: torch.Tensor
    first: torch.Tensor
    sentence_of: torch.Tensor

    def to(self, device: str) -> "Batch":
        tensors = (self.pieces, self.shapes, self.mask, self.first, self.sentence_of)
        return Batch(self.windows, *(t.to(device) for t in tensors))


def pad(rows: list[list[int]], filler: int) -> torch.Tensor:
    width = max(map(len, rows))
    return torch.tensor([row + [filler] * (width - len(row)) for row in rows])


def collate(windows: list[Encoded]) -> Batch:
    """Padding words carry sentence -1, so that they belong to no sentence."""
    pieces = pad([w.pieces for w in windows], 0)
    mask = pad([[1] * len(w.pieces) for w in windows], 0).bool()
    shapes = pad([w.shapes for w in windows], OTHER)
    first = pad([w.first for w in windows], 0)
    return Batch(windows, pieces, shapes, mask, first, pad([w.sentence_of for w in windows], -1))


def by_length(windows: list[Encoded], budget: int) -> list[list[Encoded]]:
    """Batches of windows of like length; padding included, a batch keeps to the budget."""
    batches, batch = [], []
    for window in sorted(windows, key=lambda w: len(w.pieces)):
        if batch and (len(batch) + 1) * len(window.pieces) > budget:
            batches.append(batch)
            batch = []
        batch.append(window)
    return batches + [batch] if batch else batches
