"""Keras (TensorFlow) → ONNX.

As a library:   from from_keras import export
                Path("model.onnx").write_bytes(export(model, rows, shape=(1, 28, 28)))
As a command:   python from_keras.py model.keras model.onnx --samples rows.npy --shape 1,28,28

Keras convolutions take channels last, [28, 28, 1]; most competitions give channels first,
[1, 28, 28]. With `shape` the file takes what the competition gives.
"""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
import tf2onnx  # noqa: E402
import keras  # noqa: E402

from command import layout_flag, parser, read_samples, run  # noqa: E402
from onnx_file import (OPSET, finished, rows_as_given, with_input_shape,  # noqa: E402
                       with_sigmoid)
from verify import labels_of_scores, verify  # noqa: E402


def export(model: keras.Model, rows: np.ndarray, *, sigmoid: bool = False,
           shape: tuple[int, ...] | None = None, from_layout: str | None = None) -> bytes:
    """Exports a model and checks the file on sample rows.

    rows: float32 [n, …], each row as the model takes it. shape: the competition's shape of one
    sample, where it is another; from_layout: its layout, where the channels are at the other end
    and there is more than one. sigmoid: the model gives one logit a row.
    Raises ExportError, and then nothing should be submitted.
    """
    signature = [tf.TensorSpec((None, *rows.shape[1:]), tf.float32, name="samples")]
    function = tf.function(lambda x: model(x, training=False), input_signature=signature)
    exported, _ = tf2onnx.convert.from_function(function, input_signature=signature, opset=OPSET)
    scores = np.asarray(function(tf.constant(rows)))
    if sigmoid:
        exported = with_sigmoid(exported)
        scores = np.asarray(tf.sigmoid(scores))
    exported = with_input_shape(exported, shape or rows.shape[1:], from_layout)
    file = finished(exported)
    verify(file, rows_as_given(rows, shape, from_layout), labels_of_scores(scores), scores)
    return file


def main():
    flags = parser(__doc__.splitlines()[0], "a .keras file, written by model.save")
    flags.add_argument("--sigmoid", action="store_true", help="the model gives one logit a row")
    layout_flag(flags)
    given = flags.parse_args()
    # safe_mode refuses Lambda layers that contain their own code.
    model = keras.saving.load_model(given.model, compile=False, safe_mode=True)
    rows = read_samples(given.samples, None)
    rows = rows.reshape(len(rows), *model.input_shape[1:])
    shape = tuple(map(int, given.shape.split(","))) if given.shape else None
    return given.output, export(model, rows, sigmoid=given.sigmoid, shape=shape,
                                from_layout=given.from_layout)


if __name__ == "__main__":
    run(main)
