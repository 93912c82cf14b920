"""LightGBM, XGBoost and CatBoost → ONNX: their scikit-learn classifiers.

As a library:   from deml_export.from_boosters import export
                Path("model.onnx").write_bytes(export(classifier, rows))
As a command:   deml-export boosters model.joblib model.onnx --samples rows.npy

The file gives the labels themselves; with --probabilities what predict_proba gives. LightGBM compares in float64 and ONNX's trees in float32: a
threshold between two neighbouring float32 values is rounded, which the sample rows would show.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import onnx

from .command import dimensions, first_line, load_estimator, read_samples, save
from .onnx_file import (ExportError, check_classes, finished, labels_only,
                        probabilities_only, with_input_shape)
from .verify import verify

# onnxmltools writes operators up to this version of each booster's converter.
BOOSTER_OPSET = 15


def export(classifier, rows: np.ndarray, *, shape: tuple[int, ...] | None = None,
           probabilities: bool = False) -> bytes:
    """Exports a fitted classifier and checks the file on sample rows.

    rows: float32 [n, features]. shape: the competition's shape of one sample, where it is not
    [features]. probabilities: the file gives those of predict_proba instead of the labels.
    Raises ExportError, and then nothing should be submitted.
    """
    flat = np.ascontiguousarray(rows.reshape(len(rows), -1), np.float32)
    maker = type(classifier).__module__.split(".")[0]
    writers = {"lightgbm": _lightgbm, "xgboost": _xgboost, "catboost": _catboost}
    if maker not in writers:
        raise ExportError(
            f"{type(classifier).__name__} is not of LightGBM, XGBoost or CatBoost. Use "
            "`deml-export sklearn` for what scikit-learn fitted."
        )
    if not hasattr(classifier, "classes_"):
        raise ExportError(
            f"{type(classifier).__name__} does not name classes. Fit the package's scikit-learn "
            "classifier, such as LGBMClassifier, XGBClassifier or CatBoostClassifier."
        )
    check_classes(classifier)
    try:
        model = writers[maker](classifier, flat.shape[1])
    except ExportError:
        raise
    except Exception as error:
        raise ExportError(
            f"{type(classifier).__name__} cannot be converted ({first_line(error)}). Train it "
            "without categorical features and with the usual trees (gbtree, gbdt)."
        ) from error
    model = probabilities_only(model, classifier) if probabilities else labels_only(model)
    model = with_input_shape(model, shape or flat.shape[1:])
    file = finished(model)
    labels = np.asarray(classifier.predict(flat)).reshape(-1).astype(np.int64)
    scores = classifier.predict_proba(flat) if probabilities else None
    verify(file, flat.reshape(len(flat), *(shape or flat.shape[1:])), labels, scores)
    return file


def _lightgbm(classifier, width: int) -> onnx.ModelProto:
    from onnxmltools import convert_lightgbm
    from onnxmltools.convert.common.data_types import FloatTensorType

    # Without zipmap, labels and scores are plain tensors.
    return convert_lightgbm(classifier, initial_types=[("samples", FloatTensorType([None, width]))],
                            target_opset=BOOSTER_OPSET, zipmap=False)


def _xgboost(classifier, width: int) -> onnx.ModelProto:
    from onnxmltools import convert_xgboost
    from onnxmltools.convert.common.data_types import FloatTensorType

    names = classifier.get_booster().feature_names
    if names is not None:
        raise ExportError(
            "The classifier was fitted on named columns. Fit it on a NumPy array, whose columns "
            "are the competition's in their order."
        )
    return convert_xgboost(classifier, initial_types=[("samples", FloatTensorType([None, width]))],
                           target_opset=BOOSTER_OPSET)


def _catboost(classifier, width: int) -> onnx.ModelProto:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        classifier.save_model(str(path), format="onnx")
        model = onnx.load(str(path))
    _open_width(model, width)
    return model


def _open_width(model: onnx.ModelProto, width: int) -> None:
    """CatBoost counts the features that it used; the samples have all of them."""
    dims = model.graph.input[0].type.tensor_type.shape.dim
    dims[1].dim_value = width


def command(given) -> None:
    """`deml-export boosters`."""
    shape = dimensions(given.shape) if given.shape else None
    classifier = load_estimator(given.model)
    rows = read_samples(given.samples, given.shape)
    file = export(classifier, rows, shape=shape or rows.shape[1:],
                  probabilities=given.probabilities)
    labels = np.asarray(classifier.predict(rows.reshape(len(rows), -1))).reshape(-1)
    save(given, file, rows, labels.astype(np.int64))
