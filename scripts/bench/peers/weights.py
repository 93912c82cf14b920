"""Writes the weights of an ONNX file as w1, b1, w2, … in the order of its layers.

    python weights.py MODEL.onnx WEIGHTS.npz
"""

import sys

import numpy as np
import onnx
from onnx import numpy_helper

graph = onnx.load(sys.argv[1]).graph
tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
layers = [node for node in graph.node if node.op_type in ("Conv", "Gemm")]
weights = {}
for index, layer in enumerate(layers, 1):
    weights[f"w{index}"], weights[f"b{index}"] = (tensors[name] for name in layer.input[1:3])
np.savez(sys.argv[2], **weights)
