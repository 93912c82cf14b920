"""The ONNX file itself: its input as the competition gives it, nothing unnecessary in it.

What DeML admits is in docs/PROTOCOL.md, section 8. The exporters of this package end here.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# Operators of version 17 are what PyTorch 1.13 can write and every onnxruntime since 1.12 can run.
OPSET = 17
ML_OPSET = 3

CHANNELS_FIRST = "channels-first"
CHANNELS_LAST = "channels-last"


class ExportError(Exception):
    """An export that would surprise its author later: one sentence, what is wrong and what to do."""


def check_classes(estimator) -> None:
    """Raises ExportError when an estimator's labels are not whole numbers from 0 on."""
    classes = np.asarray(getattr(estimator, "classes_", []))
    if classes.dtype.kind not in "iu" or (len(classes) and classes.min() < 0):
        raise ExportError(
            "The estimator's classes are not whole numbers from 0 on. Fit it on the labels of the "
            "data set as they are, not on names."
        )


def with_input_shape(model: onnx.ModelProto, shape: tuple[int, ...],
                     layout: str | None = None) -> onnx.ModelProto:
    """Makes the model take float32 [n, *shape], the shape that the competition's spec names.

    The values of a sample keep their order, unless `layout` says that the model's own input has
    its channels at the other end: then they are turned round.

    Raises ExportError when the two shapes do not hold equally many values.
    """
    graph = model.graph
    given = graph.input[0]
    own = [dim.dim_value for dim in given.type.tensor_type.shape.dim][1:]
    if tuple(own) == tuple(shape) and layout is None:
        _open_batch(given)
        return model
    if int(np.prod(own)) != int(np.prod(shape)) or 0 in own:
        raise ExportError(
            f"The model takes {own} a sample and the competition gives {list(shape)}. "
            "Name the competition's shape with --shape, or change the model's first layer."
        )
    names = {value.name for value in [*graph.input, *graph.initializer]}
    names |= {name for node in graph.node for name in node.output}
    name = next(name for name in ["samples", "deml_samples"] if name not in names)
    front = []
    source = name
    if layout is not None:
        front.append(_turned(source, "deml_turned", len(shape), layout))
        source = "deml_turned"
    target = numpy_helper.from_array(np.array([-1, *own], np.int64), "deml_input_shape")
    graph.initializer.append(target)
    front.append(helper.make_node("Reshape", [source, target.name], [given.name]))
    for node in reversed(front):
        graph.node.insert(0, node)
    del graph.input[:]
    graph.input.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", *shape]))
    return model


def _turned(source: str, target: str, rank: int, layout: str) -> onnx.NodeProto:
    """From the competition's layout to the other one; `rank` does not count the batch."""
    inner = list(range(1, rank + 1))
    if layout == CHANNELS_FIRST:  # [c, h, w] is given, [h, w, c] is wanted
        order = [*inner[1:], inner[0]]
    elif layout == CHANNELS_LAST:
        order = [inner[-1], *inner[:-1]]
    else:
        raise ExportError(f"{layout} is not a layout. Name {CHANNELS_FIRST} or {CHANNELS_LAST}.")
    return helper.make_node("Transpose", [source], [target], perm=[0, *order])


def rows_as_given(rows: np.ndarray, shape: tuple[int, ...] | None,
                  layout: str | None) -> np.ndarray:
    """The model's rows as the competition gives them: the inverse of with_input_shape."""
    if layout == CHANNELS_FIRST:
        rows = np.moveaxis(rows, -1, 1)
    elif layout == CHANNELS_LAST:
        rows = np.moveaxis(rows, 1, -1)
    return np.ascontiguousarray(rows).reshape(len(rows), *(shape or rows.shape[1:]))


def _open_batch(value: onnx.ValueInfoProto) -> None:
    batch = value.type.tensor_type.shape.dim[0]
    batch.Clear()
    batch.dim_param = "n"


def with_sigmoid(model: onnx.ModelProto) -> onnx.ModelProto:
    """Turns the one logit of a binary model into the probability that DeML reads."""
    graph = model.graph
    logit = graph.output[0]
    graph.node.append(helper.make_node("Sigmoid", [logit.name], ["deml_probability"]))
    logit.name = "deml_probability"
    return model


def with_softmax(model: onnx.ModelProto) -> onnx.ModelProto:
    """Turns the logits of a model into probabilities, which log loss and Brier read."""
    logits = model.graph.output[0]
    model.graph.node.append(helper.make_node("Softmax", [logits.name], ["deml_probabilities"],
                                             axis=-1))
    logits.name = "deml_probabilities"
    return model


def only_output(model: onnx.ModelProto, name: str) -> onnx.ModelProto:
    """Drops every output but one, with the nodes and weights that only the others need."""
    graph = model.graph
    needed = {name}
    nodes = []
    for node in reversed(graph.node):
        if needed & set(node.output):
            needed |= set(node.input)
            nodes.insert(0, node)
    kept = [output for output in graph.output if output.name == name]
    weights = [tensor for tensor in graph.initializer if tensor.name in needed]
    del graph.output[:], graph.node[:], graph.initializer[:]
    graph.output.extend(kept)
    graph.node.extend(nodes)
    graph.initializer.extend(weights)
    return model


def labels_only(model: onnx.ModelProto) -> onnx.ModelProto:
    """Keeps the first output, the labels, as int64: some converters write int32 or floats."""
    model = with_gathered_constants(only_output(model, model.graph.output[0].name))
    model = only_output(model, model.graph.output[0].name)
    output = model.graph.output[0]
    if output.type.tensor_type.elem_type != TensorProto.INT64:
        cast = helper.make_node("Cast", [output.name], ["deml_labels"], to=TensorProto.INT64)
        model.graph.node.append(cast)
        output.name = cast.output[0]
        output.type.tensor_type.elem_type = TensorProto.INT64
    # Some converters write [n] for [n, 1], and inner shapes that do not hold.
    del model.graph.value_info[:]
    shape = onnx.TensorShapeProto()
    shape.CopyFrom(output.type.tensor_type.shape)
    output.type.tensor_type.ClearField("shape")
    inferred = onnx.shape_inference.infer_shapes(model).graph.output[0].type.tensor_type
    output.type.tensor_type.shape.CopyFrom(inferred.shape if inferred.HasField("shape") else shape)
    dims = output.type.tensor_type.shape.dim
    if len(dims) == 2:  # [n, 1] or [1, n]
        flat = numpy_helper.from_array(np.array([-1], np.int64), "deml_flat")
        model.graph.initializer.append(flat)
        model.graph.node.append(helper.make_node("Reshape", [output.name, flat.name],
                                                 ["deml_row_labels"]))
        output.name = "deml_row_labels"
        del dims[0]
    return model


def probabilities_only(model: onnx.ModelProto, estimator) -> onnx.ModelProto:
    """Keeps the second output, a float32 probability for each class, without a list of maps.

    Raises ExportError when the columns are not the classes 0, 1, 2, …, or there are none.
    """
    classes = np.asarray(estimator.classes_)
    if not hasattr(estimator, "predict_proba") or len(model.graph.output) < 2:
        raise ExportError(
            f"{type(estimator).__name__} gives no probabilities. Train an estimator that has "
            "predict_proba, such as CalibratedClassifierCV around this one."
        )
    if not np.array_equal(classes, np.arange(len(classes))):
        raise ExportError(
            "The estimator's classes are not 0, 1, 2, … without a gap, and its columns would be "
            "taken for other ones. Fit it on samples of every class."
        )
    name = model.graph.output[1].name
    maps = next((node for node in model.graph.node
                 if node.op_type == "ZipMap" and name in node.output), None)
    name = name if maps is None else maps.input[0]
    shape = ["n", len(classes)]
    model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
    for _ in range(2):
        del model.graph.output[0]
    model = with_gathered_constants(only_output(model, name))
    return only_output(model, name)


def with_gathered_constants(model: onnx.ModelProto) -> onnx.ModelProto:
    """Looks classes up by Gather, along the samples, where skl2onnx has ArrayFeatureExtractor.

    That operator turns rows into columns: [n] indices into [k] classes become [1, n].
    """
    constants = {tensor.name: tensor for tensor in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type != "ArrayFeatureExtractor" or node.input[0] not in constants:
            continue
        values = numpy_helper.to_array(constants[node.input[0]])
        if values.dtype.kind not in "if" or values.size != values.shape[-1]:
            continue
        row = f"{node.output[0]}_classes"
        model.graph.initializer.append(numpy_helper.from_array(values.reshape(-1), row))
        node.op_type, node.domain, node.input[0] = "Gather", "", row
        del node.attribute[:]
        node.attribute.add(name="axis", type=onnx.AttributeProto.INT, i=0)
    return model


def finished(model: onnx.ModelProto) -> bytes:
    """The file without what exporters add to the model: traces, file names, doubled opsets."""
    opsets: dict[str, int] = {}
    for entry in model.opset_import:
        domain = "" if entry.domain == "ai.onnx" else entry.domain
        opsets[domain] = max(opsets.get(domain, 0), entry.version)
    used = {""} | {"" if node.domain == "ai.onnx" else node.domain for node in model.graph.node}
    del model.opset_import[:], model.metadata_props[:]
    for domain in sorted(used & set(opsets)):
        model.opset_import.add(domain=domain, version=opsets[domain])
    model.doc_string = model.graph.doc_string = ""
    # Inferred shapes of inner values: large, and the runtime infers its own.
    del model.graph.value_info[:]
    for node in model.graph.node:
        node.doc_string = ""
        if hasattr(node, "metadata_props"):
            del node.metadata_props[:]
    try:
        onnx.checker.check_model(model, full_check=True)
    except Exception as error:
        raise ExportError(f"The exporter wrote a file that ONNX refuses: {error}") from error
    return model.SerializeToString()
