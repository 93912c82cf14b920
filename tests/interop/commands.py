"""The exporters as commands, and what they refuse: python commands.py torch|tensorflow FOLDER"""

import subprocess
import sys
from pathlib import Path

import numpy as np

from data import ROOT

EXPORT = ROOT / "scripts" / "export"


def run(script: str, *args: object, fails: str | None = None) -> None:
    """Runs an exporter; `fails` is what its one line of refusal says."""
    done = subprocess.run([sys.executable, str(EXPORT / script), *map(str, args)],
                          capture_output=True, text=True)
    if fails is None:
        assert done.returncode == 0, done.stderr
        assert "every sample row agrees" in done.stdout, done.stdout
        return
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1 and last.startswith("Error: "), done.stderr
    assert fails in last, last
    assert not Path(args[1]).exists(), "a refused export was written"


def torch_commands(folder: Path) -> None:
    import torch
    net = folder / "net.py"
    net.write_text(
        "from torch import nn\n"
        "def build(): return nn.Sequential(nn.Flatten(), nn.Linear(12, 3))\n"
        "def logit(): return nn.Sequential(nn.Flatten(), nn.Linear(12, 1))\n"
        "def odd(): return nn.Sequential(nn.Flatten(), nn.Linear(12, 6), nn.Unflatten(1, (2, 3)))\n"
    )
    rows = np.random.default_rng(1).normal(size=(50, 3, 2, 2)).astype(np.float32) * 9
    np.save(folder / "rows.npy", rows)
    np.save(folder / "wide.npy", rows.astype(np.float64))
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(12, 3))
    torch.save(model.state_dict(), folder / "net.pt")
    samples = ["--samples", folder / "rows.npy"]
    out = folder / "command.onnx"
    run("from_torch.py", f"{net}:build", out, "--weights", folder / "net.pt", *samples)
    run("from_torch.py", f"{net}:build", folder / "flat.onnx", "--shape", "12", *samples)
    run("from_torch.py", f"{net}:logit", folder / "sigmoid.onnx", "--sigmoid", *samples)
    bad = folder / "refused.onnx"
    run("from_torch.py", f"{net}:logit", bad, *samples, fails="--sigmoid")
    run("from_torch.py", f"{net}:odd", bad, *samples, fails="one tensor")
    run("from_torch.py", f"{net}:nothing", bad, *samples, fails="has no nothing")
    run("from_torch.py", f"{net}:build", bad, "--shape", "13", *samples, fails="--shape")
    run("from_torch.py", f"{net}:build", bad, "--samples", folder / "wide.npy", fails="float32")
    run("from_torch.py", f"{net}:build", bad, "--samples", folder / "none.npy", fails="none.npy")


def tensorflow_commands(folder: Path) -> None:
    import joblib
    import keras
    from sklearn.linear_model import LogisticRegression
    rows = np.random.default_rng(2).normal(size=(60, 4)).astype(np.float32)
    labels = (rows.sum(1) > 0).astype(int)
    np.save(folder / "rows4.npy", rows)
    samples = ["--samples", folder / "rows4.npy"]
    bad = folder / "refused.onnx"

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "softmax")])
    model.save(folder / "model.keras")
    run("from_keras.py", folder / "model.keras", folder / "keras.onnx", *samples)
    run("from_keras.py", folder / "model.keras", folder / "keras2.onnx", "--shape", "1,2,2", *samples)
    logit = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    logit.save(folder / "logit.keras")
    run("from_keras.py", folder / "logit.keras", bad, *samples, fails="--sigmoid")
    run("from_keras.py", folder / "logit.keras", folder / "keras3.onnx", "--sigmoid", *samples)

    joblib.dump(LogisticRegression().fit(rows, labels), folder / "good.joblib")
    run("from_sklearn.py", folder / "good.joblib", folder / "sklearn.onnx", *samples)
    names = np.array(["no", "yes"])[labels]
    joblib.dump(LogisticRegression().fit(rows, names), folder / "names.joblib")
    run("from_sklearn.py", folder / "names.joblib", bad, *samples, fails="no whole numbers")


if __name__ == "__main__":
    where = Path(sys.argv[2])
    where.mkdir(parents=True, exist_ok=True)
    {"torch": torch_commands, "tensorflow": tensorflow_commands}[sys.argv[1]](where)
    print(f"The exporters' commands, {sys.argv[1]}: as they should")
