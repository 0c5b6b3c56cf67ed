#!/usr/bin/env python3
"""ONNX Runtime's int8 matrix product on one core. usage: onnx_matrix.py MxKxN...

A shape is activations of M x K in u8 times constant weights of K x N in i8, one MatMulInteger. A line of JSON for each says
the microseconds of the fastest product and of the median one, less what a call takes that multiplies next to nothing.
"""

import json
import statistics
import sys
import time

import numpy
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

REPETITIONS = 400


def session(m, k, n, draw):
    weights = numpy_helper.from_array(draw.integers(-127, 128, (k, n)).astype(numpy.int8), "weights")
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["activations", "weights"], ["product"])], "product",
        [helper.make_tensor_value_info("activations", TensorProto.UINT8, [m, k])],
        [helper.make_tensor_value_info("product", TensorProto.INT32, [m, n])], [weights])
    # An older format than onnx would write: onnxruntime reads newer ones later.
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def times(m, k, n):
    """Microseconds of each call."""
    draw = numpy.random.default_rng(1)
    product = session(m, k, n, draw)
    out = numpy.zeros((m, n), numpy.int32)
    bound = product.io_binding()
    bound.bind_cpu_input("activations", draw.integers(0, 256, (m, k)).astype(numpy.uint8))
    bound.bind_output("product", "cpu", 0, numpy.int32, out.shape, out.ctypes.data)
    found = []
    for _ in range(REPETITIONS):
        begun = time.perf_counter()
        product.run_with_iobinding(bound)
        found.append((time.perf_counter() - begun) * 1e6)
    return found


def main():
    if len(sys.argv) == 1:
        sys.exit(__doc__.split("\n")[0])
    call = min(times(1, 1, 1))
    for shape in sys.argv[1:]:
        found = times(*map(int, shape.split("x")))
        print(json.dumps({"shape": shape, "fastest_us": min(found) - call, "median_us": statistics.median(found) - call,
                          "kernel": f"onnxruntime {onnxruntime.__version__}"}))


if __name__ == "__main__":
    main()
