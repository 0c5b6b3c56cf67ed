"""A blank English spaCy pipeline of the size of en_core_web_sm: tagger and parser over one tok2vec, NER over its own.

Widths, depths and table rows are those of spaCy's own small English pipelines. It is trained for a few steps on made-up
sentences, for a parser that has learned nothing may cut after every word or never.
"""

import random

import spacy
from spacy.training import Example
from spacy.util import fix_random_seed

TAGS = ("NN NNS NNP NNPS VB VBD VBG VBN VBP VBZ JJ JJR JJS RB RBR RBS IN DT CC CD PRP PRP$ MD TO WDT WP WP$ WRB EX FW "
        "PDT POS RP UH HYPH NFP ADD AFX LS SYM XX -LRB- -RRB- `` '' , . : $").split()
DEPENDENCIES = ("ROOT acl acomp advcl advmod agent amod appos attr aux auxpass case cc ccomp compound conj csubj csubjpass "
                "dative dep det dobj expl intj mark meta neg nmod npadvmod nsubj nsubjpass nummod oprd parataxis pcomp "
                "pobj poss preconj predet prep prt punct quantmod relcl xcomp").split()
ENTITIES = ("CARDINAL DATE EVENT FAC GPE LANGUAGE LAW LOC MONEY NORP ORDINAL ORG PERCENT PERSON PRODUCT QUANTITY TIME "
            "WORK_OF_ART").split()

WIDTH, DEPTH = 96, 4
TOK2VEC = {
    "@architectures": "spacy.Tok2Vec.v2",
    "embed": {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": WIDTH,
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"],
        "rows": [5000, 1000, 2500, 2500, 50, 50],
        "include_static_vectors": False,
    },
    "encode": {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": WIDTH, "depth": DEPTH, "window_size": 1,
               "maxout_pieces": 3},
}
LISTENER = {"@architectures": "spacy.Tok2VecListener.v1", "width": WIDTH}

PEOPLE = "Lund Ode Marin Tesfaye Quist Alba Noor Varga".split()
PLACES = "Lodwara Harborville Kestel Morava Tarn".split()
VERBS = "met shot praised arrested called followed".split()
NOUNS = "police rebels ministers farmers workers troops voters".split()
KINDS = "old local angry senior foreign former".split()

# Form, tag, head inside the sentence, dependency and entity of each word; a list stands for one of its forms.
SENTENCES = (
    [(PEOPLE, "NNP", 1, "nsubj", "U-PERSON"), (VERBS, "VBD", 1, "ROOT", "O"), (PEOPLE, "NNP", 1, "dobj", "U-PERSON"),
     ("in", "IN", 1, "prep", "O"), (PLACES, "NNP", 3, "pobj", "U-GPE"), ("yesterday", "NN", 1, "npadvmod", "U-DATE"),
     (".", ".", 1, "punct", "O")],
    [("The", "DT", 2, "det", "O"), (KINDS, "JJ", 2, "amod", "O"), (NOUNS, "NNS", 3, "nsubj", "O"),
     (VERBS, "VBD", 3, "ROOT", "O"), ("the", "DT", 5, "det", "O"), (NOUNS, "NNS", 3, "dobj", "O"),
     ("and", "CC", 5, "cc", "O"), ("the", "DT", 8, "det", "O"), (NOUNS, "NNS", 5, "conj", "O"),
     (".", ".", 3, "punct", "O")],
)


def transitions(state, tok2vec):
    return {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": state, "extra_state_tokens": False,
            "hidden_width": 64, "maxout_pieces": 2, "use_upper": True, "tok2vec": tok2vec}


def example(nlp, chance):
    """A text of three sentences with tags, heads and names."""
    rows = []
    for _ in range(3):
        start = len(rows)
        for forms, tag, head, dependency, entity in chance.choice(SENTENCES):
            form = forms if isinstance(forms, str) else chance.choice(forms)
            rows.append((form, tag, start + head, dependency, entity, 1 if len(rows) == start else -1))
    columns = ("words", "tags", "heads", "deps", "entities", "sent_starts")
    gold = dict(zip(columns, map(list, zip(*rows))))
    return Example.from_dict(spacy.tokens.Doc(nlp.vocab, words=gold["words"]), gold)


def pipeline():
    fix_random_seed(1)
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": TOK2VEC})
    tagger = nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": LISTENER}})
    parser = nlp.add_pipe("parser", config={"model": transitions("parser", LISTENER)})
    ner = nlp.add_pipe("ner", config={"model": transitions("ner", TOK2VEC)})
    for pipe, labels in ((tagger, TAGS), (parser, DEPENDENCIES), (ner, ENTITIES)):
        for label in labels:
            pipe.add_label(label)
    chance = random.Random(1)
    examples = [example(nlp, chance) for _ in range(200)]
    optimizer = nlp.initialize(lambda: examples)
    for start in range(0, 10 * len(examples), 20):
        at = start % len(examples)
        nlp.update(examples[at : at + 20], sgd=optimizer)
    return nlp
