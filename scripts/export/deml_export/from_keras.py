"""Keras (TensorFlow) → ONNX.

As a library:   from deml_export.from_keras import export
                Path("model.onnx").write_bytes(export(model, rows, shape=(1, 28, 28)))
As a command:   deml-export keras model.keras model.onnx --samples rows.npy --shape 1,28,28

Keras convolutions take channels last, [28, 28, 1]; most competitions give channels first,
[1, 28, 28]. With `shape` the file takes what the competition gives.

Recurrent layers are unrolled over the steps of a sample, since DeML admits no loop; constants that
Keras leaves as inputs of the file, such as those of Normalization, are written into it.
"""

from __future__ import annotations

import contextlib
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
import tf2onnx  # noqa: E402
import keras  # noqa: E402

from onnx import helper, numpy_helper  # noqa: E402

from .command import dimensions, first_line, read_samples, save  # noqa: E402
from .onnx_file import (OPSET, ExportError, finished, rows_as_given,  # noqa: E402
                        with_input_shape, with_sigmoid, with_softmax)
from .verify import labels_of, labels_of_scores, run, verify  # noqa: E402


def export(model: keras.Model, rows: np.ndarray, *, sigmoid: bool = False,
           softmax: bool = False, shape: tuple[int, ...] | None = None, from_layout: str | None = None) -> bytes:
    """Exports a model and checks the file on sample rows.

    rows: float32 [n, …], each row as the model takes it. shape: the competition's shape of one
    sample, where it is another; from_layout: its layout, where the channels are at the other end
    and there is more than one. sigmoid: the model gives one logit per row. softmax:
    it gives logits, and the file probabilities.
    Raises ExportError, and then nothing should be submitted.
    """
    signature = [tf.TensorSpec((None, *rows.shape[1:]), tf.float32, name="samples")]
    function = tf.function(lambda x: model(x, training=False), input_signature=signature)
    with _unrolled(model):
        try:
            exported, _ = tf2onnx.convert.from_function(function, input_signature=signature,
                                                        opset=OPSET)
        except Exception as error:
            raise ExportError(
                f"tf2onnx cannot convert {model.name} ({first_line(error)}). Replace the layer, "
                "or rebuild the model in PyTorch and use `deml-export torch`."
            ) from error
        scores = np.asarray(function(tf.constant(rows)))
        exported = _without_erfc(exported)
        exported = _with_captured_constants(exported, function.get_concrete_function())
    if sigmoid:
        exported = with_sigmoid(exported)
        scores = np.asarray(tf.sigmoid(scores))
    if softmax:
        exported = with_softmax(exported)
        scores = np.asarray(tf.nn.softmax(scores))
    exported = with_input_shape(exported, shape or rows.shape[1:], from_layout)
    file = finished(exported)
    verify(file, rows_as_given(rows, shape, from_layout), labels_of_scores(scores), scores)
    return file


@contextlib.contextmanager
def _unrolled(model: keras.Model):
    """Recurrent layers without their loop, as long as the model is exported."""
    layers = [layer for layer in model._flatten_layers() if hasattr(layer, "unroll")]
    before = [layer.unroll for layer in layers]
    for layer in layers:
        layer.unroll = True
    try:
        yield
    finally:
        for layer, unroll in zip(layers, before):
            layer.unroll = unroll


def _with_captured_constants(model, concrete):
    """Writes tensors that the function captured, and that became inputs, into the file."""
    values = {inner.name: outer for outer, inner in concrete.graph.captures}
    for given in list(model.graph.input[1:]):
        found = values.get(given.name)
        if found is None or found.dtype == tf.resource:
            raise ExportError(
                f"The file would take a second input, {given.name}, and DeML gives only the "
                "samples. Pass that value to the layer as a NumPy array."
            )
        model.graph.initializer.append(numpy_helper.from_array(np.asarray(found), given.name))
        model.graph.input.remove(given)
    return model


def _without_erfc(model):
    """Writes 1 − Erf for TensorFlow's Erfc, of GELU, which ONNX does not have and tf2onnx leaves."""
    written = []
    for node in model.graph.node:
        if node.op_type == "Erfc":
            inner = f"{node.output[0]}_erf"
            written.append(helper.make_node("Erf", list(node.input), [inner]))
            written.append(helper.make_node("Sub", ["deml_one", inner], list(node.output)))
        else:
            written.append(node)
    if len(written) > len(model.graph.node):
        one = numpy_helper.from_array(np.array(1, np.float32), "deml_one")
        model.graph.initializer.append(one)
        copies = [type(node).FromString(node.SerializeToString()) for node in written]
        del model.graph.node[:]
        model.graph.node.extend(copies)
    return model


def command(given) -> None:
    """`deml-export keras`."""
    # safe_mode refuses Lambda layers that contain their own code.
    model = keras.saving.load_model(given.model, compile=False, safe_mode=True)
    rows = read_samples(given.samples, None)
    rows = rows.reshape(len(rows), *model.input_shape[1:])
    shape = dimensions(given.shape) if given.shape else None
    file = export(model, rows, sigmoid=given.sigmoid, softmax=given.softmax, shape=shape,
                  from_layout=given.from_layout)
    told = rows_as_given(rows, shape, given.from_layout)
    save(given, file, told, labels_of(run(file, told)))
