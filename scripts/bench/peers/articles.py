"""What the Python peers read: articles, cut into windows of whole sentences and batches of windows of like length.

No more than numpy and the tokenizer is loaded here, so that nobody's start-up pays for another's library.
"""

import json
import re
import sys
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "train"))
from shapes import OTHER, shape  # noqa: E402

WORD = re.compile(r"\w+|[^\w\s]")
# Articles read at a time, and wordpieces of a batch, padding included.
GROUP, BATCH = 64, 4096


def articles(path):
    """Id and text of each line."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            yield article["id"], article["text"]


def groups(path):
    """Lists of articles: few enough for little memory, enough to sort their windows by length."""
    group = []
    for article in articles(path):
        group.append(article)
        if len(group) == GROUP:
            yield group
            group = []
    if group:
        yield group


def sentences(text):
    """Words by sentence, as roughly as it can be done: nothing here should cost the peer time."""
    sentence = []
    for word in WORD.findall(text):
        sentence.append(word)
        if word in ".!?" or len(sentence) == 100:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


class Windows:
    """Packs articles as the model was trained: whole sentences up to its window of wordpieces."""

    def __init__(self, model: Path):
        self.tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.size = json.loads((model / "labels.json").read_text(encoding="utf-8"))["window"]
        self.cls, self.sep, self.unknown = map(self.tokenizer.token_to_id, ("[CLS]", "[SEP]", "[UNK]"))
        self.known = {}

    def of(self, word):
        if word not in self.known:
            ids = self.tokenizer.encode([word], is_pretokenized=True, add_special_tokens=False).ids
            self.known[word] = ids[:100] or [self.unknown]
        return self.known[word]

    def pack(self, number, text):
        """Windows of one article: its number, then pieces, shapes, first pieces of words, and sentences of words."""
        window, count = self.open(number), 0
        for sentence in sentences(text):
            ids = [self.of(word) for word in sentence]
            size = sum(map(len, ids))
            if len(window[1]) > 1 and len(window[1]) - 1 + size > self.size:
                yield self.close(window)
                window = self.open(number)
            for word, own in zip(sentence, ids):
                if len(window[1]) + len(own) > 510:
                    break
                window[3].append(len(window[1]))
                window[4].append(count)
                window[1].extend(own)
                window[2].extend([shape(word)] * len(own))
            count += 1
        if window[3]:
            yield self.close(window)

    def open(self, number):
        return number, [self.cls], [OTHER], [], []

    def close(self, window):
        window[1].append(self.sep)
        window[2].append(OTHER)
        return window

    def batches(self, group):
        """Batches of like length: the windows' articles, and the network's five inputs as padded arrays."""
        windows = [window for number, (_, text) in enumerate(group) for window in self.pack(number, text)]
        batch = []
        for window in sorted(windows, key=lambda window: len(window[1])):
            if batch and (len(batch) + 1) * len(window[1]) > BATCH:
                yield padded(batch)
                batch = []
            batch.append(window)
        if batch:
            yield padded(batch)


def padded(batch):
    pieces = pad([window[1] for window in batch], 0)
    mask = np.arange(pieces.shape[1])[None] < np.array([len(window[1]) for window in batch])[:, None]
    shapes = pad([window[2] for window in batch], OTHER)
    first = pad([window[3] for window in batch], 0)
    sentence_of = pad([window[4] for window in batch], -1)
    return [window[0] for window in batch], (pieces, shapes, mask, first, sentence_of)


def pad(rows, filler):
    array = np.full((len(rows), max(map(len, rows))), filler, dtype=np.int64)
    for row, values in zip(array, rows):
        row[: len(values)] = values
    return array


def run(windows, source, target, network):
    """Feeds all articles to `network`, which gives NER and UPOS labels of words; writes a line for each article."""
    with open(target, "w", encoding="utf-8") as out:
        for group in groups(source):
            entities, verbs = [0] * len(group), [0] * len(group)
            for numbers, inputs in windows.batches(group):
                ner, upos, real = *network(inputs), inputs[4] >= 0
                for number, tags, words, known in zip(numbers, ner, upos, real):
                    entities[number] += int((tags[known] > 0).sum())
                    verbs[number] += int((words[known] == 15).sum())
            for (name, _), tagged, verb in zip(group, entities, verbs):
                print(json.dumps([name, tagged, verb]), file=out)
