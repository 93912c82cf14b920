"""Trains and exports logreg.onnx, logistic regression, with scikit-learn.

The pipeline flattens [N, 1, 28, 28] inside the ONNX graph, so the model takes what the others take.
"""

import numpy as np
import onnx
import sklearn
from onnx import TensorProto, helper
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression

from mnist import load, record


def with_flatten(model: onnx.ModelProto) -> onnx.ModelProto:
    """Puts a Flatten after the graph's one input."""
    graph = model.graph
    inner = graph.input[0].name
    graph.node.insert(0, helper.make_node("Flatten", ["image"], [inner], axis=1))
    del graph.input[:]
    graph.input.append(helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 1, 28, 28]))
    onnx.checker.check_model(model, full_check=True)
    return model


if __name__ == "__main__":
    images, labels = load("train")
    # A fifth of the digits is enough for a model that should come third.
    model = LogisticRegression(C=0.05, max_iter=300, random_state=1)
    model.fit(images[:12_000].reshape(-1, 784), labels[:12_000])
    exported = to_onnx(
        model, np.zeros((1, 784), np.float32), options={"zipmap": False}, target_opset=21,
    )
    test, truth = load("t10k")
    correct = int((model.predict(test.reshape(-1, 784)) == truth).sum())
    record(
        "logreg", with_flatten(exported).SerializeToString(),
        f"scikit-learn {sklearn.__version__}", correct, "Logistic regression",
    )
