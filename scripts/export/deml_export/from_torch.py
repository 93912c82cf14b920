"""PyTorch → ONNX.

As a library:   from deml_export.from_torch import export
                Path("model.onnx").write_bytes(export(module, rows))
As a command:   deml-export torch net.py:build model.onnx --weights net.pt --samples rows.npy

Written for PyTorch 1.13 and later; where PyTorch has its newer exporter, that one is used.
"""

from __future__ import annotations

import io
import warnings

import numpy as np
import onnx
import torch

from .command import dimensions, first_line, load_module, read_samples, save
from .onnx_file import (OPSET, ExportError, finished, rows_as_given, with_input_shape,
                        with_sigmoid, with_softmax)
from .verify import labels_of, labels_of_scores, run, verify


def export(module: torch.nn.Module, rows: np.ndarray, *, sigmoid: bool = False,
           softmax: bool = False, shape: tuple[int, ...] | None = None, from_layout: str | None = None) -> bytes:
    """Exports a module and checks the file on sample rows.

    rows: float32 [n, …], each row as the module takes it. shape: the competition's shape of one
    sample, where it is another; from_layout: its layout, where the channels are at the other end.
    sigmoid: the module gives one logit per row, as BCEWithLogitsLoss takes it.
    softmax: the module gives logits, as CrossEntropyLoss takes them, and the file probabilities.
    Raises ExportError, and then nothing should be submitted.
    """
    module = module.eval()
    sample = torch.from_numpy(np.ascontiguousarray(rows))
    with torch.no_grad():
        scores = module(sample)
        if sigmoid:
            scores = torch.sigmoid(scores)
        if softmax:
            scores = torch.softmax(scores, -1)
    if not isinstance(scores, torch.Tensor) or scores.ndim > 2 or len(scores) != len(rows):
        raise ExportError("The module must give one tensor, [n, classes] or [n, 1].")
    try:
        exported = _exported(module, sample[:2])
    except Exception as error:
        raise ExportError(
            f"PyTorch cannot export {type(module).__name__} ({first_line(error)}). Keep forward "
            "free of branches and loops over values of the samples."
        ) from error
    model = onnx.load_from_string(exported)
    if sigmoid:
        model = with_sigmoid(model)
    if softmax:
        model = with_softmax(model)
    file = finished(with_input_shape(model, shape or rows.shape[1:], from_layout))
    expected = scores.float().numpy()
    verify(file, rows_as_given(rows, shape, from_layout), labels_of_scores(expected), expected)
    return file


def _exported(module: torch.nn.Module, sample: torch.Tensor) -> bytes:
    buffer = io.BytesIO()
    names = {"input_names": ["samples"], "output_names": ["scores"]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if _has_new_exporter():
            torch.onnx.export(
                module, (sample,), buffer, dynamic_shapes=({0: torch.export.Dim("n")},),
                external_data=False, verbose=False, dynamo=True, **names,
            )
        else:
            axes = {"samples": {0: "n"}, "scores": {0: "n"}}
            torch.onnx.export(module, sample, buffer, dynamic_axes=axes, opset_version=OPSET,
                              **names)
    return buffer.getvalue()


def _has_new_exporter() -> bool:
    """Since 2.6 it writes a file that needs no second step."""
    major, minor = (int(part) for part in torch.__version__.split(".")[:2])
    return (major, minor) >= (2, 6)


def command(given) -> None:
    """`deml-export torch`."""
    path, _, name = given.model.partition(":")
    found = getattr(load_module(path), name or "model", None)
    if found is None:
        raise ExportError(f"{path} has no {name or 'model'}. Name it as FILE.py:NAME.")
    module = found if isinstance(found, torch.nn.Module) else found()
    if given.weights:
        # A state_dict is data; anything else in the file would be code, and is not loaded.
        module.load_state_dict(torch.load(given.weights, map_location="cpu", weights_only=True))
    rows = read_samples(given.samples, None)
    shape = dimensions(given.shape) if given.shape else None
    file = export(module, rows, sigmoid=given.sigmoid, softmax=given.softmax, shape=shape,
                  from_layout=given.from_layout)
    told = rows_as_given(rows, shape, given.from_layout)
    save(given, file, told, labels_of(run(file, told)))
