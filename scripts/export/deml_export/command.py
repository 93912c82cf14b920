"""`deml-export FRAMEWORK MODEL OUTPUT`: the flags, the sample rows, and an end in one clear sentence."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
import tempfile
from pathlib import Path

import numpy as np

from .deml_check import check
from .onnx_file import CHANNELS_FIRST, CHANNELS_LAST, ExportError

# The subcommand, its module, and what the module's exporter reads.
FRAMEWORKS = {
    "torch": ("from_torch", "a torch.nn.Module"),
    "keras": ("from_keras", "a .keras file"),
    "sklearn": ("from_sklearn", "a fitted classifier or pipeline of scikit-learn"),
    "boosters": ("from_boosters", "a fitted classifier of LightGBM, XGBoost or CatBoost"),
}
MODELS = {
    "torch": "FILE.py:NAME of a module, or of what builds one",
    "keras": "a .keras file, written by model.save",
    "sklearn": "a fitted estimator, written by joblib.dump",
    "boosters": "a fitted classifier, written by joblib.dump",
}


def arguments() -> argparse.ArgumentParser:
    """The flags of every exporter."""
    found = argparse.ArgumentParser(prog="deml-export", description=__doc__.splitlines()[0])
    commands = found.add_subparsers(dest="framework", required=True)
    for name, (_, about) in FRAMEWORKS.items():
        command = commands.add_parser(
            name, help=f"export {about}",
            epilog="Sample rows are float32 as the competition's spec normalises them. Every one "
            "must get the framework's own label from the file, and DeML must admit the file, or "
            "nothing is written.",
        )
        command.add_argument("model", help=MODELS[name])
        command.add_argument("output", help="the .onnx file to write")
        command.add_argument("--samples", required=True, help=".npy with rows, float32 [n, …]")
        command.add_argument("--shape", help="the spec's shape of one sample, e.g. 1,28,28; "
                             "without it, that of the sample rows")
        command.add_argument("--competition", help="a competition's number or spec, whose limits "
                             "and public samples `deml check` also looks at")
        command.add_argument("--deml", help="the deml program; by default $DEML, the one on PATH, "
                             "or that of the checkout around this folder")
        if name in ("torch", "keras"):
            command.add_argument("--sigmoid", action="store_true",
                                 help="the model gives one logit per row")
            command.add_argument("--softmax", action="store_true",
                                 help="the model gives logits, and the metric reads probabilities")
            command.add_argument("--from-layout", choices=[CHANNELS_FIRST, CHANNELS_LAST],
                                 help="the spec's layout, where the model has the other one")
        else:
            command.add_argument("--probabilities", action="store_true",
                                 help="give those of predict_proba, for a metric that reads them, "
                                 "instead of labels")
        if name == "torch":
            command.add_argument("--weights", help="a state_dict, saved with torch.save")
    return found


def read_samples(path: str, shape: str | None) -> np.ndarray:
    """The sample rows, float32 [n, *shape]."""
    rows = np.load(path, allow_pickle=False)
    if rows.dtype != np.float32:
        raise ExportError(f"{path} holds {rows.dtype}. Save the rows as float32, normalised.")
    if rows.ndim < 2 or len(rows) == 0:
        raise ExportError(f"{path} is {list(rows.shape)}. Save some rows, [n, …].")
    if shape is None:
        return rows
    return rows.reshape(len(rows), *dimensions(shape))


def dimensions(text: str) -> tuple[int, ...]:
    """The shape that a flag names, such as 1,28,28."""
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise ExportError(f"--shape {text} is not a shape. Write it as 1,28,28.") from None


def load_module(path: str):
    """Imports a Python file by its path."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, path)
    if spec is None or spec.loader is None:
        raise ExportError(f"{path} is not a Python file. Name the module as FILE.py:NAME.")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(Path(path).resolve().parent))
    spec.loader.exec_module(module)
    return module


def load_estimator(path: str):
    """A fitted estimator from joblib's file. Loading one runs its code."""
    import joblib

    try:
        return joblib.load(path)
    except (ModuleNotFoundError, AttributeError) as error:
        raise ExportError(
            f"{path} needs code that is not installed here ({first_line(error)}). Export it with "
            "the Python that it was trained with."
        ) from error


def first_line(error: BaseException) -> str:
    """What an error says, in at most one short line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = lines[0] if lines else type(error).__name__
    return text if len(text) <= 160 else f"{text[:157]}…"


def save(given: argparse.Namespace, model: bytes, rows: np.ndarray, labels: np.ndarray) -> None:
    """Writes a file that the framework and DeML agree on.

    rows: float32 [n, …] as the competition gives them. labels: the framework's own, int64 [n].
    Raises ExportError when DeML refuses the file or gives a row another label.
    """
    output = Path(given.output)
    # Beside its destination, so that the last step is a rename: a refused file never appears.
    with tempfile.TemporaryDirectory(prefix=".deml-export-", dir=output.resolve().parent) as folder:
        file = Path(folder) / "model.onnx"
        file.write_bytes(model)
        judge = check(file, rows, labels, program=given.deml, competition=given.competition)
        file.replace(output)
    print(f"{output}: {len(model):,} bytes, every sample row agrees")
    if judge is None:
        print("Not checked with DeML's rules: no deml program was found. Build one with `deno task "
              "compile`, or run `deml check` where it is.", file=sys.stderr)
    else:
        print(f"Admitted by {judge}")


def main() -> None:
    """Runs a command: a failure is one sentence and exit code 1."""
    given = arguments().parse_args()
    name, _ = FRAMEWORKS[given.framework]
    try:
        try:
            exporter = importlib.import_module(f".{name}", __package__)
        except ModuleNotFoundError as error:
            raise ExportError(
                f"{error.name} is not installed. Run pip install "
                f"'./scripts/export[{given.framework}]' in DeML's checkout."
            ) from error
        exporter.command(given)
    except (ExportError, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except Exception as error:
        print(f"Error: {given.model} was not exported ({type(error).__name__}: "
              f"{first_line(error)}). If its own predict runs on these rows, please report the "
              "model's layers.", file=sys.stderr)
        raise SystemExit(1) from None
