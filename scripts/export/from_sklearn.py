"""scikit-learn → ONNX: classifiers, and pipelines that end in one.

As a library:   from from_sklearn import export
                Path("model.onnx").write_bytes(export(pipeline, rows))
As a command:   python from_sklearn.py pipeline.joblib model.onnx --samples rows.npy

The file gives the labels themselves, so that what it says is what predict says. A pickle runs code
when it is loaded: give the command only pipelines that are your own.
"""

from __future__ import annotations

import numpy as np
from skl2onnx import to_onnx

import nearest_neighbours
from command import parser, read_samples, run
from onnx_file import ML_OPSET, OPSET, ExportError, finished, only_output, with_input_shape
from verify import verify


def export(estimator, rows: np.ndarray, *, shape: tuple[int, ...] | None = None) -> bytes:
    """Exports a fitted classifier or pipeline and checks the file on sample rows.

    rows: float32 [n, features]. shape: the competition's shape of one sample, where it is not
    [features].
    Raises ExportError, and then nothing should be submitted.
    """
    flat = np.ascontiguousarray(rows.reshape(len(rows), -1), np.float32)
    classes = np.asarray(getattr(estimator, "classes_", []))
    if classes.dtype.kind not in "iu" or (len(classes) and classes.min() < 0):
        raise ExportError(
            "The estimator's classes are no whole numbers from 0 on. Fit it on the labels of the "
            "data set as they are, not on names."
        )
    nearest_neighbours.register()
    try:
        model = to_onnx(estimator, flat[:1], target_opset={"": OPSET, "ai.onnx.ml": ML_OPSET},
                        options=_options(estimator))
    except ExportError:
        raise
    except Exception as error:
        raise ExportError(f"skl2onnx cannot convert {type(estimator).__name__}: {error}") from error
    model = only_output(model, model.graph.output[0].name)
    model = with_input_shape(model, shape or flat.shape[1:])
    file = finished(model)
    labels = np.asarray(estimator.predict(flat), np.int64)
    verify(file, flat.reshape(len(flat), *(shape or flat.shape[1:])), labels)
    return file


def _options(estimator) -> dict | None:
    """Without ZipMap, which gives a list of dictionaries instead of a tensor."""
    last = estimator.steps[-1][1] if hasattr(estimator, "steps") else estimator
    return {id(last): {"zipmap": False}} if hasattr(last, "predict_proba") else None


def main():
    import joblib

    flags = parser(__doc__.splitlines()[0], "a fitted estimator, written by joblib.dump")
    given = flags.parse_args()
    shape = tuple(map(int, given.shape.split(","))) if given.shape else None
    estimator = joblib.load(given.model)
    return given.output, export(estimator, read_samples(given.samples, None), shape=shape)


if __name__ == "__main__":
    run(main)
