"""Readers: corpus files in, documents of sentences out. Document limits come from the files' marks only."""

import csv
import io
import json
import lzma
import re
from dataclasses import dataclass, field
from pathlib import Path

from labels import ANYWHERE, OUTSIDE


@dataclass
class Sentence:
    """Words with either NER tags, as their corpus has them, or a parse (1-based heads, 0 the root)."""

    words: list[str]
    ner: list[str] = field(default_factory=list)
    upos: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    deprels: list[str] = field(default_factory=list)


@dataclass
class Document:
    corpus: str
    sentences: list[Sentence]


def read_ner(path: Path, corpus: str, word: int = 0, tag: int = -1) -> list[Document]:
    """CoNLL columns; `-DOCSTART-` or `# newdoc` opens a document."""
    documents, rows = [], []
    for line in path.read_text(encoding="utf-8").splitlines() + [""]:
        if line.startswith("# "):
            if line.startswith("# newdoc"):
                documents.append(Document(corpus, []))
            continue
        columns = line.split("\t") if "\t" in line else line.split()
        columns = columns if any(columns) else []
        if columns and columns[0] == "-DOCSTART-":
            documents.append(Document(corpus, []))
        elif columns:
            rows.append((columns[word], columns[tag]))
        elif rows:
            if not documents:
                documents.append(Document(corpus, []))
            words, tags = map(list, zip(*rows))
            documents[-1].sentences.append(Sentence(words, ner=iob2(tags)))
            rows = []
    return documents


def iob2(tags: list[str]) -> list[str]:
    """IOB1 opens an entity with I- unless it touches one of its class; IOB2 always with B-."""
    fixed, before = [], OUTSIDE
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


def apart(documents: list[Document]) -> list[Document]:
    """Each sentence as a document of its own, where the corpus does not say what goes together."""
    return [Document(d.corpus, [s]) for d in documents for s in d.sentences]


# Words and marks, cut as the treebanks cut them: clitics off, hyphens apart, abbreviations whole.
WORD = re.compile(
    r"(?:[A-Za-z]\.){2,}|(?:Mr|Mrs|Ms|Dr|Gen|Gov|Sen|Rep|Lt|Col|Sgt|Capt|St|Jr|Sr|Inc|Corp|Co|Ltd|No)\."
    r"|n't\b|['’](?:s|re|ve|ll|d|m)\b|\d+(?:[.,:]\d+)*|[^\W\d_]+?(?=n't\b)|[^\W_]+|``|''|--|\S"
)
SENTENCE_END = re.compile(r"(?<=[.!?])['\"”)]*\s+(?=['\"“`(]*[A-Z0-9])")


def from_spans(text: str, spans: list[tuple[int, int, str]], whole: bool = True) -> Sentence:
    """Words of a text and their tags from character spans (start, end, class)."""
    words, tags = [], []
    for match in WORD.finditer(text):
        inside = [s for s in spans if s[0] <= match.start() and match.end() <= s[1]]
        if inside:
            start, _, name = max(inside, key=lambda s: s[1] - s[0])
            first = not text[start : match.start()].strip()
            prefix = "B" if first else "I"
            tags.append(f"{prefix if whole else ANYWHERE}-{name}")
        else:
            tags.append(OUTSIDE)
        words.append(match.group())
    return Sentence(words, ner=tags)


def paragraphs(text: str, spans: list[tuple[int, int, str]], corpus: str, whole=True) -> Document:
    """A text cut at paragraphs and, roughly, at sentence ends, but never inside a span."""
    cuts = {m.end() for m in re.finditer(r"\n\s*\n|\n[ \t]+", text)}
    cuts |= {m.end() for m in SENTENCE_END.finditer(text)}
    cuts = [c for c in sorted(cuts) if not any(s < c < e for s, e, _ in spans)]
    sentences, start = [], 0
    for end in [*cuts, len(text)]:
        own = [(s - start, e - start, name) for s, e, name in spans if start <= s and e <= end]
        sentence = from_spans(text[start:end], own, whole)
        if sentence.words:
            sentences.append(sentence)
        start = end
    return Document(corpus, sentences)


IEER_TAG = re.compile(r"<([be])_(?:enamex|timex|numex)(?: type=\"([A-Z]+)\")?>")
IEER_NO_NAMES = {"CARDINAL", "MEASURE", "PERCENT"}


def read_ieer(folder: Path) -> list[Document]:
    """NIST IE-ER: SGML in which each name is opened by `<b_enamex type="...">` and closed by `<e_enamex>`."""
    documents = []
    for path in sorted(folder.glob("[AN]*_*")):
        content = path.read_text(encoding="latin-1")
        for body in re.findall(r"<TEXT>(.*?)</TEXT>", content, re.S):
            body = re.sub(r"<(?![be]_)[^>]*>", " ", body)
            body = re.sub(r"&(?:AMP|amp);", "&", body)
            text, spans, opened, at = "", [], None, 0
            for mark in IEER_TAG.finditer(body):
                text += body[at : mark.start()]
                at = mark.end()
                if mark.group(1) == "b":
                    opened = (len(text), mark.group(2))
                elif opened:
                    if opened[1] not in IEER_NO_NAMES:
                        spans.append((opened[0], len(text), opened[1]))
                    opened = None
            documents.append(paragraphs(text + body[at:], spans, "ieer"))
    return documents


def read_re3d(folder: Path) -> list[Document]:
    """re3d: JSON lines of documents and of entities with offsets. Only what is spelled as a name is a name."""
    documents = []
    for source in sorted(folder.iterdir()):
        if not (source / "documents.json").is_file():
            continue
        found = {}
        for line in (source / "entities.json").read_text(encoding="utf-8").splitlines():
            entity = json.loads(line)
            found.setdefault(entity["documentId"], []).append(entity)
        for line in (source / "documents.json").read_text(encoding="utf-8").splitlines():
            document = json.loads(line)
            text, places = document["text"], set()
            spans = []
            for entity in found.get(document["_id"], []):
                span = (entity["begin"], entity["end"])
                value = text[slice(*span)]
                spelled = all(w[0].isupper() for w in value.split() if len(w) > 3)
                places |= {span} if entity["type"] == "Location" else set()
                sure = entity["type"] in ("Organisation", "Weapon") and spelled
                spans.append((*span, entity["type"] if sure else "other"))
            spans = [
                (s, e, "other" if (s, e) in places or text[s:e].startswith(("the ", "The ")) else n)
                for s, e, n in spans
            ]
            documents.append(paragraphs(text, spans, "re3d"))
    return documents


def read_gmb(path: Path) -> list[Document]:
    """Groningen Meaning Bank as CSV, a word a row; `per` takes in titles."""
    content = lzma.open(path, "rb").read().decode("latin-1")
    documents = []
    for number, word, _, tag in list(csv.reader(io.StringIO(content)))[1:]:
        if number:
            documents.append(Document("gmb", [Sentence([])]))
        sentence = documents[-1].sentences[0]
        sentence.words.append(word)
        sentence.ner.append(tag)
    for document in documents:
        sentence = document.sentences[0]
        tags = iob2(sentence.ner)
        for at, tag in enumerate(tags):
            last = at + 1 == len(tags) or tags[at + 1] != "I-per"
            if tag[2:] == "per":
                sentence.ner[at] = f"{ANYWHERE}-{'per' if last else 'title'}"
            elif tag[2:] == "tim":
                sentence.ner[at] = f"{ANYWHERE}-tim"
            else:
                sentence.ner[at] = tag
    return [d for d in documents if all(d.sentences[0].words)]


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


def read_text(folder: Path) -> list[str]:
    """Raw news, articles parted by blank lines, all files in order of their names."""
    articles = []
    for path in sorted(folder.glob("*.txt.xz")):
        articles += re.split(r"\n\s*\n", lzma.open(path, "rt", encoding="utf-8").read())
    return [article for article in articles if article.strip()]


NER_CORPORA = ("conll", "worldwide", "ieer", "crossner", "wnut", "re3d", "gmb")
SYNTAX_CORPORA = ("ewt", "gum")


def load_train(data: Path, names=NER_CORPORA + SYNTAX_CORPORA) -> dict[str, list[Document]]:
    """The training parts by name. CrossNER's dev part is here too: it is no dev set of ours."""
    ner, syntax = data / "ner", data / "syntax"
    readers = {
        "conll": lambda: read_ner(ner / "conll2003" / "train.conll", "conll"),
        "worldwide": lambda: without_urls(
            read_ner(ner / "worldwide_newswire" / "train.conll", "worldwide")
        ),
        "ieer": lambda: read_ieer(ner / "ieer_1998"),
        "crossner": lambda: apart(
            read_ner(ner / "crossner_politics" / "train.conll", "crossner")
            + read_ner(ner / "crossner_politics" / "dev.conll", "crossner")
        ),
        "wnut": lambda: apart(read_ner(ner / "wnut17" / "train.conll", "wnut")),
        "re3d": lambda: read_re3d(data / "relations" / "re3d"),
        "gmb": lambda: read_gmb(ner / "gmb_silver" / "ner_dataset.latin1.csv.xz"),
        "ewt": lambda: read_conllu(syntax / "ewt" / "train.conllu", "ewt"),
        "gum": lambda: read_conllu(syntax / "gum" / "train.conllu", "gum"),
    }
    return {name: readers[name]() for name in names}


def load_dev(data: Path) -> dict[str, list[Document]]:
    """The dev sets by name; their documents are in no training part."""
    ner, syntax = data / "ner", data / "syntax"
    return {
        "conll": read_ner(ner / "conll2003" / "dev.conll", "conll"),
        "worldwide": read_ner(ner / "worldwide_newswire" / "dev.conll", "worldwide"),
        "uner": read_ner(ner / "uner_ewt" / "dev.iob2", "uner", word=1, tag=2),
        "wnut": apart(read_ner(ner / "wnut17" / "dev.conll", "wnut")),
        "ewt": read_conllu(syntax / "ewt" / "dev.conllu", "ewt"),
        "gum": read_conllu(syntax / "gum" / "dev.conllu", "gum"),
    }
