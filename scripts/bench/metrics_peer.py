"""scikit-learn's time for each metric, in milliseconds: metrics_peer.py FOLDER CLASSES REPEATS"""

import json
import sys
import time
import warnings

import numpy as np
from sklearn import metrics as sk

warnings.simplefilter("ignore")
folder, classes, repeats = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
y = np.fromfile(f"{folder}/labels", "<i4")
scores = np.fromfile(f"{folder}/outputs", "<f4").reshape(-1, classes)
p = scores.argmax(axis=1)
# roc_auc_score demands sums of exactly 1.
whole = scores.astype("f8") / scores.sum(axis=1, keepdims=True, dtype="f8")

METRICS = {
    "accuracy": lambda: sk.accuracy_score(y, p),
    "balanced-accuracy": lambda: sk.balanced_accuracy_score(y, p),
    "macro-f1": lambda: sk.f1_score(y, p, average="macro"),
    "kappa": lambda: sk.cohen_kappa_score(y, p),
    "quadratic-kappa": lambda: sk.cohen_kappa_score(y, p, weights="quadratic"),
    "top-k": lambda: sk.top_k_accuracy_score(y, scores, k=3),
    "roc-auc": lambda: sk.roc_auc_score(y, whole, multi_class="ovr"),
    "log-loss": lambda: sk.log_loss(y, scores),
    "brier": lambda: sk.brier_score_loss(y, scores, scale_by_half=False),
}


def milliseconds(run):
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return 1_000 * float(np.median(times))


print(json.dumps({name: milliseconds(run) for name, run in METRICS.items()}))
