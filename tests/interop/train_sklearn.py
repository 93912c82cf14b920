"""Trains, exports and counts the scikit-learn models: python train_sklearn.py FOLDER"""

import sys
import warnings

import sklearn
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.decomposition import PCA
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC

from data import SAMPLES, Recorder, mnist

from deml_export.from_sklearn import export  # scripts/export, which data.py makes known

TRAINED_ON = 5_000


def on_mnist():
    return {
        "logistic": LogisticRegression(C=0.05, max_iter=100),
        "forest": RandomForestClassifier(30, max_depth=10, random_state=1),
        "mlp": MLPClassifier((32,), max_iter=10, random_state=1),
        "bayes": GaussianNB(var_smoothing=1e-1),
        "pca": make_pipeline(PCA(20, random_state=1), LogisticRegression(max_iter=200)),
    }


def on_digits():
    return {
        "boosting": GradientBoostingClassifier(n_estimators=20, random_state=1),
        "svm": make_pipeline(MinMaxScaler(), SVC(C=10)),
        "neighbours": make_pipeline(StandardScaler(), KNeighborsClassifier(5)),
        "nearest": make_pipeline(StandardScaler(), KNeighborsClassifier(3, weights="distance")),
    }


def on_tumours():
    return {
        "binary": make_pipeline(StandardScaler(), LogisticRegression()),
        "binary-boosting": GradientBoostingClassifier(n_estimators=20, random_state=1),
        "binary-svm": make_pipeline(StandardScaler(), SVC(probability=False)),
    }


def main(folder):
    warnings.simplefilter("ignore")
    recorder = Recorder(folder, f"scikit-learn {sklearn.__version__}")
    images, labels = mnist("train", TRAINED_ON)
    test, truth = mnist("t10k")
    flat, flat_test = images.reshape(-1, 784), test.reshape(-1, 784)
    digits = recorder.data("mnist-sklearn", test, truth, 10)
    for name, estimator in on_mnist().items():
        estimator.fit(flat, labels)
        file = export(estimator, flat_test[:SAMPLES], shape=(1, 28, 28))
        recorder.model(f"sklearn-{name}", file, digits, estimator.predict(flat_test))
    for data, load, estimators, classes in [
        ("digits", load_digits, on_digits(), 10),
        ("tumours", load_breast_cancer, on_tumours(), 2),
    ]:
        rows, labels = load(return_X_y=True)
        rows = rows.astype("float32")
        half = len(rows) // 2
        recorder.data(data, rows[half:], labels[half:], classes)
        for name, estimator in estimators.items():
            estimator.fit(rows[:half], labels[:half])
            file = export(estimator, rows[half:half + SAMPLES])
            recorder.model(f"sklearn-{name}", file, data, estimator.predict(rows[half:]))


if __name__ == "__main__":
    main(sys.argv[1])
