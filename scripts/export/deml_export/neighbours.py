"""Estimators that measure distances, as plain matrix arithmetic.

skl2onnx writes the distances of k-NN, of neighbours within a radius and of KernelPCA as a Scan, a
loop that DeML does not admit, and does not know NearestCentroid. Here they are |x|² − 2·x·y + |y|², in float64 as
scikit-learn computes them, then a vote. DummyClassifier is here because nobody else writes it.
"""

from __future__ import annotations

import numpy as np
from onnx import TensorProto
from skl2onnx import update_registered_converter
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType
from sklearn.decomposition import KernelPCA
from sklearn.dummy import DummyClassifier
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid, RadiusNeighborsClassifier

from .onnx_file import ExportError


# What skl2onnx may ask of a classifier, and what changes nothing about its labels.
OPTIONS = ("zipmap", "nocl", "output_class_labels", "raw_scores")


def register() -> None:
    """Makes skl2onnx use these converters, also inside pipelines."""
    for kind, convert in [
        (KNeighborsClassifier, _nearest),
        (RadiusNeighborsClassifier, _within),
        (NearestCentroid, _centroid),
        (DummyClassifier, _constant),
    ]:
        update_registered_converter(
            kind, f"DeML{kind.__name__}", _shapes, convert,
            options={name: [True, False] for name in OPTIONS}, overwrite=True,
        )
    update_registered_converter(KernelPCA, "DeMLKernelPCA", _components, _kernel, overwrite=True)


def _shapes(operator) -> None:
    model = operator.raw_operator
    rows = operator.inputs[0].get_first_dimension()
    operator.outputs[0].type = Int64TensorType([rows])
    operator.outputs[1].type = FloatTensorType([rows, len(model.classes_)])


class _Writer:
    """Nodes and constants of one estimator."""

    def __init__(self, scope, operator, container):
        self.scope, self.operator, self.container = scope, operator, container

    def node(self, kind: str, inputs: list[str], count: int = 1, **attributes) -> list[str]:
        outputs = [self.scope.get_unique_variable_name(f"deml_{kind.lower()}")
                   for _ in range(count)]
        self.container.add_node(kind, inputs, outputs, op_version=self.container.target_opset,
                                name=self.scope.get_unique_operator_name(kind), **attributes)
        return outputs

    def constant(self, values: np.ndarray) -> str:
        kinds = {"int64": TensorProto.INT64, "float64": TensorProto.DOUBLE,
                 "float32": TensorProto.FLOAT}
        name = self.scope.get_unique_variable_name("deml_constant")
        self.container.add_initializer(name, kinds[str(values.dtype)], list(values.shape),
                                       values.reshape(-1).tolist())
        return name

    def axis(self, number: int) -> str:
        return self.constant(np.array([number], np.int64))

    def squared_distances(self, points: np.ndarray) -> str:
        """Of every row to every point, float64 [n, points]."""
        points = np.asarray(points, np.float64)
        (x,) = self.node("Cast", [self.operator.inputs[0].full_name], to=TensorProto.DOUBLE)
        (product,) = self.node("MatMul", [x, self.constant(points.T.copy())])
        (cross,) = self.node("Mul", [product, self.constant(np.array([-2.0]))])
        (square,) = self.node("Mul", [x, x])
        (own,) = self.node("ReduceSum", [square, self.axis(1)], keepdims=1)
        (partial,) = self.node("Add", [cross, own])
        return self.node("Add", [partial, self.constant((points**2).sum(1)[None])])[0]

    def votes(self, counts: str) -> None:
        """The outputs from each class's votes, [n, classes]: the largest, and float32 shares."""
        (total,) = self.node("ReduceSum", [counts, self.axis(1)], keepdims=1)
        (index,) = self.node("ArgMax", [counts], axis=1, keepdims=0)
        self.label_of(index)
        self.end("Cast", self.node("Div", [counts, total]), 1, to=TensorProto.FLOAT)

    def label_of(self, index: str) -> None:
        """The first output: the class at an index."""
        classes = self.constant(np.asarray(self.operator.raw_operator.classes_, np.int64))
        self.end("Gather", [classes, index], 0, axis=0)

    def end(self, kind: str, inputs: list[str], output: int, **attributes) -> None:
        self.container.add_node(kind, inputs, [self.operator.outputs[output].full_name],
                                op_version=self.container.target_opset,
                                name=self.scope.get_unique_operator_name(kind), **attributes)


def _euclidean(model, weights: tuple[str, ...]) -> None:
    metric = getattr(model, "effective_metric_", model.metric)
    given = getattr(model, "weights", "uniform")
    if metric != "euclidean" or given not in weights:
        raise ExportError(
            f"{type(model).__name__} with metric {metric} and weights {given} is not exported. "
            f"Use the Euclidean metric, and {' or '.join(weights)} weights."
        )


def _one_hot(model) -> np.ndarray:
    return np.eye(len(model.classes_), dtype=np.float32)[model._y.reshape(-1)]


def _nearest(scope, operator, container) -> None:
    model, to = operator.raw_operator, _Writer(scope, operator, container)
    _euclidean(model, ("uniform", "distance"))
    distances = to.squared_distances(model._fit_X)
    k = to.constant(np.array([model.n_neighbors], np.int64))
    near, indices = to.node("TopK", [distances, k], 2, axis=1, largest=0, sorted=1)
    # In float64, as scikit-learn adds them: near ties are decided alike.
    votes = to.constant(_one_hot(model).astype(np.float64))
    (ballots,) = to.node("Gather", [votes, indices], axis=0)
    if model.weights == "distance":
        (root,) = to.node("Sqrt", to.node("Max", [near, to.constant(np.array([1e-300]))]))
        (inverse,) = to.node("Reciprocal", [root])
        wide = to.node("Unsqueeze", [inverse, to.axis(2)])
        (ballots,) = to.node("Mul", [ballots, *wide])
    to.votes(to.node("ReduceSum", [ballots, to.axis(1)], keepdims=0)[0])


def _within(scope, operator, container) -> None:
    model, to = operator.raw_operator, _Writer(scope, operator, container)
    _euclidean(model, ("uniform",))
    distances = to.squared_distances(model._fit_X)
    limit = to.constant(np.array([float(model.radius) ** 2]))
    (near,) = to.node("LessOrEqual", [distances, limit])
    (mask,) = to.node("Cast", [near], to=TensorProto.FLOAT)
    (counts,) = to.node("MatMul", [mask, to.constant(_one_hot(model))])
    outlier = model.outlier_label_
    if outlier is not None:
        # Only rows without neighbours, whose other votes are all 0.
        said = np.asarray(model.classes_) == np.asarray(outlier).reshape(-1)[0]
        to_outlier = said.astype(np.float32)[None] * np.float32(1e-3)
        (none,) = to.node("Equal", to.node("ReduceMax", [counts], axes=[1], keepdims=1)
                          + [to.constant(np.array([0], np.float32))])
        (alone,) = to.node("Cast", [none], to=TensorProto.FLOAT)
        (share,) = to.node("Mul", [alone, to.constant(to_outlier)])
        (counts,) = to.node("Add", [counts, share])
    to.votes(counts)


def _centroid(scope, operator, container) -> None:
    model, to = operator.raw_operator, _Writer(scope, operator, container)
    _euclidean(model, ("uniform",))
    priors = np.asarray(getattr(model, "class_prior_", [1.0]), np.float64)
    if not np.allclose(priors, priors[0]) or getattr(model, "shrink_threshold", None):
        raise ExportError(
            "NearestCentroid with priors or a shrink threshold is not exported. Use "
            "LinearDiscriminantAnalysis instead."
        )
    distances = to.squared_distances(model.centroids_)
    (index,) = to.node("ArgMin", [distances], axis=1, keepdims=0)
    to.label_of(index)
    (negative,) = to.node("Neg", [distances])
    to.end("Cast", [negative], 1, to=TensorProto.FLOAT)


def _constant(scope, operator, container) -> None:
    model, to = operator.raw_operator, _Writer(scope, operator, container)
    if model.strategy not in ("most_frequent", "prior", "constant"):
        raise ExportError(
            f"DummyClassifier guesses with strategy {model.strategy}. "
            "Use most_frequent."
        )
    said = model.constant if model.strategy == "constant" else model.classes_[
        int(np.argmax(model.class_prior_))]
    width = operator.inputs[0].type.shape[1]
    shares = (np.asarray(model.classes_) == said).astype(np.float32)[None]
    none = to.constant(np.zeros((width, len(model.classes_)), np.float32))
    (scores,) = to.node("Add", [*to.node("MatMul", [operator.inputs[0].full_name, none]),
                                to.constant(shares)])
    (index,) = to.node("ArgMax", [scores], axis=1, keepdims=0)
    to.label_of(index)
    to.end("Identity", [scores], 1)


def _components(operator) -> None:
    rows = operator.inputs[0].get_first_dimension()
    width = operator.raw_operator.eigenvalues_.shape[0]
    operator.outputs[0].type = FloatTensorType([rows, width])


def _kernel(scope, operator, container) -> None:
    model, to = operator.raw_operator, _Writer(scope, operator, container)
    if model.kernel not in ("linear", "poly", "rbf"):
        raise ExportError(
            f"KernelPCA with kernel {model.kernel} is not exported. Use linear, poly or rbf."
        )
    points = np.asarray(model.X_fit_, np.float64)
    gamma = to.constant(np.array([1 / points.shape[1] if model.gamma is None else model.gamma_],
                                 np.float64))
    if model.kernel == "rbf":
        near = to.node("Neg", [to.squared_distances(points)])
        (kernel,) = to.node("Exp", to.node("Mul", [*near, gamma]))
    else:
        (x,) = to.node("Cast", [operator.inputs[0].full_name], to=TensorProto.DOUBLE)
        (kernel,) = to.node("MatMul", [x, to.constant(points.T.copy())])
        if model.kernel == "poly":
            (scaled,) = to.node("Mul", [kernel, gamma])
            shifted = to.node("Add", [scaled, to.constant(np.array([float(model.coef0)]))])
            (kernel,) = to.node("Pow", [*shifted, to.constant(np.array([float(model.degree)]))])
    # Centred as scikit-learn's KernelCenterer does, then projected.
    centre = model._centerer
    (own,) = to.node("ReduceMean", [kernel], axes=[1], keepdims=1)
    (less,) = to.node("Sub", [kernel, own])
    shift = (centre.K_fit_all_ - centre.K_fit_rows_).astype(np.float64)[None]
    (centred,) = to.node("Add", [less, to.constant(shift)])
    kept = model.eigenvalues_ > 0
    scaled_vectors = np.zeros_like(model.eigenvectors_, np.float64)
    scaled_vectors[:, kept] = model.eigenvectors_[:, kept] / np.sqrt(model.eigenvalues_[kept])
    projected = to.node("MatMul", [centred, to.constant(scaled_vectors)])
    to.end("Cast", projected, 0, to=TensorProto.FLOAT)
