"""Trains two models for `deno task bench:pack` and packs them as the original DeML did.

    python original_pack.py FOLDER    writes NAME.onnx and NAME.original for small and large

The original: architecture as JSON plus the list of weight arrays, pickled, base64, zlib level 9.
"""

import base64
import json
import pickle
import sys
import zlib
from pathlib import Path

import torch
from torch import nn

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "interop"), str(ROOT / "scripts" / "export")]

from data import SAMPLES, mnist  # noqa: E402
from deml_export.from_torch import export  # noqa: E402


# Enough for the large one, whose steps are slow.
TRAINED_ON = {"small": 60_000, "large": 20_000}


def models() -> dict[str, nn.Module]:
    return {
        "small": nn.Sequential(
            nn.Conv2d(1, 8, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 5), nn.ReLU(),
            nn.MaxPool2d(2), nn.Flatten(), nn.Linear(256, 16), nn.ReLU(), nn.Linear(16, 10)),
        "large": nn.Sequential(
            nn.Flatten(), nn.Linear(784, 1024), nn.ReLU(), nn.Linear(1024, 256), nn.ReLU(),
            nn.Linear(256, 10)),
    }


def train(model: nn.Module, rows: int) -> nn.Module:
    images, labels = (torch.from_numpy(part) for part in mnist("train", rows))
    optimizer = torch.optim.Adam(model.parameters(), 2e-3)
    for _ in range(2):
        for batch in torch.randperm(len(images)).split(128):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()
    return model.eval()


def original(model: nn.Module) -> bytes:
    layers = [{"class_name": type(layer).__name__, "config": layer.extra_repr()} for layer in model]
    architecture = json.dumps({"class_name": "Sequential", "config": layers})
    weights = [tensor.numpy() for tensor in model.state_dict().values()]
    pickled = pickle.dumps({"architecture": architecture, "weights": weights})
    return zlib.compress(base64.b64encode(pickled), 9)


def main(folder: Path) -> None:
    torch.manual_seed(1)
    torch.set_num_threads(1)
    folder.mkdir(parents=True, exist_ok=True)
    rows, _ = mnist("t10k", SAMPLES)
    for name, model in models().items():
        train(model, TRAINED_ON[name])
        (folder / f"{name}.onnx").write_bytes(export(model, rows))
        (folder / f"{name}.original").write_bytes(original(model))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
