#!/usr/bin/env python3
"""ONNX Runtime's matrix product on one core. usage: onnx_matrix.py [--fp32] MxKxN...

A shape is activations of M x K in u8 times constant weights of K x N in i8, one MatMulInteger; or both in floats, one MatMul. A line of JSON for each says
the microseconds of the fastest product and of the median one, less what a call takes that multiplies next to nothing.
"""

import json
import statistics
import sys
import time

import numpy
import onnxruntime
from onnx import helper, numpy_helper

REPETITIONS = 400


# Operator, and the kinds of activations, weights and product.
INT8 = ("MatMulInteger", numpy.uint8, numpy.int8, numpy.int32)
FP32 = ("MatMul", numpy.float32, numpy.float32, numpy.float32)


def session(m, k, n, weights, numbers):
    operator, left, _, product = numbers
    kind = helper.np_dtype_to_tensor_dtype
    graph = helper.make_graph(
        [helper.make_node(operator, ["activations", "weights"], ["product"])], "product",
        [helper.make_tensor_value_info("activations", kind(numpy.dtype(left)), [m, k])],
        [helper.make_tensor_value_info("product", kind(numpy.dtype(product)), [m, n])],
        [numpy_helper.from_array(weights, "weights")])
    # An older format than onnx would write: onnxruntime reads newer ones later.
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def times(m, k, n, numbers):
    """Microseconds of each call."""
    draw = numpy.random.default_rng(1)
    _, left, right, kind = numbers
    product = session(m, k, n, draw.integers(-127, 128, (k, n)).astype(right), numbers)
    out = numpy.zeros((m, n), kind)
    bound = product.io_binding()
    bound.bind_cpu_input("activations", draw.integers(0, 256, (m, k)).astype(left))
    bound.bind_output("product", "cpu", 0, kind, out.shape, out.ctypes.data)
    found = []
    for _ in range(REPETITIONS):
        begun = time.perf_counter()
        product.run_with_iobinding(bound)
        found.append((time.perf_counter() - begun) * 1e6)
    return found


def main():
    shapes = sys.argv[1:]
    numbers = FP32 if shapes[:1] == ["--fp32"] else INT8
    shapes = shapes[numbers is FP32:]
    if not shapes:
        sys.exit(__doc__.split("\n")[0])
    call = min(times(1, 1, 1, numbers))
    for shape in shapes:
        found = times(*map(int, shape.split("x")), numbers)
        print(json.dumps({"name": "ONNX Runtime", "numbers": "fp32" if numbers is FP32 else "int8", "shape": shape, "fastest_us": min(found) - call, "median_us": statistics.median(found) - call,
                          "kernel": f"onnxruntime {onnxruntime.__version__}"}))


if __name__ == "__main__":
    main()
