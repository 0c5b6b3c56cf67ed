"""Readers: corpus files in, documents of sentences out. Document limits come from the files' marks only."""

from dataclasses import dataclass, field
from pathlib import Path

from labels import WORLDWIDE


@dataclass
class Sentence:
    """Words with either NER tags or a parse (1-based heads, 0 the root)."""

    words: list[str]
    ner: list[str] = field(default_factory=list)
    upos: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    deprels: list[str] = field(default_factory=list)


@dataclass
class Document:
    corpus: str
    sentences: list[Sentence]


def read_ner(path: Path, corpus: str) -> list[Document]:
    """CoNLL columns, the word first and the tag last; `-DOCSTART-` opens a document."""
    documents, rows = [], []
    for line in path.read_text(encoding="utf-8").splitlines() + [""]:
        columns = line.split("\t") if "\t" in line else line.split()
        if columns and columns[0] == "-DOCSTART-":
            documents.append(Document(corpus, []))
        elif columns:
            rows.append((columns[0], columns[-1]))
        elif rows:
            if not documents:
                documents.append(Document(corpus, []))
            words, tags = map(list, zip(*rows))
            tags = iob2([rename(tag, corpus) for tag in tags])
            documents[-1].sentences.append(Sentence(words, ner=tags))
            rows = []
    return documents


def rename(tag: str, corpus: str) -> str:
    return tag if tag == "O" or corpus != "worldwide" else tag[:2] + WORLDWIDE[tag[2:]]


def iob2(tags: list[str]) -> list[str]:
    """IOB1 opens an entity with I- unless it touches one of its class; IOB2 always with B-."""
    fixed, before = [], "O"
    for tag in tags:
        if tag.startswith("I-") and before[2:] != tag[2:]:
            tag = "B-" + tag[2:]
        fixed.append(tag)
        before = tag
    return fixed


def without_urls(documents: list[Document]) -> list[Document]:
    """The crawler's URL line that opens a worldwide document is no news text; leave it out of training."""
    return [
        Document(
            d.corpus,
            [s for i, s in enumerate(d.sentences) if i or not s.words[0].startswith("http")],
        )
        for d in documents
    ]


def read_conllu(path: Path, corpus: str) -> list[Document]:
    """Universal Dependencies: syntactic words only, no ranges (1-2) and no empty nodes (8.1)."""
    documents, sentence = [], Sentence([])
    for line in path.read_text(encoding="utf-8").splitlines() + [""]:
        if line.startswith("# newdoc") or not documents:
            documents.append(Document(corpus, []))
        columns = line.split("\t")
        if len(columns) == 10 and columns[0].isdigit():
            sentence.words.append(columns[1])
            sentence.upos.append(columns[3])
            sentence.heads.append(int(columns[6]))
            sentence.deprels.append(columns[7])
        elif not line and sentence.words:
            documents[-1].sentences.append(sentence)
            sentence = Sentence([])
    return documents


def load(data: Path, split: str) -> dict[str, list[Document]]:
    """The four corpora by name, for `train` or `dev`."""
    ner, syntax = data / "ner", data / "syntax"
    return {
        "conll": read_ner(ner / "conll2003" / f"{split}.conll", "conll"),
        "worldwide": read_ner(ner / "worldwide_newswire" / f"{split}.conll", "worldwide"),
        "ewt": read_conllu(syntax / "ewt" / f"{split}.conllu", "ewt"),
        "gum": read_conllu(syntax / "gum" / f"{split}.conllu", "gum"),
    }
