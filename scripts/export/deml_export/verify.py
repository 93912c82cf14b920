"""What an export must pass before it is written: the framework's own answers, row by row."""

from __future__ import annotations

import numpy as np
import onnxruntime

from .onnx_file import ExportError

# Frameworks and onnxruntime sum in different orders; a larger difference means another model.
TOLERANCE = 1e-3


def run(model: bytes, rows: np.ndarray) -> dict[str, np.ndarray]:
    """Every output tensor of the model for some rows, by name."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs() if output.type.startswith("tensor")]
    values = session.run(names, {session.get_inputs()[0].name: rows})
    return dict(zip(names, values))


def labels_of(outputs: dict[str, np.ndarray]) -> np.ndarray:
    """Labels as DeML derives them from outputs: docs/PROTOCOL.md, section 8, "Output to label"."""
    for value in outputs.values():
        if value.dtype == np.int64 and value.size == len(value):
            return value.reshape(-1)
    for value in outputs.values():
        if value.dtype == np.float32:
            return labels_of_scores(value)
    raise ExportError("The model gives neither int64 labels nor float32 scores.")


def labels_of_scores(scores: np.ndarray) -> np.ndarray:
    """The index of the largest score, the lower one on a tie; for one column, 1 from one half."""
    flat = scores.reshape(len(scores), -1)
    if flat.shape[1] == 1:
        return (flat[:, 0] >= 0.5).astype(np.int64)
    return flat.argmax(1).astype(np.int64)


def verify(model: bytes, rows: np.ndarray, labels: np.ndarray,
           scores: np.ndarray | None = None) -> float:
    """Runs the file on sample rows and compares it with the framework's output for them.

    rows: float32 [n, …] as the competition gives them. labels: the framework's, int64 [n].
    scores: the framework's float scores, when the file gives scores.
    Returns the largest difference between two scores, relative to the largest score.
    Raises ExportError when one label differs, or scores differ by more than 0.1 %.
    """
    outputs = run(model, rows)
    found = labels_of(outputs)
    wrong = int((found != labels).sum()) if len(found) == len(labels) else len(labels)
    if wrong:
        raise ExportError(
            f"{wrong} of {len(labels)} sample rows get another label from the exported file than "
            "from the framework. Nothing was written; please report the model's layers."
        )
    if scores is None:
        return 0.0
    given = next(value for value in outputs.values() if value.dtype == np.float32)
    flat = given.reshape(len(rows), -1)
    expected = np.asarray(scores, np.float32).reshape(len(rows), -1)
    difference = float(np.abs(flat - expected).max() / max(1.0, float(np.abs(expected).max())))
    if not difference <= TOLERANCE:
        raise ExportError(
            f"The exported file's scores differ from the framework's by {difference:.2g}, more "
            f"than {TOLERANCE}. Nothing was written; please report the model's layers."
        )
    if flat.shape[1] == 1 and (flat.min() < 0 or flat.max() > 1):
        raise ExportError(
            "The model's one output is no probability: DeML says 1 from one half on. "
            "Export it with --sigmoid, which turns a logit into one."
        )
    return difference
