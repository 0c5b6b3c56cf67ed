"""The int8 matrix peak of one core, and how much of it a program reaches.

The peak is that of one layer of the model: its four matrices over as many rows as a window of text has, each by whichever
of rten-gemm and ONNX Runtime is faster at it. A program's share of it is what the layers' matrices need for all
wordpieces, over what its CPU time after start-up would have been enough for at the peak. Attention, heads, rules, padding
and the marks around a window count as time, not as multiplications.
"""

import json
import pathlib
import statistics
import sys

from call import Failed, printed

# Wordpieces of a window, about.
ROWS = 160


def config(model):
    return json.loads((model / "config.json").read_text(encoding="utf-8"))


def matrices(model):
    """K and N of a layer's matrices: queries, keys and values at once, what goes out of attention, and the two after it."""
    sizes = config(model)
    width, inner = sizes["hidden_size"], sizes["intermediate_size"]
    return [(width, 3 * width), (width, width), (width, inner), (inner, width)]


def multiplications(model):
    """Of all layers' matrices for one wordpiece."""
    return config(model)["num_hidden_layers"] * sum(k * n for k, n in matrices(model))


def wordpieces(model, texts):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_truncation()
    return sum(len(one.ids) for one in tokenizer.encode_batch(texts, add_special_tokens=False))


class Engine:
    """A program that multiplies matrices of the shapes it is given, measured several times."""

    def __init__(self, name, command):
        self.name, self.command = name, command
        self.runs, self.skipped = [], None

    def measure(self, shapes):
        try:
            self.runs.append([json.loads(line) for line in printed([*self.command, *shapes]).splitlines()])
        except Failed as why:
            self.skipped = str(why)

    def times(self):
        """For each shape the shortest time of all runs and the median of their medians, in microseconds."""
        return [(min(run["fastest_us"] for run in runs), statistics.median(run["median_us"] for run in runs))
                for runs in zip(*self.runs)]


class Peak:
    """Measures both engines whenever it is told to, so that the best of a machine whose speed changes is found."""

    def __init__(self, programs, model):
        script = pathlib.Path(__file__).resolve().parent / "peers/onnx_matrix.py"
        self.sizes = [(ROWS, k, n) for k, n in matrices(model)]
        self.engines = [Engine("rten-gemm", [f"{programs}/examples/matrix_peak"]),
                        Engine("ONNX Runtime", [sys.executable, str(script)])]

    def measure(self):
        for engine in self.engines:
            if not engine.skipped:
                engine.measure(["x".join(map(str, sizes)) for sizes in self.sizes])

    def result(self):
        """Thousand millions of multiplications a second, of each shape and of the layer; a peak of `None` without engines."""
        def speed(sizes, microseconds):
            return round(sum(m * k * n for m, k, n in sizes) / sum(microseconds) / 1e3, 1)

        ran = [engine for engine in self.engines if engine.runs]
        found = {"rows": ROWS, "engines": [], "peak": None}
        for engine in self.engines:
            if engine not in ran:
                found["engines"].append({"name": engine.name, "skipped": engine.skipped})
                continue
            shapes = [{"shape": " x ".join(map(str, sizes)), "fastest": speed([sizes], [fastest]),
                       "median": speed([sizes], [median])} for sizes, (fastest, median) in zip(self.sizes, engine.times())]
            found["engines"].append({"name": engine.name, "kernel": engine.runs[0][0]["kernel"], "shapes": shapes,
                                     "layer": speed(self.sizes, [fastest for fastest, _ in engine.times()])})
        if ran:
            fastest = [min(times)[0] for times in zip(*(engine.times() for engine in ran))]
            found["peak"] = speed(self.sizes, fastest)
        return found


def share(model, pieces, cpu_seconds, peak):
    """Of a program that needed so many CPU seconds for so many wordpieces."""
    return round(multiplications(model) * pieces / cpu_seconds / (peak * 1e9), 3)
