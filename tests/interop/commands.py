"""The exporters as commands, and what they refuse: python commands.py torch|tensorflow FOLDER"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from data import ROOT

EXPORT = ROOT / "scripts" / "export"


def run(framework: str, *args: object, fails: str | None = None) -> None:
    """Runs an exporter; `fails` is what its one line of refusal says."""
    done = subprocess.run(
        [sys.executable, "-m", "deml_export", framework, *map(str, args)], capture_output=True,
        text=True, env={**os.environ, "PYTHONPATH": str(EXPORT)},
    )
    if fails is None:
        assert done.returncode == 0, done.stderr
        assert "every sample row agrees" in done.stdout, done.stdout
        assert "Admitted by" in done.stdout, done.stderr
        return
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1 and last.startswith("Error: "), done.stderr
    assert len(last) < 600 and "Traceback" not in done.stderr, done.stderr
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
    run("torch", f"{net}:build", out, "--weights", folder / "net.pt", *samples)
    run("torch", f"{net}:build", folder / "flat.onnx", "--shape", "12", *samples)
    run("torch", f"{net}:logit", folder / "sigmoid.onnx", "--sigmoid", *samples)
    run("torch", f"{net}:build", folder / "softmax.onnx", "--softmax", *samples)
    bad = folder / "refused.onnx"
    run("torch", f"{net}:logit", bad, *samples, fails="--sigmoid")
    run("torch", f"{net}:odd", bad, *samples, fails="one tensor")
    run("torch", f"{net}:nothing", bad, *samples, fails="has no nothing")
    run("torch", f"{net}:build", bad, "--shape", "13", *samples, fails="--shape")
    run("torch", f"{net}:build", bad, "--samples", folder / "wide.npy", fails="float32")
    run("torch", f"{net}:build", bad, "--samples", folder / "none.npy", fails="none.npy")


def tensorflow_commands(folder: Path) -> None:
    import joblib
    import keras
    import mixed_table
    import train_mixed
    from catboost import CatBoostClassifier
    from lightgbm import LGBMClassifier
    from sklearn.ensemble import HistGradientBoostingClassifier, VotingClassifier
    from sklearn.gaussian_process import GaussianProcessClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC
    from xgboost import XGBClassifier
    rows = np.random.default_rng(2).normal(size=(60, 4)).astype(np.float32)
    labels = (rows.sum(1) > 0).astype(int)
    np.save(folder / "rows4.npy", rows)
    samples = ["--samples", folder / "rows4.npy"]
    bad = folder / "refused.onnx"

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "softmax")])
    model.save(folder / "model.keras")
    run("keras", folder / "model.keras", folder / "keras.onnx", *samples)
    run("keras", folder / "model.keras", folder / "keras2.onnx", "--shape", "1,2,2", *samples)
    logit = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    logit.save(folder / "logit.keras")
    run("keras", folder / "logit.keras", bad, *samples, fails="--sigmoid")
    run("keras", folder / "logit.keras", folder / "keras3.onnx", "--sigmoid", *samples)
    run("keras", folder / "model.keras", folder / "keras4.onnx", "--softmax", *samples)

    joblib.dump(LogisticRegression().fit(rows, labels), folder / "good.joblib")
    run("sklearn", folder / "good.joblib", folder / "sklearn.onnx", *samples)
    names = np.array(["no", "yes"])[labels]
    joblib.dump(LogisticRegression().fit(rows, names), folder / "names.joblib")
    run("sklearn", folder / "names.joblib", bad, *samples, fails="not whole numbers")
    # Codes of words, and NaN where a cell is missing.
    cells, bought = mixed_table.make(500, seed=3)
    codes = mixed_table.coded(cells)
    more, classifier = train_mixed.pipelines()["logistic"]
    mixed = train_mixed.pipeline(more, classifier, [1, 3], [0, 2, 4]).fit(codes, bought)
    np.save(folder / "mixed.npy", codes)
    joblib.dump(mixed, folder / "mixed.joblib")
    run("sklearn", folder / "mixed.joblib", folder / "mixed.onnx", "--samples", folder / "mixed.npy")
    # What no converter knows, and what onnx itself would print all of the trees of: one sentence.
    ten = np.arange(60) % 3
    joblib.dump(GaussianProcessClassifier().fit(rows, ten), folder / "process.joblib")
    run("sklearn", folder / "process.joblib", bad, *samples, fails="Train an SVC")
    joblib.dump(VotingClassifier([("one", LogisticRegression()), ("two", LogisticRegression())])
                .fit(rows, labels), folder / "voting.joblib")
    run("sklearn", folder / "voting.joblib", folder / "voting.onnx", *samples)
    joblib.dump(HistGradientBoostingClassifier(max_iter=5).fit(rows, labels),
                folder / "hist.joblib")
    run("sklearn", folder / "hist.joblib", folder / "hist.onnx", *samples)
    run("boosters", folder / "hist.joblib", bad, *samples, fails="deml-export sklearn")
    # What a metric of probabilities reads, of classifiers that have them.
    probable = [*samples, "--probabilities"]
    for name in ("good", "voting", "hist"):
        refuses = "predict_proba" if name == "voting" else None
        run("sklearn", folder / f"{name}.joblib", bad if refuses else folder / f"{name}-p.onnx",
            *probable, fails=refuses)
    joblib.dump(LinearSVC().fit(rows, ten), folder / "margins.joblib")
    run("sklearn", folder / "margins.joblib", bad, *probable, fails="predict_proba")
    joblib.dump(LogisticRegression().fit(rows, 2 * labels), folder / "gap.joblib")
    run("sklearn", folder / "gap.joblib", bad, *probable, fails="without a gap")
    for maker in (LGBMClassifier, XGBClassifier, CatBoostClassifier):
        file = folder / f"{maker.__name__}.joblib"
        joblib.dump(maker(n_estimators=5, max_depth=3).fit(rows, ten), file)
        run("boosters", file, folder / f"{maker.__name__}-p.onnx", *probable)
    # What DeML says against it is passed on, and the file is not written.
    spec = folder / "spec.json"
    spec.write_text("{}")
    run("sklearn", folder / "good.joblib", bad, *samples, "--competition", spec, fails="field version")

    normal = keras.layers.Normalization()
    normal.adapt(rows)
    keras.Sequential([keras.Input((4,)), normal, keras.layers.Dense(3)]).save(
        folder / "normal.keras")
    run("keras", folder / "normal.keras", folder / "normal.onnx", *samples)
    keras.Sequential([keras.Input((4,)), keras.layers.Reshape((2, 2)), keras.layers.GRU(4),
                      keras.layers.Dense(3)]).save(folder / "gru.keras")
    run("keras", folder / "gru.keras", folder / "gru.onnx", *samples)


if __name__ == "__main__":
    where = Path(sys.argv[2])
    where.mkdir(parents=True, exist_ok=True)
    {"torch": torch_commands, "tensorflow": tensorflow_commands}[sys.argv[1]](where)
    print(f"The exporters' commands, {sys.argv[1]}: as they should")
