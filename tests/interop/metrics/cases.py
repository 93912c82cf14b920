"""Answers of imaginary models, with the scores that scikit-learn gives them.

    python cases.py FILE [CASES PER METRIC] [MOST ROWS]

Writes JSON: one object per case, with labels and predictions as numbers, outputs as float32 in
base64, and scikit-learn's value as a share of 1. Where DeML and scikit-learn differ by rule
(docs/PROTOCOL.md, section 5), the case is put so that both ask the same; the comments say how.
"""

import base64
import json
import sys
import warnings

import numpy as np
from sklearn import metrics as sk

EPSILON = 2.0**-23
warnings.simplefilter("ignore")


def case(name, metric, share, labels, classes, predictions=None, outputs=None, k=None):
    one = {
        "name": name,
        "metric": metric,
        "share": float(share),
        "classes": classes,
        "labels": [int(label) for label in labels],
    }
    if k is not None:
        one["k"] = k
    if predictions is not None:
        one["predictions"] = [int(label) for label in predictions]
    if outputs is not None:
        outputs = np.asarray(outputs, "<f4")
        one["columns"] = 1 if outputs.ndim == 1 else outputs.shape[1]
        one["outputs"] = base64.b64encode(outputs.tobytes()).decode()
    return one


def of_labels(metric, y, p, classes):
    """p outside the classes is -1."""
    if metric == "accuracy":
        return sk.accuracy_score(y, p)
    if metric == "balanced-accuracy":
        return sk.balanced_accuracy_score(y, p)
    if metric == "macro-f1":
        # Without this, scikit-learn takes -1 for a class.
        present = [c for c in range(classes) if c in y or c in p]
        return sk.f1_score(y, p, labels=present, average="macro", zero_division=0)
    if np.array_equal(y, p):
        # 0 / 0 in scikit-learn if there is one class.
        return 1.0
    if metric == "kappa":
        return max(0, sk.cohen_kappa_score(y, p))
    # Distances are between positions in this list, so a missing class must be in it.
    return max(0, sk.cohen_kappa_score(y, p, labels=range(classes), weights="quadratic"))


def top_k(y, scores, classes, k):
    """Ties go to the higher index in scikit-learn, to the lower in DeML: the columns are reversed."""
    return sk.top_k_accuracy_score(
        classes - 1 - y, scores[:, ::-1], k=k, labels=range(classes)
    )


def finite(scores):
    """scikit-learn refuses infinities: the same order, without them."""
    high = np.where(np.isfinite(scores), scores, 0).max() + 1
    low = np.where(np.isfinite(scores), scores, 0).min() - 1
    return np.where(scores == np.inf, high, np.where(scores == -np.inf, low, scores))


def roc_auc(y, scores):
    scores = finite(np.asarray(scores, "f4").astype("f8"))
    if scores.ndim == 1 or scores.shape[1] == 2:
        return sk.roc_auc_score(y, scores if scores.ndim == 1 else scores[:, 1])
    each = [
        sk.roc_auc_score(y == c, scores[:, c])
        for c in range(scores.shape[1])
        if 0 < (y == c).sum() < len(y)
    ]
    mean = np.mean(each)
    sums = np.allclose(scores.sum(axis=1), 1)
    if sums and len(np.unique(y)) == scores.shape[1]:
        whole = scores / scores.sum(axis=1, keepdims=True)
        assert abs(sk.roc_auc_score(y, whole, multi_class="ovr") - mean) < 1e-3
    return mean


def two(p):
    return np.stack([1 - p, p], 1) if p.ndim == 1 else p


def log_loss(y, p, classes):
    """float32 is clipped at its epsilon by scikit-learn, but its sums would not be exact."""
    p = two(np.asarray(p, "f4").astype("f8"))
    p = p / p.sum(axis=1, keepdims=True)
    p = np.clip(p, EPSILON, 1)
    return max(0, 1 - sk.log_loss(y, p, labels=range(classes)) / np.log(classes))


def brier(y, p, classes):
    p = two(np.asarray(p, "f4").astype("f8"))
    loss = sk.brier_score_loss(y, p, labels=range(classes), scale_by_half=False)
    return max(0, 1 - loss / (1 - 1 / classes))


VALUES = ["r2", "rmse", "mae"]


def of_values(metric, y, p, decimals, low, high):
    """Both rounded half to even and clipped, in whole steps."""
    y, p = (np.round(np.clip(np.asarray(v, "f4").astype("f8"), low, high) * 10**decimals) for v in (y, p))
    if metric == "r2":
        return max(0, sk.r2_score(y, p)) if len(y) > 1 else float(y[0] == p[0])
    if metric == "rmse":
        loss, guess = sk.root_mean_squared_error(y, p), y.std()
    else:
        median = np.sort(y)[(len(y) - 1) // 2]
        loss = sk.mean_absolute_error(y, p)
        guess = sk.mean_absolute_error(y, np.full(len(y), median))
    if loss == 0:
        return 1
    return max(0, 1 - loss / guess) if guess > 0 else 0


def value_case(name, metric, y, p, decimals, low, high):
    share = of_values(metric, y, p, decimals, low, high)
    one = case(name, metric, share, [], 0, outputs=p)
    one["target"] = {"decimals": decimals, "range": [low, high]}
    one["values"] = base64.b64encode(np.asarray(y, "<f4").tobytes()).decode()
    return one


def softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True)).astype("f4")


LABELS = ["accuracy", "balanced-accuracy", "macro-f1", "kappa", "quadratic-kappa"]


def random_labels(rng, most):
    classes = int(rng.choice([2, 3, 5, 10, 40]))
    rows = int(rng.integers(2, most))
    weights = rng.dirichlet(np.full(classes, rng.choice([0.3, 1, 10])))
    y = rng.choice(classes, rows, p=weights)
    return y, rows, classes


def random_cases(rng, most):
    for metric in LABELS:
        y, rows, classes = random_labels(rng, most)
        p = np.where(rng.random(rows) < rng.random(), y, rng.integers(0, classes, rows))
        if metric not in ("quadratic-kappa", "balanced-accuracy"):
            p = np.where(rng.random(rows) < 0.05, -1, p)
        yield case("random", metric, of_labels(metric, y, p, classes), y, classes, predictions=p)

    def scores(y, rows, classes):
        own = np.eye(classes)[y] * rng.choice([0, 1, 3])
        drawn = rng.normal(size=(rows, classes)) + own
        return drawn.round(1) if rng.random() < 0.3 else drawn

    y, rows, classes = random_labels(rng, most)
    while classes == 2:
        y, rows, classes = random_labels(rng, most)
    k = int(rng.integers(1, classes))
    s = scores(y, rows, classes).astype("f4")
    yield case("random", "top-k", top_k(y, s, classes, k), y, classes, outputs=s, k=k)

    y, rows, classes = random_labels(rng, most)
    while len(np.unique(y)) == 1:
        y, rows, classes = random_labels(rng, most)
    s = scores(y, rows, classes).astype("f4")
    s = softmax(s) if rng.random() < 0.5 else s
    if classes == 2 and rng.random() < 0.5:
        s = s[:, 1]
    yield case("random", "roc-auc", roc_auc(y, s), y, classes, outputs=s)

    for metric, score in (("log-loss", log_loss), ("brier", brier)):
        y, rows, classes = random_labels(rng, most)
        p = softmax(scores(y, rows, classes))
        if classes == 2 and rng.random() < 0.5:
            p = p[:, 1]
        yield case("random", metric, score(y, p, classes), y, classes, outputs=p)


    for metric in VALUES:
        decimals = int(rng.integers(0, 5))
        high = int(rng.integers(1, 4_000_000 // 10**decimals))
        low = -high if rng.random() < 0.5 else 0
        y = rng.uniform(low, high, int(rng.integers(2, most))).round(decimals)
        p = y + rng.normal(size=len(y)) * (high - low) * rng.choice([1e-4, 0.1, 1])
        yield value_case("random", metric, y, p, decimals, low, high)


def edges():
    one_class = np.zeros(7, int)
    y = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2])
    for metric in LABELS:
        given = {
            "right": (y, y),
            "wrong": (y, (y + 1) % 3),
            "constant": (y, np.ones(9, int)),
            "one class, right": (one_class, one_class),
            "one class, some wrong": (one_class, np.array([0, 0, 1, 0, 2, 0, 0])),
            "one class, all wrong": (one_class, one_class + 1),
            "one row": (y[:1], y[:1]),
        }
        for name, (labels, p) in given.items():
            yield case(name, metric, of_labels(metric, labels, p, 3), labels, 3, predictions=p)

    ties = np.zeros((9, 3), "f4")
    infinite = np.array([[np.inf, 0, -np.inf]] * 5 + [[-np.inf, np.inf, np.inf]] * 4, "f4")
    for k in (1, 2):
        yield case("ties", "top-k", top_k(y, ties, 3, k), y, 3, outputs=ties, k=k)
        # Their order is all that counts.
        ranks = finite(infinite)
        yield case("infinities", "top-k", top_k(y, ranks, 3, k), y, 3, outputs=infinite, k=k)
    binary = np.array([0, 1, 1, 0, 1])
    p = np.array([0.5, 0.5, 0.2, 0.4999, 1], "f4")
    share = sk.accuracy_score(binary, p >= 0.5)
    yield case("one column", "top-k", share, binary, 2, outputs=p, k=1)

    yield case("ties", "roc-auc", roc_auc(y, ties), y, 3, outputs=ties)
    yield case("infinities", "roc-auc", roc_auc(y, infinite), y, 3, outputs=infinite)
    zeros = np.array([-0.0, 0.0, 0.0, -0.0, 1e-45], "f4")
    yield case("two zeros", "roc-auc", roc_auc(binary, zeros), binary, 2, outputs=zeros)
    signs = np.array([-3, -1, -2, -1e-45, 2], "f4")
    yield case("signs", "roc-auc", roc_auc(binary, signs), binary, 2, outputs=signs)
    missing = np.array([0, 0, 2, 2, 2])
    rows = np.linspace(0, 1, 15, dtype="f4").reshape(5, 3)
    yield case("a class missing", "roc-auc", roc_auc(missing, rows), missing, 3, outputs=rows)

    prices = np.array([1, 2, 2.5, 4, 9.75, 10])
    for metric in VALUES:
        given = {
            "right": (prices, prices),
            "halves": (prices, prices + 0.05),
            "far": (prices, -prices),
            "constant": (prices, np.full(6, 4.0)),
            "infinities": (prices, np.array([-np.inf, 2, 2.5, 4, np.inf, np.inf])),
            "one value, right": (np.full(5, 3.0), np.full(5, 3.0)),
            "one value, wrong": (np.full(5, 3.0), np.array([3, 3, 3, 3, 4.0])),
            "one row": (prices[:1], prices[:1] + 1),
        }
        for name, (y_, p_) in given.items():
            yield value_case(name, metric, y_, p_, 1, 0, 10)

    for metric, score in (("log-loss", log_loss), ("brier", brier)):
        right = np.eye(3, dtype="f4")[y]
        given = {
            "right": (y, right),
            "wrong": (y, np.eye(3, dtype="f4")[(y + 1) % 3]),
            "uniform": (y, np.full((9, 3), 1 / 3, "f4")),
            "constant": (y, np.tile(np.array([0.2, 0.3, 0.5], "f4"), (9, 1))),
            "nearly right": (y, softmax(12 * right)),
            "one sure mistake": (y, np.where(np.arange(9)[:, None] == 4, [1, 2e-7, 0], right)),
            "one class": (one_class, np.tile(np.array([0.9, 0.1, 0], "f4"), (7, 1))),
            "one row": (y[:1], np.array([[0.7, 0.2, 0.1]], "f4")),
        }
        for name, (labels, p) in given.items():
            yield case(name, metric, score(labels, p, 3), labels, 3, outputs=p)
        p = np.array([0, 1, 0.999, 1e-8, 0.4], "f4")
        yield case("one column", metric, score(binary, p, 2), binary, 2, outputs=p)


def main(path, count="200", most="400"):
    rng = np.random.default_rng(19)
    cases = list(edges())
    for _ in range(int(count)):
        cases += random_cases(rng, int(most))
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in cases)
    with open(path, "w") as file:
        file.write(f"[\n{lines}\n]\n")


main(*sys.argv[1:])
