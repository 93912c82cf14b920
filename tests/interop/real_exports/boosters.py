"""The eight booster models in the table of real exports: two classes and ten."""

from catboost import CatBoostClassifier
from lightgbm import LGBMClassifier
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier
from xgboost import XGBClassifier


def boosters() -> dict:
    """Unfitted classifiers by name, each with how many classes it shall tell apart."""
    def light():
        return LGBMClassifier(n_estimators=10, verbose=-1, n_jobs=1, random_state=1)

    def extreme():
        return XGBClassifier(n_estimators=10, max_depth=4, n_jobs=1, random_state=1)

    def cat():
        return CatBoostClassifier(iterations=20, depth=4, verbose=False, thread_count=1,
                                  random_seed=1, allow_writing_files=False)

    return {
        "lightgbm": (light(), 10),
        "lightgbm-binary": (light(), 2),
        "xgboost": (extreme(), 10),
        "xgboost-binary": (extreme(), 2),
        "catboost": (cat(), 10),
        "catboost-binary": (cat(), 2),
        "gradient-boosting-binary": (GradientBoostingClassifier(n_estimators=10, random_state=1), 2),
        "hist-gradient-boosting-binary": (
            HistGradientBoostingClassifier(max_iter=10, random_state=1), 2),
    }
