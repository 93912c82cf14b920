"""k nearest neighbours as plain matrix arithmetic.

skl2onnx writes distances as a Scan, a loop that DeML does not admit. Here they are
|x|² − 2·x·y + |y|², in float64 as scikit-learn computes them, then TopK and a vote.
"""

from __future__ import annotations

import numpy as np
from onnx import TensorProto
from skl2onnx import update_registered_converter
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType
from sklearn.neighbors import KNeighborsClassifier

from onnx_file import ExportError


def register() -> None:
    """Makes skl2onnx use this converter, also inside pipelines."""
    update_registered_converter(
        KNeighborsClassifier, "DeMLNearestNeighbours", _shapes, _convert,
        options={"zipmap": [False]}, overwrite=True,
    )


def _shapes(operator) -> None:
    model = operator.raw_operator
    rows = operator.inputs[0].get_first_dimension()
    operator.outputs[0].type = Int64TensorType([rows])
    operator.outputs[1].type = FloatTensorType([rows, len(model.classes_)])


def _convert(scope, operator, container) -> None:
    model = operator.raw_operator
    if model.effective_metric_ != "euclidean" or model.weights not in ("uniform", "distance"):
        raise ExportError(
            f"k-NN with metric {model.effective_metric_} and weights {model.weights} is not "
            "exported. Use the Euclidean metric, and uniform or distance weights."
        )

    def node(kind: str, inputs: list[str], count: int = 1, **attributes) -> list[str]:
        outputs = [scope.get_unique_variable_name(f"knn_{kind.lower()}") for _ in range(count)]
        container.add_node(kind, inputs, outputs, name=scope.get_unique_operator_name(kind),
                           **attributes)
        return outputs

    def constant(values: np.ndarray, kind: int) -> str:
        name = scope.get_unique_variable_name("knn_constant")
        container.add_initializer(name, kind, list(values.shape), values.reshape(-1).tolist())
        return name

    points = np.asarray(model._fit_X, np.float64)
    votes = np.eye(len(model.classes_), dtype=np.float32)[model._y.reshape(-1)]
    two = constant(np.array([-2.0]), TensorProto.DOUBLE)
    axis = constant(np.array([1], np.int64), TensorProto.INT64)
    (x,) = node("Cast", [operator.inputs[0].full_name], to=TensorProto.DOUBLE)
    (product,) = node("MatMul", [x, constant(points.T.copy(), TensorProto.DOUBLE)])
    (cross,) = node("Mul", [product, two])
    (square,) = node("Mul", [x, x])
    (own,) = node("ReduceSum", [square, axis], keepdims=1)
    (partial,) = node("Add", [cross, own])
    norms = constant((points**2).sum(1)[None], TensorProto.DOUBLE)
    (distances,) = node("Add", [partial, norms])
    k = constant(np.array([model.n_neighbors], np.int64), TensorProto.INT64)
    near, indices = node("TopK", [distances, k], 2, axis=1, largest=0, sorted=1)
    (ballots,) = node("Gather", [constant(votes, TensorProto.FLOAT), indices], axis=0)
    if model.weights == "distance":
        (root,) = node("Sqrt", [node("Max", [near, constant(np.array([1e-300]), TensorProto.DOUBLE)])[0]])
        (inverse,) = node("Reciprocal", [root])
        last = constant(np.array([2], np.int64), TensorProto.INT64)
        (wide,) = node("Cast", [node("Unsqueeze", [inverse, last])[0]], to=TensorProto.FLOAT)
        (ballots,) = node("Mul", [ballots, wide])
    (counts,) = node("ReduceSum", [ballots, axis], keepdims=0)
    (total,) = node("ReduceSum", [counts, axis], keepdims=1)
    (index,) = node("ArgMax", [counts], axis=1, keepdims=0)
    classes = constant(np.asarray(model.classes_, np.int64), TensorProto.INT64)
    container.add_node("Gather", [classes, index], [operator.outputs[0].full_name],
                       name=scope.get_unique_operator_name("Gather"), axis=0)
    container.add_node("Div", [counts, total], [operator.outputs[1].full_name],
                       name=scope.get_unique_operator_name("Div"))
