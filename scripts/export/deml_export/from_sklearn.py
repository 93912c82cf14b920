"""scikit-learn → ONNX: classifiers, and pipelines that end in one.

As a library:   from deml_export.from_sklearn import export
                Path("model.onnx").write_bytes(export(pipeline, rows))
As a command:   deml-export sklearn pipeline.joblib model.onnx --samples rows.npy

The file gives the labels themselves, so that what it says is what predict says; with
--probabilities, for metrics that read them, what predict_proba says. A pickle runs code
when it is loaded: give the command only pipelines that are your own.
"""

from __future__ import annotations

import contextlib
import copy

import numpy as np
from skl2onnx import to_onnx
from skl2onnx.common._container import ModelComponentContainer
from sklearn.base import BaseEstimator
from sklearn.ensemble import VotingClassifier

from . import neighbours
from .command import dimensions, first_line, load_estimator, read_samples, save
from .onnx_file import (ML_OPSET, OPSET, ExportError, check_classes, finished, labels_only,
                        probabilities_only, with_input_shape)
from .verify import verify

# What has no converter, and what to train instead.
INSTEAD = {
    "GaussianProcessClassifier": "an SVC with an RBF kernel",
    "OutputCodeClassifier": "OneVsRestClassifier",
    "LabelPropagation": "KNeighborsClassifier",
    "LabelSpreading": "KNeighborsClassifier",
    "QuantileTransformer": "PowerTransformer",
}


def export(estimator, rows: np.ndarray, *, shape: tuple[int, ...] | None = None,
           probabilities: bool = False) -> bytes:
    """Exports a fitted classifier or pipeline and checks the file on sample rows.

    rows: float32 [n, features]. shape: the competition's shape of one sample, where it is not
    [features]. probabilities: the file gives those of predict_proba instead of the labels.
    Raises ExportError, and then nothing should be submitted.
    """
    flat = np.ascontiguousarray(rows.reshape(len(rows), -1), np.float32)
    check_classes(estimator)
    neighbours.register()
    try:
        with _plain_attributes():
            model = to_onnx(_convertible(estimator), flat[:1],
                            target_opset={"": OPSET, "ai.onnx.ml": ML_OPSET})
    except ExportError:
        raise
    except Exception as error:
        raise ExportError(_explained(estimator, error)) from error
    model = probabilities_only(model, estimator) if probabilities else labels_only(model)
    model = with_input_shape(model, shape or flat.shape[1:])
    file = finished(model)
    labels = np.asarray(estimator.predict(flat), np.int64)
    scores = estimator.predict_proba(flat) if probabilities else None
    verify(file, flat.reshape(len(flat), *(shape or flat.shape[1:])), labels, scores)
    return file


def _parts(estimator) -> list[BaseEstimator]:
    """An estimator and all that it is made of, the outermost first."""
    found, queue = [], [estimator]
    while queue:
        part = queue.pop(0)
        if isinstance(part, BaseEstimator) and not any(part is each for each in found):
            found.append(part)
            queue.extend(vars(part).values())
        elif isinstance(part, (list, tuple)):
            queue.extend(part)
    return found


def _convertible(estimator):
    """The estimator as skl2onnx can take it; its labels stay what they are."""
    if not any(isinstance(part, VotingClassifier) for part in _parts(estimator)):
        return estimator
    copied = copy.deepcopy(estimator)
    for part in _parts(copied):
        if isinstance(part, VotingClassifier):
            # The shape of what transform gives; predict does not use it.
            part.flatten_transform = False
    return copied


@contextlib.contextmanager
def _plain_attributes():
    """Gives onnx Python's numbers, where skl2onnx 1.20 mixes NumPy's booleans into integers.

    onnx 1.23 refuses those of HistGradientBoosting and prints all of the trees.
    """
    before = ModelComponentContainer.add_node

    def add_node(self, *args, **attributes):
        return before(self, *args, **{
            name: [int(each) if isinstance(each, (bool, np.bool_)) else each for each in value]
            if isinstance(value, list) else value
            for name, value in attributes.items()
        })

    ModelComponentContainer.add_node = add_node
    try:
        yield
    finally:
        ModelComponentContainer.add_node = before


def _explained(estimator, error: Exception) -> str:
    """One sentence on what cannot be converted, one on what to do."""
    for part in reversed(_parts(estimator)):
        name = type(part).__name__
        if name in INSTEAD:
            return f"skl2onnx does not convert {name} here. Train {INSTEAD[name]} instead."
    return (
        f"skl2onnx cannot convert {type(estimator).__name__} ({first_line(error)}). Replace that "
        "step by one of https://onnx.ai/sklearn-onnx/supported.html."
    )


def command(given) -> None:
    """`deml-export sklearn`."""
    shape = dimensions(given.shape) if given.shape else None
    estimator = load_estimator(given.model)
    rows = read_samples(given.samples, given.shape)
    file = export(estimator, rows, shape=shape or rows.shape[1:],
                  probabilities=given.probabilities)
    save(given, file, rows, np.asarray(estimator.predict(rows.reshape(len(rows), -1)), np.int64))
