"""Trains, exports and labels a kind of models: python export_all.py KIND FOLDER [NAME…]

Each model becomes EXPORTER-NAME.onnx in the folder, the framework's own labels of the test rows
beside it; where an exporter fails, EXPORTER-NAME.failed.txt holds what it said.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "scripts" / "export"), str(Path(__file__).parent)]
TRAINED_ON = 900


class Recorder:
    """Writes what the table is made of."""

    def __init__(self, folder: str, wanted: list[str]):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.wanted = wanted

    def data(self, name: str, rows: np.ndarray, classes: int) -> str:
        """Keeps the test rows, float32 [n, …]."""
        np.save(self.folder / f"{name}.rows.npy", np.ascontiguousarray(rows, np.float32))
        facts = {"shape": list(rows.shape[1:]), "rows": len(rows), "classes": classes}
        (self.folder / f"{name}.data.json").write_text(json.dumps(facts))
        return name

    def export(self, exporter: str, name: str, write, data: str, labels: np.ndarray) -> None:
        """write: takes the path, and writes the file. labels: the framework's, of every row."""
        path = self.folder / f"{exporter}-{name}.onnx"
        np.save(path.with_suffix(".labels.npy"), labels.astype(np.int32))
        path.with_suffix(".failed.txt").unlink(missing_ok=True)
        facts = {"exporter": exporter, "name": name, "data": data}
        path.with_suffix(".model.json").write_text(json.dumps(facts))
        try:
            write(path)
        except Exception as error:  # Whatever an exporter raises is what the table says of it.
            path.unlink(missing_ok=True)
            path.with_suffix(".failed.txt").write_text(f"{type(error).__name__}: {error}")
            print(f"{path.stem}: {type(error).__name__}: {str(error)[:200]}", flush=True)

    def takes(self, name: str) -> bool:
        """Whether a model was asked for."""
        return not self.wanted or name in self.wanted


def digits() -> tuple[np.ndarray, np.ndarray]:
    """scikit-learn's 1,797 images of digits, float32 [n, 64], 0 to 16, and their labels."""
    rows, labels = load_digits(return_X_y=True)
    return rows.astype(np.float32), labels.astype(np.int64)


def sklearn_models(to: Recorder) -> None:
    """48 estimators, by skl2onnx alone and by `deml-export sklearn`."""
    from skl2onnx import to_onnx

    from deml_export.from_sklearn import export
    from estimators import estimators

    rows, labels = digits()
    seen, rest = rows[:TRAINED_ON], rows[TRAINED_ON:]
    test = to.data("digits", rest, 10)
    fitted = {name: estimator.fit(seen, labels[:TRAINED_ON])
              for name, estimator in estimators().items() if to.takes(name)}
    # skl2onnx alone goes first: the converters of deml-export stay registered.
    for name, estimator in fitted.items():
        last = estimator.steps[-1][1] if hasattr(estimator, "steps") else estimator
        options = {id(last): {"zipmap": False}} if hasattr(last, "predict_proba") else None
        to.export("skl2onnx", name, lambda path: path.write_bytes(
            to_onnx(estimator, seen[:1], options=options).SerializeToString()
        ), test, estimator.predict(rest))
    for name, estimator in fitted.items():
        to.export("sklearn", name, lambda path: path.write_bytes(export(estimator, rest)), test,
                  estimator.predict(rest))


def booster_models(to: Recorder) -> None:
    """Eight boosters, by `deml-export boosters`, and scikit-learn's by `deml-export sklearn`."""
    from boosters import boosters

    from deml_export import from_boosters, from_sklearn

    rows, labels = digits()
    rest = rows[TRAINED_ON:]
    tests = {classes: to.data(f"digits-{classes}", rest, classes) for classes in (2, 10)}
    for name, (classifier, classes) in boosters().items():
        if not to.takes(name):
            continue
        classifier.fit(rows[:TRAINED_ON], (labels % classes)[:TRAINED_ON])
        ours = type(classifier).__module__.startswith("sklearn.")
        exporter = from_sklearn if ours else from_boosters
        said = np.asarray(classifier.predict(rest)).reshape(-1)
        to.export("boosters", name, lambda path: path.write_bytes(exporter.export(classifier, rest)),
                  tests[classes], said)


def torch_models(to: Recorder) -> None:
    """21 nets, by torch.onnx.export as it is, and by the older exporter (dynamo=False)."""
    import torch

    from nets_torch import nets

    torch.manual_seed(1)
    torch.set_num_threads(1)
    rows, labels = digits()
    images = torch.from_numpy(rows.reshape(-1, 1, 8, 8) / 16)
    test = to.data("images", images[TRAINED_ON:].numpy(), 10)
    for name, net in nets().items():
        if not to.takes(name):
            continue
        _train(net, images[:TRAINED_ON], torch.from_numpy(labels[:TRAINED_ON]))
        with torch.no_grad():
            said = net(images[TRAINED_ON:]).argmax(1).numpy()
        to.export("torch-dynamo", name, lambda path: _dynamo(net, images[:2], path), test, said)
        to.export("torch-script", name, lambda path: torch.onnx.export(
            net, (images[:2],), str(path), dynamo=False, input_names=["x"], output_names=["y"],
            dynamic_axes={"x": {0: "n"}, "y": {0: "n"}},
        ), test, said)


def _dynamo(net, images, path) -> None:
    """PyTorch's defaults: the weights go into a second file beside the first."""
    import torch

    torch.onnx.export(net, (images,), str(path), dynamic_shapes=({0: torch.export.Dim("n")},),
                      verbose=False)


def _train(net, images, labels) -> None:
    """Some steps of training; lazy layers learn their width from them."""
    import torch

    net(images[:2])
    optimizer = torch.optim.Adam(net.parameters(), 3e-3)
    for _ in range(4):
        for batch in torch.randperm(len(images)).split(60):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(net(images[batch]), labels[batch]).backward()
            optimizer.step()
    net.eval()


def timm_models(to: Recorder) -> None:
    """Fourteen architectures of timm with random weights, on digits enlarged to what they take."""
    import timm
    import torch

    from nets_timm import ARCHITECTURES

    torch.manual_seed(1)
    torch.set_num_threads(1)
    images = torch.from_numpy(digits()[0].reshape(-1, 1, 8, 8) / 16)[:64]
    for name, size in ARCHITECTURES.items():
        if not to.takes(name):
            continue
        large = torch.nn.functional.interpolate(images, size=size).expand(-1, 3, -1, -1)
        test = to.data(f"images-{size}", large.numpy(), 10)
        net = timm.create_model(name, num_classes=10, pretrained=False).eval()
        with torch.no_grad():
            said = torch.cat([net(part) for part in large.split(16)]).argmax(1).numpy()
        to.export("timm", name, lambda path: _dynamo(net, large[:2], path), test, said)


def keras_models(to: Recorder) -> None:
    """13 models, by Keras' own export and by `deml-export keras`."""
    from deml_export.from_keras import export, keras
    from nets_keras import nets

    keras.utils.set_random_seed(1)
    rows, labels = digits()
    images = rows.reshape(-1, 8, 8, 1) / 16
    rest = images[TRAINED_ON:]
    test = to.data("images-last", rest, 10)
    for name, net in nets(images[:TRAINED_ON]).items():
        if not to.takes(name):
            continue
        net.compile("adam", "sparse_categorical_crossentropy")
        net.fit(images[:TRAINED_ON], labels[:TRAINED_ON], epochs=3, verbose=0)
        said = net.predict(rest, batch_size=500, verbose=0).argmax(1)
        to.export("keras-own", name, lambda path: net.export(str(path), format="onnx",
                                                             verbose=False), test, said)
        to.export("keras", name, lambda path: path.write_bytes(export(net, rest)), test, said)


KINDS = {
    "sklearn": sklearn_models,
    "boosters": booster_models,
    "torch": torch_models,
    "keras": keras_models,
    "timm": timm_models,
}


def main() -> None:
    kind, folder, *wanted = sys.argv[1:]
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    KINDS[kind](Recorder(folder, wanted))


if __name__ == "__main__":
    main()
