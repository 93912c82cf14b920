"""The 48 estimators of scikit-learn in the table of real exports, each to be fitted on digits."""

from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA, KernelPCA, TruncatedSVD
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import (AdaBoostClassifier, BaggingClassifier, ExtraTreesClassifier,
                              GradientBoostingClassifier, HistGradientBoostingClassifier,
                              RandomForestClassifier, StackingClassifier, VotingClassifier)
from sklearn.feature_selection import RFE, SelectKBest
from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.linear_model import (LogisticRegression, LogisticRegressionCV, Perceptron,
                                  RidgeClassifier, RidgeClassifierCV, SGDClassifier)
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier, OutputCodeClassifier
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid, RadiusNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import (Binarizer, KBinsDiscretizer, MaxAbsScaler, MinMaxScaler,
                                   Normalizer, OneHotEncoder, PolynomialFeatures, PowerTransformer,
                                   RobustScaler, StandardScaler)
from sklearn.svm import SVC, LinearSVC, NuSVC
from sklearn.tree import DecisionTreeClassifier, ExtraTreeClassifier


def estimators() -> dict:
    """Unfitted estimators by name; small, since the table asks what is exported, not how well."""
    def logistic():
        return LogisticRegression(max_iter=200)

    def tree():
        return DecisionTreeClassifier(max_depth=8, random_state=1)

    two = [("logistic", logistic()), ("tree", tree())]
    return {
        "adaboost": AdaBoostClassifier(n_estimators=20, random_state=1),
        "bagging": BaggingClassifier(n_estimators=5, random_state=1),
        "bernoulli-bayes": BernoulliNB(binarize=8),
        "calibrated": CalibratedClassifierCV(LogisticRegression(max_iter=50), cv=2),
        "complement-bayes": ComplementNB(),
        "decision-tree": tree(),
        "dummy": DummyClassifier(strategy="most_frequent"),
        "extra-tree": ExtraTreeClassifier(random_state=1),
        "extra-trees": ExtraTreesClassifier(20, random_state=1),
        "gaussian-bayes": GaussianNB(var_smoothing=1e-3),
        "gaussian-process": GaussianProcessClassifier(max_iter_predict=10, optimizer=None),
        "gradient-boosting": GradientBoostingClassifier(n_estimators=10, random_state=1),
        "hist-gradient-boosting": HistGradientBoostingClassifier(max_iter=10, random_state=1),
        "neighbours": KNeighborsClassifier(5),
        "neighbours-distance": make_pipeline(StandardScaler(),
                                             KNeighborsClassifier(3, weights="distance")),
        "linear-discriminant": LinearDiscriminantAnalysis(),
        "quadratic-discriminant": QuadraticDiscriminantAnalysis(reg_param=0.1),
        "linear-svc": LinearSVC(max_iter=2000, random_state=1),
        "logistic": logistic(),
        "logistic-cv": LogisticRegressionCV(Cs=2, cv=2, max_iter=50, use_legacy_attributes=False,
                                            l1_ratios=(0.0,), scoring="accuracy"),
        "mlp": MLPClassifier((32,), max_iter=30, random_state=1),
        "multinomial-bayes": MultinomialNB(),
        "nearest-centroid": NearestCentroid(),
        "nu-svc": NuSVC(nu=0.1),
        "one-vs-one": OneVsOneClassifier(LogisticRegression(max_iter=50)),
        "one-vs-rest": OneVsRestClassifier(logistic()),
        "output-code": OutputCodeClassifier(LogisticRegression(max_iter=50), random_state=1),
        "perceptron": Perceptron(random_state=1),
        "radius-neighbours": RadiusNeighborsClassifier(40, outlier_label="most_frequent"),
        "random-forest": RandomForestClassifier(20, random_state=1),
        "ridge": RidgeClassifier(),
        "ridge-cv": RidgeClassifierCV(),
        "sgd": SGDClassifier(random_state=1),
        "stacking": StackingClassifier(two, final_estimator=logistic(), cv=2),
        "svc": SVC(C=10),
        "svc-polynomial": SVC(kernel="poly", degree=2),
        "voting-hard": VotingClassifier(two),
        "voting-soft": VotingClassifier(two, voting="soft"),
        "scaled": make_pipeline(StandardScaler(), logistic()),
        "scaled-largest-pca": make_pipeline(MaxAbsScaler(), PCA(20, random_state=1), SVC()),
        "robust-svd": make_pipeline(RobustScaler(), TruncatedSVD(20, random_state=1), logistic()),
        "normalised-polynomial": make_pipeline(Normalizer(), SelectKBest(k=8),
                                               PolynomialFeatures(2), logistic()),
        "power": make_pipeline(MinMaxScaler(), PowerTransformer(), logistic()),
        "binned": make_pipeline(KBinsDiscretizer(4, encode="onehot-dense", strategy="uniform"),
                                logistic()),
        "binarised-selected": make_pipeline(Binarizer(threshold=8),
                                            RFE(tree(), n_features_to_select=30, step=10), tree()),
        "one-hot": make_pipeline(OneHotEncoder(handle_unknown="ignore"), logistic()),
        "columns": make_pipeline(ColumnTransformer([("left", StandardScaler(), slice(0, 32)),
                                                    ("right", MinMaxScaler(), slice(32, 64))]),
                                 logistic()),
        "kernel-pca-union": make_pipeline(
            FeatureUnion([("pca", PCA(10)), ("kernel", KernelPCA(10, kernel="rbf", gamma=1e-3))]),
            logistic()),
    }
