"""scikit-learn on a table of words and missing cells: python train_mixed.py FOLDER [ROWS]

tests/fixtures/mixed_table is what it writes for 300 rows, so that every run of the tests has it.
"""

import sys
import warnings

import sklearn
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

import mixed_table
from data import Recorder

from deml_export.from_sklearn import export  # scripts/export, which data.py makes known

UNSEEN = 0.1


def pipelines():
    """What follows the encoder and the imputer; trees need no scaler."""
    return {
        "logistic": ([StandardScaler()], LogisticRegression(max_iter=500)),
        "boosting": ([], GradientBoostingClassifier(n_estimators=8, random_state=1)),
    }


def pipeline(more, classifier, words, numbers):
    return make_pipeline(
        ColumnTransformer([
            ("words", OneHotEncoder(handle_unknown="ignore"), words),
            ("numbers", make_pipeline(SimpleImputer(strategy="median"), *more), numbers),
        ], sparse_threshold=0),
        clone(classifier),
    )


def main(folder, rows=2_000):
    warnings.simplefilter("ignore")
    recorder = Recorder(folder, f"scikit-learn {sklearn.__version__}")
    cells, labels = mixed_table.make(3_000, seed=1)
    test, truth = mixed_table.make(rows, seed=2, unseen=UNSEEN)
    # A missing word is a category where training has seen it, and so is its code.
    train = mixed_table.coded(cells), mixed_table.frame(cells)
    samples = mixed_table.coded(test)
    recorder.table("mixed", mixed_table, test, truth)
    for name, (more, classifier) in pipelines().items():
        on_codes = pipeline(more, classifier, [1, 3], [0, 2, 4]).fit(train[0], labels)
        on_words = pipeline(more, classifier, mixed_table.WORDS, mixed_table.NUMBERS)
        predicted = on_words.fit(train[1], labels).predict(mixed_table.frame(test))
        assert (on_codes.predict(samples) == predicted).all(), "codes and words differ"
        recorder.model(f"sklearn-mixed-{name}", export(on_codes, samples), "mixed", predicted)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
